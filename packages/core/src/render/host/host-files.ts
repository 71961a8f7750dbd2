import type { ContainerRow, FileRow, PortRow } from "../../plan/types";
import { renderFirewall } from "./firewall";
import { textFile } from "./files";
import { renderContainer, renderUnit } from "./quadlet";
import { AGENT_USER, FIREWALL_UNIT, TARGET_UNIT } from "./units";

/** Debian packages that every host needs besides its cloud's tooling. */
export const HOST_PACKAGES: readonly string[] = [
    "ca-certificates",
    "curl",
    "nftables",
    "podman",
    "python3",
    "unattended-upgrades",
];

/** Input of {@link hostFiles}. */
export interface HostFilesSpec {
    readonly containers: readonly ContainerRow[];
    readonly ports: readonly PortRow[];
    readonly metadataAddresses: readonly string[];
}

/** The files that every host has, whatever it does: its containers as units, and what makes it a safe, quiet server. */
export function hostFiles(spec: HostFilesSpec): FileRow[] {
    return [
        ...spec.containers.map(renderContainer),
        textFile(`/etc/systemd/system/${TARGET_UNIT}`, target),
        textFile(`/etc/systemd/system/${FIREWALL_UNIT}`, firewallUnit),
        textFile("/etc/bridgepool/firewall.nft", renderFirewall(spec.ports, spec.metadataAddresses)),
        textFile("/etc/sysusers.d/bridgepool.conf", sysusers),
        textFile("/etc/systemd/journald.conf.d/60-bridgepool.conf", journal),
        textFile("/etc/apt/apt.conf.d/60bridgepool", upgrades),
    ];
}

const target = renderUnit([
    [
        "Unit",
        [
            ["Description", "Bridgepool"],
            ["Wants", "network-online.target"],
        ],
    ],
    ["Install", [["WantedBy", "multi-user.target"]]],
]);

const firewallUnit = renderUnit([
    [
        "Unit",
        [
            ["Description", "Bridgepool packet filter"],
            ["DefaultDependencies", "no"],
            ["Wants", "network-pre.target"],
            ["After", "local-fs.target systemd-sysusers.service"],
            ["Before", "network-pre.target shutdown.target"],
            ["Conflicts", "shutdown.target"],
        ],
    ],
    [
        "Service",
        [
            ["Type", "oneshot"],
            ["RemainAfterExit", "yes"],
            ["ExecStart", "/usr/sbin/nft -f /etc/bridgepool/firewall.nft"],
            ["ExecReload", "/usr/sbin/nft -f /etc/bridgepool/firewall.nft"],
        ],
    ],
    ["Install", [["WantedBy", "sysinit.target"]]],
]);

const sysusers = `u ${AGENT_USER} - "Bridgepool agent" /var/lib/bridgepool-agent /usr/sbin/nologin
`;

const journal = `[Journal]
Storage=persistent
SystemMaxUse=1G
MaxRetentionSec=14day
`;

// Security updates by themselves, and never a reboot: a bridge carries calls. A new kernel comes with a new host.
const upgrades = `#clear Unattended-Upgrade::Origins-Pattern;
Unattended-Upgrade::Origins-Pattern { "origin=Debian,codename=\${distro_codename}-security,label=Debian-Security"; };
Unattended-Upgrade::Automatic-Reboot "false";
APT::Periodic::Update-Package-Lists "1";
APT::Periodic::Unattended-Upgrade "1";
`;
