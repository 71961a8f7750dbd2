import type { FileRow } from "../../plan/types";
import { textFile } from "./files";

/** The unit that stands for all of a host's work: starting and stopping it starts and stops every part. */
export const TARGET_UNIT = "bridgepool.target";

/** The unit that loads the host's packet filter. Nothing of ours starts without it. */
export const FIREWALL_UNIT = "bridgepool-firewall.service";

/** The system user of the agent: the only one, besides root, that reaches the metadata service. */
export const AGENT_USER = "bridgepool-agent";

/** Where our programs live on a host. */
export const PROGRAM_FOLDER = "/usr/local/lib/bridgepool";

/** Input of {@link preparationUnit}. */
export interface PreparationSpec {
    /** `bridgepool-prepare-bridge.service` */
    readonly unit: string;
    /** For people, in the journal. */
    readonly description: string;
    /** Program and arguments; none with spaces. */
    readonly command: readonly string[];
}

/**
 * A program that runs before each start of the containers that name this unit in `after`. When it fails it is run
 * again until it succeeds, and they wait: `direct` keeps a failure that mends itself from failing what depends on it.
 */
export function preparationUnit({ unit, description, command }: PreparationSpec): FileRow {
    return textFile(
        `/etc/systemd/system/${unit}`,
        `[Unit]
Description=${description}
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=0

[Service]
Type=oneshot
ExecStart=${command.join(" ")}
Restart=on-failure
RestartMode=direct
RestartSec=5
RestartSteps=5
RestartMaxDelaySec=120
`,
    );
}
