/** Load balancers: application (ALB), network (NLB) and gateway, with listeners, rules and target groups. */
import type { CloudView, Existing, Problem, ResourceModel, Value, Values } from "../model";
import { CERTIFICATE, isIssued } from "./acm";
import { regionalArn } from "./arns";
import { documented, region, resource, tags, upstream } from "./define";
import { EIP } from "./ec2";
import { loadBalancerZone } from "./regions";
import { arn, atLeastOne, atMostOne, length, matches, oneOf, problem, range, show } from "./refuse";
import { BUCKET } from "./s3";
import { ANY_SECURITY_GROUP } from "./security-groups";
import { flag, isSet, list, number, record, records, select, text, texts } from "./values";
import { SUBNET, VPC } from "./vpc";

export const LOAD_BALANCER = "aws:lb/loadBalancer:LoadBalancer";
export const LISTENER = "aws:lb/listener:Listener";
export const TARGET_GROUP = "aws:lb/targetGroup:TargetGroup";
const LISTENER_RULE = "aws:lb/listenerRule:ListenerRule";

const NAME = /^(?!internal-)(?!-)[A-Za-z0-9-]+(?<!-)$/;

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

function kindOf(inputs: Values): string {
    return text(inputs.loadBalancerType) ?? "application";
}

const loadBalancer: ResourceModel = resource({
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

function subnetsOf(inputs: Values, cloud: CloudView): readonly Existing[] {
    const ids = [
        ...texts(inputs.subnets),
        ...records(inputs.subnetMappings).flatMap((each) => text(each.subnetId) ?? []),
    ];
    return ids.flatMap((id) => cloud.find(SUBNET, "id", id) ?? []);
}

/** Zones and VPC of the subnets. Unknown subnets of a preview count as if each had a zone of its own. */
function zoneProblems(inputs: Values, cloud: CloudView): readonly Problem[] {
    const property = isSet(inputs.subnetMappings) ? "subnetMappings" : "subnets";
    const given = list(inputs[property]);
    const subnets = subnetsOf(inputs, cloud);
    const zones = subnets.map((subnet) => text(subnet.outputs.availabilityZone));
    const vpcs = new Set(subnets.map((subnet) => subnet.outputs.vpcId));
    const twice = zones.find((zone, at) => zones.indexOf(zone) !== at);
    return [
        ...(kindOf(inputs) === "application" && isSet(inputs[property]) && given.length < 2
            ? [
                  problem(
                      property,
                      `has ${given.length}; an application load balancer needs at least two subnets in two different Availability Zones`,
                  ),
              ]
            : []),
        ...(twice === undefined
            ? []
            : [
                  problem(
                      property,
                      `has several subnets in ${twice}; a load balancer cannot be attached to multiple subnets in the same Availability Zone`,
                  ),
              ]),
        ...(vpcs.size > 1 ? [problem(property, "has subnets of several VPCs")] : []),
        ...(["dualstack", "dualstack-without-public-ipv4"].includes(text(inputs.ipAddressType) ?? "")
            ? subnets
                  .filter((subnet) => !text(subnet.outputs.ipv6CidrBlock))
                  .map((subnet) =>
                      problem(
                          "ipAddressType",
                          `is ${show(inputs.ipAddressType)}, but subnet ${subnet.id} has no IPv6 CIDR block`,
                      ),
                  )
            : []),
    ];
}

function mappingProblems(inputs: Values): readonly Problem[] {
    const kind = kindOf(inputs);
    const withAddress = select(inputs, "subnetMappings[]").filter(({ value }) =>
        isSet(record(value)?.allocationId),
    );
    const allocations = withAddress.flatMap(({ value }) => text(record(value)?.allocationId) ?? []);
    return [
        ...(kind === "network"
            ? []
            : withAddress.map(({ path }) =>
                  problem(
                      `${path}.allocationId`,
                      `belongs to network load balancers, this is of type "${kind}"`,
                  ),
              )),
        ...(flag(inputs.internal) === true
            ? withAddress.map(({ path }) =>
                  problem(`${path}.allocationId`, "is not allowed on an internal load balancer"),
              )
            : []),
        ...withAddress
            .filter(({ value }) => isSet(record(value)?.privateIpv4Address))
            .map(({ path }) =>
                problem(`${path}.privateIpv4Address`, "conflicts with allocationId: give one of them"),
            ),
        ...allocations
            .filter((allocation, at) => allocations.indexOf(allocation) !== at)
            .map((allocation) => problem("subnetMappings", `uses ${allocation} twice`)),
        ...(kind === "application" && isSet(inputs.minimumLoadBalancerCapacity)
            ? range(inputs, "minimumLoadBalancerCapacity.capacityUnits", 100, 1500, [0])
            : []),
    ];
}

/** "The allocation IDs are not available for use": an address serves one load balancer. */
function addressProblems(inputs: Values, cloud: CloudView): readonly Problem[] {
    const used = new Set(
        cloud
            .list(LOAD_BALANCER)
            .flatMap((other) => records(other.inputs.subnetMappings))
            .flatMap((mapping) => text(mapping.allocationId) ?? []),
    );
    return select(inputs, "subnetMappings[].allocationId")
        .filter(({ value }) => used.has(text(value) ?? ""))
        .map(({ path, value }) =>
            problem(path, `is ${show(value)}, which another load balancer already uses`),
        );
}

/** "VPC vpc-… has no internet gateway" (InvalidSubnet) for a load balancer that faces the internet. */
function gatewayProblems(inputs: Values, cloud: CloudView): readonly Problem[] {
    const vpcId = subnetsOf(inputs, cloud)[0]?.outputs.vpcId;
    const gateway = cloud
        .list("aws:ec2/internetGateway:InternetGateway")
        .some((each) => each.outputs.vpcId === vpcId);
    return flag(inputs.internal) !== true && kindOf(inputs) !== "gateway" && vpcId !== undefined && !gateway
        ? [
              problem(
                  "",
                  `faces the internet, but VPC ${show(vpcId)} has no internet gateway; create and attach it first`,
              ),
          ]
        : [];
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

const APPLICATION_PROTOCOLS = ["HTTP", "HTTPS"];
const NETWORK_PROTOCOLS = ["TCP", "TLS", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC"];

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html */
const SSL_POLICY =
    /^ELBSecurityPolicy-(2016-08|TLS-1-[012]-2017-01|TLS-1-2-Ext-2018-06|FS-2018-06|FS-1-1-2019-08|FS-1-2(-Res)?-2019-08|FS-1-2-Res-2020-10|2015-05|TLS13-1-[0-3]-(2021-06|FIPS-2023-04|PQ-2025-09|FIPS-PQ-2025-09)|TLS13-1-2-(Res|Ext[0-2])-(2021-06|PQ-2025-09)|TLS13-1-2-(Res|Ext[0-2])-FIPS-(2023-04|PQ-2025-09)|TLS13-1-0-2025-09)$/;

const ACTION_TYPES = [
    "forward",
    "redirect",
    "fixed-response",
    "authenticate-cognito",
    "authenticate-oidc",
    "jwt-validation",
];

const LISTENER_HEADERS = [
    "routingHttpRequestXAmznMtlsClientcertHeaderName",
    "routingHttpRequestXAmznMtlsClientcertIssuerHeaderName",
    "routingHttpRequestXAmznMtlsClientcertLeafHeaderName",
    "routingHttpRequestXAmznMtlsClientcertSerialNumberHeaderName",
    "routingHttpRequestXAmznMtlsClientcertSubjectHeaderName",
    "routingHttpRequestXAmznMtlsClientcertValidityHeaderName",
    "routingHttpRequestXAmznTlsCipherSuiteHeaderName",
    "routingHttpRequestXAmznTlsVersionHeaderName",
    "routingHttpResponseAccessControlAllowCredentialsHeaderValue",
    "routingHttpResponseAccessControlAllowHeadersHeaderValue",
    "routingHttpResponseAccessControlAllowMethodsHeaderValue",
    "routingHttpResponseAccessControlAllowOriginHeaderValue",
    "routingHttpResponseAccessControlExposeHeadersHeaderValue",
    "routingHttpResponseAccessControlMaxAgeHeaderValue",
    "routingHttpResponseContentSecurityPolicyHeaderValue",
    "routingHttpResponseServerEnabled",
    "routingHttpResponseStrictTransportSecurityHeaderValue",
    "routingHttpResponseXContentTypeOptionsHeaderValue",
    "routingHttpResponseXFrameOptionsHeaderValue",
];

function targetGroupReferences(actions: string) {
    return [`${actions}[].targetGroupArn`, `${actions}[].forward.targetGroups[].arn`].map((property) => ({
        property,
        to: [TARGET_GROUP],
        by: "arn",
    }));
}

/** The load balancer an ARN names: `app` or `net`, also where it does not exist yet. */
function kindOfArn(value: Value | undefined): "application" | "network" | "gateway" | undefined {
    const kind = /:(?:loadbalancer|listener)\/(app|net|gwy)\//.exec(text(value) ?? "")?.[1];
    return kind === "app"
        ? "application"
        : kind === "net"
          ? "network"
          : kind === "gwy"
            ? "gateway"
            : undefined;
}

const listener: ResourceModel = resource({
    token: LISTENER,
    properties: {
        ...region,
        ...tags,
        ...upstream("internal/service/elbv2/listener.go", {
            replace: ["loadBalancerArn"],
            update: ["alpnPolicy", "certificateArn", "defaultActions", "port", "protocol", "sslPolicy"],
        }),
        ...documented("lb/listener.d.ts", {
            update: ["mutualAuthentication", "tcpIdleTimeoutSeconds", ...LISTENER_HEADERS],
        }),
    },
    references: [
        // A load balancer takes its listeners with it.
        { property: "loadBalancerArn", to: [LOAD_BALANCER], by: "arn", blocksDelete: false },
        { property: "certificateArn", to: [CERTIFICATE], by: "arn", except: /^arn:aws[a-z-]*:iam:/ },
        ...targetGroupReferences("defaultActions"),
    ],
    check: (inputs, cloud) => {
        const kind = kindOfArn(inputs.loadBalancerArn);
        const protocol = text(inputs.protocol)?.toUpperCase();
        const secure = protocol === "HTTPS" || protocol === "TLS";
        const protocols = kind === "network" ? NETWORK_PROTOCOLS : APPLICATION_PROTOCOLS;
        return [
            ...range(inputs, "port", 1, 65_535),
            ...(kind === "application" || kind === "network"
                ? protocol === undefined || protocols.includes(protocol)
                    ? []
                    : [
                          problem(
                              "protocol",
                              `is "${protocol}"; a listener of this ${kind} load balancer allows ${protocols.join(", ")}`,
                          ),
                      ]
                : oneOf(inputs, "protocol", [...APPLICATION_PROTOCOLS, ...NETWORK_PROTOCOLS, "GENEVE"])),
            ...matches(
                inputs,
                "sslPolicy",
                SSL_POLICY,
                "this security policy does not exist; for TLS 1.3 and 1.2 use ELBSecurityPolicy-TLS13-1-2-2021-06",
            ),
            ...(protocol !== undefined && !secure
                ? ["sslPolicy", "certificateArn", "alpnPolicy", "mutualAuthentication"]
                      .filter((property) => isSet(inputs[property]))
                      .map((property) =>
                          problem(
                              property,
                              `belongs to HTTPS and TLS listeners, the protocol is ${protocol}`,
                          ),
                      )
                : []),
            ...oneOf(inputs, "alpnPolicy", [
                "HTTP1Only",
                "HTTP2Only",
                "HTTP2Optional",
                "HTTP2Preferred",
                "None",
            ]),
            ...(isSet(inputs.alpnPolicy) && protocol === "HTTPS"
                ? [problem("alpnPolicy", "belongs to TLS listeners of network load balancers")]
                : []),
            ...oneOf(inputs, "mutualAuthentication.mode", ["off", "verify", "passthrough"]),
            ...range(inputs, "tcpIdleTimeoutSeconds", 60, 6000),
            ...actionProblems(inputs, "defaultActions", kind, cloud),
            ...certificateProblems(inputs, cloud),
        ];
    },
    checkCreate: (inputs, cloud) => {
        const protocol = text(inputs.protocol)?.toUpperCase();
        const kind = kindOfArn(inputs.loadBalancerArn);
        const sibling = cloud
            .list(LISTENER)
            .find(
                ({ outputs }) =>
                    outputs.loadBalancerArn === inputs.loadBalancerArn && outputs.port === inputs.port,
            );
        return [
            ...(kind === "gateway" ? [] : atLeastOne(inputs, "port")),
            ...(kind === "network" ? atLeastOne(inputs, "protocol") : []),
            ...(protocol === "HTTPS" || protocol === "TLS" ? atLeastOne(inputs, "certificateArn") : []),
            ...(sibling !== undefined && isSet(inputs.port)
                ? [
                      problem(
                          "port",
                          `is ${show(inputs.port)}; a listener already exists on this port of the load balancer`,
                      ),
                  ]
                : []),
        ];
    },
    id: (inputs, cloud) =>
        `${(text(inputs.loadBalancerArn) ?? "").replace(":loadbalancer/", ":listener/")}/${cloud.hex(16, "listener")}`,
    outputs: (inputs, id) => {
        const protocol = text(inputs.protocol)?.toUpperCase() ?? "HTTP";
        const secure = protocol === "HTTPS" || protocol === "TLS";
        return {
            arn: id,
            protocol,
            sslPolicy: secure ? (text(inputs.sslPolicy) ?? "ELBSecurityPolicy-2016-08") : "",
            routingHttpResponseServerEnabled: flag(inputs.routingHttpResponseServerEnabled) ?? true,
            ...(kindOfArn(inputs.loadBalancerArn) === "network"
                ? { tcpIdleTimeoutSeconds: number(inputs.tcpIdleTimeoutSeconds) ?? 350 }
                : {}),
        };
    },
});

/** UnsupportedCertificate: "The certificate … must have a fully-qualified domain name, a supported signature, …" */
function certificateProblems(inputs: Values, cloud: CloudView): readonly Problem[] {
    const certificate = cloud.find(CERTIFICATE, "arn", text(inputs.certificateArn) ?? "");
    return certificate === undefined || isIssued(certificate, cloud)
        ? []
        : [
              problem(
                  "certificateArn",
                  `is ${certificate.id}, which is not issued yet (PENDING_VALIDATION): publish its validation records ` +
                      "and use the certificateArn of a CertificateValidation",
              ),
          ];
}

function actionProblems(
    inputs: Values,
    property: string,
    kind: string | undefined,
    cloud: CloudView,
): readonly Problem[] {
    const actions = select(inputs, `${property}[]`);
    return [
        ...(kind === "network" || kind === "gateway"
            ? oneOf(inputs, `${property}[].type`, ["forward"])
            : oneOf(inputs, `${property}[].type`, ACTION_TYPES)),
        ...(isSet(inputs[property]) && list(inputs[property]).length === 0
            ? [problem(property, "is empty")]
            : []),
        ...range(inputs, `${property}[].order`, 1, 50_000),
        ...oneOf(inputs, `${property}[].redirect.statusCode`, ["HTTP_301", "HTTP_302"]),
        ...oneOf(inputs, `${property}[].redirect.protocol`, ["HTTP", "HTTPS", "#{protocol}"]),
        ...matches(
            inputs,
            `${property}[].redirect.port`,
            /^(#\{port\}|[1-9]\d{0,4})$/,
            `a port as text, or "#{port}", is expected`,
        ),
        ...length(inputs, `${property}[].redirect.path`, 1, 128),
        ...length(inputs, `${property}[].redirect.host`, 1, 128),
        ...oneOf(inputs, `${property}[].fixedResponse.contentType`, [
            "text/plain",
            "text/css",
            "text/html",
            "application/javascript",
            "application/json",
        ]),
        ...matches(
            inputs,
            `${property}[].fixedResponse.statusCode`,
            /^[245]\d\d$/,
            "2XX, 4XX or 5XX is expected",
        ),
        ...length(inputs, `${property}[].fixedResponse.messageBody`, 0, 1024),
        ...range(inputs, `${property}[].forward.targetGroups[].weight`, 0, 999),
        ...range(inputs, `${property}[].forward.stickiness.duration`, 1, 604_800),
        ...arn(inputs, `${property}[].targetGroupArn`),
        ...actions.flatMap(({ path, value }) => oneActionProblems(path, record(value) ?? {})),
        ...targetKindProblems(inputs, property, kind, cloud),
    ];
}

const BLOCK_OF: Readonly<Record<string, string>> = {
    redirect: "redirect",
    "fixed-response": "fixedResponse",
    "authenticate-cognito": "authenticateCognito",
    "authenticate-oidc": "authenticateOidc",
    "jwt-validation": "jwtValidation",
};

function oneActionProblems(path: string, action: Values): readonly Problem[] {
    const type = text(action.type);
    const block = type === undefined ? undefined : BLOCK_OF[type];
    const groups = records(record(action.forward)?.targetGroups);
    const redirect = record(action.redirect);
    const loops =
        redirect !== undefined &&
        ["host", "path", "port", "protocol", "query"].every(
            (part) =>
                redirect[part] === undefined ||
                redirect[part] === (part === "path" ? "/#{path}" : `#{${part}}`),
        );
    return [
        ...(block !== undefined && action[block] === undefined
            ? [problem(path, `is of type "${type}" and needs ${block}`)]
            : []),
        ...(type === "forward" && action.targetGroupArn === undefined && action.forward === undefined
            ? [problem(path, `is of type "forward" and needs targetGroupArn or forward`)]
            : []),
        ...(isSet(action.targetGroupArn) && isSet(action.forward)
            ? groups.length === 1 && text(groups[0]?.arn) === text(action.targetGroupArn)
                ? []
                : [problem(`${path}.forward`, "conflicts with targetGroupArn: give one of them")]
            : []),
        ...(groups.length > 5
            ? [problem(`${path}.forward.targetGroups`, `has ${groups.length} groups; at most 5 are allowed`)]
            : []),
        ...(loops
            ? [problem(`${path}.redirect`, "changes nothing of the request and would go round in circles")]
            : []),
    ];
}

function targetKindProblems(
    inputs: Values,
    property: string,
    kind: string | undefined,
    cloud: CloudView,
): readonly Problem[] {
    const vpcOf = (existing: Existing | undefined): Value | undefined => existing?.outputs.vpcId;
    const balancer = cloud.find(LOAD_BALANCER, "arn", text(inputs.loadBalancerArn) ?? "");
    return targetGroupReferences(property)
        .flatMap((reference) => select(inputs, reference.property))
        .flatMap(({ path, value }) => {
            const target = cloud.find(TARGET_GROUP, "arn", text(value) ?? "");
            const protocol = text(target?.outputs.protocol);
            if (target === undefined || kind === undefined) {
                return [];
            }
            const fits =
                APPLICATION_PROTOCOLS.includes(protocol ?? "") || target.outputs.targetType === "lambda";
            return [
                ...(kind === "application" && !fits
                    ? [
                          problem(
                              path,
                              `is a target group of protocol ${protocol}; an application load balancer needs HTTP or HTTPS`,
                          ),
                      ]
                    : []),
                ...(kind === "network" && fits
                    ? [
                          problem(
                              path,
                              `is a target group of protocol ${protocol}; a network load balancer needs ${NETWORK_PROTOCOLS.join(", ")}`,
                          ),
                      ]
                    : []),
                ...(vpcOf(balancer) !== undefined && isSet(vpcOf(target)) && vpcOf(balancer) !== vpcOf(target)
                    ? [
                          problem(
                              path,
                              `is in ${show(vpcOf(target))}, but the load balancer is in ${show(vpcOf(balancer))}`,
                          ),
                      ]
                    : []),
            ];
        });
}

const CONDITIONS = [
    "hostHeader",
    "httpHeader",
    "httpRequestMethod",
    "pathPattern",
    "queryStrings",
    "sourceIp",
];

const listenerRule: ResourceModel = resource({
    token: LISTENER_RULE,
    properties: {
        ...region,
        ...tags,
        ...upstream("internal/service/elbv2/listener_rule.go", {
            replace: ["listenerArn"],
            update: ["actions", "conditions", "priority", "transforms"],
        }),
    },
    references: [
        { property: "listenerArn", to: [LISTENER], by: "arn", blocksDelete: false },
        ...targetGroupReferences("actions"),
    ],
    check: (inputs, cloud) => [
        ...range(inputs, "priority", 1, 50_000),
        ...actionProblems(inputs, "actions", kindOfArn(inputs.listenerArn), cloud),
        ...(kindOfArn(inputs.listenerArn) === "network"
            ? [problem("listenerArn", "is of a network load balancer, which has no rules")]
            : []),
        ...conditionProblems(inputs),
    ],
    checkCreate: (inputs, cloud) => {
        const rules = cloud
            .list(LISTENER_RULE)
            .filter(({ outputs }) => outputs.listenerArn === inputs.listenerArn);
        return [
            ...(isSet(inputs.priority) && rules.some(({ outputs }) => outputs.priority === inputs.priority)
                ? [
                      problem(
                          "priority",
                          `is ${show(inputs.priority)}, which is currently in use on this listener`,
                      ),
                  ]
                : []),
            ...(rules.length >= 100
                ? [problem("listenerArn", "already has 100 rules, the most AWS allows")]
                : []),
        ];
    },
    id: (inputs, cloud) =>
        `${(text(inputs.listenerArn) ?? "").replace(":listener/", ":listener-rule/")}/${cloud.hex(16, "rule")}`,
    outputs: (inputs, id, cloud) => {
        const before = cloud.find(LISTENER_RULE, "id", id)?.outputs;
        const used = cloud
            .list(LISTENER_RULE)
            .filter(({ outputs }) => outputs.listenerArn === inputs.listenerArn)
            .map(({ outputs }) => number(outputs.priority) ?? 0);
        return {
            arn: id,
            priority: number(inputs.priority) ?? number(before?.priority) ?? Math.max(0, ...used) + 1,
        };
    },
});

function conditionProblems(inputs: Values): readonly Problem[] {
    const conditions = select(inputs, "conditions[]");
    const values = conditions.flatMap(({ value }) =>
        CONDITIONS.flatMap((condition) => [
            ...list(record(record(value)?.[condition])?.values),
            ...list(record(value)?.[condition]),
        ]),
    );
    return [
        ...(isSet(inputs.conditions) && list(inputs.conditions).length === 0
            ? [problem("conditions", "is empty")]
            : []),
        ...(values.length > 5
            ? [problem("conditions", `has ${values.length} values; a rule has at most 5`)]
            : []),
        ...length(inputs, "conditions[].pathPattern.values[]", 1, 128),
        ...matches(
            inputs,
            "conditions[].pathPattern.values[]",
            /^[A-Za-z0-9_\-.$/~"'@:+&()!,;=*?%]+$/,
            "letters, digits, *, ? and _-.$/~\"'@:+& are allowed",
        ),
        ...length(inputs, "conditions[].hostHeader.values[]", 1, 128),
        ...matches(
            inputs,
            "conditions[].httpHeader.httpHeaderName",
            /^[0-9A-Za-z_!#$%&'*+,.^`|~-]{1,40}$/,
            "a header name of at most 40 characters is expected",
        ),
        ...conditions.flatMap(({ path, value }) => {
            const given = CONDITIONS.filter((condition) => isSet(record(value)?.[condition]));
            return given.length > 1
                ? problem(path, `has ${given.join(" and ")}; one condition says one thing`)
                : [];
        }),
    ];
}

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

const targetGroup: ResourceModel = resource({
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

export const lbResources: readonly ResourceModel[] = [loadBalancer, listener, listenerRule, targetGroup];
