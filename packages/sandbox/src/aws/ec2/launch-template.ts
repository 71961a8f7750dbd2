/** Launch templates: what an instance will be. */
import type { Problem, ResourceModel, Values } from "../../model";
import { regionalArn } from "../kit/arns";
import { documented, region, resource, tags, upstream } from "../kit/define";
import { arn, atMostOne, length, matches, oneOf, problem, range, show, tagLimits } from "../kit/refuse";
import { INSTANCE_PROFILE, LAUNCH_TEMPLATE, NETWORK_INTERFACE, SUBNET } from "../kit/tokens";
import { flag, isSet, list, number, record, records, select, text } from "../kit/values";
import { ANY_SECURITY_GROUP } from "../vpc/security-groups";

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

export const launchTemplate: ResourceModel = resource({
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
