/** Instances to be: launch templates, addresses and network interfaces. */
import { createHash } from "node:crypto";
import type { CloudView, Problem, ResourceModel, Values } from "../model";
import { regionalArn } from "./arns";
import { contains, ipv4Text, parseCidr } from "./cidr";
import { documented, region, resource, tags, upstream } from "./define";
import { arn, atMostOne, length, matches, oneOf, problem, range, show, tagLimits } from "./refuse";
import { ANY_SECURITY_GROUP } from "./security-groups";
import { flag, isSet, list, number, record, records, select, text, texts } from "./values";
import { SUBNET } from "./vpc";

export const LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
export const EIP = "aws:ec2/eip:Eip";
export const NETWORK_INTERFACE = "aws:ec2/networkInterface:NetworkInterface";
export const INSTANCE_PROFILE = "aws:iam/instanceProfile:InstanceProfile";

/** Raw user data, before base64: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html */
const MOST_USER_DATA = 16 * 1024;

const BOOLEAN_TEXT = ["true", "false", ""];

/** Everything that goes into a version of a launch template (`updateKeys` of the provider, and later additions). */
const VERSIONED = [
    "blockDeviceMappings",
    "capacityReservationSpecification",
    "cpuOptions",
    "creditSpecification",
    "description",
    "disableApiStop",
    "disableApiTermination",
    "ebsOptimized",
    "enclaveOptions",
    "hibernationOptions",
    "iamInstanceProfile",
    "imageId",
    "instanceInitiatedShutdownBehavior",
    "instanceMarketOptions",
    "instanceRequirements",
    "instanceType",
    "kernelId",
    "keyName",
    "licenseSpecifications",
    "maintenanceOptions",
    "metadataOptions",
    "monitoring",
    "networkInterfaces",
    "placement",
    "privateDnsNameOptions",
    "ramDiskId",
    "securityGroupNames",
    "tagSpecifications",
    "userData",
    "vpcSecurityGroupIds",
];
/** Versioned too, but newer than the provider source at hand. */
const VERSIONED_LATELY = ["networkPerformanceOptions", "secondaryInterfaces"];

function userDataProblems(inputs: Values): readonly Problem[] {
    const userData = text(inputs.userData);
    if (userData === undefined) {
        return [];
    }
    if (
        !/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(userData.replace(/\s/g, ""))
    ) {
        return [problem("userData", "is not base64: a launch template takes user data in base64")];
    }
    const size = Buffer.from(userData, "base64").length;
    return size > MOST_USER_DATA
        ? [
              problem(
                  "userData",
                  `is ${size} bytes before base64; user data is limited to ${MOST_USER_DATA} bytes`,
              ),
          ]
        : [];
}

const launchTemplate: ResourceModel = resource({
    token: LAUNCH_TEMPLATE,
    properties: {
        ...region,
        ...tags,
        ...upstream("internal/service/ec2/ec2_launch_template.go", {
            replace: ["name", "namePrefix"],
            update: [...VERSIONED, "defaultVersion", "updateDefaultVersion"],
        }),
        ...documented("ec2/launchTemplate.d.ts", { update: VERSIONED_LATELY }),
    },
    name: {
        property: "name",
        prefixProperty: "namePrefix",
        maxLength: 128,
        pattern: /^[A-Za-z0-9()./_-]{3,128}$/,
    },
    references: [
        { property: "vpcSecurityGroupIds[]", to: ANY_SECURITY_GROUP, by: "id", blocksDelete: false },
        {
            property: "networkInterfaces[].securityGroups[]",
            to: ANY_SECURITY_GROUP,
            by: "id",
            blocksDelete: false,
        },
        { property: "networkInterfaces[].subnetId", to: [SUBNET], by: "id", blocksDelete: false },
        {
            property: "networkInterfaces[].networkInterfaceId",
            to: [NETWORK_INTERFACE],
            by: "id",
            blocksDelete: false,
        },
        { property: "iamInstanceProfile.arn", to: [INSTANCE_PROFILE], by: "arn", blocksDelete: false },
        { property: "iamInstanceProfile.name", to: [INSTANCE_PROFILE], by: "name", blocksDelete: false },
    ],
    check: (inputs) => [
        ...userDataProblems(inputs),
        ...length(inputs, "description", 0, 255),
        ...atMostOne(inputs, "defaultVersion", "updateDefaultVersion"),
        ...atMostOne(inputs, "vpcSecurityGroupIds", "securityGroupNames"),
        ...atMostOne(inputs, "instanceType", "instanceRequirements"),
        ...atMostOneOf(inputs, "iamInstanceProfile", "arn", "name"),
        ...arn(inputs, "iamInstanceProfile.arn"),
        ...matches(
            inputs,
            "imageId",
            /^(ami-[0-9a-f]{8,17}|resolve:ssm:.+)$/,
            "an image id such as ami-0123456789abcdef0, or resolve:ssm:<parameter>, is expected",
        ),
        ...matches(
            inputs,
            "instanceType",
            /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/,
            "an instance type such as c7i.xlarge is expected",
        ),
        ...oneOf(inputs, "instanceInitiatedShutdownBehavior", ["stop", "terminate"]),
        ...oneOf(inputs, "ebsOptimized", BOOLEAN_TEXT),
        ...oneOf(inputs, "creditSpecification.cpuCredits", ["standard", "unlimited"]),
        ...oneOf(inputs, "metadataOptions.httpTokens", ["optional", "required"]),
        ...oneOf(inputs, "metadataOptions.httpEndpoint", ["enabled", "disabled"]),
        ...oneOf(inputs, "metadataOptions.httpProtocolIpv6", ["enabled", "disabled"]),
        ...oneOf(inputs, "metadataOptions.instanceMetadataTags", ["enabled", "disabled"]),
        ...range(inputs, "metadataOptions.httpPutResponseHopLimit", 1, 64),
        ...oneOf(inputs, "networkPerformanceOptions.bandwidthWeighting", ["default", "vpc-1", "ebs-1"]),
        ...oneOf(inputs, "maintenanceOptions.autoRecovery", ["default", "disabled"]),
        ...oneOf(inputs, "instanceMarketOptions.marketType", ["spot", "capacity-block"]),
        ...oneOf(inputs, "instanceMarketOptions.spotOptions.instanceInterruptionBehavior", [
            "hibernate",
            "stop",
            "terminate",
        ]),
        ...oneOf(inputs, "placement.tenancy", ["default", "dedicated", "host"]),
        ...oneOf(inputs, "privateDnsNameOptions.hostnameType", ["ip-name", "resource-name"]),
        ...blockDeviceProblems(inputs),
        ...interfaceProblems(inputs),
        ...tagSpecificationProblems(inputs),
    ],
    checkCreate: (inputs) =>
        isSet(inputs.defaultVersion) && inputs.defaultVersion !== 1
            ? [
                  problem(
                      "defaultVersion",
                      `is ${show(inputs.defaultVersion)}, but a new launch template has version 1 only`,
                  ),
              ]
            : [],
    changesOnUpdate: ["latestVersion", "defaultVersion"],
    id: (_, cloud) => `lt-${cloud.hex(17, "launch template")}`,
    outputs: (inputs, id, cloud) => {
        const before = cloud.find(LAUNCH_TEMPLATE, "id", id);
        const latest = number(before?.outputs.latestVersion) ?? 0;
        const changed =
            before === undefined ||
            [...VERSIONED, ...VERSIONED_LATELY].some(
                (property) => !same(before.inputs[property], inputs[property]),
            );
        const latestVersion = changed ? latest + 1 : latest;
        return {
            arn: regionalArn(cloud, "ec2", `launch-template/${id}`),
            latestVersion,
            defaultVersion:
                flag(inputs.updateDefaultVersion) === true
                    ? latestVersion
                    : (number(inputs.defaultVersion) ?? number(before?.outputs.defaultVersion) ?? 1),
        };
    },
});

function same(a: unknown, b: unknown): boolean {
    return JSON.stringify(a) === JSON.stringify(b);
}

function atMostOneOf(inputs: Values, block: string, a: string, b: string): readonly Problem[] {
    const given = record(inputs[block]) ?? {};
    return isSet(given[a]) && isSet(given[b])
        ? [problem(`${block}.${b}`, `conflicts with ${a}: give one of them`)]
        : [];
}

function blockDeviceProblems(inputs: Values): readonly Problem[] {
    const ebs = "blockDeviceMappings[].ebs";
    return [
        ...oneOf(inputs, `${ebs}.volumeType`, ["standard", "io1", "io2", "gp2", "gp3", "sc1", "st1"]),
        ...oneOf(inputs, `${ebs}.encrypted`, BOOLEAN_TEXT),
        ...oneOf(inputs, `${ebs}.deleteOnTermination`, BOOLEAN_TEXT),
        ...range(inputs, `${ebs}.volumeSize`, 1, 65536),
        ...range(inputs, `${ebs}.throughput`, 125, 2000),
        ...arn(inputs, `${ebs}.kmsKeyId`),
        ...select(inputs, ebs).flatMap(({ path, value }) => {
            const volume = record(value) ?? {};
            const type = text(volume.volumeType);
            return [
                ...(type !== undefined && type !== "gp3" && isSet(volume.throughput)
                    ? [problem(`${path}.throughput`, `belongs to gp3 volumes, this is ${type}`)]
                    : []),
                ...(type !== undefined && !["gp3", "io1", "io2"].includes(type) && isSet(volume.iops)
                    ? [problem(`${path}.iops`, `belongs to gp3, io1 and io2 volumes, this is ${type}`)]
                    : []),
                ...((type === "io1" || type === "io2") && !isSet(volume.iops)
                    ? [problem(`${path}.iops`, `is required for ${type} volumes`)]
                    : []),
                ...(text(volume.encrypted) === "false" && isSet(volume.kmsKeyId)
                    ? [problem(`${path}.kmsKeyId`, "is given, but encrypted is false")]
                    : []),
            ];
        }),
    ];
}

function interfaceProblems(inputs: Values): readonly Problem[] {
    const nics = list(inputs.networkInterfaces);
    return [
        ...(nics.length > 0 && list(inputs.vpcSecurityGroupIds).length > 0
            ? [
                  problem(
                      "vpcSecurityGroupIds",
                      "cannot be used together with networkInterfaces: give the groups in networkInterfaces[].securityGroups",
                  ),
              ]
            : []),
        ...[
            "associatePublicIpAddress",
            "deleteOnTermination",
            "associateCarrierIpAddress",
            "primaryIpv6",
        ].flatMap((property) => oneOf(inputs, `networkInterfaces[].${property}`, BOOLEAN_TEXT)),
        ...oneOf(inputs, "networkInterfaces[].interfaceType", ["interface", "efa", "efa-only"]),
        ...select(inputs, "networkInterfaces[]").flatMap(({ path, value }) => {
            const nic = record(value) ?? {};
            return [
                ...(isSet(nic.ipv6AddressCount) && list(nic.ipv6Addresses).length > 0
                    ? [problem(`${path}.ipv6AddressCount`, "conflicts with ipv6Addresses: give one of them")]
                    : []),
                ...(nics.length > 1 && text(nic.associatePublicIpAddress) === "true"
                    ? [
                          problem(
                              `${path}.associatePublicIpAddress`,
                              "is not allowed with several network interfaces",
                          ),
                      ]
                    : []),
                ...(list(nic.securityGroups).length > 16
                    ? [
                          problem(
                              `${path}.securityGroups`,
                              `has ${list(nic.securityGroups).length} groups; AWS allows at most 16`,
                          ),
                      ]
                    : []),
            ];
        }),
        ...range(
            inputs,
            "networkInterfaces[].connectionTrackingSpecification.tcpEstablishedTimeout",
            60,
            432000,
        ),
        ...range(inputs, "networkInterfaces[].connectionTrackingSpecification.udpStreamTimeout", 60, 180),
        ...range(inputs, "networkInterfaces[].connectionTrackingSpecification.udpTimeout", 30, 60),
    ];
}

function tagSpecificationProblems(inputs: Values): readonly Problem[] {
    const types = records(inputs.tagSpecifications).flatMap((each) => text(each.resourceType) ?? []);
    return [
        ...oneOf(inputs, "tagSpecifications[].resourceType", [
            "instance",
            "volume",
            "network-interface",
            "spot-instances-request",
            "elastic-gpu",
        ]),
        ...tagLimits(inputs, "tagSpecifications[].tags"),
        ...types
            .filter((type, index) => types.indexOf(type) !== index)
            .map((type) => problem("tagSpecifications", `names the resource type "${type}" twice`)),
    ];
}

/** Ranges reserved for documentation and benchmarks (RFC 5737, RFC 2544): no stand-in address is anybody's. */
const PUBLIC_POOLS = ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "198.18.0.0/15"].flatMap(
    (pool) => parseCidr(pool) ?? [],
);

/** The first free address from a start that depends on the resource, so that runs repeat. */
function publicAddress(cloud: CloudView): string {
    const taken = new Set(cloud.list(EIP).map((eip) => text(eip.outputs.publicIp)));
    for (const pool of PUBLIC_POOLS) {
        const usable = pool.last - pool.first - 1n;
        const start = BigInt(`0x${cloud.hex(8, "public address")}`) % usable;
        for (let step = 0n; step < usable; step += 1n) {
            const address = ipv4Text(pool.first + 1n + ((start + step) % usable));
            if (!taken.has(address)) {
                return address;
            }
        }
    }
    throw new Error("The stand-in cloud has no public address left.");
}

const eip: ResourceModel = resource({
    token: EIP,
    properties: {
        ...region,
        ...tags,
        ...upstream("internal/service/ec2/ec2_eip.go", {
            replace: ["address", "domain", "ipamPoolId", "networkBorderGroup", "publicIpv4Pool"],
            update: ["associateWithPrivateIp", "customerOwnedIpv4Pool", "instance", "networkInterface"],
        }),
    },
    references: [{ property: "networkInterface", to: [NETWORK_INTERFACE], by: "id", blocksDelete: false }],
    check: (inputs) => [
        ...oneOf(inputs, "domain", ["vpc"]),
        ...atMostOne(inputs, "instance", "networkInterface"),
        ...atMostOne(inputs, "publicIpv4Pool", "ipamPoolId", "customerOwnedIpv4Pool"),
        ...matches(
            inputs,
            "publicIpv4Pool",
            /^(amazon|ipv4pool-ec2-[0-9a-f]+|ipam-pool-[0-9a-f]+)$/,
            `"amazon" or a pool id such as ipv4pool-ec2-0123456789abcdef0 is expected`,
        ),
        ...matches(
            inputs,
            "ipamPoolId",
            /^ipam-pool-[0-9a-f]+$/,
            "a pool id such as ipam-pool-0123456789abcdef0 is expected",
        ),
        ...(isSet(inputs.address) && !isSet(inputs.publicIpv4Pool) && !isSet(inputs.ipamPoolId)
            ? [
                  problem(
                      "address",
                      "can be chosen from your own pool only: give publicIpv4Pool or ipamPoolId as well",
                  ),
              ]
            : []),
    ],
    changesOnUpdate: ["associationId", "privateIp", "privateDns"],
    id: (_, cloud) => `eipalloc-${cloud.hex(17, "address")}`,
    outputs: (inputs, id, cloud) => {
        const before = cloud.find(EIP, "id", id)?.outputs;
        const publicIp = text(before?.publicIp) ?? text(inputs.address) ?? publicAddress(cloud);
        const attached = isSet(inputs.networkInterface)
            ? cloud.find(NETWORK_INTERFACE, "id", inputs.networkInterface ?? "")
            : undefined;
        const dashed = publicIp.replaceAll(".", "-");
        const suffix = cloud.region === "us-east-1" ? "compute-1" : `${cloud.region}.compute`;
        return {
            allocationId: id,
            arn: regionalArn(cloud, "ec2", `elastic-ip/${id}`),
            associationId:
                isSet(inputs.networkInterface) || isSet(inputs.instance)
                    ? `eipassoc-${cloud.hex(17, "association")}`
                    : "",
            carrierIp: "",
            customerOwnedIp: "",
            domain: "vpc",
            instance: text(inputs.instance) ?? "",
            networkBorderGroup: text(inputs.networkBorderGroup) ?? cloud.region,
            networkInterface: text(inputs.networkInterface) ?? "",
            privateDns: text(attached?.outputs.privateDnsName) ?? "",
            privateIp: text(inputs.associateWithPrivateIp) ?? text(attached?.outputs.privateIp) ?? "",
            ptrRecord: "",
            publicDns: `ec2-${dashed}.${suffix}.amazonaws.com`,
            publicIp,
            publicIpv4Pool: text(inputs.publicIpv4Pool) ?? "amazon",
        };
    },
});

const networkInterface: ResourceModel = resource({
    token: NETWORK_INTERFACE,
    properties: {
        ...region,
        ...tags,
        ...upstream("internal/service/ec2/vpc_network_interface.go", {
            replace: ["interfaceType", "subnetId"],
            update: [
                "attachments",
                "description",
                "ipv4PrefixCount",
                "ipv4Prefixes",
                "ipv6AddressCount",
                "ipv6AddressListEnabled",
                "ipv6AddressLists",
                "ipv6Addresses",
                "ipv6PrefixCount",
                "ipv6Prefixes",
                "privateIp",
                "privateIpListEnabled",
                "privateIpLists",
                "privateIps",
                "privateIpsCount",
                "securityGroups",
                "sourceDestCheck",
            ],
            defaults: { ipv6AddressListEnabled: false, privateIpListEnabled: false, sourceDestCheck: true },
        }),
        ...documented("ec2/networkInterface.d.ts", { update: ["enaSrdSpecification", "enablePrimaryIpv6"] }),
    },
    references: [
        { property: "subnetId", to: [SUBNET], by: "id" },
        { property: "securityGroups[]", to: ANY_SECURITY_GROUP, by: "id" },
    ],
    check: (inputs, cloud) => {
        const block = parseCidr(
            text(cloud.find(SUBNET, "id", text(inputs.subnetId) ?? "")?.outputs.cidrBlock) ?? "",
        );
        return [
            ...atMostOne(inputs, "ipv4PrefixCount", "ipv4Prefixes"),
            ...atMostOne(inputs, "ipv6PrefixCount", "ipv6Prefixes"),
            ...atMostOne(inputs, "ipv6AddressCount", "ipv6Addresses", "ipv6AddressLists"),
            ...atMostOne(inputs, "privateIpLists", "privateIps"),
            ...oneOf(inputs, "interfaceType", ["interface", "efa", "efa-only", "branch", "trunk"]),
            ...texts(inputs.privateIps).flatMap((address, index) => {
                const one = parseCidr(`${address}/32`);
                return one === undefined || (block !== undefined && !contains(block, one))
                    ? problem(
                          `privateIps[${index}]`,
                          `is "${address}", which is not an address of the subnet`,
                      )
                    : [];
            }),
        ];
    },
    replaceWhen: (olds, news) => [
        // A new primary address, or giving up the primary IPv6 address, needs a new interface.
        ...(isSet(news.privateIps) && !texts(news.privateIps).includes(texts(olds.privateIps)[0] ?? "")
            ? ["privateIps"]
            : []),
        ...(texts(news.privateIpLists)[0] !== texts(olds.privateIpLists)[0] ? ["privateIpLists"] : []),
        ...(olds.enablePrimaryIpv6 === true && news.enablePrimaryIpv6 !== true ? ["enablePrimaryIpv6"] : []),
    ],
    changesOnUpdate: ["privateIps", "ipv6Addresses"],
    id: (_, cloud) => `eni-${cloud.hex(17, "interface")}`,
    outputs: (inputs, id, cloud) => {
        const block = parseCidr(
            text(cloud.find(SUBNET, "id", text(inputs.subnetId) ?? "")?.outputs.cidrBlock) ?? "",
        );
        // AWS keeps the first four addresses and the last one of every subnet.
        const free = block === undefined ? 1n : block.last - block.first - 4n;
        const offset = BigInt(`0x${cloud.hex(6, "private address")}`) % free;
        const generated = block === undefined ? "" : ipv4Text(block.first + 4n + offset);
        const privateIp = text(inputs.privateIp) ?? texts(inputs.privateIps)[0] ?? generated;
        const mac = createHash("sha256").update(id).digest("hex").slice(0, 10);
        return {
            arn: regionalArn(cloud, "ec2", `network-interface/${id}`),
            interfaceType: text(inputs.interfaceType) ?? "interface",
            macAddress: `02:${(mac.match(/../g) ?? []).join(":")}`,
            outpostArn: "",
            ownerId: cloud.account,
            privateDnsName: `ip-${privateIp.replaceAll(".", "-")}.${
                cloud.region === "us-east-1" ? "ec2" : `${cloud.region}.compute`
            }.internal`,
            privateIp,
            privateIps: isSet(inputs.privateIps) ? list(inputs.privateIps) : [privateIp],
            securityGroups: list(inputs.securityGroups),
        };
    },
});

export const ec2Resources: readonly ResourceModel[] = [launchTemplate, eip, networkInterface];
