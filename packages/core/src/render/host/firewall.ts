import type { PortRow } from "../../plan/types";
import { AGENT_USER } from "./units";

/**
 * The host's packet filter, a second wall behind the cloud's own.
 *
 * Inbound: the plan's ports and nothing else. From where is the cloud's to decide: behind a load balancer a host sees
 * other addresses than those the plan names. Outbound: the metadata service hands out the host's identity, so only
 * root and the agent may speak with it. It speaks HTTP; DNS stays open, and so does UDP, because on some clouds the
 * same address also answers names and the time.
 */
export function renderFirewall(ports: readonly PortRow[], metadataAddresses: readonly string[]): string {
    const media = ports.filter(({ protocol }) => protocol === "udp").map(({ port }) => port);
    const isV6 = (address: string) => address.includes(":");
    return `#!/usr/sbin/nft -f
# All in one step. The first two lines empty the table, whether or not it was there.
table inet bridgepool
delete table inet bridgepool

table inet bridgepool {
${media.length === 0 ? "" : untracked(media)}    chain input {
        type filter hook input priority filter; policy drop;
        iif lo accept
${ports.map(({ name, protocol, port }) => `        ${protocol} dport ${port} accept comment "${name}"\n`).join("")}        ip protocol icmp accept
        meta l4proto ipv6-icmp accept
        ip6 saddr fe80::/10 udp dport 546 accept comment "DHCPv6"
        ct state established,related accept
    }

    chain output {
        type filter hook output priority filter; policy accept;
${metadataRules(
    "ip",
    metadataAddresses.filter((address) => !isV6(address)),
)}${metadataRules("ip6", metadataAddresses.filter(isV6))}    }

    chain metadata {
        meta skuid { root, ${AGENT_USER} } accept
        reject with tcp reset
    }
}
`;
}

function untracked(ports: readonly number[]): string {
    return `    # No connection tracking for media: a flood of it cannot fill the table that everything else needs.
    chain media_in {
        type filter hook prerouting priority raw; policy accept;
        udp dport ${nftSet(ports)} notrack
    }

    chain media_out {
        type filter hook output priority raw; policy accept;
        udp sport ${nftSet(ports)} notrack
    }

`;
}

function metadataRules(family: "ip" | "ip6", addresses: readonly string[]): string {
    return addresses.length === 0
        ? ""
        : `        ${family} daddr ${nftSet(addresses)} tcp dport != 53 goto metadata\n`;
}

function nftSet(items: readonly (string | number)[]): string {
    return `{ ${items.join(", ")} }`;
}
