import assert from "node:assert/strict";
import { network, pool as make } from "./support/pool";
import { all, preview, the, tree, up } from "./support/tree";

const region = "eu-west-3";

const TREE = [
    " > bridgepool-aws:index:BridgePool france",
    "france > aws:autoscaling/group:Group france-bridge",
    "france > aws:autoscaling/lifecycleHook:LifecycleHook france-bridge-drain",
    "france > aws:autoscaling/policy:Policy france-bridge-track",
    "france > aws:cloudwatch/metricAlarm:MetricAlarm france-at-maximum",
    "france > aws:cloudwatch/metricAlarm:MetricAlarm france-too-few-bridges",
    "france > aws:ec2/launchTemplate:LaunchTemplate france-bridge-amd64",
    "france > aws:ec2/securityGroup:SecurityGroup france-bridge",
    "france > aws:iam/instanceProfile:InstanceProfile france-bridge",
    "france > aws:iam/role:Role france-bridge",
    "france > aws:iam/rolePolicy:RolePolicy france-bridge",
    "france > aws:s3/bucket:Bucket france-store",
    "france > aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration france-store",
    "france > aws:s3/bucketObjectv2:BucketObjectv2 france-bridge-bundle",
    "france > aws:s3/bucketObjectv2:BucketObjectv2 france-roster",
    "france > aws:s3/bucketPolicy:BucketPolicy france-store",
    "france > aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock france-store",
    "france > aws:secretsmanager/secret:Secret france-roster-renater",
    "france > aws:secretsmanager/secretVersion:SecretVersion france-roster-renater",
    "france > aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule france-bridge-out-ipv4",
    "france > aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule france-bridge-out-ipv6",
    "france > aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule france-bridge-media-ipv4",
    "france > aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule france-bridge-media-ipv6",
];

describe("BridgePool", () => {
    describe("its resources", () => {
        it("are these, and with its first Meet within the budget of 25", async () => {
            const made = tree(await up(() => make()));
            assert.deepEqual(made, TREE);
            // The password and the verifiers of the pool's account are the Meet's.
            assert.ok(made.length + 2 <= 25, `${made.length}`);
        });

        it("are the same in a preview, where nothing is known", async () => {
            assert.deepEqual(tree(await preview(() => make())), TREE);
        });

        it("are all in its region, and all that can carry tags do", async () => {
            const recording = await up(() => make({ tags: { team: "video" } }));
            for (const { name, type, inputs, custom } of recording.resources) {
                if (!custom) continue;
                const global = type.startsWith("aws:iam/");
                assert.equal(inputs["region"], global ? undefined : region, name);
                if (UNTAGGED.some((kind) => type.endsWith(`:${kind}`))) continue;
                const tags = type.endsWith(":Group") ? groupTags(inputs["tags"]) : inputs["tags"];
                assert.equal((tags as Record<string, unknown>)["team"], "video", name);
            }
            const template = the(recording, "LaunchTemplate", "france-bridge-amd64");
            const specifications = template.inputs["tagSpecifications"] as {
                resourceType: string;
                tags: object;
            }[];
            assert.deepEqual(
                specifications.map(({ resourceType, tags }) => [resourceType, tags]),
                ["instance", "volume", "network-interface"].map((kind) => [
                    kind,
                    { Name: "france-bridge", team: "video" },
                ]),
            );
        });

        it("hand back the group and the bucket", async () => {
            const { outputs, registrations } = await up(() => make());
            assert.equal(registrations, 1);
            assert.match(JSON.stringify(outputs["groupName"]), /^"france-bridge-/);
            assert.match(JSON.stringify(outputs["bucketName"]), /^"france-store-/);
        });

        it("include a network of its own unless one is given", async () => {
            const recording = await up(() => make({ network: undefined }));
            assert.equal(all(recording, "Network").length, 1);
            assert.deepEqual(the(recording, "Group", "france-bridge").inputs["vpcZoneIdentifiers"], [
                "subnet-france-network-public-a",
                "subnet-france-network-public-b",
                "subnet-france-network-public-c",
            ]);
        });
    });

    describe("a bridge", () => {
        it("has guarded metadata, an encrypted disk, no key, and public addresses", async () => {
            const { inputs } = the(await up(() => make()), "LaunchTemplate", "france-bridge-amd64");
            assert.deepEqual(inputs["metadataOptions"], {
                httpEndpoint: "enabled",
                httpTokens: "required",
                httpPutResponseHopLimit: 1,
                httpProtocolIpv6: "disabled",
            });
            assert.deepEqual(inputs["blockDeviceMappings"], [
                {
                    deviceName: "/dev/xvda",
                    ebs: {
                        volumeType: "gp3",
                        volumeSize: 16,
                        encrypted: "true",
                        deleteOnTermination: "true",
                    },
                },
            ]);
            assert.deepEqual(inputs["networkInterfaces"], [
                {
                    associatePublicIpAddress: "true",
                    ipv6AddressCount: 1,
                    securityGroups: ["sg-france-bridge"],
                    deleteOnTermination: "true",
                },
            ]);
            assert.equal("keyName" in inputs, false);
        });

        it("keeps the image it was first made with, in a template for each architecture", async () => {
            const arm = the(
                await up(() => make({ instanceType: "c7g.xlarge" })),
                "LaunchTemplate",
                "france-bridge-arm64",
            );
            assert.equal(arm.inputs["imageId"], "ami-0aaaaaaaaaaaaaa64");
            assert.deepEqual(arm.options["ignoreChanges"], ["imageId"]);
        });

        it("takes the image that is given, also later", async () => {
            const recording = await up(() => make({ imageId: "ami-1", rootDevice: "/dev/sda1" }));
            const { inputs, options } = the(recording, "LaunchTemplate", "france-bridge-amd64");
            assert.equal(inputs["imageId"], "ami-1");
            assert.equal("ignoreChanges" in options, false);
        });

        it("has no IPv6 address in a network without", async () => {
            const recording = await up(() => make({ network: { ...network, ipv6: false } }));
            const { inputs } = the(recording, "LaunchTemplate", "france-bridge-amd64");
            assert.equal(JSON.stringify(inputs["networkInterfaces"]).includes("ipv6AddressCount"), false);
        });

        it("is reached by UDP 10000 from anywhere and by nothing else", async () => {
            const rules = all(await up(() => make()), "SecurityGroupIngressRule").map(({ inputs }) => [
                inputs["ipProtocol"],
                inputs["fromPort"],
                inputs["toPort"],
                inputs["cidrIpv4"] ?? inputs["cidrIpv6"],
            ]);
            assert.deepEqual(rules, [
                ["udp", 10000, 10000, "0.0.0.0/0"],
                ["udp", 10000, 10000, "::/0"],
            ]);
        });
    });

    describe("its group", () => {
        it("follows its template's versions, never refreshes, and keeps its own size", async () => {
            const { inputs } = the(await up(() => make()), "Group", "france-bridge");
            assert.deepEqual(inputs["launchTemplate"], { id: "lt-france-bridge-amd64", version: "7" });
            assert.equal("instanceRefresh" in inputs, false);
            assert.equal("desiredCapacity" in inputs, false);
            assert.equal(inputs["waitForCapacityTimeout"], "0");
            assert.deepEqual(inputs["suspendedProcesses"], ["AZRebalance"]);
            assert.equal("protectFromScaleIn" in inputs, false);
        });

        it("is made after all that bridges need, and taken away before", async () => {
            const { waitsFor, uses } = the(await up(() => make()), "Group", "france-bridge");
            const names = [...waitsFor, ...Object.values(uses).flat()].map((urn) =>
                urn.split("::").slice(2).join(" "),
            );
            for (const needed of [
                "aws:iam/rolePolicy:RolePolicy france-bridge",
                "aws:s3/bucketObjectv2:BucketObjectv2 france-bridge-bundle",
                "aws:s3/bucketObjectv2:BucketObjectv2 france-roster",
                "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule france-bridge-media-ipv4",
                "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule france-bridge-out-ipv4",
            ]) {
                assert.ok(
                    names.some((name) => name.endsWith(needed)),
                    needed,
                );
            }
        });

        it("waits on destroy for the planned drain, and its hook goes with it", async () => {
            const recording = await up(() => make());
            assert.deepEqual(the(recording, "Group", "france-bridge").options["customTimeouts"], {
                delete: "22500s",
            });
            const hook = the(recording, "LifecycleHook", "france-bridge-drain");
            assert.equal(hook.inputs["defaultResult"], "CONTINUE");
            assert.equal(hook.inputs["heartbeatTimeout"], 7200);
            assert.match(JSON.stringify(hook.options["deletedWith"]), /Group::france-bridge"$/);
        });

        it("ends calls on destroy where that is wanted", async () => {
            const recording = await up(() => make({ drain: { limitSeconds: 600, endCallsOnDestroy: true } }));
            const { inputs, options } = the(recording, "Group", "france-bridge");
            assert.equal(inputs["forceDelete"], true);
            assert.deepEqual(options["customTimeouts"], { delete: "900s" });
            assert.equal(
                the(recording, "LifecycleHook", "france-bridge-drain").inputs["heartbeatTimeout"],
                600,
            );
        });

        it("mixes spot prices in", async () => {
            const spot = { onDemandPercent: 25, instanceTypes: ["c6i.xlarge", "c7i.xlarge"] };
            const { inputs } = the(await up(() => make({ spot })), "Group", "france-bridge");
            assert.deepEqual(inputs["mixedInstancesPolicy"], {
                launchTemplate: {
                    launchTemplateSpecification: { launchTemplateId: "lt-france-bridge-amd64", version: "7" },
                    overrides: [{ instanceType: "c7i.xlarge" }, { instanceType: "c6i.xlarge" }],
                },
                instancesDistribution: {
                    onDemandBaseCapacity: 2,
                    onDemandPercentageAboveBaseCapacity: 25,
                    spotAllocationStrategy: "price-capacity-optimized",
                },
            });
            assert.equal("launchTemplate" in inputs, false);
        });
    });

    describe("its scaling", () => {
        it("holds the pool's utilisation", async () => {
            const recording = await up(() => make({ scaling: { utilisation: { target: 0.35 } } }));
            assert.deepEqual(
                the(recording, "Policy", "france-bridge-track").inputs["targetTrackingConfiguration"],
                {
                    targetValue: 0.35,
                    customizedMetricSpecification: {
                        namespace: "Bridgepool",
                        metricName: "Utilisation",
                        metricDimensions: [
                            {
                                name: "AutoScalingGroupName",
                                value: the(recording, "Group", "france-bridge").attributes["name"],
                            },
                        ],
                        statistic: "Maximum",
                    },
                },
            );
        });

        it("steps between two thresholds, each with its alarm", async () => {
            const recording = await up(() => make({ scaling: { steps: { add: 2 } } }));
            const [inward, out] = all(recording, "Policy").map(({ inputs }) => inputs["stepAdjustments"]);
            assert.deepEqual(out, [{ metricIntervalLowerBound: "0", scalingAdjustment: 2 }]);
            assert.deepEqual(inward, [{ metricIntervalUpperBound: "0", scalingAdjustment: -1 }]);
            const alarm = the(recording, "MetricAlarm", "france-bridge-in").inputs;
            assert.deepEqual(
                [
                    alarm["comparisonOperator"],
                    alarm["threshold"],
                    alarm["evaluationPeriods"],
                    alarm["treatMissingData"],
                ],
                ["LessThanThreshold", 20, 10, "notBreaching"],
            );
        });

        it("follows schedules and forecasts without setting the size itself", async () => {
            const scaling = {
                schedules: { lectures: { cron: "30 7 * * 1-5", timeZone: "Europe/Paris", min: 8 } },
                predictive: { leadSeconds: 900 },
            };
            const recording = await up(() => make({ scaling }));
            const schedule = the(recording, "Schedule", "france-bridge-schedule-lectures").inputs;
            assert.deepEqual(
                [schedule["minSize"], schedule["maxSize"], schedule["desiredCapacity"]],
                [8, 20, -1],
            );
            const forecast = the(recording, "Policy", "france-bridge-forecast").inputs;
            assert.deepEqual(forecast["predictiveScalingConfiguration"], {
                mode: "ForecastAndScale",
                schedulingBufferTime: "900",
                metricSpecification: {
                    targetValue: 50,
                    predefinedMetricPairSpecification: { predefinedMetricType: "ASGCPUUtilization" },
                },
            });
        });
    });
});

const UNTAGGED = [
    "LifecycleHook",
    "Policy",
    "Schedule",
    "RolePolicy",
    "BucketPolicy",
    "BucketPublicAccessBlock",
    "BucketLifecycleConfiguration",
    "SecretVersion",
];

function groupTags(tags: unknown): Record<string, unknown> {
    return Object.fromEntries(
        (tags as { key: string; value: string }[]).map(({ key, value }) => [key, value]),
    );
}
