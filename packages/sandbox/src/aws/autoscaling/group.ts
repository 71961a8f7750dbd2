/** Auto Scaling groups. */
import type { CloudView, ResourceModel, Values } from "../../model";
import { regionalArn } from "../kit/arns";
import { documented, region, resource, upstream } from "../kit/define";
import { uuid } from "../kit/ids";
import { atLeastOne, atMostOne, matches, oneOf, problem, range } from "../kit/refuse";
import {
    GROUP,
    LAUNCH_TEMPLATE,
    LIFECYCLE_HOOK,
    POLICY,
    ROLE,
    SCHEDULE,
    SUBNET,
    TARGET_GROUP,
} from "../kit/tokens";
import { isSet, list, number, record, text, texts } from "../kit/values";
import {
    findTemplate,
    groupTagProblems,
    maintenanceProblems,
    MIXED,
    mixedProblems,
    refreshProblems,
    sizeProblems,
    templateProblems,
    versionProblems,
} from "./group-problems";
import { HOOK_NAME, TRANSITIONS } from "./members";

const MOST_TARGET_GROUPS = 50;

const PROCESSES = [
    "Launch",
    "Terminate",
    "HealthCheck",
    "ReplaceUnhealthy",
    "AZRebalance",
    "AlarmNotification",
    "ScheduledActions",
    "AddToLoadBalancer",
    "InstanceRefresh",
];

const GROUP_METRICS = [
    "GroupMinSize",
    "GroupMaxSize",
    "GroupDesiredCapacity",
    "GroupInServiceInstances",
    "GroupPendingInstances",
    "GroupStandbyInstances",
    "GroupTerminatingInstances",
    "GroupTotalInstances",
    "GroupInServiceCapacity",
    "GroupPendingCapacity",
    "GroupStandbyCapacity",
    "GroupTerminatingCapacity",
    "GroupTotalCapacity",
    "GroupAndWarmPoolDesiredCapacity",
    "GroupAndWarmPoolTotalCapacity",
    "WarmPoolDesiredCapacity",
    "WarmPoolMinSize",
    "WarmPoolPendingCapacity",
    "WarmPoolTerminatingCapacity",
    "WarmPoolTotalCapacity",
    "WarmPoolWarmedCapacity",
];

const TERMINATION_POLICIES = [
    "Default",
    "AllocationStrategy",
    "OldestLaunchTemplate",
    "OldestLaunchConfiguration",
    "ClosestToNextInstanceHour",
    "NewestInstance",
    "OldestInstance",
];

export const group: ResourceModel = resource({
    token: GROUP,
    properties: {
        ...region,
        ...upstream("internal/service/autoscaling/group.go", {
            replace: ["initialLifecycleHooks", "name", "namePrefix"],
            update: [
                "availabilityZones",
                "capacityRebalance",
                "context",
                "defaultCooldown",
                "defaultInstanceWarmup",
                "desiredCapacity",
                "desiredCapacityType",
                "enabledMetrics",
                "forceDelete",
                "forceDeleteWarmPool",
                "healthCheckGracePeriod",
                "healthCheckType",
                "ignoreFailedScalingActivities",
                "instanceMaintenancePolicy",
                "instanceRefresh",
                "launchConfiguration",
                "launchTemplate",
                "loadBalancers",
                "maxInstanceLifetime",
                "maxSize",
                "metricsGranularity",
                "minElbCapacity",
                "minSize",
                "mixedInstancesPolicy",
                "placementGroup",
                "protectFromScaleIn",
                "serviceLinkedRoleArn",
                "suspendedProcesses",
                "tags",
                "targetGroupArns",
                "terminationPolicies",
                "trafficSources",
                "vpcZoneIdentifiers",
                "waitForCapacityTimeout",
                "waitForElbCapacity",
                "warmPool",
            ],
            defaults: {
                forceDelete: false,
                forceDeleteWarmPool: false,
                healthCheckGracePeriod: 300,
                ignoreFailedScalingActivities: false,
                metricsGranularity: "1Minute",
                protectFromScaleIn: false,
                waitForCapacityTimeout: "10m",
            },
        }),
        ...documented("autoscaling/group.d.ts", {
            update: [
                "availabilityZoneDistribution",
                "capacityReservationSpecification",
                "instanceLifecyclePolicy",
            ],
        }),
    },
    name: { property: "name", prefixProperty: "namePrefix", maxLength: 255, pattern: /^[^:]+$/ },
    references: [
        // EC2 lets a launch template go while a group still names it.
        { property: "launchTemplate.id", to: [LAUNCH_TEMPLATE], by: "id", blocksDelete: false },
        { property: "launchTemplate.name", to: [LAUNCH_TEMPLATE], by: "name", blocksDelete: false },
        ...[
            `${MIXED}.launchTemplateSpecification`,
            `${MIXED}.overrides[].launchTemplateSpecification`,
        ].flatMap((at) => [
            { property: `${at}.launchTemplateId`, to: [LAUNCH_TEMPLATE], by: "id", blocksDelete: false },
            { property: `${at}.launchTemplateName`, to: [LAUNCH_TEMPLATE], by: "name", blocksDelete: false },
        ]),
        { property: "vpcZoneIdentifiers[]", to: [SUBNET], by: "id" },
        { property: "targetGroupArns[]", to: [TARGET_GROUP], by: "arn", blocksDelete: false },
        { property: "initialLifecycleHooks[].roleArn", to: [ROLE], by: "arn", blocksDelete: false },
    ],
    check: (inputs, cloud) => [
        ...sizeProblems(inputs),
        ...atMostOne(inputs, "launchTemplate", "launchConfiguration", "mixedInstancesPolicy"),
        ...atMostOne(inputs, "availabilityZones", "vpcZoneIdentifiers"),
        ...atMostOne(inputs, "loadBalancers", "trafficSources"),
        ...(isSet(record(inputs.launchTemplate)?.id) && isSet(record(inputs.launchTemplate)?.name)
            ? [problem("launchTemplate.name", "conflicts with id: give one of them")]
            : []),
        ...versionProblems(inputs, cloud),
        ...oneOf(inputs, "healthCheckType", [
            "EC2",
            "ELB",
            "EBS",
            "VPC_LATTICE",
            "EC2,ELB",
            "EC2,EBS",
            "ELB,EBS",
            "EC2,ELB,EBS",
        ]),
        ...oneOf(inputs, "suspendedProcesses[]", PROCESSES),
        ...oneOf(inputs, "enabledMetrics[]", GROUP_METRICS),
        ...oneOf(inputs, "metricsGranularity", ["1Minute"]),
        ...oneOf(inputs, "desiredCapacityType", ["units", "vcpu", "memory-mib"]),
        ...matches(
            inputs,
            "terminationPolicies[]",
            new RegExp(`^(${TERMINATION_POLICIES.join("|")}|arn:aws[a-z-]*:lambda:.+)$`),
            `allowed are ${TERMINATION_POLICIES.join(", ")}, or the ARN of a Lambda function`,
        ),
        ...range(inputs, "maxInstanceLifetime", 86_400, 31_536_000, [0]),
        ...range(inputs, "defaultInstanceWarmup", 0, 3600, [-1]),
        ...range(inputs, "healthCheckGracePeriod", 0, 7200),
        ...maintenanceProblems(inputs),
        ...refreshProblems(inputs),
        ...mixedProblems(inputs),
        ...oneOf(inputs, "instanceLifecyclePolicy.retentionTriggers.terminateHookAbandon", [
            "retain",
            "terminate",
        ]),
        ...oneOf(inputs, "availabilityZoneDistribution.capacityDistributionStrategy", [
            "balanced-only",
            "balanced-best-effort",
        ]),
        ...range(inputs, "initialLifecycleHooks[].heartbeatTimeout", 30, 7200),
        ...oneOf(inputs, "initialLifecycleHooks[].lifecycleTransition", TRANSITIONS),
        ...oneOf(inputs, "initialLifecycleHooks[].defaultResult", ["ABANDON", "CONTINUE"]),
        ...matches(
            inputs,
            "initialLifecycleHooks[].name",
            HOOK_NAME,
            "letters, digits, -, _ and / are allowed",
        ),
        ...matches(
            inputs,
            "waitForCapacityTimeout",
            /^(0|(\d+(\.\d+)?(ms|s|m|h))+)$/,
            `a duration such as "10m", or "0", is expected`,
        ),
        ...(list(inputs.targetGroupArns).length > MOST_TARGET_GROUPS
            ? [
                  problem(
                      "targetGroupArns",
                      `has ${list(inputs.targetGroupArns).length}; a group has at most ${MOST_TARGET_GROUPS}`,
                  ),
              ]
            : []),
        ...groupTagProblems(inputs),
    ],
    checkCreate: (inputs, cloud) => [
        ...atLeastOne(inputs, "launchTemplate", "launchConfiguration", "mixedInstancesPolicy"),
        ...atLeastOne(inputs, "availabilityZones", "vpcZoneIdentifiers"),
        ...templateProblems(inputs, cloud),
    ],
    changesOnUpdate: ["availabilityZones", "desiredCapacity"],
    id: (inputs) => text(inputs.name) ?? "",
    outputs: (inputs, id, cloud) => {
        const before = cloud.find(GROUP, "id", id)?.outputs;
        const subnets = texts(inputs.vpcZoneIdentifiers).flatMap(
            (subnet) => cloud.find(SUBNET, "id", subnet) ?? [],
        );
        const zones = [...new Set(subnets.flatMap((subnet) => text(subnet.outputs.availabilityZone) ?? []))];
        const [min, max] = [number(inputs.minSize) ?? 0, number(inputs.maxSize) ?? 0];
        const desired = number(inputs.desiredCapacity) ?? number(before?.desiredCapacity) ?? min;
        return {
            arn: regionalArn(
                cloud,
                "autoscaling",
                `autoScalingGroup:${uuid(cloud.hex(32, "uuid"))}:autoScalingGroupName/${id}`,
            ),
            availabilityZones: zones.length > 0 ? zones.sort() : list(inputs.availabilityZones),
            defaultCooldown: number(inputs.defaultCooldown) ?? 300,
            desiredCapacity: Math.min(Math.max(desired, min), max),
            healthCheckType: text(inputs.healthCheckType) ?? "EC2",
            ...launchTemplateOutput(inputs, cloud),
            loadBalancers: list(inputs.loadBalancers),
            predictedCapacity: 0,
            serviceLinkedRoleArn:
                text(inputs.serviceLinkedRoleArn) ??
                `arn:${cloud.partition}:iam::${cloud.account}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`,
            targetGroupArns: list(inputs.targetGroupArns),
            vpcZoneIdentifiers: list(inputs.vpcZoneIdentifiers),
            warmPoolSize: 0,
        };
    },
    // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DeleteAutoScalingGroup.html
    deleted: (group, cloud) => {
        const parts = [LIFECYCLE_HOOK, POLICY, SCHEDULE].flatMap((token) => cloud.list(token));
        for (const part of parts) {
            if (part.inputs.autoscalingGroupName === group.id) cloud.remove(part);
        }
    },
});

/** The provider adds the template's name and version to what the program gave. */
function launchTemplateOutput(inputs: Values, cloud: CloudView): Values {
    const given = record(inputs.launchTemplate);
    const template = given === undefined ? undefined : findTemplate(given.id, given.name, cloud);
    return given === undefined || template === undefined
        ? {}
        : {
              launchTemplate: {
                  id: template.id,
                  name: text(template.outputs.name) ?? "",
                  version: text(given.version) ?? "$Default",
              },
          };
}
