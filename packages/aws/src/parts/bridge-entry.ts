import type { PortRow } from "@bridgepool/core";
import { Eip } from "@pulumi/aws/ec2/eip";
import { getElasticIpOutput } from "@pulumi/aws/ec2/getElasticIp";
import { Listener } from "@pulumi/aws/lb/listener";
import { LoadBalancer } from "@pulumi/aws/lb/loadBalancer";
import { TargetGroup } from "@pulumi/aws/lb/targetGroup";
import type { Input, Output, Resource } from "@pulumi/pulumi";
import type { NetworkReference } from "../network-reference";
import { childName, childTags, type Scope } from "../scope";
import type { Guard } from "./security-group";

export interface BridgeEntrySpec {
    readonly port: PortRow;
    readonly network: NetworkReference;
    readonly guard: Guard;
    readonly deletionProtection: boolean;
    /** Allocations of addresses that are there already, by zone. */
    readonly allocationIds?: Readonly<Record<string, Input<string>>>;
}

/** Where bridges dial in. */
export interface BridgeEntry {
    readonly loadBalancer: LoadBalancer;
    readonly targetGroup: TargetGroup;
    /** One IPv4 address per zone, the same for ever. */
    readonly addresses: readonly Output<string>[];
    readonly listener: Resource;
}

/**
 * A load balancer that hands on what it gets untouched: TLS ends at the signalling host, which sees each bridge's own address and
 * limits by it. IPv4 only, since what comes by IPv6 would reach the host from the load balancer's own address, all
 * bridges from one. Every zone's address leads to that one host, whichever zone it is in.
 */
export function createBridgeEntry(scope: Scope, spec: BridgeEntrySpec): BridgeEntry {
    const { region } = scope;
    const { network, port } = spec;
    const protocol = port.protocol.toUpperCase();
    const opts = { parent: scope.parent };
    const zones = Object.entries(network.subnetIds).map(([zone, subnetId]) => ({
        subnetId,
        address: addressOf(scope, zone, spec.allocationIds?.[zone]),
    }));
    const loadBalancer = new LoadBalancer(
        childName(scope, "jvb"),
        {
            region,
            loadBalancerType: "network",
            ipAddressType: "ipv4",
            subnetMappings: zones.map(({ subnetId, address }) => ({
                subnetId,
                allocationId: address.allocationId,
            })),
            securityGroups: [...spec.guard.groupIds],
            enableCrossZoneLoadBalancing: true,
            enableDeletionProtection: spec.deletionProtection,
            tags: childTags(scope, "jvb"),
        },
        { ...opts, dependsOn: [...spec.guard.rules] },
    );
    const targetGroup = new TargetGroup(
        childName(scope, "jvb"),
        {
            region,
            vpcId: network.vpcId,
            targetType: "instance",
            port: port.port,
            protocol,
            preserveClientIp: "true",
            // Sessions end with their host; bridges then dial the next one.
            deregistrationDelay: 10,
            connectionTermination: true,
            healthCheck: { protocol: "TCP", port: "traffic-port", interval: 10 },
            tags: childTags(scope, "jvb"),
        },
        opts,
    );
    const listener = new Listener(
        childName(scope, "jvb"),
        {
            region,
            loadBalancerArn: loadBalancer.arn,
            port: port.port,
            protocol,
            defaultActions: [{ type: "forward", targetGroupArn: targetGroup.arn }],
            tags: childTags(scope, "jvb"),
        },
        opts,
    );
    return { loadBalancer, targetGroup, addresses: zones.map(({ address }) => address.publicIp), listener };
}

interface Address {
    readonly allocationId: Input<string>;
    readonly publicIp: Output<string>;
}

/** The address of one zone, made or given. */
function addressOf(scope: Scope, zone: string, allocationId: Input<string> | undefined): Address {
    const { region } = scope;
    const opts = { parent: scope.parent };
    if (allocationId !== undefined) {
        return { allocationId, publicIp: getElasticIpOutput({ id: allocationId, region }, opts).publicIp };
    }
    const made = new Eip(
        childName(scope, "jvb", zone),
        { region, domain: "vpc", tags: childTags(scope, "jvb", zone) },
        opts,
    );
    return { allocationId: made.id, publicIp: made.publicIp };
}
