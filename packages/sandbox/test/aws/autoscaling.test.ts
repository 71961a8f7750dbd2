import assert from "node:assert/strict";
import type { Values } from "../../src/model";
import { landscape } from "./landscape";
import { describeRefusals } from "./refusals";
import { outputText } from "./stage";

const GROUP = "aws:autoscaling/group:Group";

const { launchTemplate, subnets } = landscape();
const vpcZoneIdentifiers = subnets.map(({ id }) => id);
const bridges: Values = {
    name: "bridges",
    minSize: 1,
    maxSize: 4,
    launchTemplate: { id: launchTemplate.id, version: "1" },
    vpcZoneIdentifiers,
};

describeRefusals(
    GROUP,
    () => landscape().stage,
    () => bridges,
    [
        [{ minSize: 5 }, "minSize", /more than maxSize 4/],
        [{ maxSize: -1 }, "maxSize", /0 to 10000/],
        [{ desiredCapacity: 0 }, "desiredCapacity", /less than minSize/],
        [{ desiredCapacity: 5 }, "desiredCapacity", /more than maxSize/],
        [{ launchTemplate: undefined }, "", /needs one of launchTemplate/],
        [{ vpcZoneIdentifiers: undefined }, "", /needs one of availabilityZones/],
        [{ availabilityZones: ["eu-west-3a"] }, "vpcZoneIdentifiers", /conflicts/],
        [
            { launchTemplate: { id: launchTemplate.id, name: "bridge" } },
            "launchTemplate.name",
            /conflicts with id/,
        ],
        [
            { launchTemplate: { id: launchTemplate.id, version: "2" } },
            "launchTemplate.version",
            /latest version is 1/,
        ],
        [
            { launchTemplate: { id: launchTemplate.id, version: "newest" } },
            "launchTemplate.version",
            /\$Latest/,
        ],
        [
            { mixedInstancesPolicy: { launchTemplate: {} } },
            "mixedInstancesPolicy",
            /conflicts with launchTemplate/,
        ],
        [{ healthCheckType: "HTTP" }, "healthCheckType", /EC2/],
        [{ suspendedProcesses: ["Rebalance"] }, "suspendedProcesses[0]", /AZRebalance/],
        [{ terminationPolicies: ["Oldest"] }, "terminationPolicies[0]", /OldestInstance/],
        [{ maxInstanceLifetime: 3600 }, "maxInstanceLifetime", /86400/],
        [{ defaultInstanceWarmup: -2 }, "defaultInstanceWarmup", /0 to 3600/],
        [
            { instanceMaintenancePolicy: { minHealthyPercentage: 101, maxHealthyPercentage: 110 } },
            "instanceMaintenancePolicy.minHealthyPercentage",
            /0 to 100/,
        ],
        [
            { instanceMaintenancePolicy: { minHealthyPercentage: 90, maxHealthyPercentage: 90 } },
            "instanceMaintenancePolicy.maxHealthyPercentage",
            /100 to 200/,
        ],
        [
            { instanceMaintenancePolicy: { minHealthyPercentage: -1, maxHealthyPercentage: 100 } },
            "instanceMaintenancePolicy",
            /-1 in both/,
        ],
        [
            { instanceMaintenancePolicy: { minHealthyPercentage: 50, maxHealthyPercentage: 200 } },
            "instanceMaintenancePolicy",
            /100 apart/,
        ],
        [{ instanceRefresh: { strategy: "Fast" } }, "instanceRefresh.strategy", /Rolling/],
        [
            { instanceRefresh: { strategy: "Rolling", preferences: { scaleInProtectedInstances: "Kill" } } },
            "instanceRefresh.preferences.scaleInProtectedInstances",
            /Wait/,
        ],
        [
            { instanceLifecyclePolicy: { retentionTriggers: { terminateHookAbandon: "keep" } } },
            "instanceLifecyclePolicy.retentionTriggers.terminateHookAbandon",
            /retain/,
        ],
        [
            { initialLifecycleHooks: [{ name: "drain", lifecycleTransition: "ending" }] },
            "initialLifecycleHooks[0].lifecycleTransition",
            /EC2_INSTANCE_TERMINATING/,
        ],
        [
            {
                initialLifecycleHooks: [
                    {
                        name: "drain",
                        heartbeatTimeout: 10,
                        lifecycleTransition: "autoscaling:EC2_INSTANCE_TERMINATING",
                    },
                ],
            },
            "initialLifecycleHooks[0].heartbeatTimeout",
            /30 to 7200/,
        ],
        [{ waitForCapacityTimeout: "ten minutes" }, "waitForCapacityTimeout", /10m/],
        [
            {
                tags: [
                    { key: "a", value: "1", propagateAtLaunch: true },
                    { key: "a", value: "2", propagateAtLaunch: true },
                ],
            },
            "tags",
            /twice/,
        ],
        [{ tags: [{ key: "aws:a", value: "1", propagateAtLaunch: true }] }, 'tags["aws:a"]', /aws:/],
    ],
);

describe("scaling groups", () => {
    it("tell zones, ARN, and the launch template's name", () => {
        const { stage } = landscape();
        const group = stage.create(GROUP, bridges);
        const { outputs } = group;
        assert.deepEqual(outputs.availabilityZones, ["eu-west-3a", "eu-west-3b"]);
        assert.match(
            outputText(group, "arn"),
            /^arn:aws:autoscaling:eu-west-3:123456789012:autoScalingGroup:[0-9a-f-]{36}:autoScalingGroupName\/bridges$/,
        );
        assert.deepEqual(outputs.launchTemplate, { id: launchTemplate.id, name: "bridge", version: "1" });
        assert.equal(outputs.desiredCapacity, 1);
    });

    it("keep the desired capacity within new limits", () => {
        const { stage } = landscape();
        const group = stage.create(GROUP, { ...bridges, desiredCapacity: 4 });
        assert.equal(stage.update(group, { ...bridges, maxSize: 3 }).outputs.desiredCapacity, 3);
    });

    it("need a launch template that says image and type, and groups of the same VPC", () => {
        const { stage } = landscape();
        const empty = stage.create("aws:ec2/launchTemplate:LaunchTemplate", { name: "empty" });
        const reasons = JSON.stringify(
            stage.refusals(GROUP, { ...bridges, launchTemplate: { id: empty.id } }),
        );
        assert.match(reasons, /no imageId/);
        assert.match(reasons, /no instanceType/);
        const vpc = stage.create("aws:ec2/vpc:Vpc", { cidrBlock: "10.40.0.0/16" });
        const foreign = stage.create("aws:ec2/securityGroup:SecurityGroup", {
            name: "foreign",
            vpcId: vpc.id,
        });
        const wrong = stage.create("aws:ec2/launchTemplate:LaunchTemplate", {
            name: "wrong",
            imageId: "ami-0123456789abcdef0",
            instanceType: "c7i.large",
            networkInterfaces: [{ securityGroups: [foreign.id] }],
        });
        assert.match(
            JSON.stringify(stage.refusals(GROUP, { ...bridges, launchTemplate: { id: wrong.id } })),
            /but the subnets are in/,
        );
    });
});
