import assert from "node:assert/strict";
import { ProblemsError } from "@bridgepool/core";
import { meet as make } from "./support/meet";
import { network } from "./support/pool";
import { all, preview, the, tree, up } from "./support/tree";

const region = "eu-west-3";

/** Of a Meet with everything created, and what only some settings add. */
const BUDGET = 70;
const PER_POOL = 2;

describe("Meet", () => {
    describe("its resources", () => {
        it("are these", async () => {
            assert.deepEqual(
                tree(await up(() => make())).map((line) =>
                    line.replace("renater > ", "").replace("renater-", ""),
                ),
                TREE,
            );
        });

        it("stay within the budget with everything created", async () => {
            const args = { accessLogs: {}, alarms: { email: "oncall@example.org" }, session: true };
            const made = await up(() => make(args));
            assert.ok(made.resources.length - 2 * PER_POOL <= BUDGET, `${made.resources.length}`);
            const elsewhere = await up(() => make({ ...args, zoneId: undefined }));
            assert.ok(elsewhere.resources.length - 2 * PER_POOL <= BUDGET, `${elsewhere.resources.length}`);
        });

        it("are the same in a preview, where nothing is known", async () => {
            for (const args of [{}, { zoneId: undefined }, { oneHost: true }]) {
                assert.deepEqual(tree(await preview(() => make(args))), tree(await up(() => make(args))));
            }
        });

        it("are all in its region, and all that can carry tags do", async () => {
            const recording = await up(() => make({ tags: { team: "video" } }));
            for (const { name, type, inputs, custom } of recording.resources) {
                if (!custom || !type.startsWith("aws:")) continue;
                const global = type.startsWith("aws:iam/") || type.startsWith("aws:route53/");
                assert.equal(inputs["region"], global ? undefined : region, `${type} ${name}`);
                if (UNTAGGED.some((kind) => type.endsWith(`:${kind}`))) continue;
                assert.match(JSON.stringify(inputs["tags"]), /"video"/, `${type} ${name}`);
            }
        });

        it("include a network of its own unless one is given", async () => {
            const recording = await up(() => make({ network: undefined }));
            assert.equal(all(recording, "Network").length, 1);
            const zones = ["a", "b", "c"];
            assert.deepEqual(
                the(recording, "LoadBalancer", "renater-jvb").inputs["subnetMappings"],
                zones.map((zone) => ({
                    subnetId: `subnet-renater-network-public-${zone}`,
                    allocationId: `eipalloc-renater-jvb-${zone}`,
                })),
            );
        });
    });

    describe("the side that faces people", () => {
        it("takes TLS 1.2 and 1.3 at 443 and sends 80 there", async () => {
            const recording = await up(() => make());
            const https = the(recording, "Listener", "renater-https").inputs;
            assert.deepEqual(
                [https["port"], https["protocol"], https["sslPolicy"]],
                [443, "HTTPS", "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"],
            );
            assert.deepEqual(the(recording, "Listener", "renater-http").inputs["defaultActions"], [
                { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } },
            ]);
            const balancer = the(recording, "LoadBalancer", "renater-edge").inputs;
            assert.deepEqual(
                [balancer["enableHttp2"], balancer["dropInvalidHeaderFields"], balancer["ipAddressType"]],
                [true, true, "dualstack"],
            );
        });

        it("hands pages on by HTTP/2 and signalling by HTTP/1.1, both over TLS", async () => {
            const recording = await up(() => make());
            const protocols = ["renater-web", "renater-xmpp"].map((name) => {
                const { inputs } = the(recording, "TargetGroup", name);
                return [inputs["protocol"], inputs["protocolVersion"], inputs["port"]];
            });
            assert.deepEqual(protocols, [
                ["HTTPS", "HTTP2", 8443],
                ["HTTPS", "HTTP1", 8444],
            ]);
            assert.deepEqual(the(recording, "ListenerRule", "renater-https-xmpp").inputs["conditions"], [
                { pathPattern: { values: ["/xmpp-websocket*", "/http-bind*"] } },
            ]);
        });

        it("notes requests in its own bucket, or in another", async () => {
            const own = await up(() => make({ accessLogs: { keepDays: 7 } }));
            assert.match(
                JSON.stringify(the(own, "BucketPolicy", "renater-store").inputs["policy"]),
                /access-logs\/AWSLogs\/123456789012\/\*/,
            );
            const [rule] = the(own, "BucketLifecycleConfiguration", "renater-store").inputs[
                "rules"
            ] as object[];
            assert.deepEqual(rule, {
                id: "access-logs",
                status: "Enabled",
                filter: { prefix: "access-logs/" },
                expiration: { days: 7 },
            });
            const other = await up(() => make({ accessLogs: { bucketName: "ours" } }));
            assert.deepEqual(the(other, "LoadBalancer", "renater-edge").inputs["accessLogs"], {
                enabled: true,
                bucket: "ours",
                prefix: "access-logs",
            });
            assert.equal(all(other, "BucketLifecycleConfiguration").length, 0);
        });

        it("refuses to be deleted where that is wanted", async () => {
            const recording = await up(() => make({ deletionProtection: true }));
            for (const { inputs } of all(recording, "LoadBalancer")) {
                assert.equal(inputs["enableDeletionProtection"], true);
            }
        });
    });

    describe("where bridges dial in", () => {
        it("has a fixed address in each zone, leads everywhere to the one host, and shows it who calls", async () => {
            const recording = await up(() => make());
            const balancer = the(recording, "LoadBalancer", "renater-jvb").inputs;
            assert.deepEqual(
                [balancer["ipAddressType"], balancer["enableCrossZoneLoadBalancing"]],
                ["ipv4", true],
            );
            assert.equal((balancer["subnetMappings"] as object[]).length, 3);
            const target = the(recording, "TargetGroup", "renater-jvb").inputs;
            assert.deepEqual(
                [target["protocol"], target["port"], target["preserveClientIp"]],
                ["TCP", 6222, "true"],
            );
        });

        it("lets in the networks of bridges only", async () => {
            const recording = await up(() => make({ bridgeNetworks: ["192.0.2.0/24", "2001:db8:7::/48"] }));
            const rules = all(recording, "SecurityGroupIngressRule").filter(
                ({ inputs }) => inputs["fromPort"] === 6222,
            );
            assert.deepEqual(
                rules.map(({ name, inputs }) => [
                    name,
                    inputs["cidrIpv4"] ?? inputs["cidrIpv6"] ?? inputs["referencedSecurityGroupId"],
                ]),
                [
                    ["renater-jvb-bridges-192-0-2-0-24", "192.0.2.0/24"],
                    ["renater-jvb-bridges-2001-db8-7---48", "2001:db8:7::/48"],
                    ["renater-signalling-bridges-group", "sg-renater-jvb"],
                ],
            );
        });
    });

    describe("the signalling host", () => {
        it("is never two, and its replacement shows", async () => {
            const recording = await up(() => make());
            const { inputs } = the(recording, "Group", "renater-signalling");
            assert.deepEqual([inputs["minSize"], inputs["maxSize"]], [1, 1]);
            assert.deepEqual(inputs["instanceMaintenancePolicy"], {
                minHealthyPercentage: 0,
                maxHealthyPercentage: 100,
            });
            assert.deepEqual(inputs["instanceRefresh"], {
                strategy: "Rolling",
                preferences: { minHealthyPercentage: 0, maxHealthyPercentage: 100, instanceWarmup: "0" },
            });
            assert.deepEqual(inputs["suspendedProcesses"], ["AZRebalance"]);
            assert.match(
                JSON.stringify(inputs["tags"]),
                /"key":"bridgepool:release","propagateAtLaunch":false,"value":"[0-9a-f]{12}"/,
            );
        });

        it("changes with the settings of the Meet, and the web tier does not", async () => {
            const before = await up(() => make());
            const after = await up(() => make({ stressThreshold: 0.7 }));
            const release = (recording: typeof before, name: string) =>
                JSON.stringify(the(recording, "Group", name).inputs["tags"]);
            assert.notEqual(release(before, "renater-signalling"), release(after, "renater-signalling"));
            assert.equal(release(before, "renater-web"), release(after, "renater-web"));
        });

        it("carries pages too where that is wanted", async () => {
            const recording = await up(() => make({ oneHost: true }));
            assert.deepEqual(
                all(recording, "Group").map(({ name }) => name),
                ["renater-signalling"],
            );
            assert.deepEqual(
                (the(recording, "Group", "renater-signalling").inputs["targetGroupArns"] as string[]).map(
                    (arn) => arn.split("/").at(-1),
                ),
                ["renater-web", "renater-xmpp", "renater-jvb"],
            );
        });
    });

    describe("the web tier", () => {
        it("scales by requests per host once its target group is in use", async () => {
            const recording = await up(() => make({ web: { scaling: { requests: { perHost: 600 } } } }));
            const policy = the(recording, "Policy", "renater-web-track").inputs;
            assert.deepEqual(policy["targetTrackingConfiguration"], {
                targetValue: 600,
                predefinedMetricSpecification: {
                    predefinedMetricType: "ALBRequestCountPerTarget",
                    resourceLabel: "loadbalancer/renater-edge/targetgroup/renater-web",
                },
            });
            const { waitsFor } = the(recording, "Group", "renater-web");
            assert.ok(waitsFor.some((urn) => urn.endsWith("Listener::renater-https")));
        });

        it("has an identity that reads its own files and no secret", async () => {
            const { inputs } = the(await up(() => make()), "RolePolicy", "renater-web");
            const { Statement } = JSON.parse(inputs["policy"] as string) as { Statement: { Sid: string }[] };
            assert.deepEqual(
                Statement.map(({ Sid }) => Sid),
                ["ReadObjects", "ListObjects"],
            );
        });
    });

    describe("what it cannot be made with", () => {
        for (const [what, args, path] of [
            ["one zone", { network: { vpcId: "vpc-1", subnetIds: { a: "subnet-a" } } }, "network.subnetIds"],
            ["a domain too long for ACM", { domain: `${"a".repeat(60)}.example` }, "domain"],
            ["a path that is a pattern", { path: "bridgepool/*" }, "path"],
            ["a tag of AWS", { tags: { "aws:x": "y" } }, "tags"],
            [
                "eleven tags",
                { tags: Object.fromEntries(Array.from("abcdefghijk").map((key) => [key, "x"])) },
                "tags",
            ],
            ["a small disk", { webHost: { diskGiB: 2 } }, "webHost.diskGiB"],
            ["web hosts and one host", { oneHost: true, webHost: {} }, "webHost"],
            [
                "an address missing",
                { network, existing: { addressAllocationIds: { a: "eipalloc-1" } } },
                "existing.addressAllocationIds",
            ],
        ] as const) {
            it(what, () => {
                assert.throws(
                    () => make(args),
                    (error: unknown) => {
                        assert.ok(error instanceof ProblemsError);
                        assert.deepEqual(
                            error.problems.map((problem) => problem.path),
                            [path],
                        );
                        return true;
                    },
                );
            });
        }
    });
});

const UNTAGGED = [
    "LifecycleHook",
    "Policy",
    "Schedule",
    "RolePolicy",
    "BucketPolicy",
    "BucketPublicAccessBlock",
    "SecretVersion",
    "CertificateValidation",
    "Record",
];

const TREE = [
    " > bridgepool-aws:index:Meet renater",
    "aws:acm/certificate:Certificate domain",
    "aws:acm/certificateValidation:CertificateValidation domain",
    "aws:autoscaling/group:Group signalling",
    "aws:autoscaling/group:Group web",
    "aws:autoscaling/lifecycleHook:LifecycleHook web-drain",
    "aws:autoscaling/policy:Policy web-track",
    "aws:cloudwatch/metricAlarm:MetricAlarm signalling-busy",
    "aws:cloudwatch/metricAlarm:MetricAlarm signalling-unhealthy",
    "aws:cloudwatch/metricAlarm:MetricAlarm web-hosts-missing",
    "aws:ec2/eip:Eip jvb-a",
    "aws:ec2/eip:Eip jvb-b",
    "aws:ec2/eip:Eip jvb-c",
    "aws:ec2/launchTemplate:LaunchTemplate signalling-amd64",
    "aws:ec2/launchTemplate:LaunchTemplate web-amd64",
    "aws:ec2/securityGroup:SecurityGroup edge",
    "aws:ec2/securityGroup:SecurityGroup jvb",
    "aws:ec2/securityGroup:SecurityGroup signalling",
    "aws:ec2/securityGroup:SecurityGroup web",
    "aws:iam/instanceProfile:InstanceProfile signalling",
    "aws:iam/instanceProfile:InstanceProfile web",
    "aws:iam/role:Role signalling",
    "aws:iam/role:Role web",
    "aws:iam/rolePolicy:RolePolicy signalling",
    "aws:iam/rolePolicy:RolePolicy web",
    "aws:lb/listener:Listener http",
    "aws:lb/listener:Listener https",
    "aws:lb/listener:Listener jvb",
    "aws:lb/listenerRule:ListenerRule https-xmpp",
    "aws:lb/loadBalancer:LoadBalancer edge",
    "aws:lb/loadBalancer:LoadBalancer jvb",
    "aws:lb/targetGroup:TargetGroup jvb",
    "aws:lb/targetGroup:TargetGroup web",
    "aws:lb/targetGroup:TargetGroup xmpp",
    "aws:route53/record:Record domain-ipv4",
    "aws:route53/record:Record domain-ipv6",
    "aws:route53/record:Record domain-proof",
    "aws:route53/record:Record xmpp-ipv4",
    "aws:s3/bucket:Bucket store",
    "aws:s3/bucketObjectv2:BucketObjectv2 signalling-bundle",
    "aws:s3/bucketObjectv2:BucketObjectv2 web-bundle",
    "aws:s3/bucketPolicy:BucketPolicy store",
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock store",
    "aws:secretsmanager/secret:Secret signalling",
    "aws:secretsmanager/secretVersion:SecretVersion signalling",
    "aws:ssm/parameter:Parameter accounts-france",
    "aws:ssm/parameter:Parameter accounts-hungary",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule edge-out-ipv4",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule edge-out-ipv6",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule jvb-out-ipv4",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule jvb-out-ipv6",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule signalling-out-ipv4",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule signalling-out-ipv6",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule web-out-ipv4",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule web-out-ipv6",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule edge-443-ipv4",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule edge-443-ipv6",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule edge-80-ipv4",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule edge-80-ipv6",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule jvb-bridges-ipv4",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule jvb-bridges-ipv6",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule signalling-bridges-group",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule signalling-xmpp-group",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule web-pages-group",
    "random:index/randomPassword:RandomPassword account-france-1",
    "random:index/randomPassword:RandomPassword account-hungary-1",
    "random:index/randomPassword:RandomPassword focus",
    "tls:index/privateKey:PrivateKey bridges-1",
    "tls:index/privateKey:PrivateKey bridges-2",
    "tls:index/selfSignedCert:SelfSignedCert bridges-1",
    "tls:index/selfSignedCert:SelfSignedCert bridges-2",
];
