/** VPCs and their subnets. */
import type { CloudView, Problem, ResourceModel, Value, Values } from "../../model";
import { regionalArn } from "../kit/arns";
import { type Cidr, contains, overlaps, parseCidr } from "../kit/cidr";
import { region, resource, tags, upstream } from "../kit/define";
import { atLeastOne, atMostOne, oneOf, problem, range, show } from "../kit/refuse";
import { zonesOf } from "../kit/regions";
import { SUBNET, VPC } from "../kit/tokens";
import { flag, isSet, number, text } from "../kit/values";
import { cidrProblems } from "./cidr-problems";

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

export const vpc: ResourceModel = resource({
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

export const subnet: ResourceModel = resource({
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

export function block(value: Value | undefined): Cidr | undefined {
    return parseCidr(text(value) ?? "");
}
