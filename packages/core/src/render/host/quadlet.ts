import type { ContainerRow, FileRow, MemoryRow } from "../../plan/types";
import { octal, textFile } from "./files";
import { FIREWALL_UNIT, TARGET_UNIT } from "./units";

/** The first start also pulls the image, about 700 MB: time enough for 8 Mbit/s. */
const START_SECONDS = 900;

/** How long the program may take to end on SIGTERM, which is after its stop command if it has one. */
const TERM_SECONDS = 30;

/** Threads and processes: what the Debian package of jitsi-videobridge sets for its unit. */
const MOST_TASKS = 65_000;

/**
 * One container as a Quadlet unit, which Podman's generator makes into a systemd service of the same name.
 *
 * It has the host's own network: media passes no proxy and no address translation, IPv6 is the host's, and private
 * interfaces stay on the host's loopback. Apart from that it can do little: its file system is read-only, it has no
 * capabilities and cannot gain any. Quadlet itself adds what a network needs: the unit starts when the host is online.
 */
export function renderContainer(row: ContainerRow): FileRow {
    const needs = [FIREWALL_UNIT, ...row.after].join(" ");
    const environment = Object.entries(row.environment).sort(([a], [b]) => (a < b ? -1 : 1));
    const lines = [
        "[Unit]",
        `Description=Bridgepool container ${row.name}`,
        `Requires=${needs}`,
        `After=${needs}`,
        `PartOf=${TARGET_UNIT}`,
        "# Try for ever: a registry that is away comes back.",
        "StartLimitIntervalSec=0",
        "",
        "[Container]",
        `ContainerName=${row.name}`,
        `Image=${row.image}`,
        "Pull=missing",
        "Network=host",
        "ReadOnly=true",
        "NoNewPrivileges=true",
        "DropCapability=all",
        ...(row.capabilities ?? []).map((capability) => `AddCapability=${capability}`),
        ...(row.memory ?? []).map((folder) => `Tmpfs=${tmpfs(folder)}`),
        ...row.mounts.map(
            ({ host, container, writable }) => `Volume=${host}:${container}:${writable ? "rw" : "ro"}`,
        ),
        ...environment.map(([name, value]) => `Environment=${quoted(`${name}=${value}`)}`),
        ...(row.command ? commandLines(row.command) : []),
        "# None here, where the default is 2048: TasksMax below is the limit.",
        "PidsLimit=0",
        "LogDriver=journald",
        `StopTimeout=${TERM_SECONDS}`,
        "",
        "[Service]",
        `Restart=${row.restart ?? "always"}`,
        "RestartSec=5",
        `TasksMax=${MOST_TASKS}`,
        `TimeoutStartSec=${START_SECONDS}`,
        ...(row.stopCommand ? [`ExecStop=${commandLine(row.stopCommand)}`] : []),
        `TimeoutStopSec=${row.stopSeconds + TERM_SECONDS + 10}`,
        "",
        "[Install]",
        `WantedBy=${TARGET_UNIT}`,
    ];
    return textFile(`/etc/containers/systemd/${row.name}.container`, `${lines.join("\n")}\n`);
}

function tmpfs({ path, sizeMiB, mode, executable }: MemoryRow): string {
    const exec = executable ? "exec" : "noexec";
    return `${path}:rw,nosuid,nodev,${exec},size=${sizeMiB}m,mode=${octal(mode)}`;
}

/** Instead of the image's own entry point, too: a command alone would only be handed to that. */
function commandLines([program = "", ...words]: readonly string[]): string[] {
    return [`Entrypoint=${quoted(program)}`, ...(words.length > 0 ? [`Exec=${commandLine(words)}`] : [])];
}

function commandLine(words: readonly string[]): string {
    return words.map(quoted).join(" ");
}

/** A word that Quadlet and systemd take literally: no splitting, no specifiers, no variables. */
function quoted(word: string): string {
    const escaped = word
        .replaceAll("\\", "\\\\")
        .replaceAll('"', '\\"')
        .replaceAll("\n", "\\n")
        .replaceAll("%", "%%")
        .replaceAll("$", () => "$$");
    return /^[\w@%+=:,./-]+$/.test(word) ? escaped : `"${escaped}"`;
}
