import type { ContainerRow, FileRow } from "../../plan/types";
import { programFile, PROGRAM_FOLDER, renderUnit, textFile } from "../host";
import { HOST_FACTS_FOLDER, LINGER_SECONDS } from "./constants";
import { heapMiB } from "./memory";
import { renderBridgeConfig } from "./jvb-conf";
import { prepareScript } from "./prepare-script";
import { stopScript } from "./stop-script";

const PREPARE_UNIT = "bridgepool-prepare-bridge.service";

export interface BridgeContainerSpec {
    readonly image: string;
    /** Memory of the host. */
    readonly memoryMiB: number;
    readonly drainSeconds: number;
}

export function bridgeContainer(spec: BridgeContainerSpec): ContainerRow {
    return {
        name: "bridgepool-jvb",
        image: spec.image,
        environment: {
            JVB_DISABLE_XMPP: "1",
            VIDEOBRIDGE_MAX_MEMORY: `${heapMiB(spec.memoryMiB)}m`,
        },
        mounts: [
            { host: "/etc/bridgepool/jvb", container: "/config", writable: false },
            { host: "/run/bridgepool/jvb", container: HOST_FACTS_FOLDER, writable: false },
        ],
        memory: [
            { path: "/run", sizeMiB: 64, mode: 0o1777, executable: true },
            { path: "/tmp", sizeMiB: 64, mode: 0o1777, executable: false },
        ],
        after: [PREPARE_UNIT],
        // Exit code 0 is the end of a graceful shutdown.
        restart: "on-failure",
        stopCommand: [`${PROGRAM_FOLDER}/stop-bridge`],
        stopSeconds: spec.drainSeconds + LINGER_SECONDS,
    };
}

export interface BridgeFilesSpec {
    readonly region: string;
    readonly drainSeconds: number;
    /** Path of the cloud's program. */
    readonly tool: string;
}

export function bridgeFiles(spec: BridgeFilesSpec): FileRow[] {
    return [
        textFile("/etc/bridgepool/jvb/custom-jvb.conf", renderBridgeConfig(spec)),
        textFile(`/etc/systemd/system/${PREPARE_UNIT}`, prepareUnit(spec.tool)),
        programFile(`${PROGRAM_FOLDER}/prepare-bridge`, prepareScript),
        programFile(`${PROGRAM_FOLDER}/stop-bridge`, stopScript),
        textFile("/etc/sysctl.d/60-bridgepool-media.conf", mediaSysctls),
    ];
}

const prepareUnit = (tool: string) =>
    renderUnit([
        [
            "Unit",
            [
                ["Description", "Bridgepool facts of this host for its bridge"],
                ["Wants", "network-online.target"],
                ["After", "network-online.target"],
                ["StartLimitIntervalSec", "0"],
            ],
        ],
        [
            "Service",
            [
                ["Type", "oneshot"],
                ["ExecStart", `${PROGRAM_FOLDER}/prepare-bridge ${tool}`],
            ],
        ],
    ]);

const mediaSysctls = `# Room for bursts of media, as jitsi-videobridge's own Debian package sets it.
net.core.rmem_max = 10485760
net.core.netdev_max_backlog = 100000
`;

export { BRIDGE_PORT } from "./constants";
