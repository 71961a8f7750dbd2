import assert from "node:assert/strict";
import { landscape } from "./landscape";
import { describeRefusals } from "./refusals";
import { Stage, modelOf, outputText } from "./stage";

const LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const EIP = "aws:ec2/eip:Eip";
const NETWORK_INTERFACE = "aws:ec2/networkInterface:NetworkInterface";

const base64 = (bytes: number): string => Buffer.alloc(bytes, "#").toString("base64");

describeRefusals(
    LAUNCH_TEMPLATE,
    () => new Stage(),
    () => ({
        name: "bridge",
        imageId: "ami-0123456789abcdef0",
        instanceType: "c7i.xlarge",
        userData: base64(16 * 1024),
        networkInterfaces: [
            { associatePublicIpAddress: "true", ipv6AddressCount: 1, securityGroups: ["sg-1"] },
        ],
        metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1, httpEndpoint: "enabled" },
        blockDeviceMappings: [
            { deviceName: "/dev/xvda", ebs: { volumeType: "gp3", encrypted: "true", throughput: 125 } },
        ],
        tagSpecifications: [{ resourceType: "instance", tags: { Name: "bridge" } }],
    }),
    [
        [{ userData: base64(16 * 1024 + 1) }, "userData", /16385 bytes before base64/],
        [{ userData: "#cloud-config\n" }, "userData", /not base64/],
        [{ vpcSecurityGroupIds: ["sg-1"] }, "vpcSecurityGroupIds", /together with networkInterfaces/],
        [{ imageId: "debian" }, "imageId", /image id/],
        [{ instanceType: "large" }, "instanceType", /c7i.xlarge/],
        [{ metadataOptions: { httpTokens: "yes" } }, "metadataOptions.httpTokens", /optional, required/],
        [
            { metadataOptions: { httpPutResponseHopLimit: 65 } },
            "metadataOptions.httpPutResponseHopLimit",
            /1 to 64/,
        ],
        [{ metadataOptions: { httpEndpoint: "on" } }, "metadataOptions.httpEndpoint", /enabled, disabled/],
        [
            { networkInterfaces: [{ associatePublicIpAddress: "yes" }] },
            "networkInterfaces[0].associatePublicIpAddress",
            /true, false/,
        ],
        [
            { networkInterfaces: [{ connectionTrackingSpecification: { udpTimeout: 20 } }] },
            "networkInterfaces[0].connectionTrackingSpecification.udpTimeout",
            /30 to 60/,
        ],
        [
            { networkInterfaces: [{ ipv6AddressCount: 1, ipv6Addresses: ["2001:db8::1"] }] },
            "networkInterfaces[0].ipv6AddressCount",
            /conflicts with ipv6Addresses/,
        ],
        [
            { networkInterfaces: [{ associatePublicIpAddress: "true" }, {}] },
            "networkInterfaces[0].associatePublicIpAddress",
            /several/,
        ],
        [
            { networkInterfaces: [{ securityGroups: Array.from({ length: 17 }, (_, i) => `sg-${i}`) }] },
            "networkInterfaces[0].securityGroups",
            /at most 16/,
        ],
        [
            { blockDeviceMappings: [{ ebs: { volumeType: "gp2", throughput: 200 } }] },
            "blockDeviceMappings[0].ebs.throughput",
            /gp3/,
        ],
        [
            { blockDeviceMappings: [{ ebs: { volumeType: "io2" } }] },
            "blockDeviceMappings[0].ebs.iops",
            /required/,
        ],
        [
            { blockDeviceMappings: [{ ebs: { volumeType: "st1", iops: 100 } }] },
            "blockDeviceMappings[0].ebs.iops",
            /belongs to/,
        ],
        [
            { blockDeviceMappings: [{ ebs: { encrypted: "maybe" } }] },
            "blockDeviceMappings[0].ebs.encrypted",
            /true, false/,
        ],
        [
            { tagSpecifications: [{ resourceType: "vpc" }] },
            "tagSpecifications[0].resourceType",
            /instance, volume/,
        ],
        [
            { tagSpecifications: [{ resourceType: "volume" }, { resourceType: "volume" }] },
            "tagSpecifications",
            /twice/,
        ],
        [{ tagSpecifications: [{ tags: { "aws:x": "y" } }] }, 'tagSpecifications[0].tags["aws:x"]', /aws:/],
        [{ defaultVersion: 2 }, "defaultVersion", /version 1 only/],
        [{ defaultVersion: 1, updateDefaultVersion: true }, "updateDefaultVersion", /conflicts/],
        [
            { instanceRequirements: { memoryMib: { min: 1 }, vcpuCount: { min: 1 } } },
            "instanceRequirements",
            /conflicts/,
        ],
        [
            { iamInstanceProfile: { name: "a", arn: "arn:aws:iam::123456789012:instance-profile/a" } },
            "iamInstanceProfile.name",
            /conflicts/,
        ],
        [{ iamInstanceProfile: { arn: "a" } }, "iamInstanceProfile.arn", /ARN/],
        [{ description: "d".repeat(256) }, "description", /0 to 255/],
        [
            { networkPerformanceOptions: { bandwidthWeighting: "net" } },
            "networkPerformanceOptions.bandwidthWeighting",
            /vpc-1/,
        ],
    ],
);

describe("launch templates", () => {
    const make = (more = {}) => ({
        name: "bridge",
        imageId: "ami-0123456789abcdef0",
        instanceType: "c7i.large",
        ...more,
    });

    it("count a version up for each change of what an instance will be, and not for tags", () => {
        const stage = new Stage();
        const first = stage.create(LAUNCH_TEMPLATE, make());
        assert.deepEqual([first.outputs.latestVersion, first.outputs.defaultVersion], [1, 1]);
        const tagged = stage.update(first, make({ tags: { Name: "bridge" } }));
        assert.equal(tagged.outputs.latestVersion, 1);
        const larger = stage.update(tagged, make({ instanceType: "c7i.xlarge" }));
        assert.deepEqual([larger.outputs.latestVersion, larger.outputs.defaultVersion], [2, 1]);
        const moved = stage.update(larger, make({ instanceType: "c7i.2xlarge", updateDefaultVersion: true }));
        assert.deepEqual([moved.outputs.latestVersion, moved.outputs.defaultVersion], [3, 3]);
    });
});

describeRefusals(
    EIP,
    () => new Stage(),
    () => ({ domain: "vpc" }),
    [
        [{ domain: "standard" }, "domain", /vpc/],
        [{ instance: "i-1", networkInterface: "eni-1" }, "networkInterface", /conflicts/],
        [{ publicIpv4Pool: "mine" }, "publicIpv4Pool", /ipv4pool-ec2/],
        [{ ipamPoolId: "mine" }, "ipamPoolId", /ipam-pool/],
        [{ publicIpv4Pool: "amazon", ipamPoolId: "ipam-pool-0a" }, "ipamPoolId", /conflicts/],
        [{ address: "203.0.113.9" }, "address", /your own pool/],
    ],
);

describe("addresses", () => {
    it("are distinct, and from ranges nobody has", () => {
        const stage = new Stage();
        const made = Array.from({ length: 300 }, () => stage.create(EIP, { domain: "vpc" }));
        const all = made.map((one) => outputText(one, "publicIp"));
        assert.equal(new Set(all).size, 300);
        assert.ok(
            all.every((address) => /^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$|^198\.1[89]\./.test(address)),
        );
        assert.ok(
            made.every(
                ({ id, outputs }) => /^eipalloc-[0-9a-f]{17}$/.test(id) && outputs.allocationId === id,
            ),
        );
    });

    it("stay the same through updates", () => {
        const stage = new Stage();
        const first = stage.create(EIP, { domain: "vpc" });
        assert.equal(
            stage.update(first, { domain: "vpc", tags: { Name: "xmpp" } }).outputs.publicIp,
            first.outputs.publicIp,
        );
    });
});

const subnetId = landscape().subnets[0].id;

describeRefusals(
    NETWORK_INTERFACE,
    () => landscape().stage,
    () => ({ subnetId, privateIps: ["10.20.0.9"] }),
    [
        [{ privateIps: ["10.99.0.1"] }, "privateIps[0]", /not an address of the subnet/],
        [{ privateIpLists: ["10.20.0.9"] }, "privateIps", /conflicts/],
        [{ ipv6AddressCount: 1, ipv6Addresses: ["2001:db8::1"] }, "ipv6Addresses", /conflicts/],
        [{ interfaceType: "wifi" }, "interfaceType", /interface, efa/],
    ],
);

describe("network interfaces", () => {
    it("get an address of their subnet", () => {
        const { stage } = landscape();
        const made = stage.create(NETWORK_INTERFACE, { subnetId });
        assert.match(outputText(made, "privateIp"), /^10\.20\.0\.(?:[4-9]|[1-9]\d+)$/);
        assert.match(outputText(made, "macAddress"), /^02(:[0-9a-f]{2}){5}$/);
    });

    it("are replaced for a new primary address", () => {
        const { replaceWhen } = modelOf(NETWORK_INTERFACE);
        assert.deepEqual(replaceWhen?.({ privateIps: ["10.20.0.9"] }, { privateIps: ["10.20.0.10"] }), [
            "privateIps",
        ]);
        assert.deepEqual(
            replaceWhen({ privateIps: ["10.20.0.9"] }, { privateIps: ["10.20.0.9", "10.20.0.10"] }),
            [],
        );
    });
});
