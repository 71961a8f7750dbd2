import type { ContainerRow, FileRow } from "../../plan/types";
import { octal } from "./bundle";
import { textFile } from "./files";
import { FIREWALL_UNIT, TARGET_UNIT } from "./units";

/** First start pulls the image: about 700 MB, also over a slow line. */
const START_SECONDS = 900;

/** How long a program may take to end on SIGTERM, after its stop command if it has one. */
const TERM_SECONDS = 30;

/**
 * One container as a Quadlet unit, which Podman's generator turns into a systemd service of the same name.
 *
 * The host's own network: media needs no proxy or address translation, IPv6 works as on the host, and the private
 * interfaces of the programs stay on the host's loopback. Everything else is closed: read-only file system, no
 * capabilities, no way to gain privileges.
 */
export function renderContainer(row: ContainerRow): FileRow {
    const after = [FIREWALL_UNIT, ...row.after];
    const lines: [string, [string, string][]][] = [
        [
            "Unit",
            [
                ["Description", `Bridgepool container ${row.name}`],
                ["Wants", "network-online.target"],
                ["Requires", after.join(" ")],
                ["After", ["network-online.target", ...after].join(" ")],
                ["PartOf", TARGET_UNIT],
                // Try again for ever: a registry or a secret that is away comes back.
                ["StartLimitIntervalSec", "0"],
            ],
        ],
        [
            "Container",
            [
                ["ContainerName", row.name],
                ["Image", row.image],
                ["Pull", "missing"],
                ["Network", "host"],
                ["ReadOnly", "true"],
                ["NoNewPrivileges", "true"],
                ["DropCapability", "all"],
                ...(row.capabilities ?? []).map((name): [string, string] => ["AddCapability", name]),
                ...(row.memory ?? []).map((folder): [string, string] => [
                    "Tmpfs",
                    `${folder.path}:rw,nosuid,nodev,${folder.executable ? "exec" : "noexec"},` +
                        `size=${folder.sizeMiB}m,mode=${octal(folder.mode)}`,
                ]),
                ...row.mounts.map((mount): [string, string] => [
                    "Volume",
                    `${mount.host}:${mount.container}:${mount.writable ? "rw" : "ro"}`,
                ]),
                ...Object.entries(row.environment)
                    .sort(([a], [b]) => (a < b ? -1 : 1))
                    .map(([name, value]): [string, string] => ["Environment", quoted(`${name}=${value}`)]),
                ...(row.command ? [["Exec", row.command.map(quoted).join(" ")] as [string, string]] : []),
                ["LogDriver", "journald"],
                ["StopTimeout", String(TERM_SECONDS)],
            ],
        ],
        [
            "Service",
            [
                ["Restart", row.restart ?? "always"],
                ["RestartSec", "5"],
                ["TimeoutStartSec", String(START_SECONDS)],
                ["TimeoutStopSec", String(row.stopSeconds + TERM_SECONDS + 10)],
                ...(row.stopCommand
                    ? [["ExecStop", row.stopCommand.map(quoted).join(" ")] as [string, string]]
                    : []),
            ],
        ],
        ["Install", [["WantedBy", TARGET_UNIT]]],
    ];
    return textFile(`/etc/containers/systemd/${row.name}.container`, renderUnit(lines));
}

/** A unit file: sections of keys, in the order given. */
export function renderUnit(sections: readonly (readonly [string, readonly (readonly [string, string])[]])[]) {
    return sections
        .map(([name, keys]) => `[${name}]\n${keys.map(([key, value]) => `${key}=${value}\n`).join("")}`)
        .join("\n");
}

/** One word of a systemd command line or assignment, taken literally: no specifiers, variables or splitting. */
function quoted(word: string): string {
    const escaped = word
        .replace(/\\/g, "\\\\")
        .replace(/"/g, '\\"')
        .replace(/\n/g, "\\n")
        .replace(/%/g, "%%");
    return /[\s"\\';]/.test(word) ? `"${escaped}"` : escaped;
}
