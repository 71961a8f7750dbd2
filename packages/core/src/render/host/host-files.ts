import type { HostTooling } from "../../plan/specs";
import type { ContainerRow, FileRow, PortRow } from "../../plan/types";
import { renderContainer } from "./quadlet";
import { textFile } from "./files";
import { renderFirewall } from "./firewall";
import { AGENT_USER, FIREWALL_UNIT, TARGET_UNIT } from "./units";

/** Debian packages that every host needs. */
const PACKAGES = ["ca-certificates", "curl", "nftables", "podman", "python3", "unattended-upgrades"];

/** Debian packages that a host needs: those of every host, those of its cloud's program, and its own. */
export function hostPackages(tooling: HostTooling, own: readonly string[] = []): string[] {
    return [...new Set([...PACKAGES, ...tooling.packages, ...own])].sort();
}

/** Input of {@link hostFiles}. */
export interface HostFilesSpec {
    readonly containers: readonly ContainerRow[];
    readonly ports: readonly PortRow[];
    /** Addresses of the metadata service. */
    readonly metadataAddresses: readonly string[];
}

/** The files that every host has, whatever it does: its containers as units, and what makes it a safe, quiet server. */
export function hostFiles({ containers, ports, metadataAddresses }: HostFilesSpec): FileRow[] {
    return [
        ...containers.map(renderContainer),
        textFile(`/etc/systemd/system/${TARGET_UNIT}`, TARGET),
        textFile(`/etc/systemd/system/${FIREWALL_UNIT}`, FIREWALL),
        textFile("/etc/bridgepool/firewall.nft", renderFirewall(ports, metadataAddresses)),
        textFile("/etc/sysusers.d/bridgepool.conf", USERS),
        textFile("/etc/systemd/journald.conf.d/60-bridgepool.conf", JOURNAL),
        textFile("/etc/apt/apt.conf.d/60bridgepool", UPGRADES),
    ];
}

const TARGET = `[Unit]
Description=Bridgepool

[Install]
WantedBy=multi-user.target
`;

// Before the network, and never unloaded. Not Debian's own nftables.service: its file belongs to the package.
const FIREWALL = `[Unit]
Description=Bridgepool packet filter
DefaultDependencies=no
Wants=network-pre.target
After=local-fs.target systemd-sysusers.service
Before=network-pre.target shutdown.target
Conflicts=shutdown.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/nft -f /etc/bridgepool/firewall.nft
ExecReload=/usr/sbin/nft -f /etc/bridgepool/firewall.nft

[Install]
WantedBy=sysinit.target
`;

const USERS = `u ${AGENT_USER} - "Bridgepool agent" /var/lib/${AGENT_USER} /usr/sbin/nologin
`;

const JOURNAL = `[Journal]
Storage=persistent
SystemMaxUse=1G
MaxRetentionSec=14day
`;

const UPGRADES = `// Security updates by themselves, nothing else, and never a reboot: a host may carry calls.
// A new kernel, a new Podman and new images come with new hosts.
#clear Unattended-Upgrade::Origins-Pattern;
Unattended-Upgrade::Origins-Pattern { "origin=Debian,codename=\${distro_codename}-security,label=Debian-Security"; };
Unattended-Upgrade::Automatic-Reboot "false";
APT::Periodic::Update-Package-Lists "1";
APT::Periodic::Unattended-Upgrade "1";
`;
