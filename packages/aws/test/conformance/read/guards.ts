import { PortSource, type PortRow } from "@bridgepool/core";
import { Unreadable, type ResourceReader } from "@bridgepool/core/testing";
import { child, TYPES, type Component } from "./types";

// Security groups: who gets in, seen from outside.

/** One rule, as it lets somebody in. */
interface WayIn extends Pick<PortRow, "name" | "protocol" | "port"> {
    readonly network?: string;
    /** Id of a security group. */
    readonly group?: string;
}

/**
 * The ways into whatever has these security groups. A port that only the load balancer for bridges reaches is as open as
 * that one is: from the networks that it lets in.
 */
export function readPorts(component: Component, groupIds: readonly string[]): PortRow[] {
    const ways = groupIds.flatMap((id) => readWaysIn(component, id));
    const keys = new Map(ways.map((way) => [`${way.name} ${way.protocol} ${way.port}`, way]));
    return [...keys.values()].map(({ name, protocol, port }) => {
        const own = ways.filter((way) => way.name === name && way.protocol === protocol && way.port === port);
        const sources = own.map((way) => sourceOf(component, way));
        const balanced = sources.some(({ from }) => from === PortSource.LoadBalancer);
        return {
            name,
            protocol,
            port,
            from: balanced ? PortSource.LoadBalancer : PortSource.Internet,
            networks: sources.flatMap(({ networks }) => networks),
        };
    });
}

function sourceOf(component: Component, way: WayIn): Pick<PortRow, "from" | "networks"> {
    if (way.network !== undefined) return { from: PortSource.Internet, networks: [way.network] };
    if (way.group === idOf(component, "edge")) return { from: PortSource.LoadBalancer, networks: [] };
    if (way.group === idOf(component, "jvb")) {
        const [row, ...others] = readPorts(component, [way.group]);
        if (row?.port !== way.port || row.protocol !== way.protocol || others.length > 0) {
            throw new Unreadable(
                `the load balancer for bridges does not let in ${way.protocol} ${way.port} alone`,
            );
        }
        return { from: PortSource.Internet, networks: row.networks };
    }
    throw new Unreadable(`port ${way.port} is open to ${String(way.group)}, which is nobody's`);
}

function idOf(component: Component, role: string): string {
    return child(component, TYPES.securityGroup, role).attribute("id");
}

function readWaysIn(component: Component, groupId: string): WayIn[] {
    const group = component.recording.by(TYPES.securityGroup, "id", groupId);
    if (group.text("vpcId") !== component.vpcId) throw new Unreadable(`${group.what} is in another network`);
    for (const inline of ["ingress", "egress"]) {
        if (group.maybe(inline) !== undefined)
            throw new Unreadable(`${group.what} has rules of its own beside those`);
    }
    return component.recording
        .all(TYPES.ingress)
        .filter((rule) => rule.text("securityGroupId") === groupId)
        .map(readRule);
}

function readRule(rule: ResourceReader): WayIn {
    const protocol = rule.text("ipProtocol");
    const port = rule.number("fromPort");
    if ((protocol !== "tcp" && protocol !== "udp") || rule.number("toPort") !== port) {
        throw new Unreadable(`${rule.what} opens more than one port or protocol`);
    }
    const sources = ["cidrIpv4", "cidrIpv6", "referencedSecurityGroupId", "prefixListId"].filter(
        (property) => rule.maybe(property) !== undefined,
    );
    const [source] = sources;
    if (source === undefined || sources.length > 1 || source === "prefixListId") {
        throw new Unreadable(`${rule.what} has no source, or more than one`);
    }
    const value = rule.text(source);
    return {
        name: rule.text("description"),
        protocol,
        port,
        ...(source === "referencedSecurityGroupId" ? { group: value } : { network: value }),
    };
}

/** Whether what has these groups can reach everything by IPv4 and IPv6. */
export function reachesOut(component: Component, groupIds: readonly string[]): boolean {
    const ways = component.recording
        .all(TYPES.egress)
        .filter(
            (rule) => groupIds.includes(rule.text("securityGroupId")) && rule.text("ipProtocol") === "-1",
        );
    const [v4, v6] = [["cidrIpv4", "0.0.0.0/0"] as const, ["cidrIpv6", "::/0"] as const];
    return [v4, v6].every(([property, everywhere]) =>
        ways.some((rule) => rule.maybe(property) === everywhere),
    );
}
