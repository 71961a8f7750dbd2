import { stringify } from "yaml";
import type { BootSpec } from "../../plan/specs";
import { bootScript } from "./boot-script";
import { PROGRAM_FOLDER } from "./units";

/** Most bytes that user data may have: AWS takes 16 KiB before base64, and a quarter of that is kept free. */
export const USER_DATA_LIMIT = 12 * 1024;

/**
 * What a new host is given for its first start, as cloud-init user data: the cloud's program, facts, and the boot
 * program, which installs packages, fetches the bundle, checks it and starts the work. No secrets.
 *
 * @throws Error when it is longer than {@link USER_DATA_LIMIT}
 */
export function renderUserData({ tooling, packages, environment, bundle }: BootSpec): string {
    const order = {
        packages,
        tool: tooling.path,
        bundle: bundle.key,
        sha256: bundle.sha256,
    };
    const config = {
        write_files: [
            { path: tooling.path, permissions: "0755", content: tooling.script },
            { path: "/etc/bridgepool/host.env", permissions: "0644", content: environmentFile(environment) },
            { path: "/etc/bridgepool/boot.json", permissions: "0644", content: `${JSON.stringify(order)}\n` },
            { path: `${PROGRAM_FOLDER}/boot`, permissions: "0755", content: bootScript },
            { path: `/etc/systemd/system/${BOOT_UNIT}`, permissions: "0644", content: BOOT },
        ],
        runcmd: [
            ["systemctl", "daemon-reload"],
            ["systemctl", "enable", BOOT_UNIT],
            ["systemctl", "start", "--no-block", BOOT_UNIT],
        ],
    };
    // YAML 1.1 is what cloud-init reads.
    const text = `#cloud-config\n${stringify(config, { version: "1.1", lineWidth: 0 })}`;
    const bytes = Buffer.byteLength(text);
    if (bytes > USER_DATA_LIMIT) {
        throw new Error(
            `User data may have ${USER_DATA_LIMIT} bytes and has ${bytes}: shorten the cloud's program.`,
        );
    }
    return text;
}

/** Lines of `NAME="value"`, which systemd and a shell read alike. */
function environmentFile(environment: Readonly<Record<string, string>>): string {
    const lines = Object.entries(environment)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, value]) => {
            if (!/^[A-Z][A-Z0-9_]*$/.test(name) || /[\n\r]/.test(value)) {
                throw new Error(`${JSON.stringify({ [name]: value })} cannot be a line of host.env.`);
            }
            return `${name}="${value.replace(/["\\$`]/g, "\\$&")}"\n`;
        });
    return lines.join("");
}

const BOOT_UNIT = "bridgepool-boot.service";

// Enabled, so that a host that went down in the middle of its first start goes on with it; once it is through, never again.
const BOOT = `[Unit]
Description=Bridgepool first start
Wants=network-online.target
After=network-online.target
ConditionPathExists=!/var/lib/bridgepool/booted
StartLimitIntervalSec=0

[Service]
Type=oneshot
ExecStart=${PROGRAM_FOLDER}/boot
Restart=on-failure
RestartSec=5
RestartSteps=5
RestartMaxDelaySec=120
TimeoutStartSec=900
StandardOutput=journal+console
StandardError=journal+console

[Install]
WantedBy=multi-user.target
`;
