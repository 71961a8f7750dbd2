/** Networks: VPC, subnets, routes and endpoints. */
import type { CloudView, Problem, ResourceModel, Value, Values } from "../model";
import { regionalArn } from "./arns";
import { type Cidr, contains, overlaps, parseCidr } from "./cidr";
import { region, resource, tags, upstream } from "./define";
import { policyProblems } from "./policy-document";
import { zonesOf } from "./regions";
import { atLeastOne, atMostOne, oneOf, problem, range, show } from "./refuse";
import { flag, isSet, list, number, select, text } from "./values";

export const VPC = "aws:ec2/vpc:Vpc";
export const SUBNET = "aws:ec2/subnet:Subnet";
export const ROUTE_TABLE = "aws:ec2/routeTable:RouteTable";
const INTERNET_GATEWAY = "aws:ec2/internetGateway:InternetGateway";
const ROUTE = "aws:ec2/route:Route";
const VPC_ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";

/** Gateway prefix lists: one per service and region, the same for every account. */
const GATEWAY_SERVICES = ["s3", "dynamodb"];

/** A CIDR block whose host bits are zero and whose length is between two lengths. */
function cidrProblems(
    inputs: Values,
    path: string,
    version: 4 | 6,
    shortest: number,
    longest: number,
): readonly Problem[] {
    return select(inputs, path).flatMap(({ path: at, value }) => {
        const given = text(value);
        const cidr = given === undefined ? undefined : parseCidr(given);
        if (cidr?.version !== version) {
            return problem(at, `is ${show(value)}, which is not an IPv${version} CIDR block`);
        }
        if (!cidr.aligned) {
            return problem(at, `is ${show(value)}, which has bits set after the prefix of /${cidr.prefix}`);
        }
        return cidr.prefix < shortest || cidr.prefix > longest
            ? problem(at, `is a /${cidr.prefix}; allowed are /${shortest} to /${longest}`)
            : [];
    });
}

export function ipv4CidrProblems(inputs: Values, path: string): readonly Problem[] {
    return cidrProblems(inputs, path, 4, 0, 32);
}

export function ipv6CidrProblems(inputs: Values, path: string): readonly Problem[] {
    return cidrProblems(inputs, path, 6, 0, 128);
}

/** One /56 for each VPC, from the space reserved for documentation. */
function generatedIpv6Block(cloud: CloudView): string {
    const taken = new Set(cloud.list(VPC).map((vpc) => vpc.outputs.ipv6CidrBlock));
    let index = parseInt(cloud.hex(6, "ipv6"), 16);
    for (;;) {
        const high = (index >> 8).toString(16);
        const low = ((index & 0xff) << 8).toString(16);
        const block = `2001:db8:${high}:${low}::/56`;
        if (!taken.has(block)) {
            return block;
        }
        index = (index + 1) & 0xffffff;
    }
}

const vpc: ResourceModel = resource({
    token: VPC,
    properties: {
        ...region,
        ...tags,
        ...upstream("internal/service/ec2/vpc_.go", {
            replace: ["cidrBlock", "ipv4IpamPoolId", "ipv4NetmaskLength"],
            update: [
                "assignGeneratedIpv6CidrBlock",
                "enableDnsHostnames",
                "enableDnsSupport",
                "enableNetworkAddressUsageMetrics",
                "instanceTenancy",
                "ipv6CidrBlock",
                "ipv6CidrBlockNetworkBorderGroup",
                "ipv6IpamPoolId",
                "ipv6NetmaskLength",
            ],
            defaults: { enableDnsSupport: true, instanceTenancy: "default" },
        }),
    },
    check: (inputs) => [
        ...atMostOne(inputs, "cidrBlock", "ipv4NetmaskLength"),
        ...(flag(inputs.assignGeneratedIpv6CidrBlock) === true
            ? atMostOne(inputs, "assignGeneratedIpv6CidrBlock", "ipv6CidrBlock", "ipv6IpamPoolId")
            : []),
        ...cidrProblems(inputs, "cidrBlock", 4, 16, 28),
        ...cidrProblems(inputs, "ipv6CidrBlock", 6, 56, 56),
        ...range(inputs, "ipv4NetmaskLength", 16, 28),
        ...oneOf(inputs, "ipv6NetmaskLength", [56]),
        ...oneOf(inputs, "instanceTenancy", ["default", "dedicated"]),
    ],
    checkCreate: (inputs) => atLeastOne(inputs, "cidrBlock", "ipv4IpamPoolId"),
    // Dedicated to default is a change in place; the other direction needs new instances, hence a new VPC.
    replaceWhen: (olds, news) =>
        olds.instanceTenancy !== news.instanceTenancy && news.instanceTenancy === "dedicated"
            ? ["instanceTenancy"]
            : [],
    changesOnUpdate: ["ipv6AssociationId", "ipv6CidrBlock", "ipv6CidrBlockNetworkBorderGroup"],
    id: (_, cloud) => `vpc-${cloud.hex(17, "vpc")}`,
    outputs: (inputs, id, cloud) => {
        const before = cloud.find(VPC, "id", id)?.outputs;
        const generated = flag(inputs.assignGeneratedIpv6CidrBlock) === true;
        const mainRouteTableId = `rtb-${cloud.hex(17, "main route table")}`;
        return {
            arn: regionalArn(cloud, "ec2", `vpc/${id}`),
            defaultNetworkAclId: `acl-${cloud.hex(17, "network acl")}`,
            defaultRouteTableId: mainRouteTableId,
            defaultSecurityGroupId: `sg-${cloud.hex(17, "default security group")}`,
            dhcpOptionsId: `dopt-${cloud.hex(17, "dhcp options")}`,
            mainRouteTableId,
            ownerId: cloud.account,
            cidrBlock: text(inputs.cidrBlock) ?? `10.0.0.0/${number(inputs.ipv4NetmaskLength) ?? 16}`,
            enableDnsHostnames: flag(inputs.enableDnsHostnames) ?? false,
            enableNetworkAddressUsageMetrics: flag(inputs.enableNetworkAddressUsageMetrics) ?? false,
            ...(generated
                ? {
                      ipv6CidrBlock: text(before?.ipv6CidrBlock) || generatedIpv6Block(cloud),
                      ipv6AssociationId: `vpc-cidr-assoc-${cloud.hex(17, "ipv6 association")}`,
                      ipv6CidrBlockNetworkBorderGroup:
                          text(inputs.ipv6CidrBlockNetworkBorderGroup) ?? cloud.region,
                  }
                : { ipv6CidrBlock: text(inputs.ipv6CidrBlock) ?? "", ipv6AssociationId: "" }),
        };
    },
});

const subnet: ResourceModel = resource({
    token: SUBNET,
    properties: {
        ...region,
        ...tags,
        ...upstream("internal/service/ec2/vpc_subnet.go", {
            replace: [
                "availabilityZone",
                "availabilityZoneId",
                "cidrBlock",
                "ipv4IpamPoolId",
                "ipv4NetmaskLength",
                "ipv6IpamPoolId",
                "ipv6Native",
                "ipv6NetmaskLength",
                "outpostArn",
                "vpcId",
            ],
            update: [
                "assignIpv6AddressOnCreation",
                "customerOwnedIpv4Pool",
                "enableDns64",
                "enableLniAtDeviceIndex",
                "enableResourceNameDnsARecordOnLaunch",
                "enableResourceNameDnsAaaaRecordOnLaunch",
                "ipv6CidrBlock",
                "mapCustomerOwnedIpOnLaunch",
                "mapPublicIpOnLaunch",
                "privateDnsHostnameTypeOnLaunch",
            ],
            defaults: {
                assignIpv6AddressOnCreation: false,
                enableDns64: false,
                enableResourceNameDnsARecordOnLaunch: false,
                enableResourceNameDnsAaaaRecordOnLaunch: false,
                ipv6Native: false,
                mapPublicIpOnLaunch: false,
            },
        }),
    },
    references: [{ property: "vpcId", to: [VPC], by: "id" }],
    check: (inputs, cloud) => [
        ...atMostOne(inputs, "availabilityZone", "availabilityZoneId"),
        ...atMostOne(inputs, "cidrBlock", "ipv4NetmaskLength"),
        ...atMostOne(inputs, "ipv6CidrBlock", "ipv6NetmaskLength"),
        ...cidrProblems(inputs, "cidrBlock", 4, 16, 28),
        ...cidrProblems(inputs, "ipv6CidrBlock", 6, 44, 64),
        ...range(inputs, "ipv4NetmaskLength", 16, 28),
        ...oneOf(
            inputs,
            "availabilityZone",
            zonesOf(cloud.region).map((zone) => zone.name),
        ),
        ...oneOf(
            inputs,
            "availabilityZoneId",
            zonesOf(cloud.region).map((zone) => zone.id),
        ),
        ...oneOf(inputs, "privateDnsHostnameTypeOnLaunch", ["ip-name", "resource-name"]),
        ...insideVpc(inputs, cloud, "cidrBlock"),
        ...insideVpc(inputs, cloud, "ipv6CidrBlock"),
    ],
    checkCreate: (inputs, cloud) => [
        ...(flag(inputs.ipv6Native) === true
            ? atLeastOne(inputs, "ipv6CidrBlock", "ipv6IpamPoolId")
            : atLeastOne(inputs, "cidrBlock", "ipv4IpamPoolId")),
        ...(flag(inputs.assignIpv6AddressOnCreation) === true
            ? atLeastOne(inputs, "ipv6CidrBlock", "ipv6IpamPoolId")
            : []),
        ...apartFromSiblings(inputs, cloud, "cidrBlock"),
        ...apartFromSiblings(inputs, cloud, "ipv6CidrBlock"),
    ],
    replaceWhen: (olds, news) =>
        olds.ipv6CidrBlock !== news.ipv6CidrBlock && olds.assignIpv6AddressOnCreation === true
            ? ["ipv6CidrBlock"]
            : [],
    changesOnUpdate: ["ipv6CidrBlockAssociationId"],
    id: (_, cloud) => `subnet-${cloud.hex(17, "subnet")}`,
    outputs: (inputs, id, cloud) => {
        const zones = zonesOf(cloud.region);
        const zone =
            zones.find(({ name }) => name === inputs.availabilityZone) ??
            zones.find(({ id: zoneId }) => zoneId === inputs.availabilityZoneId) ??
            zones[0];
        return {
            arn: regionalArn(cloud, "ec2", `subnet/${id}`),
            availabilityZone: zone?.name ?? "",
            availabilityZoneId: zone?.id ?? "",
            ipv6CidrBlockAssociationId: isSet(inputs.ipv6CidrBlock)
                ? `subnet-cidr-assoc-${cloud.hex(17, "ipv6 association")}`
                : "",
            ownerId: cloud.account,
            privateDnsHostnameTypeOnLaunch: text(inputs.privateDnsHostnameTypeOnLaunch) ?? "ip-name",
        };
    },
});

function insideVpc(
    inputs: Values,
    cloud: CloudView,
    property: "cidrBlock" | "ipv6CidrBlock",
): readonly Problem[] {
    const own = block(inputs[property]);
    const vpcId = text(inputs.vpcId);
    const owner = vpcId === undefined ? undefined : cloud.find(VPC, "id", vpcId);
    if (own === undefined || owner === undefined) {
        return [];
    }
    const whole = block(owner.outputs[property]);
    if (whole === undefined) {
        return [problem(property, `is ${show(inputs[property])}, but ${vpcId} has no such block`)];
    }
    return contains(whole, own)
        ? []
        : [
              problem(
                  property,
                  `is ${show(inputs[property])}, which is not inside ${show(owner.outputs[property])} of ${vpcId}`,
              ),
          ];
}

function apartFromSiblings(inputs: Values, cloud: CloudView, property: string): readonly Problem[] {
    const own = block(inputs[property]);
    const siblings = cloud.list(SUBNET).filter((other) => other.outputs.vpcId === inputs.vpcId);
    return siblings.flatMap((other) => {
        const theirs = block(other.outputs[property]);
        return own !== undefined && theirs !== undefined && overlaps(own, theirs)
            ? problem(
                  property,
                  `is ${show(inputs[property])}, which conflicts with ${show(other.outputs[property])} of ${other.id}`,
              )
            : [];
    });
}

function block(value: Value | undefined): Cidr | undefined {
    return parseCidr(text(value) ?? "");
}

const internetGateway: ResourceModel = resource({
    token: INTERNET_GATEWAY,
    properties: {
        ...region,
        ...tags,
        ...upstream("internal/service/ec2/vpc_internet_gateway.go", { update: ["vpcId"] }),
    },
    references: [{ property: "vpcId", to: [VPC], by: "id" }],
    checkCreate: (inputs, cloud) =>
        isSet(inputs.vpcId) &&
        cloud.list(INTERNET_GATEWAY).some((other) => other.outputs.vpcId === inputs.vpcId)
            ? [problem("vpcId", `is ${show(inputs.vpcId)}, which already has an internet gateway`)]
            : [],
    id: (_, cloud) => `igw-${cloud.hex(17, "internet gateway")}`,
    outputs: (_, id, cloud) => ({
        arn: regionalArn(cloud, "ec2", `internet-gateway/${id}`),
        ownerId: cloud.account,
    }),
});

const routeTable: ResourceModel = resource({
    token: ROUTE_TABLE,
    properties: {
        ...region,
        ...tags,
        ...upstream("internal/service/ec2/vpc_route_table.go", {
            replace: ["vpcId"],
            update: ["propagatingVgws", "routes"],
        }),
    },
    references: [
        { property: "vpcId", to: [VPC], by: "id" },
        {
            property: "routes[].gatewayId",
            to: [INTERNET_GATEWAY],
            by: "id",
            except: /^(local|vgw-[0-9a-f]+)$/,
            blocksDelete: false,
        },
    ],
    check: (inputs) => [
        ...ipv4CidrProblems(inputs, "routes[].cidrBlock"),
        ...ipv6CidrProblems(inputs, "routes[].ipv6CidrBlock"),
    ],
    id: (_, cloud) => `rtb-${cloud.hex(17, "route table")}`,
    outputs: (inputs, id, cloud) => ({
        arn: regionalArn(cloud, "ec2", `route-table/${id}`),
        ownerId: cloud.account,
        propagatingVgws: list(inputs.propagatingVgws),
        routes: list(inputs.routes),
    }),
});

const DESTINATIONS = ["destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"];
const TARGETS = [
    "carrierGatewayId",
    "coreNetworkArn",
    "egressOnlyGatewayId",
    "gatewayId",
    "localGatewayId",
    "natGatewayId",
    "networkInterfaceId",
    "odbNetworkArn",
    "transitGatewayId",
    "vpcEndpointId",
    "vpcPeeringConnectionId",
];

const route: ResourceModel = resource({
    token: ROUTE,
    properties: {
        ...region,
        ...upstream("internal/service/ec2/vpc_route.go", {
            replace: ["routeTableId", ...DESTINATIONS],
            update: TARGETS,
        }),
    },
    references: [
        { property: "routeTableId", to: [ROUTE_TABLE], by: "id", blocksDelete: false },
        {
            property: "gatewayId",
            to: [INTERNET_GATEWAY],
            by: "id",
            except: /^vgw-[0-9a-f]+$/,
            blocksDelete: false,
        },
        {
            property: "networkInterfaceId",
            to: ["aws:ec2/networkInterface:NetworkInterface"],
            by: "id",
            blocksDelete: false,
        },
        { property: "vpcEndpointId", to: [VPC_ENDPOINT], by: "id", blocksDelete: false },
    ],
    check: (inputs) => [
        ...atMostOne(inputs, ...DESTINATIONS),
        ...atMostOne(inputs, ...TARGETS),
        ...atMostOne(inputs, "egressOnlyGatewayId", "destinationCidrBlock"),
        ...atMostOne(inputs, "carrierGatewayId", "destinationIpv6CidrBlock"),
        ...atMostOne(inputs, "vpcEndpointId", "destinationPrefixListId"),
        ...ipv4CidrProblems(inputs, "destinationCidrBlock"),
        ...ipv6CidrProblems(inputs, "destinationIpv6CidrBlock"),
    ],
    checkCreate: (inputs, cloud) => [
        ...atLeastOne(inputs, ...DESTINATIONS),
        ...atLeastOne(inputs, ...TARGETS),
        ...DESTINATIONS.filter(
            (destination) =>
                isSet(inputs[destination]) &&
                cloud
                    .list(ROUTE)
                    .some(
                        (other) =>
                            other.outputs.routeTableId === inputs.routeTableId &&
                            other.outputs[destination] === inputs[destination],
                    ),
        ).map((destination) =>
            problem(destination, `is ${show(inputs[destination])}; the route table already has such a route`),
        ),
        ...sameVpc(inputs, cloud, [ROUTE_TABLE, "routeTableId"], [INTERNET_GATEWAY, "gatewayId"]),
    ],
    // The provider hashes the destination; a readable form is as unique.
    id: (inputs) => {
        const destination = DESTINATIONS.map((property) => text(inputs[property])).find(isSet) ?? "";
        return `r-${text(inputs.routeTableId)}_${destination}`;
    },
    outputs: () => ({ instanceId: "", instanceOwnerId: "", origin: "CreateRoute", state: "active" }),
});

const routeTableAssociation: ResourceModel = resource({
    token: "aws:ec2/routeTableAssociation:RouteTableAssociation",
    properties: {
        ...region,
        ...upstream("internal/service/ec2/vpc_route_table_association.go", {
            replace: ["gatewayId", "subnetId"],
            update: ["routeTableId"],
        }),
    },
    references: [
        // Deleting a route table or a subnet ends its associations (resourceRouteTableDelete in the provider).
        { property: "routeTableId", to: [ROUTE_TABLE], by: "id", blocksDelete: false },
        { property: "subnetId", to: [SUBNET], by: "id", blocksDelete: false },
        { property: "gatewayId", to: [INTERNET_GATEWAY], by: "id", blocksDelete: false },
    ],
    check: (inputs) => atMostOne(inputs, "gatewayId", "subnetId"),
    checkCreate: (inputs, cloud) => [
        ...atLeastOne(inputs, "gatewayId", "subnetId"),
        ...(isSet(inputs.subnetId) &&
        cloud
            .list("aws:ec2/routeTableAssociation:RouteTableAssociation")
            .some((other) => other.outputs.subnetId === inputs.subnetId)
            ? [
                  problem(
                      "subnetId",
                      `is ${show(inputs.subnetId)}, which is already associated with a route table`,
                  ),
              ]
            : []),
        ...sameVpc(inputs, cloud, [ROUTE_TABLE, "routeTableId"], [SUBNET, "subnetId"]),
    ],
    id: (_, cloud) => `rtbassoc-${cloud.hex(17, "association")}`,
    outputs: () => ({}),
});

/** Two things that must lie in one VPC, each given as the type and the property that names it. */
function sameVpc(
    inputs: Values,
    cloud: CloudView,
    [tokenA, propertyA]: readonly [string, string],
    [tokenB, propertyB]: readonly [string, string],
): readonly Problem[] {
    const a = find(cloud, tokenA, inputs[propertyA]);
    const b = find(cloud, tokenB, inputs[propertyB]);
    return a === undefined || b === undefined || a.outputs.vpcId === b.outputs.vpcId
        ? []
        : [
              problem(
                  propertyB,
                  `is ${b.id} in ${show(b.outputs.vpcId)}, but ${propertyA} ${a.id} is in ${show(a.outputs.vpcId)}`,
              ),
          ];
}

function find(cloud: CloudView, token: string, id: Value | undefined) {
    return isSet(id) && id !== undefined ? cloud.find(token, "id", id) : undefined;
}

const vpcEndpoint: ResourceModel = resource({
    token: VPC_ENDPOINT,
    properties: {
        ...region,
        ...tags,
        ...upstream("internal/service/ec2/vpc_endpoint.go", {
            replace: [
                "resourceConfigurationArn",
                "serviceName",
                "serviceNetworkArn",
                "serviceRegion",
                "vpcEndpointType",
                "vpcId",
            ],
            update: [
                "autoAccept",
                "dnsOptions",
                "ipAddressType",
                "policy",
                "privateDnsEnabled",
                "routeTableIds",
                "securityGroupIds",
                "subnetConfigurations",
                "subnetIds",
            ],
            defaults: { vpcEndpointType: "Gateway" },
        }),
    },
    references: [
        { property: "vpcId", to: [VPC], by: "id" },
        { property: "routeTableIds[]", to: [ROUTE_TABLE], by: "id", blocksDelete: false },
        { property: "subnetIds[]", to: [SUBNET], by: "id" },
        { property: "subnetConfigurations[].subnetId", to: [SUBNET], by: "id" },
        {
            property: "securityGroupIds[]",
            to: ["aws:ec2/securityGroup:SecurityGroup", "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"],
            by: "id",
        },
    ],
    check: (inputs, cloud) => {
        const type = text(inputs.vpcEndpointType) ?? "Gateway";
        const service = text(inputs.serviceName);
        const serviceRegion = text(inputs.serviceRegion) ?? cloud.region;
        const expected = new RegExp(
            `^(com\\.amazonaws|aws\\.[a-z0-9]+)\\.(${serviceRegion}\\.)?[a-z0-9.-]+$`,
        );
        return [
            ...atMostOne(inputs, "serviceName", "resourceConfigurationArn", "serviceNetworkArn"),
            ...oneOf(inputs, "vpcEndpointType", [
                "Gateway",
                "GatewayLoadBalancer",
                "Interface",
                "Resource",
                "ServiceNetwork",
            ]),
            ...oneOf(inputs, "ipAddressType", ["ipv4", "ipv6", "dualstack"]),
            ...oneOf(inputs, "dnsOptions.dnsRecordIpType", ["ipv4", "ipv6", "dualstack", "service-defined"]),
            ...policyProblems(inputs, "policy", "resource"),
            ...(service !== undefined && !expected.test(service)
                ? [
                      problem(
                          "serviceName",
                          `is "${service}"; a service of this region is called com.amazonaws.${serviceRegion}.<service>`,
                      ),
                  ]
                : []),
            ...(type === "Gateway" &&
            service !== undefined &&
            !GATEWAY_SERVICES.some((name) => service.endsWith(`.${name}`))
                ? [
                      problem(
                          "serviceName",
                          `is "${service}"; gateway endpoints exist for ${GATEWAY_SERVICES.join(" and ")} only`,
                      ),
                  ]
                : []),
            ...(type === "Gateway"
                ? ["subnetIds", "securityGroupIds", "subnetConfigurations"]
                      .filter((property) => list(inputs[property]).length > 0)
                      .map((property) =>
                          problem(property, `belongs to interface endpoints, this is a gateway endpoint`),
                      )
                : list(inputs.routeTableIds).length > 0
                  ? [problem("routeTableIds", `belongs to gateway endpoints, this is of type "${type}"`)]
                  : []),
        ];
    },
    checkCreate: (inputs) =>
        atLeastOne(inputs, "serviceName", "resourceConfigurationArn", "serviceNetworkArn"),
    replaceWhen: (olds, news) => [
        ...(olds.privateDnsEnabled !== news.privateDnsEnabled && news.vpcEndpointType !== "Interface"
            ? ["privateDnsEnabled"]
            : []),
    ],
    changesOnUpdate: ["networkInterfaceIds", "dnsEntries"],
    id: (_, cloud) => `vpce-${cloud.hex(17, "vpc endpoint")}`,
    outputs: (inputs, id, cloud) => {
        const type = text(inputs.vpcEndpointType) ?? "Gateway";
        const service = text(inputs.serviceName) ?? "";
        const short = service.split(".").at(-1) ?? "";
        const gateway = type === "Gateway";
        return {
            arn: regionalArn(cloud, "ec2", `vpc-endpoint/${id}`),
            cidrBlocks: gateway ? ["198.18.0.0/16"] : [],
            dnsEntries: gateway
                ? []
                : [
                      {
                          dnsName: `${id}-${cloud.hex(8, "dns")}.${short}.${cloud.region}.vpce.amazonaws.com`,
                          hostedZoneId: `Z${cloud.hex(13, "dns zone").toUpperCase()}`,
                      },
                  ],
            ipAddressType: text(inputs.ipAddressType) ?? "ipv4",
            networkInterfaceIds: list(inputs.subnetIds).map(
                (_, index) => `eni-${cloud.hex(17, `interface ${index}`)}`,
            ),
            ownerId: cloud.account,
            policy:
                text(inputs.policy) ??
                `{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}],"Version":"2008-10-17"}`,
            prefixListId: gateway ? `pl-${cloud.hex(8, `prefix list ${service}`)}` : "",
            privateDnsEnabled: flag(inputs.privateDnsEnabled) ?? false,
            requesterManaged: false,
            routeTableIds: list(inputs.routeTableIds),
            securityGroupIds: list(inputs.securityGroupIds),
            serviceRegion: text(inputs.serviceRegion) ?? cloud.region,
            state: "available",
            subnetIds: list(inputs.subnetIds),
        };
    },
});

export const vpcResources: readonly ResourceModel[] = [
    vpc,
    subnet,
    internetGateway,
    routeTable,
    route,
    routeTableAssociation,
    vpcEndpoint,
];
