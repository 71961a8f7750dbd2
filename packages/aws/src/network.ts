import { planZones, throwProblems, zoneIpv6Cidr, type ZoneRow } from "@bridgepool/core";
import { DefaultSecurityGroup } from "@pulumi/aws/ec2/defaultSecurityGroup";
import { InternetGateway } from "@pulumi/aws/ec2/internetGateway";
import { Route } from "@pulumi/aws/ec2/route";
import { RouteTable } from "@pulumi/aws/ec2/routeTable";
import { RouteTableAssociation } from "@pulumi/aws/ec2/routeTableAssociation";
import { Subnet } from "@pulumi/aws/ec2/subnet";
import { Vpc } from "@pulumi/aws/ec2/vpc";
import { VpcEndpoint } from "@pulumi/aws/ec2/vpcEndpoint";
import { getAvailabilityZonesOutput } from "@pulumi/aws/getAvailabilityZones";
import {
    all,
    ComponentResource,
    output,
    type ComponentResourceOptions,
    type Input,
    type Output,
} from "@pulumi/pulumi";
import { DEFAULT_CIDR, zoneKeysOf, type NetworkArgs } from "./network-args";
import type { NetworkReference } from "./network-reference";
import { resolveRegion } from "./region";
import { childName, childTags, type Scope } from "./scope";
import { networkArgsProblems } from "./validate/network";

/**
 * A VPC with one public subnet per zone, for IPv4 and IPv6.
 *
 * Bridges talk to people directly, so each has public addresses, and security groups decide who reaches what. There is
 * no NAT gateway. S3 is reached through a gateway endpoint, and the default security group is emptied, so that nothing
 * gets in or out by having been given no group. A VPC, its routes and a gateway endpoint cost nothing; a public IPv4
 * address in use costs about 3.60 USD a month.
 *
 * @example
 * const paris = new Network("paris", { region: "eu-west-3", cidr: "10.1.0.0/16" });
 */
export class Network extends ComponentResource {
    /** Id of the VPC. */
    public readonly vpcId: Output<string>;
    /** Ids of the public subnets, by key of the zone. */
    public readonly subnetIds: Record<string, Output<string>>;
    /** Whether it has IPv6. */
    public readonly ipv6: boolean;

    /** @throws ProblemsError with everything wrong in `args`, before anything is registered. */
    public constructor(name: string, args: NetworkArgs = {}, opts?: ComponentResourceOptions) {
        const region = resolveRegion(args.region);
        throwProblems(`Network "${name}"`, networkArgsProblems(name, region, args));
        super("bridgepool-aws:index:Network", name, {}, opts);

        const made = args.existing ?? create({ parent: this, name, region, tags: args.tags ?? {} }, args);
        this.vpcId = output(made.vpcId);
        this.subnetIds = Object.fromEntries(
            Object.entries(made.subnetIds).map(([key, id]) => [key, output(id)]),
        );
        this.ipv6 = made.ipv6 ?? true;
        this.registerOutputs({ vpcId: this.vpcId, subnetIds: this.subnetIds, ipv6: this.ipv6 });
    }
}

function create(scope: Scope, args: NetworkArgs): NetworkReference {
    const { region } = scope;
    const opts = { parent: scope.parent };
    const vpc = new Vpc(
        childName(scope, "vpc"),
        {
            region,
            cidrBlock: args.cidr ?? DEFAULT_CIDR,
            assignGeneratedIpv6CidrBlock: true,
            enableDnsHostnames: true,
            tags: childTags(scope, "vpc"),
        },
        opts,
    );
    new DefaultSecurityGroup(
        childName(scope, "default"),
        { region, vpcId: vpc.id, tags: childTags(scope, "default") },
        opts,
    );
    const routes = createRoutes(scope, vpc);
    const nameOf = zoneNamer(scope, args);
    const subnets = planZones(args.cidr ?? DEFAULT_CIDR, zoneKeysOf(args)).map(
        (zone): [string, Output<string>] => [
            zone.key,
            createSubnet(scope, vpc, routes, zone, nameOf(zone), args.zoneNames === undefined),
        ],
    );
    return { vpcId: vpc.id, subnetIds: Object.fromEntries(subnets), ipv6: true };
}

/** One route table for all zones: to the internet both ways, and to S3 without going there. */
function createRoutes(scope: Scope, vpc: Vpc): Routes {
    const { region } = scope;
    const opts = { parent: scope.parent };
    const gateway = new InternetGateway(
        childName(scope, "gateway"),
        { region, vpcId: vpc.id, tags: childTags(scope, "gateway") },
        opts,
    );
    const table = new RouteTable(
        childName(scope, "public"),
        { region, vpcId: vpc.id, tags: childTags(scope, "public") },
        opts,
    );
    const way = { region, routeTableId: table.id, gatewayId: gateway.id };
    const ipv4 = new Route(childName(scope, "ipv4"), { ...way, destinationCidrBlock: "0.0.0.0/0" }, opts);
    const ipv6 = new Route(childName(scope, "ipv6"), { ...way, destinationIpv6CidrBlock: "::/0" }, opts);
    new VpcEndpoint(
        childName(scope, "s3"),
        {
            region,
            vpcId: vpc.id,
            vpcEndpointType: "Gateway",
            serviceName: `com.amazonaws.${region}.s3`,
            routeTableIds: [table.id],
            tags: childTags(scope, "s3"),
        },
        opts,
    );
    return { table, out: [ipv4, ipv6] };
}

interface Routes {
    readonly table: RouteTable;
    /** The ways to the internet. */
    readonly out: readonly Route[];
}

/**
 * Nothing becomes public by being put here: hosts ask for their public addresses themselves. The id that is handed out
 * depends on the ways out, so that no host begins before they are there, and none loses them while it still drains.
 */
function createSubnet(
    scope: Scope,
    vpc: Vpc,
    { table, out }: Routes,
    zone: ZoneRow,
    zoneName: Input<string>,
    lookedUp: boolean,
): Output<string> {
    const { region } = scope;
    const subnet = new Subnet(
        childName(scope, "public", zone.key),
        {
            region,
            vpcId: vpc.id,
            availabilityZone: zoneName,
            cidrBlock: zone.cidr,
            ipv6CidrBlock: vpc.ipv6CidrBlock.apply((cidr) => zoneIpv6Cidr(cidr, zone.position)),
            tags: childTags(scope, "public", zone.key),
        },
        // The list of zones may change under us; a subnet that exists stays where it is.
        { parent: scope.parent, ignoreChanges: lookedUp ? ["availabilityZone"] : [] },
    );
    const association = new RouteTableAssociation(
        childName(scope, "public", zone.key),
        { region, subnetId: subnet.id, routeTableId: table.id },
        { parent: scope.parent },
    );
    const way = all([association.id, ...out.map((route) => route.id)]);
    return all([subnet.id, way]).apply(([id]) => id);
}

/** The name of a zone: as given, or the region's own list by position, without local zones. */
function zoneNamer(scope: Scope, args: NetworkArgs): (zone: ZoneRow) => Input<string> {
    const given = args.zoneNames;
    if (given) return (zone) => given.find((name) => name.endsWith(zone.key)) ?? "";
    const zones = getAvailabilityZonesOutput(
        { region: scope.region, filters: [{ name: "opt-in-status", values: ["opt-in-not-required"] }] },
        { parent: scope.parent },
    );
    return (zone) =>
        zones.names.apply((names) => {
            const name = [...names].sort()[zone.position];
            if (name !== undefined) return name;
            const have = `${scope.region} has ${names.length} zones (${names.join(", ")})`;
            throw new Error(`Network "${scope.name}": ${have}; set zones to at most ${names.length}`);
        });
}
