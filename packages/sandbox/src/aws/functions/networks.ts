/** VPCs and subnets that exist already. */
import type { CloudView, Existing, FunctionModel, Values } from "../../model";
import { SUBNET, VPC } from "../kit/tokens";
import { flag, isSet, record, text } from "../kit/values";
import { filtersOf, passes } from "./filters";
import { only } from "./only";

/** What EC2 calls a property in a filter: `vpc-id`, `tag:Name`, `cidr-block`… */
function filterValue(existing: Existing, filter: string): string | undefined {
    if (filter.startsWith("tag:")) {
        return text(record(existing.outputs.tags)?.[filter.slice("tag:".length)]);
    }
    const special: Readonly<Record<string, string>> = {
        "availability-zone": "availabilityZone",
        cidr: "cidrBlock",
        "cidr-block": "cidrBlock",
        "default-for-az": "defaultForAz",
        "map-public-ip-on-launch": "mapPublicIpOnLaunch",
        "vpc-id": "vpcId",
    };
    if (filter === "vpc-id" && existing.token === VPC) {
        return existing.id;
    }
    if (filter === "subnet-id") {
        return existing.id;
    }
    const value = existing.outputs[special[filter] ?? filter];
    return typeof value === "string" ? value : typeof value === "boolean" ? String(value) : undefined;
}

export function matching(
    token: string,
    args: Values,
    cloud: CloudView,
    by: Readonly<Record<string, string>>,
): readonly Existing[] {
    const filters = filtersOf(args);
    const wanted = Object.entries(record(args.tags) ?? {});
    return (
        cloud
            .list(token)
            .filter((existing) => existing.region === cloud.region)
            // The sandbox has no default VPC, and everything in it is ready at once.
            .filter(() => flag(args.default) !== true && flag(args.defaultForAz) !== true)
            .filter(() => (text(args.state) ?? "available") === "available")
            .filter((existing) => text(args.id) === undefined || existing.id === text(args.id))
            .filter((existing) =>
                Object.entries(by).every(
                    ([argument, output]) =>
                        !isSet(args[argument]) || existing.outputs[output] === args[argument],
                ),
            )
            .filter((existing) =>
                wanted.every(([key, value]) => record(existing.outputs.tags)?.[key] === value),
            )
            .filter((existing) => passes(filters, (filter) => filterValue(existing, filter)))
    );
}

export const getVpc: FunctionModel = {
    token: "aws:ec2/getVpc:getVpc",
    call: (args, cloud) => {
        const found = only(matching(VPC, args, cloud, { cidrBlock: "cidrBlock" }), "EC2 VPC");
        const { outputs } = found;
        return {
            arn: outputs.arn ?? "",
            cidrBlock: outputs.cidrBlock ?? "",
            cidrBlockAssociations: [
                { associationId: "", cidrBlock: outputs.cidrBlock ?? "", state: "associated" },
            ],
            default: false,
            dhcpOptionsId: outputs.dhcpOptionsId ?? "",
            enableDnsHostnames: outputs.enableDnsHostnames ?? false,
            enableDnsSupport: outputs.enableDnsSupport ?? true,
            enableNetworkAddressUsageMetrics: outputs.enableNetworkAddressUsageMetrics ?? false,
            id: found.id,
            instanceTenancy: outputs.instanceTenancy ?? "default",
            ipv6AssociationId: outputs.ipv6AssociationId ?? "",
            ipv6CidrBlock: outputs.ipv6CidrBlock ?? "",
            mainRouteTableId: outputs.mainRouteTableId ?? "",
            ownerId: cloud.account,
            region: found.region,
            state: "available",
            tags: outputs.tags ?? {},
        };
    },
};

export const getSubnet: FunctionModel = {
    token: "aws:ec2/getSubnet:getSubnet",
    call: (args, cloud) => {
        const found = only(
            matching(SUBNET, args, cloud, {
                availabilityZone: "availabilityZone",
                availabilityZoneId: "availabilityZoneId",
                cidrBlock: "cidrBlock",
                ipv6CidrBlock: "ipv6CidrBlock",
                vpcId: "vpcId",
            }),
            "EC2 Subnet",
        );
        const { outputs } = found;
        return {
            arn: outputs.arn ?? "",
            assignIpv6AddressOnCreation: outputs.assignIpv6AddressOnCreation ?? false,
            availabilityZone: outputs.availabilityZone ?? "",
            availabilityZoneId: outputs.availabilityZoneId ?? "",
            availableIpAddressCount: 2 ** (32 - Number(text(outputs.cidrBlock)?.split("/")[1] ?? 32)) - 5,
            cidrBlock: outputs.cidrBlock ?? "",
            customerOwnedIpv4Pool: "",
            defaultForAz: false,
            enableDns64: outputs.enableDns64 ?? false,
            enableLniAtDeviceIndex: 0,
            enableResourceNameDnsARecordOnLaunch: outputs.enableResourceNameDnsARecordOnLaunch ?? false,
            enableResourceNameDnsAaaaRecordOnLaunch: outputs.enableResourceNameDnsAaaaRecordOnLaunch ?? false,
            id: found.id,
            ipv6CidrBlock: outputs.ipv6CidrBlock ?? "",
            ipv6CidrBlockAssociationId: outputs.ipv6CidrBlockAssociationId ?? "",
            ipv6Native: outputs.ipv6Native ?? false,
            mapCustomerOwnedIpOnLaunch: false,
            mapPublicIpOnLaunch: outputs.mapPublicIpOnLaunch ?? false,
            outpostArn: "",
            ownerId: cloud.account,
            privateDnsHostnameTypeOnLaunch: outputs.privateDnsHostnameTypeOnLaunch ?? "ip-name",
            region: found.region,
            state: "available",
            tags: outputs.tags ?? {},
            vpcId: outputs.vpcId ?? "",
        };
    },
};

export const getSubnets: FunctionModel = {
    token: "aws:ec2/getSubnets:getSubnets",
    call: (args, cloud) => ({
        ...args,
        id: cloud.region,
        ids: matching(SUBNET, args, cloud, {}).map(({ id }) => id),
        region: cloud.region,
        tags: args.tags ?? {},
    }),
};
