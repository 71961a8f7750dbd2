import type { LoadBalancer } from "@pulumi/aws/lb/loadBalancer";
import { Record as DnsEntry } from "@pulumi/aws/route53/record";
import { all, type Input, type Output } from "@pulumi/pulumi";
import { childName, type Scope } from "../scope";
import type { BridgeEntry } from "./bridge-entry";
import type { Edge } from "./edge";

/** A record to create where the domain's DNS is kept. */
export interface DnsRecord {
    /** Full name. */
    readonly name: string;
    /** `CNAME` or `A`. At the top of a zone, where no CNAME can be, use what your provider has instead, such as ALIAS. */
    readonly type: string;
    /** One record for each: a name of a host, or an IPv4 address. */
    readonly values: string[];
    /** What it is for. */
    readonly purpose: string;
}

/** The names of a Meet and where they lead. */
export interface Names {
    /** What people type. */
    readonly domain: string;
    /** What bridges dial. */
    readonly xmpp: string;
    readonly edge: Edge;
    readonly entry: BridgeEntry;
}

/** The Meet's names in a Route 53 zone: for people by IPv4 and, where the network has it, IPv6; for bridges by IPv4. */
export function createNames(scope: Scope, zoneId: Input<string>, names: Names, ipv6: boolean): void {
    const lead = (key: string, name: string, type: "A" | "AAAA", to: LoadBalancer) =>
        new DnsEntry(
            childName(scope, key, type === "A" ? "ipv4" : "ipv6"),
            {
                zoneId,
                name,
                type,
                aliases: [{ name: to.dnsName, zoneId: to.zoneId, evaluateTargetHealth: false }],
            },
            { parent: scope.parent },
        );
    lead("domain", names.domain, "A", names.edge.loadBalancer);
    if (ipv6) lead("domain", names.domain, "AAAA", names.edge.loadBalancer);
    lead("xmpp", names.xmpp, "A", names.entry.loadBalancer);
}

/** The same as records for somebody to create elsewhere. */
export function namesToCreate(names: Names): Output<DnsRecord>[] {
    return [
        names.edge.loadBalancer.dnsName.apply((target): DnsRecord => ({
            name: names.domain,
            type: "CNAME",
            values: [target],
            purpose: "leads people to the meeting service",
        })),
        all([...names.entry.addresses]).apply((values): DnsRecord => ({
            name: names.xmpp,
            type: "A",
            values,
            purpose: "leads bridges to the meeting service; these addresses never change",
        })),
    ];
}
