import type { ContainerRow, FileRow } from "../../plan/types";
import { preparationUnit, PROGRAM_FOLDER, programFile, textFile } from "../host";
import { LINGER_SECONDS } from "./constants";
import { renderBridgeConfig, type BridgeConfigSpec } from "./jvb-conf";
import { heapMiB } from "./memory";
import { CONFIG_FOLDER, prepareScript, STATIC_FOLDER } from "./prepare-script";
import { stopScript } from "./stop-script";

export { BRIDGE_PORT } from "./constants";
export { MIN_MEMORY_MIB } from "./memory";

const PREPARE_UNIT = "bridgepool-prepare-bridge.service";

/** Input of {@link bridgeContainer}. */
export interface BridgeContainerSpec {
    readonly image: string;
    /** Memory of the host. */
    readonly memoryMiB: number;
    /** How long a bridge may go on for its calls. */
    readonly drainSeconds: number;
}

/** The bridge itself: the official image, its own user, its configuration from {@link bridgeFiles}. */
export function bridgeContainer({ image, memoryMiB, drainSeconds }: BridgeContainerSpec): ContainerRow {
    return {
        name: "bridgepool-jvb",
        image,
        environment: {
            // The image's template then leaves out its own, single Meet.
            JVB_DISABLE_XMPP: "1",
            VIDEOBRIDGE_MAX_MEMORY: `${heapMiB(memoryMiB)}m`,
        },
        mounts: [{ host: CONFIG_FOLDER, container: "/config", writable: false }],
        // The image's supervisor runs as an ordinary user that cannot take /run over: it has to be for everyone, with
        // the sticky bit. Native libraries are unpacked and run there.
        memory: [
            { path: "/run", sizeMiB: 64, mode: 0o1777, executable: true },
            { path: "/tmp", sizeMiB: 64, mode: 0o1777, executable: false },
        ],
        after: [PREPARE_UNIT],
        // A crash is mended inside the container or by a restart; exit code 0 is the end of a graceful shutdown.
        restart: "on-failure",
        stopCommand: [`${PROGRAM_FOLDER}/stop-bridge`],
        stopSeconds: drainSeconds + LINGER_SECONDS,
    };
}

/** Input of {@link bridgeFiles}. */
export interface BridgeFilesSpec extends BridgeConfigSpec {
    /** Path of the cloud's program. */
    readonly tool: string;
}

/** The files that a bridge's host has besides those of every host. */
export function bridgeFiles(spec: BridgeFilesSpec): FileRow[] {
    const prepare = `${PROGRAM_FOLDER}/prepare-bridge`;
    return [
        textFile(`${STATIC_FOLDER}/custom-jvb.conf`, renderBridgeConfig(spec)),
        programFile(prepare, prepareScript),
        programFile(`${PROGRAM_FOLDER}/stop-bridge`, stopScript),
        preparationUnit({
            unit: PREPARE_UNIT,
            description: "Bridgepool facts of this host for its bridge",
            command: [prepare, spec.tool],
        }),
        textFile("/etc/sysctl.d/60-bridgepool-media.conf", MEDIA_SYSCTLS),
    ];
}

const MEDIA_SYSCTLS = `# Room for bursts of media: what the Debian package of jitsi-videobridge sets.
net.core.rmem_max = 10485760
net.core.netdev_max_backlog = 100000
`;
