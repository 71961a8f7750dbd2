import assert from "node:assert/strict";
import type { Values } from "../../src/model";
import { landscape } from "./landscape";
import { describeRefusals } from "./refusals";
import { modelOf } from "./stage";

const LOAD_BALANCER = "aws:lb/loadBalancer:LoadBalancer";
const LISTENER = "aws:lb/listener:Listener";
const RULE = "aws:lb/listenerRule:ListenerRule";
const TARGET_GROUP = "aws:lb/targetGroup:TargetGroup";
const EIP = "aws:ec2/eip:Eip";
const RECORD = "aws:route53/record:Record";

const { loadBalancer, subnets, targetGroup, vpc } = landscape();
const ids = subnets.map(({ id }) => id);
const forward = (targetGroupArn: string = targetGroup.id): Values => ({ type: "forward", targetGroupArn });

describeRefusals(
    LOAD_BALANCER,
    () => landscape().stage,
    () => ({ name: "other", subnets: ids }),
    [
        [{ subnets: undefined }, "", /needs one of subnets/],
        [{ subnets: ids.slice(0, 1) }, "subnets", /at least two subnets/],
        [{ subnets: [ids[0] ?? "", ids[0] ?? ""] }, "subnets", /same Availability Zone/],
        [{ subnetMappings: [{ subnetId: ids[0] ?? "" }] }, "subnetMappings", /conflicts with subnets/],
        [{ loadBalancerType: "classic" }, "loadBalancerType", /application, network, gateway/],
        [{ ipAddressType: "dualstack" }, "ipAddressType", /no IPv6 CIDR/],
        [{ ipAddressType: "ipv6" }, "ipAddressType", /dualstack/],
        [{ idleTimeout: 4001 }, "idleTimeout", /1 to 4000/],
        [{ clientKeepAlive: 10 }, "clientKeepAlive", /60 to/],
        [{ desyncMitigationMode: "off" }, "desyncMitigationMode", /defensive/],
        [{ xffHeaderProcessingMode: "add" }, "xffHeaderProcessingMode", /append/],
        [{ namePrefix: "too-long" }, "namePrefix", /1 to 6/],
        [
            {
                subnets: undefined,
                subnetMappings: ids.map((subnetId) => ({ subnetId, allocationId: "eipalloc-1" })),
            },
            "subnetMappings[0].allocationId",
            /network load balancers/,
        ],
        [
            {
                loadBalancerType: "network",
                subnets: undefined,
                subnetMappings: ids.map((subnetId) => ({ subnetId, allocationId: "eipalloc-1" })),
            },
            "subnetMappings",
            /uses eipalloc-1 twice/,
        ],
        [
            {
                loadBalancerType: "network",
                internal: true,
                subnets: undefined,
                subnetMappings: [{ subnetId: ids[0] ?? "", allocationId: "eipalloc-1" }],
            },
            "subnetMappings[0].allocationId",
            /internal/,
        ],
    ],
);

describe("load balancers", () => {
    it("have the region's zone, an ARN suffix and a DNS name, by kind", () => {
        const { stage } = landscape();
        assert.equal(loadBalancer.outputs.zoneId, "Z3Q77PNBQS71R4");
        assert.match(
            loadBalancer.id,
            /^arn:aws:elasticloadbalancing:eu-west-3:123456789012:loadbalancer\/app\/web\/[0-9a-f]{16}$/,
        );
        assert.match(text(loadBalancer.outputs.arnSuffix), /^app\/web\/[0-9a-f]{16}$/);
        assert.match(text(loadBalancer.outputs.dnsName), /^web-\d+\.eu-west-3\.elb\.amazonaws\.com$/);
        assert.equal(loadBalancer.outputs.vpcId, vpc.id);
        const network = stage.create(LOAD_BALANCER, {
            name: "xmpp",
            loadBalancerType: "network",
            subnets: ids,
        });
        assert.equal(network.outputs.zoneId, "Z1CMS0P5QUZ6D5");
        assert.match(text(network.outputs.dnsName), /^xmpp-[0-9a-f]{16}\.elb\.eu-west-3\.amazonaws\.com$/);
    });

    it("have addresses of their own", () => {
        const { stage } = landscape();
        const address = stage.create(EIP, { domain: "vpc" });
        const inputs = (name: string): Values => ({
            name,
            loadBalancerType: "network",
            subnetMappings: [{ subnetId: ids[0] ?? "", allocationId: address.id }],
        });
        stage.create(LOAD_BALANCER, inputs("xmpp"));
        assert.match(JSON.stringify(stage.refusals(LOAD_BALANCER, inputs("again"))), /already uses/);
    });

    it("face the internet only from a VPC with a gateway", () => {
        const { stage } = landscape();
        const other = stage.create("aws:ec2/vpc:Vpc", { cidrBlock: "10.50.0.0/16" });
        const lonely = ["a", "b"].map((letter, index) =>
            stage.create("aws:ec2/subnet:Subnet", {
                vpcId: other.id,
                cidrBlock: `10.50.${index}.0/24`,
                availabilityZone: `eu-west-3${letter}`,
            }),
        );
        const inputs = { name: "lonely", subnets: lonely.map(({ id }) => id) };
        assert.match(JSON.stringify(stage.refusals(LOAD_BALANCER, inputs)), /no internet gateway/);
        stage.create(LOAD_BALANCER, { ...inputs, internal: true });
    });

    it("are protected from deletion when they say so", () => {
        const { stage } = landscape();
        const guarded = stage.create(LOAD_BALANCER, {
            name: "guarded",
            subnets: ids,
            enableDeletionProtection: true,
        });
        assert.match(JSON.stringify(stage.remove(guarded)), /deletion protection/);
    });

    it("are replaced for the changes the provider cannot make in place", () => {
        const replaceWhen = modelOf(LOAD_BALANCER).replaceWhen ?? (() => []);
        const network = { loadBalancerType: "network" };
        assert.deepEqual(replaceWhen({ ...network, subnets: ["a", "b"] }, { ...network, subnets: ["a"] }), [
            "subnets",
        ]);
        assert.deepEqual(
            replaceWhen({ ...network, subnets: ["a"] }, { ...network, subnets: ["a", "b"] }),
            [],
        );
        assert.deepEqual(replaceWhen({ subnets: ["a", "b"] }, { subnets: ["a", "c"] }), []);
        assert.deepEqual(replaceWhen(network, { ...network, securityGroups: ["sg"] }), ["securityGroups"]);
        const mapped = (allocationId: string): Values => ({
            ...network,
            subnetMappings: [{ subnetId: "a", allocationId }],
        });
        assert.deepEqual(replaceWhen(mapped("1"), mapped("2")), ["subnetMappings"]);
        assert.deepEqual(replaceWhen(mapped("1"), mapped("1")), []);
    });
});

const http: Values = {
    loadBalancerArn: loadBalancer.id,
    port: 80,
    protocol: "HTTP",
    defaultActions: [
        { type: "redirect", redirect: { port: "443", protocol: "HTTPS", statusCode: "HTTP_301" } },
    ],
};

describeRefusals(
    LISTENER,
    () => landscape().stage,
    () => http,
    [
        [{ port: undefined }, "", /needs port/],
        [{ port: 0 }, "port", /1 to 65535/],
        [{ protocol: "TCP" }, "protocol", /application load balancer allows HTTP, HTTPS/],
        [{ sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06" }, "sslPolicy", /HTTPS and TLS/],
        [{ protocol: "HTTPS", port: 443 }, "", /needs certificateArn/],
        [{ protocol: "HTTPS", sslPolicy: "ELBSecurityPolicy-TLS13" }, "sslPolicy", /does not exist/],
        [{ alpnPolicy: "HTTP2Only", protocol: "HTTPS" }, "alpnPolicy", /network load balancers/],
        [{ defaultActions: [{ type: "reject" }] }, "defaultActions[0].type", /forward/],
        [{ defaultActions: [{ type: "redirect" }] }, "defaultActions[0]", /needs redirect/],
        [
            { defaultActions: [{ type: "redirect", redirect: { statusCode: "HTTP_301" } }] },
            "defaultActions[0].redirect",
            /circles/,
        ],
        [
            { defaultActions: [{ type: "redirect", redirect: { statusCode: "301", port: "443" } }] },
            "defaultActions[0].redirect.statusCode",
            /HTTP_301/,
        ],
        [
            { defaultActions: [{ type: "fixed-response", fixedResponse: { contentType: "text/xml" } }] },
            "defaultActions[0].fixedResponse.contentType",
            /text\/plain/,
        ],
        [
            {
                defaultActions: [
                    {
                        type: "fixed-response",
                        fixedResponse: { contentType: "text/plain", statusCode: "302" },
                    },
                ],
            },
            "defaultActions[0].fixedResponse.statusCode",
            /4XX/,
        ],
        [{ defaultActions: [{ type: "forward" }] }, "defaultActions[0]", /needs targetGroupArn or forward/],
        [
            {
                defaultActions: [
                    {
                        type: "forward",
                        targetGroupArn: targetGroup.id,
                        forward: { targetGroups: [{ arn: "other" }] },
                    },
                ],
            },
            "defaultActions[0].forward",
            /conflicts/,
        ],
        [{ defaultActions: [] }, "defaultActions", /is empty/],
    ],
);

describe("listeners", () => {
    it("take a certificate only when it is issued", () => {
        const { stage, certificate, zone } = landscape();
        const https: Values = {
            ...http,
            port: 443,
            protocol: "HTTPS",
            certificateArn: certificate.id,
            defaultActions: [forward()],
        };
        assert.match(
            JSON.stringify(stage.refusals(LISTENER, https)),
            /not issued yet \(PENDING_VALIDATION\)/,
        );
        const [option] = certificate.outputs.domainValidationOptions as unknown as readonly Values[];
        stage.create(RECORD, {
            zoneId: zone.id,
            name: option?.resourceRecordName ?? "",
            type: "CNAME",
            ttl: 60,
            records: [option?.resourceRecordValue ?? ""],
        });
        assert.equal(stage.create(LISTENER, https).outputs.sslPolicy, "ELBSecurityPolicy-2016-08");
    });

    it("share no port of a load balancer", () => {
        const { stage } = landscape();
        const first = stage.create(LISTENER, http);
        assert.match(first.id, /:listener\/app\/web\/[0-9a-f]{16}\/[0-9a-f]{16}$/);
        assert.match(JSON.stringify(stage.refusals(LISTENER, http)), /already exists on this port/);
    });

    it("forward to target groups of their own kind and VPC", () => {
        const { stage } = landscape();
        const tcp = stage.create(TARGET_GROUP, { name: "xmpp", port: 5222, protocol: "TCP", vpcId: vpc.id });
        assert.match(
            JSON.stringify(stage.refusals(LISTENER, { ...http, defaultActions: [forward(tcp.id)] })),
            /needs HTTP or HTTPS/,
        );
        const network = stage.create(LOAD_BALANCER, {
            name: "xmpp",
            loadBalancerType: "network",
            subnets: ids,
        });
        const xmpp = { loadBalancerArn: network.id, port: 5222, protocol: "TCP" };
        assert.match(
            JSON.stringify(stage.refusals(LISTENER, { ...xmpp, defaultActions: [forward()] })),
            /needs TCP, TLS/,
        );
        assert.match(
            JSON.stringify(
                stage.refusals(LISTENER, { ...xmpp, protocol: "HTTP", defaultActions: [forward(tcp.id)] }),
            ),
            /network load balancer allows/,
        );
        stage.create(LISTENER, { ...xmpp, defaultActions: [forward(tcp.id)] });
        const other = stage.create("aws:ec2/vpc:Vpc", { cidrBlock: "10.50.0.0/16" });
        const far = stage.create(TARGET_GROUP, {
            name: "far",
            port: 443,
            protocol: "HTTPS",
            vpcId: other.id,
        });
        assert.match(
            JSON.stringify(stage.refusals(LISTENER, { ...http, defaultActions: [forward(far.id)] })),
            /but the load balancer is in/,
        );
    });
});

const listenerArn = loadBalancer.id.replace(":loadbalancer/", ":listener/") + "/0123456789abcdef";
const rule: Values = {
    listenerArn,
    priority: 10,
    actions: [forward()],
    conditions: [{ pathPattern: { values: ["/http-bind", "/xmpp-websocket"] } }],
};

describeRefusals(
    RULE,
    () => landscape().stage,
    () => rule,
    [
        [{ priority: 0 }, "priority", /1 to 50000/],
        [{ priority: 50_001 }, "priority", /1 to 50000/],
        [{ conditions: [] }, "conditions", /is empty/],
        [
            { conditions: [{ pathPattern: { values: ["a", "b", "c", "d", "e", "f"] } }] },
            "conditions",
            /at most 5/,
        ],
        [
            { conditions: [{ pathPattern: { values: ["/a b"] } }] },
            "conditions[0].pathPattern.values[0]",
            /letters/,
        ],
        [
            { conditions: [{ pathPattern: { values: ["/a"] }, hostHeader: { values: ["b"] } }] },
            "conditions[0]",
            /one thing/,
        ],
        [{ actions: [{ type: "forward" }] }, "actions[0]", /needs targetGroupArn/],
        [{ listenerArn: listenerArn.replace("/app/", "/net/") }, "listenerArn", /no rules/],
    ],
);

describe("listener rules", () => {
    it("have priorities of their own, given or found", () => {
        const { stage } = landscape();
        stage.create(RULE, rule);
        assert.match(JSON.stringify(stage.refusals(RULE, rule)), /currently in use/);
        const { priority, ...unordered } = rule;
        assert.equal(stage.create(RULE, unordered).outputs.priority, Number(priority) + 1);
    });
});

const web: Values = {
    name: "pages",
    port: 443,
    protocol: "HTTPS",
    protocolVersion: "HTTP2",
    vpcId: vpc.id,
    healthCheck: { path: "/", protocol: "HTTPS", matcher: "200-299", interval: 30, timeout: 5 },
};

describeRefusals(
    TARGET_GROUP,
    () => landscape().stage,
    () => web,
    [
        [{ port: undefined }, "", /needs port/],
        [{ protocol: undefined }, "", /needs protocol/],
        [{ vpcId: undefined }, "", /needs vpcId/],
        [{ port: 0 }, "port", /1 to 65535/],
        [{ protocolVersion: "HTTP3" }, "protocolVersion", /HTTP1, HTTP2, GRPC/],
        [{ protocol: "TCP", healthCheck: undefined }, "protocolVersion", /belongs to HTTP and HTTPS/],
        [{ deregistrationDelay: 3601 }, "deregistrationDelay", /0 to 3600/],
        [{ slowStart: 10 }, "slowStart", /30 to 900/],
        [
            { slowStart: 60, loadBalancingAlgorithmType: "least_outstanding_requests" },
            "slowStart",
            /does not work/,
        ],
        [{ loadBalancingAlgorithmType: "random" }, "loadBalancingAlgorithmType", /round_robin/],
        [{ preserveClientIp: "true" }, "preserveClientIp", /network load balancers/],
        [{ healthCheck: { protocol: "TCP" } }, "healthCheck.protocol", /not possible with protocol HTTPS/],
        [{ healthCheck: { path: "about/health" } }, "healthCheck.path", /begins with/],
        [{ healthCheck: { matcher: "200-599" } }, "healthCheck.matcher", /200 to 499/],
        [{ healthCheck: { matcher: "ok" } }, "healthCheck.matcher", /HTTP codes/],
        [{ healthCheck: { interval: 10, timeout: 10 } }, "healthCheck.timeout", /less than the interval/],
        [{ healthCheck: { healthyThreshold: 1 } }, "healthCheck.healthyThreshold", /2 to 10/],
        [{ healthCheck: { port: "http" } }, "healthCheck.port", /traffic-port/],
        [{ stickiness: { type: "source_ip" } }, "stickiness.type", /lb_cookie/],
        [{ stickiness: { type: "app_cookie" } }, "stickiness.cookieName", /is required/],
        [{ stickiness: { type: "lb_cookie", cookieDuration: 0 } }, "stickiness.cookieDuration", /1 to/],
        [{ targetType: "server" }, "targetType", /instance, ip/],
        [
            { protocol: "TCP", protocolVersion: undefined, healthCheck: { protocol: "TCP", path: "/" } },
            "healthCheck.path",
            /conflicts with protocol TCP/,
        ],
    ],
);

describe("target groups", () => {
    it("fill in the health check of their kind", () => {
        const { stage } = landscape();
        const made = stage.create(TARGET_GROUP, { name: "xmpp", port: 5222, protocol: "TCP", vpcId: vpc.id });
        assert.deepEqual(made.outputs.healthCheck, {
            enabled: true,
            healthyThreshold: 3,
            interval: 30,
            matcher: "",
            path: "",
            port: "traffic-port",
            protocol: "TCP",
            timeout: 10,
            unhealthyThreshold: 3,
        });
        assert.match(text(made.outputs.arnSuffix), /^targetgroup\/xmpp\/[0-9a-f]{16}$/);
    });
});

function text(value: Values[string] | undefined): string {
    return typeof value === "string" ? value : "";
}
