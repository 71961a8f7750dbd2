/** Load balancers: application (ALB), network (NLB) and gateway. */
import type { ResourceModel, Value, Values } from "../../model";
import { regionalArn } from "../kit/arns";
import { documented, region, resource, tags, upstream } from "../kit/define";
import { atLeastOne, atMostOne, length, oneOf, problem, range } from "../kit/refuse";
import { loadBalancerZone } from "../kit/regions";
import { BUCKET, EIP, LOAD_BALANCER, SUBNET } from "../kit/tokens";
import { flag, list, number, records, text, texts } from "../kit/values";
import { ANY_SECURITY_GROUP } from "../vpc/security-groups";
import { NAME } from "./kinds";
import {
    addressProblems,
    gatewayProblems,
    kindOf,
    mappingProblems,
    subnetsOf,
    zoneProblems,
} from "./load-balancer-problems";

/** Attributes that only one kind of load balancer has; the provider drops them silently for the others. */
const BALANCER_UPDATES = [
    "accessLogs",
    "clientKeepAlive",
    "connectionLogs",
    "desyncMitigationMode",
    "dnsRecordClientRoutingPolicy",
    "dropInvalidHeaderFields",
    "enableCrossZoneLoadBalancing",
    "enableDeletionProtection",
    "enableHttp2",
    "enableTlsVersionAndCipherSuiteHeaders",
    "enableWafFailOpen",
    "enableXffClientPort",
    "enableZonalShift",
    "enforceSecurityGroupInboundRulesOnPrivateLinkTraffic",
    "idleTimeout",
    "ipAddressType",
    "ipamPools",
    "minimumLoadBalancerCapacity",
    "preserveHostHeader",
    "securityGroups",
    "subnetMappings",
    "subnets",
    "xffHeaderProcessingMode",
];

export const loadBalancer: ResourceModel = resource({
    token: LOAD_BALANCER,
    properties: {
        ...region,
        ...tags,
        ...upstream("internal/service/elbv2/load_balancer.go", {
            replace: ["customerOwnedIpv4Pool", "internal", "loadBalancerType", "name", "namePrefix"],
            update: BALANCER_UPDATES,
            defaults: {
                clientKeepAlive: 3600,
                desyncMitigationMode: "defensive",
                dnsRecordClientRoutingPolicy: "any_availability_zone",
                dropInvalidHeaderFields: false,
                enableCrossZoneLoadBalancing: false,
                enableDeletionProtection: false,
                enableHttp2: true,
                enableTlsVersionAndCipherSuiteHeaders: false,
                enableWafFailOpen: false,
                enableXffClientPort: false,
                enableZonalShift: false,
                idleTimeout: 60,
                loadBalancerType: "application",
                preserveHostHeader: false,
                xffHeaderProcessingMode: "append",
            },
        }),
        ...documented("lb/loadBalancer.d.ts", {
            update: ["enablePrefixForIpv6SourceNat", "healthCheckLogs", "secondaryIpsAutoAssignedPerSubnet"],
        }),
    },
    name: { property: "name", prefixProperty: "namePrefix", maxLength: 32, pattern: NAME },
    references: [
        { property: "subnets[]", to: [SUBNET], by: "id" },
        { property: "subnetMappings[].subnetId", to: [SUBNET], by: "id" },
        { property: "subnetMappings[].allocationId", to: [EIP], by: "id" },
        { property: "securityGroups[]", to: ANY_SECURITY_GROUP, by: "id" },
        { property: "accessLogs.bucket", to: [BUCKET], by: "bucket", blocksDelete: false },
        { property: "connectionLogs.bucket", to: [BUCKET], by: "bucket", blocksDelete: false },
        { property: "healthCheckLogs.bucket", to: [BUCKET], by: "bucket", blocksDelete: false },
    ],
    check: (inputs, cloud) => [
        ...oneOf(inputs, "loadBalancerType", ["application", "network", "gateway"]),
        ...atMostOne(inputs, "subnets", "subnetMappings"),
        ...length(inputs, "namePrefix", 1, 6),
        ...oneOf(inputs, "ipAddressType", ["ipv4", "dualstack", "dualstack-without-public-ipv4"]),
        ...oneOf(inputs, "desyncMitigationMode", ["monitor", "defensive", "strictest"]),
        ...oneOf(inputs, "xffHeaderProcessingMode", ["append", "preserve", "remove"]),
        ...oneOf(inputs, "dnsRecordClientRoutingPolicy", [
            "availability_zone_affinity",
            "partial_availability_zone_affinity",
            "any_availability_zone",
        ]),
        ...oneOf(inputs, "enforceSecurityGroupInboundRulesOnPrivateLinkTraffic", ["on", "off"]),
        ...range(inputs, "idleTimeout", 1, 4000),
        ...range(inputs, "clientKeepAlive", 60, 604_800),
        ...zoneProblems(inputs, cloud),
        ...mappingProblems(inputs),
    ],
    checkCreate: (inputs, cloud) => [
        ...atLeastOne(inputs, "subnets", "subnetMappings"),
        ...addressProblems(inputs, cloud),
        ...gatewayProblems(inputs, cloud),
    ],
    checkDelete: ({ inputs, id }) =>
        flag(inputs.enableDeletionProtection) === true
            ? [problem("", `load balancer ${id} cannot be deleted because deletion protection is enabled`)]
            : [],
    replaceWhen: (olds, news) => networkReplacement(olds, news),
    changesOnUpdate: ["subnetMappings"],
    id: (inputs, cloud) => {
        const kind = { application: "app", network: "net", gateway: "gwy" }[kindOf(inputs)] ?? "app";
        return regionalArn(
            cloud,
            "elasticloadbalancing",
            `loadbalancer/${kind}/${text(inputs.name)}/${cloud.hex(16, "load balancer")}`,
        );
    },
    outputs: (inputs, id, cloud) => {
        const kind = kindOf(inputs);
        const subnets = subnetsOf(inputs, cloud);
        const mappings = records(inputs.subnetMappings);
        const hash = id.split("/").at(-1) ?? "";
        const host =
            kind === "network"
                ? `${text(inputs.name)}-${hash}.elb.${cloud.region}`
                : `${text(inputs.name)}-${decimal(hash)}.${cloud.region}.elb`;
        const scheme = flag(inputs.internal) === true && kind !== "network" ? "internal-" : "";
        return {
            arn: id,
            arnSuffix: id.slice(id.indexOf("loadbalancer/") + "loadbalancer/".length),
            dnsName: `${scheme}${host}.amazonaws.com`,
            internal: flag(inputs.internal) ?? false,
            ipAddressType: text(inputs.ipAddressType) ?? "ipv4",
            securityGroups: list(inputs.securityGroups),
            subnets: subnets.map((subnet) => subnet.id),
            subnetMappings:
                mappings.length > 0
                    ? mappings.map((mapping) => ({ outpostId: "", ...mapping }))
                    : subnets.map((subnet) => ({ subnetId: subnet.id, outpostId: "" })),
            vpcId: text(subnets[0]?.outputs.vpcId) ?? "",
            zoneId: loadBalancerZone(cloud.region, kind === "network" ? "network" : "application"),
        };
    },
});

/** The number in an ALB's DNS name. */
function decimal(hash: string): string {
    return String(parseInt(hash.slice(0, 8), 16)).padStart(9, "1");
}

/** customizeDiffLoadBalancerNLB and …ALB in the provider. */
function networkReplacement(olds: Values, news: Values): readonly string[] {
    const network = kindOf(news) === "network";
    const [oldSubnets, newSubnets] = [texts(olds.subnets), texts(news.subnets)];
    const [oldGroups, newGroups] = [list(olds.securityGroups).length, list(news.securityGroups).length];
    const subnetsChanged = [...oldSubnets].sort().join() !== [...newSubnets].sort().join();
    const json = (value: Value | undefined): readonly string[] =>
        list(value)
            .map((each) => JSON.stringify(each))
            .sort();
    const [oldMappings, newMappings] = [json(olds.subnetMappings), json(news.subnetMappings)];
    const kept = oldMappings.filter((mapping) => newMappings.includes(mapping)).length;
    const added = newMappings.length - oldMappings.length;
    const mappingsReplace =
        oldMappings.join() !== newMappings.join() &&
        (added === 0 || (added > 0 ? kept !== oldMappings.length : network || kept !== newMappings.length));
    const secondary = (values: Values): number => number(values.secondaryIpsAutoAssignedPerSubnet) ?? 0;
    return [
        ...(network && subnetsChanged && newSubnets.length <= oldSubnets.length ? ["subnets"] : []),
        ...(mappingsReplace ? ["subnetMappings"] : []),
        ...(network && (oldGroups === 0) !== (newGroups === 0) ? ["securityGroups"] : []),
        ...(secondary(news) < secondary(olds) ? ["secondaryIpsAutoAssignedPerSubnet"] : []),
    ];
}
