/** Gateways, route tables and routes. */
import type { CloudView, Problem, ResourceModel, Value, Values } from "../../model";
import { regionalArn } from "../kit/arns";
import { region, resource, tags, upstream } from "../kit/define";
import { atLeastOne, atMostOne, problem, show } from "../kit/refuse";
import { INTERNET_GATEWAY, ROUTE, ROUTE_TABLE, SUBNET, VPC, VPC_ENDPOINT } from "../kit/tokens";
import { isSet, list, text } from "../kit/values";
import { ipv4CidrProblems, ipv6CidrProblems } from "./cidr-problems";

export const internetGateway: ResourceModel = resource({
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

export const routeTable: ResourceModel = resource({
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

export const route: ResourceModel = resource({
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

export const routeTableAssociation: ResourceModel = resource({
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
