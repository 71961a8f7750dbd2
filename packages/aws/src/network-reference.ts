import type { Problem } from "@bridgepool/core";
import type { Input } from "@pulumi/pulumi";

/** A network that Meets and pools can live in: a `Network`, or the ids of one of your own. */
export interface NetworkReference {
    /** Id of the VPC. Required. */
    vpcId: Input<string>;
    /**
     * Ids of one public subnet per zone, each under a key of your own for the zone, such as `a`: routes lead to an
     * internet gateway. The keys name what exists once per zone, so keep them. Required; load balancers need two.
     */
    subnetIds: Record<string, Input<string>>;
    /** Whether its subnets also have IPv6 ranges and an IPv6 route to the internet. @default true */
    ipv6?: boolean;
}

/** Everything wrong with a network that is handed in. */
export function networkReferenceProblems(
    path: string,
    network: NetworkReference,
    leastZones: number,
): Problem[] {
    const count = Object.keys(network.subnetIds).length;
    if (count >= leastZones) return [];
    const reason = `${count} subnets are too few; at least ${leastZones} are needed, each in a zone of its own`;
    return [{ path: `${path}.subnetIds`, reason, fix: "add the public subnets of further zones" }];
}
