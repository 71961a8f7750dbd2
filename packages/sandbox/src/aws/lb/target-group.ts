/** Target groups. */
import type { CloudView, Problem, ResourceModel, Values } from "../../model";
import { regionalArn } from "../kit/arns";
import { documented, region, resource, tags, upstream } from "../kit/define";
import { atLeastOne, length, matches, oneOf, problem, range } from "../kit/refuse";
import { LISTENER, TARGET_GROUP, VPC } from "../kit/tokens";
import { flag, isSet, number, record, text } from "../kit/values";
import { APPLICATION_PROTOCOLS, NAME, NETWORK_PROTOCOLS } from "./kinds";

const TARGET_UPDATES = [
    "connectionTermination",
    "deregistrationDelay",
    "healthCheck",
    "lambdaMultiValueHeadersEnabled",
    "loadBalancingAlgorithmType",
    "loadBalancingAnomalyMitigation",
    "loadBalancingCrossZoneEnabled",
    "preserveClientIp",
    "proxyProtocolV2",
    "slowStart",
    "stickiness",
    "targetFailovers",
    "targetGroupHealth",
    "targetHealthStates",
];

export const targetGroup: ResourceModel = resource({
    token: TARGET_GROUP,
    properties: {
        ...region,
        ...tags,
        ...upstream("internal/service/elbv2/target_group.go", {
            replace: [
                "ipAddressType",
                "name",
                "namePrefix",
                "port",
                "protocol",
                "protocolVersion",
                "targetType",
                "vpcId",
            ],
            update: TARGET_UPDATES,
            defaults: {
                deregistrationDelay: 300,
                lambdaMultiValueHeadersEnabled: false,
                proxyProtocolV2: false,
                slowStart: 0,
                targetType: "instance",
            },
        }),
        // CreateTargetGroup takes it, ModifyTargetGroup does not (elbv2 API reference).
        ...documented("lb/targetGroup.d.ts", { replace: ["targetControlPort"] }),
    },
    name: { property: "name", prefixProperty: "namePrefix", maxLength: 32, pattern: NAME },
    references: [{ property: "vpcId", to: [VPC], by: "id", blocksDelete: false }],
    check: (inputs) => {
        const protocol = text(inputs.protocol)?.toUpperCase();
        const web = protocol === "HTTP" || protocol === "HTTPS";
        return [
            ...oneOf(inputs, "targetType", ["instance", "ip", "lambda", "alb"]),
            ...oneOf(inputs, "protocol", [...APPLICATION_PROTOCOLS, ...NETWORK_PROTOCOLS, "GENEVE"]),
            ...oneOf(inputs, "protocolVersion", ["HTTP1", "HTTP2", "GRPC"]),
            ...(isSet(inputs.protocolVersion) && protocol !== undefined && !web
                ? [problem("protocolVersion", `belongs to HTTP and HTTPS, the protocol is ${protocol}`)]
                : []),
            ...oneOf(inputs, "ipAddressType", ["ipv4", "ipv6"]),
            ...length(inputs, "namePrefix", 1, 6),
            ...range(inputs, "port", 1, 65_535),
            ...range(inputs, "deregistrationDelay", 0, 3600),
            ...range(inputs, "slowStart", 30, 900, [0]),
            ...oneOf(inputs, "loadBalancingAlgorithmType", [
                "round_robin",
                "least_outstanding_requests",
                "weighted_random",
            ]),
            ...oneOf(inputs, "loadBalancingAnomalyMitigation", ["on", "off"]),
            ...oneOf(inputs, "loadBalancingCrossZoneEnabled", [
                "true",
                "false",
                "use_load_balancer_configuration",
            ]),
            ...oneOf(inputs, "preserveClientIp", ["true", "false", ""]),
            ...(isSet(inputs.slowStart) &&
            inputs.slowStart !== 0 &&
            inputs.loadBalancingAlgorithmType === "least_outstanding_requests"
                ? [
                      problem(
                          "slowStart",
                          `does not work with loadBalancingAlgorithmType "least_outstanding_requests"`,
                      ),
                  ]
                : []),
            ...healthCheckProblems(inputs, protocol, web),
            ...stickinessProblems(inputs, protocol, web),
            ...targetOnlyProblems(inputs, protocol, web),
        ];
    },
    checkCreate: (inputs) =>
        text(inputs.targetType) === "lambda"
            ? []
            : ["port", "protocol", "vpcId"].flatMap((property) => atLeastOne(inputs, property)),
    id: (inputs, cloud) =>
        regionalArn(
            cloud,
            "elasticloadbalancing",
            `targetgroup/${text(inputs.name)}/${cloud.hex(16, "target group")}`,
        ),
    outputs: (inputs, id, cloud) => {
        const protocol = text(inputs.protocol)?.toUpperCase() ?? "";
        const web = protocol === "HTTP" || protocol === "HTTPS";
        return {
            arn: id,
            arnSuffix: id.slice(id.indexOf("targetgroup/")),
            connectionTermination: flag(inputs.connectionTermination) ?? false,
            healthCheck: healthCheckOutput(inputs, web),
            ipAddressType: text(inputs.ipAddressType) ?? "ipv4",
            loadBalancerArns: balancersOf(id, cloud),
            loadBalancingAlgorithmType: text(inputs.loadBalancingAlgorithmType) ?? (web ? "round_robin" : ""),
            loadBalancingAnomalyMitigation: text(inputs.loadBalancingAnomalyMitigation) ?? (web ? "off" : ""),
            loadBalancingCrossZoneEnabled:
                text(inputs.loadBalancingCrossZoneEnabled) ?? "use_load_balancer_configuration",
            preserveClientIp:
                text(inputs.preserveClientIp) ??
                (web ? "" : String(text(inputs.targetType) !== "ip" || protocol === "UDP")),
            protocolVersion: web ? (text(inputs.protocolVersion) ?? "HTTP1") : "",
            stickiness: inputs.stickiness ?? {
                cookieDuration: 86_400,
                cookieName: "",
                enabled: false,
                type: web ? "lb_cookie" : "source_ip",
            },
        };
    },
});

function balancersOf(id: string, cloud: CloudView): readonly string[] {
    const arns = cloud
        .list(LISTENER)
        .filter(({ inputs }) => JSON.stringify(inputs.defaultActions ?? []).includes(id))
        .flatMap(({ outputs }) => text(outputs.loadBalancerArn) ?? []);
    return [...new Set(arns)];
}

function healthCheckOutput(inputs: Values, web: boolean): Values {
    const given = record(inputs.healthCheck) ?? {};
    const protocol = text(given.protocol) ?? (web ? "HTTP" : "TCP");
    const http = protocol !== "TCP";
    const version = text(inputs.protocolVersion) ?? "HTTP1";
    return {
        enabled: true,
        healthyThreshold: web ? 5 : 3,
        interval: 30,
        matcher: http ? (version === "GRPC" ? "12" : web ? "200" : "200-399") : "",
        path: http ? (version === "GRPC" ? "/AWS.ALB/healthcheck" : "/") : "",
        port: "traffic-port",
        protocol,
        timeout: web ? 5 : http ? 6 : 10,
        unhealthyThreshold: web ? 2 : 3,
        ...given,
    };
}

function healthCheckProblems(inputs: Values, protocol: string | undefined, web: boolean): readonly Problem[] {
    const at = "healthCheck";
    const check = record(inputs[at]);
    const checked = text(check?.protocol)?.toUpperCase();
    const [interval, timeout] = [number(check?.interval), number(check?.timeout)];
    const grpc = text(inputs.protocolVersion)?.toUpperCase() === "GRPC";
    return [
        ...oneOf(inputs, `${at}.protocol`, ["HTTP", "HTTPS", "TCP"]),
        ...(web && checked === "TCP"
            ? [problem(`${at}.protocol`, `is "TCP", which is not possible with protocol ${protocol}`)]
            : []),
        ...(checked === "TCP"
            ? ["path", "matcher"]
                  .filter((property) => isSet(check?.[property]))
                  .map((property) => problem(`${at}.${property}`, "conflicts with protocol TCP"))
            : []),
        ...range(inputs, `${at}.healthyThreshold`, 2, 10),
        ...range(inputs, `${at}.unhealthyThreshold`, 2, 10),
        ...range(inputs, `${at}.interval`, 5, 300),
        ...range(inputs, `${at}.timeout`, 2, 120),
        ...(interval !== undefined && timeout !== undefined && timeout >= interval
            ? [problem(`${at}.timeout`, `is ${timeout}; it must be less than the interval ${interval}`)]
            : []),
        ...length(inputs, `${at}.path`, 1, 1024),
        ...matches(inputs, `${at}.path`, /^\//, "a path begins with /"),
        ...matches(
            inputs,
            `${at}.port`,
            /^(traffic-port|[1-9]\d{0,4})$/,
            `a port as text, or "traffic-port", is expected`,
        ),
        ...(grpc
            ? matches(
                  inputs,
                  `${at}.matcher`,
                  /^(\d{1,2})([,-]\d{1,2})*$/,
                  "gRPC codes from 0 to 99 are expected",
              )
            : matches(
                  inputs,
                  `${at}.matcher`,
                  web ? /^[2-4]\d\d([,-][2-4]\d\d)*$/ : /^[2-5]\d\d([,-][2-5]\d\d)*$/,
                  web ? "HTTP codes from 200 to 499 are expected" : "HTTP codes from 200 to 599 are expected",
              )),
    ];
}

function stickinessProblems(inputs: Values, protocol: string | undefined, web: boolean): readonly Problem[] {
    const stickiness = record(inputs.stickiness);
    const type = text(stickiness?.type);
    const allowed = web
        ? ["lb_cookie", "app_cookie"]
        : ["source_ip", "source_ip_dest_ip", "source_ip_dest_ip_proto"];
    return [
        ...(protocol !== undefined &&
        type !== undefined &&
        flag(stickiness?.enabled) !== false &&
        !allowed.includes(type)
            ? [
                  problem(
                      "stickiness.type",
                      `is "${type}"; with protocol ${protocol} allowed are ${allowed.join(", ")}`,
                  ),
              ]
            : []),
        ...range(inputs, "stickiness.cookieDuration", 1, 604_800),
        ...(type === "app_cookie" && stickiness?.cookieName === undefined
            ? [problem("stickiness.cookieName", `is required for "app_cookie"`)]
            : []),
    ];
}

/** Attributes of network target groups on others, and the reverse. */
function targetOnlyProblems(inputs: Values, protocol: string | undefined, web: boolean): readonly Problem[] {
    if (protocol === undefined) {
        return [];
    }
    const network = ["connectionTermination", "preserveClientIp", "proxyProtocolV2"];
    return [
        ...(web
            ? network
                  .filter(
                      (property) =>
                          isSet(inputs[property]) && inputs[property] !== false && inputs[property] !== "",
                  )
                  .map((property) =>
                      problem(property, `belongs to network load balancers, the protocol is ${protocol}`),
                  )
            : []),
        ...(web || !isSet(inputs.loadBalancingAlgorithmType)
            ? []
            : [
                  problem(
                      "loadBalancingAlgorithmType",
                      `belongs to HTTP and HTTPS, the protocol is ${protocol}`,
                  ),
              ]),
        ...(text(inputs.targetType) === "alb" && protocol !== "TCP"
            ? [problem("protocol", `is ${protocol}; a target group of type "alb" needs TCP`)]
            : []),
    ];
}
