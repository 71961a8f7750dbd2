/** Functions that look something up rather than make it. */
import type { CloudView, Existing, FunctionModel, Values } from "../model";
import { dnsSuffix } from "./arns";
import { policyDocument } from "./policy-function";
import { regionPlace, zonesOf } from "./regions";
import { imageId } from "./ssm";
import { flag, isSet, list, record, records, text, texts } from "./values";
import { SUBNET, VPC } from "./vpc";

interface Filter {
    readonly name: string;
    readonly values: readonly string[];
}

function filtersOf(args: Values): readonly Filter[] {
    return records(args.filters).map((filter) => ({
        name: text(filter.name) ?? "",
        values: texts(filter.values),
    }));
}

/** EC2 filters: every filter must match, each by any of its values; `*` and `?` are wildcards. */
function passes(filters: readonly Filter[], valueOf: (name: string) => string | undefined): boolean {
    return filters.every(({ name, values }) => {
        const actual = valueOf(name);
        return actual !== undefined && values.some((value) => wildcard(value).test(actual));
    });
}

function wildcard(value: string): RegExp {
    const escaped = value
        .replace(/[.+^${}()|[\]\\]/g, "\\$&")
        .replaceAll("*", ".*")
        .replaceAll("?", ".");
    return new RegExp(`^${escaped}$`, "i");
}

const ZONE_FILTERS = [
    "group-name",
    "message",
    "opt-in-status",
    "region-name",
    "state",
    "zone-id",
    "zone-name",
    "zone-type",
];

const getAvailabilityZones: FunctionModel = {
    token: "aws:index/getAvailabilityZones:getAvailabilityZones",
    call: (args, cloud) => {
        const filters = filtersOf(args);
        const unknown = filters.find(({ name }) => !ZONE_FILTERS.includes(name));
        if (unknown !== undefined) {
            throw new Error(
                `fetching Availability Zones: InvalidParameterValue: The filter '${unknown.name}' is invalid; ` +
                    `allowed are ${ZONE_FILTERS.join(", ")}.`,
            );
        }
        const state = text(args.state);
        const [withoutNames, withoutIds] = [texts(args.excludeNames), texts(args.excludeZoneIds)];
        const found = zonesOf(cloud.region)
            .filter(({ name, id }) => !withoutNames.includes(name) && !withoutIds.includes(id))
            .filter(() => state === undefined || state === "available")
            .filter(({ name, id }) =>
                passes(filters, (filter) => {
                    const values: Readonly<Record<string, string>> = {
                        "group-name": `${cloud.region}-zg-1`,
                        // Zones of a region that needs no opt-in need none either; the others come with their region.
                        "opt-in-status": "opt-in-not-required",
                        "region-name": cloud.region,
                        state: "available",
                        "zone-id": id,
                        "zone-name": name,
                        "zone-type": "availability-zone",
                    };
                    return values[filter];
                }),
            );
        return {
            ...args,
            id: cloud.region,
            groupNames: found.length > 0 ? [`${cloud.region}-zg-1`] : [],
            names: found.map(({ name }) => name),
            region: cloud.region,
            zoneIds: found.map(({ id }) => id),
        };
    },
};

const getCallerIdentity: FunctionModel = {
    token: "aws:index/getCallerIdentity:getCallerIdentity",
    call: (_, cloud) => ({
        accountId: cloud.account,
        arn: `arn:${cloud.partition}:iam::${cloud.account}:user/sandbox`,
        id: cloud.account,
        userId: "AIDASANDBOXSANDBOX000",
    }),
};

const getPartition: FunctionModel = {
    token: "aws:index/getPartition:getPartition",
    call: (_, cloud) => ({
        dnsSuffix: dnsSuffix(cloud.partition),
        id: cloud.partition,
        partition: cloud.partition,
        reverseDnsPrefix: dnsSuffix(cloud.partition).split(".").reverse().join("."),
    }),
};

const getRegion: FunctionModel = {
    token: "aws:index/getRegion:getRegion",
    call: (args, cloud) => {
        const endpoint = text(args.endpoint);
        const name =
            text(args.region) ??
            text(args.name) ??
            /^ec2\.([a-z0-9-]+)\.amazonaws\.com$/.exec(endpoint ?? "")?.[1] ??
            cloud.region;
        return {
            description: regionPlace(name),
            endpoint: `ec2.${name}.${dnsSuffix(cloud.partition)}`,
            id: name,
            name,
            region: name,
        };
    },
};

/** Owners whose images `getAmi` knows, with the name pattern and login of their images. */
const IMAGES: readonly {
    readonly owner: string;
    readonly alias?: string;
    readonly name: string;
    readonly root: string;
}[] = [
    { owner: "136693071363", name: "debian-13-amd64-20260101-2000", root: "/dev/xvda" },
    { owner: "136693071363", name: "debian-13-arm64-20260101-2000", root: "/dev/xvda" },
    { owner: "136693071363", name: "debian-12-amd64-20260101-2000", root: "/dev/xvda" },
    { owner: "136693071363", name: "debian-12-arm64-20260101-2000", root: "/dev/xvda" },
    {
        owner: "099720109477",
        name: "ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20260101",
        root: "/dev/sda1",
    },
    {
        owner: "099720109477",
        name: "ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-arm64-server-20260101",
        root: "/dev/sda1",
    },
    {
        owner: "137112412989",
        alias: "amazon",
        name: "al2023-ami-2023.9.20260101.0-kernel-6.1-x86_64",
        root: "/dev/xvda",
    },
    {
        owner: "137112412989",
        alias: "amazon",
        name: "al2023-ami-2023.9.20260101.0-kernel-6.1-arm64",
        root: "/dev/xvda",
    },
];

const getAmi: FunctionModel = {
    token: "aws:ec2/getAmi:getAmi",
    call: (args, cloud) => {
        const owners = texts(args.owners);
        const nameRegex = text(args.nameRegex);
        const found = IMAGES.filter(
            (image) =>
                (owners.length === 0 ||
                    owners.includes(image.owner) ||
                    (image.alias !== undefined && owners.includes(image.alias))) &&
                (nameRegex === undefined || new RegExp(nameRegex).test(image.name)) &&
                passes(filtersOf(args), (filter) => imageValue(image.name, image.owner, image.root, filter)),
        );
        const image = found[0];
        if (image === undefined) {
            throw new Error(
                "Your query returned no results. Please change your search criteria and try again. " +
                    `The sandbox knows the images ${IMAGES.map(({ owner, name }) => `${name} of ${owner}`).join(", ")}.`,
            );
        }
        if (found.length > 1 && flag(args.mostRecent) !== true) {
            throw new Error(
                "Your query returned more than one result. Please try a more specific search criteria, or set mostRecent to true.",
            );
        }
        const id = imageId(`${image.name} ${cloud.region}`);
        return {
            ...args,
            architecture: imageValue(image.name, image.owner, image.root, "architecture") ?? "",
            arn: `arn:${cloud.partition}:ec2:${cloud.region}::image/${id}`,
            blockDeviceMappings: [
                {
                    deviceName: image.root,
                    ebs: { volume_size: "8", volume_type: "gp3" },
                    noDevice: "",
                    virtualName: "",
                },
            ],
            bootMode: "uefi-preferred",
            creationDate: "2026-01-01T00:00:00.000Z",
            deprecationTime: "2028-01-01T00:00:00.000Z",
            description: image.name,
            enaSupport: true,
            hypervisor: "xen",
            id,
            imageId: id,
            imageLocation: `${image.owner}/${image.name}`,
            imageOwnerAlias: image.alias ?? "",
            imageType: "machine",
            imdsSupport: "v2.0",
            kernelId: "",
            name: image.name,
            ownerId: image.owner,
            platform: "",
            platformDetails: "Linux/UNIX",
            productCodes: [],
            public: true,
            ramdiskId: "",
            region: cloud.region,
            rootDeviceName: image.root,
            rootDeviceType: "ebs",
            rootSnapshotId: id.replace("ami-", "snap-"),
            sriovNetSupport: "simple",
            state: "available",
            stateReason: { code: "UNSET", message: "UNSET" },
            tags: {},
            tpmSupport: "",
            usageOperation: "RunInstances",
            virtualizationType: "hvm",
        };
    },
};

function imageValue(name: string, owner: string, root: string, filter: string): string | undefined {
    const values: Readonly<Record<string, string>> = {
        architecture: name.includes("arm64") ? "arm64" : "x86_64",
        name,
        "owner-id": owner,
        "root-device-name": root,
        "root-device-type": "ebs",
        state: "available",
        "virtualization-type": "hvm",
    };
    return values[filter];
}

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
    return isSet(value) ? String(value as string | number | boolean) : undefined;
}

function matching(
    token: string,
    args: Values,
    cloud: CloudView,
    by: Readonly<Record<string, string>>,
): readonly Existing[] {
    const filters = filtersOf(args);
    const wanted = Object.entries(record(args.tags) ?? {});
    return cloud
        .list(token)
        .filter((existing) => existing.region === cloud.region)
        .filter((existing) => text(args.id) === undefined || existing.id === text(args.id))
        .filter((existing) =>
            Object.entries(by).every(
                ([argument, output]) => !isSet(args[argument]) || existing.outputs[output] === args[argument],
            ),
        )
        .filter((existing) => wanted.every(([key, value]) => record(existing.outputs.tags)?.[key] === value))
        .filter((existing) => passes(filters, (filter) => filterValue(existing, filter)));
}

function only(found: readonly Existing[], what: string): Existing {
    const [first, second] = found;
    if (first === undefined) {
        throw new Error(`no matching ${what} found`);
    }
    if (second !== undefined) {
        throw new Error(
            `multiple ${what}s matched; use additional constraints to reduce matches to a single ${what}`,
        );
    }
    return first;
}

const getVpc: FunctionModel = {
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

const getSubnet: FunctionModel = {
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

const getSubnets: FunctionModel = {
    token: "aws:ec2/getSubnets:getSubnets",
    call: (args, cloud) => ({
        ...args,
        id: cloud.region,
        ids: matching(SUBNET, args, cloud, {}).map(({ id }) => id),
        region: cloud.region,
        tags: args.tags ?? {},
    }),
};

const getZone: FunctionModel = {
    token: "aws:route53/getZone:getZone",
    call: (args, cloud) => {
        const name = text(args.name)?.replace(/\.$/, "");
        const id = text(args.zoneId);
        if ((name === undefined) === (id === undefined)) {
            throw new Error("either name or zoneId must be set");
        }
        const isPrivate = flag(args.privateZone) ?? false;
        const wanted = Object.entries(record(args.tags) ?? {});
        const found = cloud
            .list("aws:route53/zone:Zone")
            .filter((zone) => (id === undefined ? zone.outputs.name === name : zone.id === id))
            .filter((zone) => id !== undefined || list(zone.inputs.vpcs).length > 0 === isPrivate)
            .filter((zone) => wanted.every(([key, value]) => record(zone.outputs.tags)?.[key] === value));
        const { id: zoneId, inputs, outputs } = only(found, `Route 53 Hosted Zone (${name ?? id})`);
        return {
            arn: outputs.arn ?? "",
            callerReference: "",
            comment: inputs.comment ?? "",
            enableAcceleratedRecovery: inputs.enableAcceleratedRecovery ?? false,
            id: zoneId,
            linkedServiceDescription: "",
            linkedServicePrincipal: "",
            name: outputs.name ?? "",
            nameServers: outputs.nameServers ?? [],
            primaryNameServer: outputs.primaryNameServer ?? "",
            privateZone: list(inputs.vpcs).length > 0,
            resourceRecordSetCount:
                2 +
                cloud.list("aws:route53/record:Record").filter((each) => each.outputs.zoneId === zoneId)
                    .length,
            tags: outputs.tags ?? {},
            vpcId: records(inputs.vpcs)[0]?.vpcId ?? "",
            zoneId,
        };
    },
};

const getPolicyDocument: FunctionModel = {
    token: "aws:iam/getPolicyDocument:getPolicyDocument",
    call: (args) => policyDocument(args),
};

export const invokes: readonly FunctionModel[] = [
    getAvailabilityZones,
    getCallerIdentity,
    getPartition,
    getRegion,
    getAmi,
    getVpc,
    getSubnet,
    getSubnets,
    getZone,
    getPolicyDocument,
];
