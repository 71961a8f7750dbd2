import { stringify } from "yaml";
import type { BootSpec } from "../../plan/specs";
import { bootScript } from "./boot-script";
import { renderUnit } from "./quadlet";
import { PROGRAM_FOLDER } from "./units";

/** Most user data may hold, in bytes: AWS allows 16 KiB, and a quarter of that is kept free. */
export const USER_DATA_LIMIT = 12 * 1024;

/**
 * What a new host is given at its first start, as cloud-init user data: the cloud's program, facts, and the boot
 * program, which installs packages, fetches the bundle, checks it and starts the work. No secrets.
 *
 * @throws Error when it would exceed {@link USER_DATA_LIMIT}
 */
export function renderUserData(boot: BootSpec): string {
    const order = {
        packages: [...new Set([...boot.packages, ...boot.tooling.packages])].sort(),
        tool: boot.tooling.path,
        bundle: boot.bundle.key,
        sha256: boot.bundle.sha256,
    };
    const files = [
        { path: boot.tooling.path, permissions: "0755", content: boot.tooling.script },
        { path: "/etc/bridgepool/host.env", permissions: "0644", content: environmentFile(boot.environment) },
        { path: "/etc/bridgepool/boot.json", permissions: "0644", content: `${JSON.stringify(order)}\n` },
        { path: `${PROGRAM_FOLDER}/boot`, permissions: "0755", content: bootScript },
        { path: "/etc/systemd/system/bridgepool-boot.service", permissions: "0644", content: bootUnit },
    ];
    const config = {
        write_files: files,
        runcmd: [
            ["systemctl", "daemon-reload"],
            ["systemctl", "enable", "bridgepool-boot.service"],
            ["systemctl", "start", "--no-block", "bridgepool-boot.service"],
        ],
    };
    const text = `#cloud-config\n${stringify(config, { lineWidth: 0 })}`;
    const bytes = Buffer.byteLength(text);
    if (bytes > USER_DATA_LIMIT) {
        throw new Error(`The user data has ${bytes} bytes, and at most ${USER_DATA_LIMIT} are allowed.`);
    }
    return text;
}

/** Lines of `NAME="value"`, read alike by systemd and by shells. */
function environmentFile(environment: Readonly<Record<string, string>>): string {
    return Object.entries(environment)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, value]) => `${name}="${value.replace(/["\\$`]/g, "\\$&")}"\n`)
        .join("");
}

// Enabled, so that a host that was restarted in the middle goes on; the stamp makes it a first-start-only affair.
const bootUnit = renderUnit([
    [
        "Unit",
        [
            ["Description", "Bridgepool first start"],
            ["Wants", "network-online.target"],
            ["After", "network-online.target"],
            ["ConditionPathExists", "!/var/lib/bridgepool/booted"],
            ["StartLimitIntervalSec", "0"],
        ],
    ],
    [
        "Service",
        [
            ["Type", "oneshot"],
            ["ExecStart", `${PROGRAM_FOLDER}/boot`],
            ["Restart", "on-failure"],
            ["RestartSec", "15"],
            ["TimeoutStartSec", "900"],
            ["StandardOutput", "journal+console"],
            ["StandardError", "journal+console"],
        ],
    ],
    ["Install", [["WantedBy", "multi-user.target"]]],
]);
