/** Public addresses and network interfaces. */
import { createHash } from "node:crypto";
import type { CloudView, ResourceModel } from "../../model";
import { regionalArn } from "../kit/arns";
import { contains, ipv4Text, parseCidr } from "../kit/cidr";
import { documented, region, resource, tags, upstream } from "../kit/define";
import { atMostOne, matches, oneOf, problem } from "../kit/refuse";
import { EIP, NETWORK_INTERFACE, SUBNET } from "../kit/tokens";
import { isSet, list, text, texts } from "../kit/values";
import { ANY_SECURITY_GROUP } from "../vpc/security-groups";

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

export const eip: ResourceModel = resource({
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

export const networkInterface: ResourceModel = resource({
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
