import { SecurityGroup } from "@pulumi/aws/ec2/securityGroup";
import { SecurityGroupEgressRule } from "@pulumi/aws/vpc/securityGroupEgressRule";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc/securityGroupIngressRule";
import type { Input, Resource } from "@pulumi/pulumi";
import { childName, childTags, type Scope } from "../scope";

export const ANYWHERE: readonly string[] = ["0.0.0.0/0", "::/0"];

/** One way in: a port, from networks or from whoever has another security group. */
export interface WayIn {
    /** `media`, `pages`: with the networks, the name of the rule. */
    readonly name: string;
    readonly protocol: "tcp" | "udp";
    readonly port: number;
    /** Networks in CIDR notation, IPv4 and IPv6. */
    readonly networks?: readonly string[];
    /** A security group instead. */
    readonly group?: Input<string>;
}

/** The security groups of some hosts or of a load balancer. */
export interface Guard {
    readonly groupIds: readonly Input<string>[];
    /** The rules, which must be there before what they guard is used, and outlast it. */
    readonly rules: readonly Resource[];
}

/** A group with these ways in and every way out; nothing else gets in. */
export function createGuard(
    scope: Scope,
    role: string,
    vpcId: Input<string>,
    waysIn: readonly WayIn[],
    existing?: readonly Input<string>[],
): Guard {
    if (existing) return { groupIds: existing, rules: [] };
    const { region } = scope;
    const opts = { parent: scope.parent };
    const group = new SecurityGroup(
        childName(scope, role),
        { region, vpcId, description: `${scope.name}: ${role}`, tags: childTags(scope, role) },
        opts,
    );
    const own = { region, securityGroupId: group.id };
    const ingress = waysIn.flatMap((way) =>
        sourcesOf(way).map(
            ([key, source]) =>
                new SecurityGroupIngressRule(
                    childName(scope, role, way.name, key),
                    {
                        ...own,
                        ...source,
                        ipProtocol: way.protocol,
                        fromPort: way.port,
                        toPort: way.port,
                        description: way.name,
                        tags: childTags(scope, role, way.name, key),
                    },
                    opts,
                ),
        ),
    );
    const egress = ANYWHERE.map(
        (network) =>
            new SecurityGroupEgressRule(
                childName(scope, role, "out", networkKey(network)),
                {
                    ...own,
                    ...networkSource(network),
                    ipProtocol: "-1",
                    tags: childTags(scope, role, "out", networkKey(network)),
                },
                opts,
            ),
    );
    return { groupIds: [group.id], rules: [...ingress, ...egress] };
}

interface Source {
    readonly cidrIpv4?: string;
    readonly cidrIpv6?: string;
    readonly referencedSecurityGroupId?: Input<string>;
}

/** A rule has exactly one source, so a way in has as many rules as it has sources, each under a key of its own. */
function sourcesOf(way: WayIn): [string, Source][] {
    const networks = (way.networks ?? []).map((network): [string, Source] => [
        networkKey(network),
        networkSource(network),
    ]);
    return way.group === undefined
        ? networks
        : [...networks, ["group", { referencedSecurityGroupId: way.group }]];
}

function networkSource(network: string): Source {
    return network.includes(":") ? { cidrIpv6: network } : { cidrIpv4: network };
}

/** `ipv4` and `ipv6` for anywhere; else the network with everything but letters and digits as hyphens. */
function networkKey(network: string): string {
    if (network === "0.0.0.0/0") return "ipv4";
    if (network === "::/0") return "ipv6";
    return network.replace(/[^0-9a-z]/gi, "-");
}
