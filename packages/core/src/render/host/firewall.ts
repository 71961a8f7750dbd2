import type { PortRow } from "../../plan/types";
import { AGENT_USER } from "./units";

/**
 * The host's packet filter, a second wall behind the cloud's own.
 *
 * Inbound: the plan's ports and nothing else. From where, is the cloud's to decide: behind a load balancer a host sees
 * other addresses than the plan names. Outbound: the metadata service hands out the host's identity, so only root
 * and the agent may speak HTTP with it. DNS and NTP stay open, since on some clouds the same address answers those.
 */
export function renderFirewall(ports: readonly PortRow[], metadataAddresses: readonly string[]): string {
    const v4 = metadataAddresses.filter((address) => !address.includes(":"));
    const v6 = metadataAddresses.filter((address) => address.includes(":"));
    const udp = ports.filter((row) => row.protocol === "udp").map((row) => row.port);
    return `#!/usr/sbin/nft -f
# The first line makes the second one right on a first run too; both happen in one step with the rest.
table inet bridgepool
delete table inet bridgepool

table inet bridgepool {
${
    udp.length === 0
        ? ""
        : `    # Media is let in without connection tracking: a flood of it cannot fill the table that everything else needs.
    chain untracked_in {
        type filter hook prerouting priority raw; policy accept;
        udp dport ${nftSet(udp)} notrack
    }
    chain untracked_out {
        type filter hook output priority raw; policy accept;
        udp sport ${nftSet(udp)} notrack
    }

`
}    chain input {
        type filter hook input priority filter; policy drop;
        iif lo accept
${ports.map((row) => `        ${row.protocol} dport ${row.port} accept comment "${row.name}"\n`).join("")}        ct state established,related accept
        ct state invalid drop
        ip protocol icmp accept
        meta l4proto ipv6-icmp accept
        ip6 saddr fe80::/10 udp dport 546 accept comment "DHCPv6"
    }

    chain output {
        type filter hook output priority filter; policy accept;
${metadataRule("ip", v4)}${metadataRule("ip6", v6)}    }

    chain metadata {
        meta skuid { root, ${AGENT_USER} } accept
        reject
    }
}
`;
}

function metadataRule(family: "ip" | "ip6", addresses: readonly string[]): string {
    return addresses.length === 0
        ? ""
        : `        ${family} daddr ${nftSet(addresses)} tcp dport != 53 goto metadata\n`;
}

function nftSet(items: readonly (string | number)[]): string {
    return `{ ${items.join(", ")} }`;
}
