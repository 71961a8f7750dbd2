/** Auto Scaling groups with their policies, schedules and hooks. */
import type { CloudView, Problem, ResourceModel, Values } from "../model";
import { regionalArn } from "./arns";
import { documented, nameTaken, region, resource, upstream } from "./define";
import { LAUNCH_TEMPLATE } from "./ec2";
import { ROLE } from "./iam";
import { LOAD_BALANCER, TARGET_GROUP } from "./lb";
import {
    arn,
    atLeastOne,
    atMostOne,
    length,
    matches,
    oneOf,
    problem,
    range,
    show,
    tagLimits,
} from "./refuse";
import { SECURITY_GROUP } from "./security-groups";
import { flag, isSet, list, number, record, records, select, text, texts } from "./values";
import { SUBNET } from "./vpc";

export const GROUP = "aws:autoscaling/group:Group";
const POLICY = "aws:autoscaling/policy:Policy";
const SCHEDULE = "aws:autoscaling/schedule:Schedule";
const LIFECYCLE_HOOK = "aws:autoscaling/lifecycleHook:LifecycleHook";

/** https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-quotas.html */
const MOST_HOOKS = 50;
const MOST_POLICIES = 50;
const MOST_STEPS = 20;
const MOST_SCHEDULES = 125;
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
const TRANSITIONS = ["autoscaling:EC2_INSTANCE_LAUNCHING", "autoscaling:EC2_INSTANCE_TERMINATING"];
const HOOK_NAME = /^[A-Za-z0-9\-_/]+$/;

const MIXED = "mixedInstancesPolicy.launchTemplate";

const group: ResourceModel = resource({
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
                `autoScalingGroup:${uuid(cloud)}:autoScalingGroupName/${id}`,
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
});

function uuid(cloud: CloudView): string {
    const hex = cloud.hex(32, "uuid");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

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

function findTemplate(id: Values[string] | undefined, name: Values[string] | undefined, cloud: CloudView) {
    return (
        (text(id) === undefined ? undefined : cloud.find(LAUNCH_TEMPLATE, "id", text(id) ?? "")) ??
        (text(name) === undefined ? undefined : cloud.find(LAUNCH_TEMPLATE, "name", text(name) ?? ""))
    );
}

function sizeProblems(inputs: Values): readonly Problem[] {
    const [min, max, desired] = [
        number(inputs.minSize),
        number(inputs.maxSize),
        number(inputs.desiredCapacity),
    ];
    return [
        ...range(inputs, "minSize", 0, 10_000),
        ...range(inputs, "maxSize", 0, 10_000),
        ...(min !== undefined && max !== undefined && min > max
            ? [problem("minSize", `is ${min}, more than maxSize ${max}`)]
            : []),
        ...(desired !== undefined && min !== undefined && desired < min
            ? [problem("desiredCapacity", `is ${desired}, less than minSize ${min}`)]
            : []),
        ...(desired !== undefined && max !== undefined && desired > max
            ? [problem("desiredCapacity", `is ${desired}, more than maxSize ${max}`)]
            : []),
    ];
}

/** Every place where a group names a version of a launch template, with the template. */
function templatesOf(inputs: Values) {
    const direct = record(inputs.launchTemplate);
    return [
        ...(direct === undefined
            ? []
            : [{ path: "launchTemplate", id: direct.id, name: direct.name, version: direct.version }]),
        ...select(inputs, `${MIXED}.launchTemplateSpecification`).map(({ path, value }) => {
            const given = record(value) ?? {};
            return {
                path,
                id: given.launchTemplateId,
                name: given.launchTemplateName,
                version: given.version,
            };
        }),
    ];
}

function versionProblems(inputs: Values, cloud: CloudView): readonly Problem[] {
    return templatesOf(inputs).flatMap(({ path, id, name, version }) => {
        const given = text(version);
        const latest = number(findTemplate(id, name, cloud)?.outputs.latestVersion);
        if (given === undefined || given === "$Latest" || given === "$Default") {
            return [];
        }
        if (!/^[1-9]\d*$/.test(given)) {
            return [
                problem(`${path}.version`, `is "${given}"; allowed are a number, "$Latest" and "$Default"`),
            ];
        }
        return latest !== undefined && Number(given) > latest
            ? [
                  problem(
                      `${path}.version`,
                      `is ${given}, but the launch template's latest version is ${latest}`,
                  ),
              ]
            : [];
    });
}

/** What EC2 finds wrong when it tries the template: "You must use a valid fully-formed launch template." */
function templateProblems(inputs: Values, cloud: CloudView): readonly Problem[] {
    const overrides = records(record(record(inputs.mixedInstancesPolicy)?.launchTemplate)?.overrides);
    const vpcs = texts(inputs.vpcZoneIdentifiers).flatMap(
        (id) => cloud.find(SUBNET, "id", id)?.outputs.vpcId ?? [],
    );
    return [
        ...(new Set(vpcs).size > 1 ? [problem("vpcZoneIdentifiers", "has subnets of several VPCs")] : []),
        ...templatesOf(inputs).flatMap(({ path, id, name }) => {
            const template = findTemplate(id, name, cloud)?.inputs;
            if (template === undefined) {
                return [];
            }
            const groups = [
                ...texts(template.vpcSecurityGroupIds),
                ...records(template.networkInterfaces).flatMap((nic) => texts(nic.securityGroups)),
            ];
            const hasType =
                isSet(template.instanceType) ||
                isSet(template.instanceRequirements) ||
                overrides.some(
                    (override) => isSet(override.instanceType) || isSet(override.instanceRequirements),
                );
            return [
                ...(isSet(template.imageId) ? [] : [problem(path, "has no imageId in its launch template")]),
                ...(hasType ? [] : [problem(path, "has no instanceType in its launch template")]),
                ...groups.flatMap((groupId) => {
                    const vpcId = cloud.find(SECURITY_GROUP, "id", groupId)?.outputs.vpcId;
                    return vpcId !== undefined && vpcs.length > 0 && !vpcs.includes(vpcId)
                        ? problem(
                              path,
                              `uses security group ${groupId} of ${show(vpcId)}, but the subnets are in ${show(vpcs[0])}`,
                          )
                        : [];
                }),
            ];
        }),
    ];
}

function maintenanceProblems(inputs: Values): readonly Problem[] {
    const at = "instanceMaintenancePolicy";
    const policy = record(inputs[at]);
    const [min, max] = [number(policy?.minHealthyPercentage), number(policy?.maxHealthyPercentage)];
    return [
        ...range(inputs, `${at}.minHealthyPercentage`, 0, 100, [-1]),
        ...range(inputs, `${at}.maxHealthyPercentage`, 100, 200, [-1]),
        ...(min !== undefined && max !== undefined && (min === -1) !== (max === -1)
            ? [problem(at, "has -1 in one percentage only; to switch the policy off give -1 in both")]
            : []),
        ...(min !== undefined && max !== undefined && min !== -1 && max - min > 100
            ? [problem(at, `allows ${min} to ${max} percent; the two may lie at most 100 apart`)]
            : []),
    ];
}

function refreshProblems(inputs: Values): readonly Problem[] {
    const at = "instanceRefresh";
    return [
        ...oneOf(inputs, `${at}.strategy`, ["Rolling", "ReplaceRootVolume"]),
        ...range(inputs, `${at}.preferences.minHealthyPercentage`, 0, 100),
        ...range(inputs, `${at}.preferences.maxHealthyPercentage`, 100, 200),
        ...oneOf(inputs, `${at}.preferences.scaleInProtectedInstances`, ["Refresh", "Ignore", "Wait"]),
        ...oneOf(inputs, `${at}.preferences.standbyInstances`, ["Terminate", "Ignore", "Wait"]),
    ];
}

function mixedProblems(inputs: Values): readonly Problem[] {
    const distribution = "mixedInstancesPolicy.instancesDistribution";
    return [
        ...range(inputs, `${distribution}.onDemandPercentageAboveBaseCapacity`, 0, 100),
        ...range(inputs, `${distribution}.onDemandBaseCapacity`, 0, 10_000),
        ...oneOf(inputs, `${distribution}.onDemandAllocationStrategy`, ["prioritized", "lowest-price"]),
        ...oneOf(inputs, `${distribution}.spotAllocationStrategy`, [
            "lowest-price",
            "capacity-optimized",
            "capacity-optimized-prioritized",
            "price-capacity-optimized",
        ]),
        ...select(inputs, `${MIXED}.overrides[]`).flatMap(({ path, value }) => {
            const override = record(value) ?? {};
            return isSet(override.instanceType) && isSet(override.instanceRequirements)
                ? problem(`${path}.instanceRequirements`, "conflicts with instanceType: give one of them")
                : [];
        }),
    ];
}

function groupTagProblems(inputs: Values): readonly Problem[] {
    const given = records(inputs.tags);
    const keys = given.flatMap((tag) => text(tag.key) ?? []);
    return [
        ...tagLimits({
            tags: Object.fromEntries(
                given.flatMap((tag) =>
                    text(tag.key) === undefined ? [] : [[text(tag.key), tag.value ?? ""]],
                ),
            ) as Values,
        }),
        ...keys
            .filter((key, at) => keys.indexOf(key) !== at)
            .map((key) => problem("tags", `has the key "${key}" twice`)),
    ];
}

/** Deleting a group ends what belongs to it. */
const ofGroup = { property: "autoscalingGroupName", to: [GROUP], by: "name", blocksDelete: false } as const;

/**
 * Upstream the ids of policies, schedules and hooks are their names, which several groups may share. The stand-in
 * keeps them apart by the group.
 */
function idInGroup(inputs: Values, property: string): string {
    return `${text(inputs.autoscalingGroupName)}/${text(inputs[property])}`;
}

function siblings(cloud: CloudView, token: string, inputs: Values) {
    return cloud
        .list(token)
        .filter(({ outputs }) => outputs.autoscalingGroupName === inputs.autoscalingGroupName);
}

function inGroup(
    cloud: CloudView,
    token: string,
    inputs: Values,
    property: string,
    most: number,
): readonly Problem[] {
    return [
        ...nameTaken(
            cloud,
            token,
            inputs,
            property,
            ({ outputs }) => outputs.autoscalingGroupName === inputs.autoscalingGroupName,
            "in this Auto Scaling group",
        ),
        ...(siblings(cloud, token, inputs).length >= most
            ? [problem("autoscalingGroupName", `already has ${most} of these, the most AWS allows`)]
            : []),
    ];
}

const POLICY_TYPES = ["SimpleScaling", "StepScaling", "TargetTrackingScaling", "PredictiveScaling"] as const;
type PolicyType = (typeof POLICY_TYPES)[number];

/** Which property belongs to which policy types (`expandPutScalingPolicyInput` in the provider). */
const BELONGS_TO: Readonly<Record<string, readonly PolicyType[]>> = {
    cooldown: ["SimpleScaling"],
    scalingAdjustment: ["SimpleScaling"],
    adjustmentType: ["SimpleScaling", "StepScaling"],
    minAdjustmentMagnitude: ["SimpleScaling", "StepScaling"],
    stepAdjustments: ["StepScaling"],
    metricAggregationType: ["StepScaling"],
    estimatedInstanceWarmup: ["StepScaling", "TargetTrackingScaling"],
    targetTrackingConfiguration: ["TargetTrackingScaling"],
    predictiveScalingConfiguration: ["PredictiveScaling"],
};

const NEEDED_BY: Readonly<Record<PolicyType, readonly string[]>> = {
    SimpleScaling: ["scalingAdjustment", "adjustmentType"],
    StepScaling: ["stepAdjustments", "adjustmentType"],
    TargetTrackingScaling: ["targetTrackingConfiguration"],
    PredictiveScaling: ["predictiveScalingConfiguration"],
};

function policyType(inputs: Values): PolicyType | undefined {
    const given = text(inputs.policyType) ?? "SimpleScaling";
    return POLICY_TYPES.find((type) => type === given);
}

const policy: ResourceModel = resource({
    token: POLICY,
    properties: {
        ...region,
        ...upstream("internal/service/autoscaling/policy.go", {
            replace: ["autoscalingGroupName", "name"],
            update: ["enabled", "policyType", ...Object.keys(BELONGS_TO)],
            defaults: { enabled: true, policyType: "SimpleScaling" },
        }),
    },
    name: { property: "name", maxLength: 255, pattern: /^[^:]+$/, unique: false },
    references: [ofGroup],
    check: (inputs, cloud) => {
        const type = policyType(inputs);
        return [
            ...oneOf(inputs, "policyType", POLICY_TYPES),
            ...Object.entries(BELONGS_TO)
                .filter(
                    ([property, types]) =>
                        type !== undefined && isSet(inputs[property]) && !types.includes(type),
                )
                .map(([property, types]) =>
                    problem(
                        property,
                        `belongs to ${types.join(" and ")} only, this policy is of type ${type}`,
                    ),
                ),
            ...oneOf(inputs, "adjustmentType", [
                "ChangeInCapacity",
                "ExactCapacity",
                "PercentChangeInCapacity",
            ]),
            ...oneOf(inputs, "metricAggregationType", ["Minimum", "Maximum", "Average"]),
            ...range(inputs, "minAdjustmentMagnitude", 1, 10_000),
            ...(isSet(inputs.minAdjustmentMagnitude) &&
            isSet(inputs.adjustmentType) &&
            inputs.adjustmentType !== "PercentChangeInCapacity"
                ? [problem("minAdjustmentMagnitude", `belongs to adjustmentType "PercentChangeInCapacity"`)]
                : []),
            ...range(inputs, "estimatedInstanceWarmup", 0, 3600 * 24),
            ...stepProblems(inputs),
            ...trackingProblems(inputs, cloud),
            ...predictiveProblems(inputs),
        ];
    },
    checkCreate: (inputs, cloud) => [
        ...(policyType(inputs) === undefined ? [] : NEEDED_BY[policyType(inputs) ?? "SimpleScaling"]).flatMap(
            (property) => atLeastOne(inputs, property),
        ),
        ...inGroup(cloud, POLICY, inputs, "name", MOST_POLICIES),
    ],
    id: (inputs) => idInGroup(inputs, "name"),
    outputs: (inputs, _id, cloud) => ({
        arn: regionalArn(
            cloud,
            "autoscaling",
            `scalingPolicy:${uuid(cloud)}:autoScalingGroupName/${text(inputs.autoscalingGroupName)}:policyName/${text(inputs.name)}`,
        ),
        metricAggregationType:
            text(inputs.metricAggregationType) ?? (policyType(inputs) === "StepScaling" ? "Average" : ""),
    }),
});

interface Interval {
    readonly path: string;
    readonly lower: number;
    readonly upper: number;
}

/** Steps must cover one range without gaps and overlaps, and the range must touch the threshold. */
function stepProblems(inputs: Values): readonly Problem[] {
    const steps = select(inputs, "stepAdjustments[]");
    const bounds = steps.flatMap(({ path, value }) =>
        ["metricIntervalLowerBound", "metricIntervalUpperBound"].flatMap((bound) => {
            const given = text(record(value)?.[bound]);
            return given !== undefined && given !== "" && Number.isNaN(Number(given))
                ? problem(`${path}.${bound}`, `is "${given}", which is not a number`)
                : [];
        }),
    );
    if (bounds.length > 0) {
        return bounds;
    }
    const bound = (value: Values[string] | undefined, open: number): number =>
        isSet(value) && value !== "" ? Number(value) : open;
    const intervals = steps
        .map(({ path, value }): Interval => ({
            path,
            lower: bound(record(value)?.metricIntervalLowerBound, -Infinity),
            upper: bound(record(value)?.metricIntervalUpperBound, Infinity),
        }))
        .sort((a, b) => a.lower - b.lower);
    return [
        ...(steps.length > MOST_STEPS
            ? [problem("stepAdjustments", `has ${steps.length} steps; AWS allows ${MOST_STEPS}`)]
            : []),
        ...intervals
            .filter(({ lower, upper }) => lower >= upper)
            .map(({ path, lower, upper }) =>
                problem(path, `goes from ${lower} to ${upper}; the lower bound must be the lower one`),
            ),
        ...intervals.slice(1).flatMap((next, at) => {
            const previous = intervals[at];
            if (previous === undefined || previous.upper === next.lower) {
                return [];
            }
            return problem(
                next.path,
                previous.upper > next.lower
                    ? `overlaps the step that ends at ${previous.upper}`
                    : `leaves a gap between ${previous.upper} and ${next.lower}`,
            );
        }),
        ...(steps.length > 0 && intervals.every(({ lower, upper }) => upper < 0 || lower > 0)
            ? [
                  problem(
                      "stepAdjustments",
                      "does not touch the alarm's threshold: bounds are relative to it, 0 is the threshold",
                  ),
              ]
            : []),
    ];
}

const PREDEFINED = [
    "ASGAverageCPUUtilization",
    "ASGAverageNetworkIn",
    "ASGAverageNetworkOut",
    "ALBRequestCountPerTarget",
];
const LABEL = /^(app\/[^/]+\/[0-9a-f]+)\/(targetgroup\/[^/]+\/[0-9a-f]+)$/;

function trackingProblems(inputs: Values, cloud: CloudView): readonly Problem[] {
    const at = "targetTrackingConfiguration";
    const tracking = record(inputs[at]);
    if (tracking === undefined) {
        return [];
    }
    const predefined = record(tracking.predefinedMetricSpecification);
    const customized = record(tracking.customizedMetricSpecification);
    const target = number(tracking.targetValue);
    return [
        ...(predefined !== undefined && customized !== undefined
            ? [
                  problem(
                      `${at}.customizedMetricSpecification`,
                      "conflicts with predefinedMetricSpecification: give one of them",
                  ),
              ]
            : []),
        ...(predefined === undefined &&
        customized === undefined &&
        !isSet(tracking.predefinedMetricSpecification)
            ? [problem(at, "needs predefinedMetricSpecification or customizedMetricSpecification")]
            : []),
        ...(target !== undefined && target <= 0
            ? [problem(`${at}.targetValue`, `is ${target}; it must be more than 0`)]
            : []),
        ...oneOf(inputs, `${at}.predefinedMetricSpecification.predefinedMetricType`, PREDEFINED),
        ...labelProblems(`${at}.predefinedMetricSpecification`, predefined, cloud),
        ...customizedProblems(`${at}.customizedMetricSpecification`, customized),
    ];
}

function labelProblems(at: string, predefined: Values | undefined, cloud: CloudView): readonly Problem[] {
    const type = text(predefined?.predefinedMetricType);
    const label = predefined?.resourceLabel;
    const byRequests = type === "ALBRequestCountPerTarget";
    if (type === undefined || !isSet(label)) {
        return byRequests && label === undefined
            ? [
                  problem(
                      `${at}.resourceLabel`,
                      "is required for ALBRequestCountPerTarget: <load balancer arnSuffix>/<target group arnSuffix>",
                  ),
              ]
            : [];
    }
    const parts = LABEL.exec(text(label) ?? "");
    if (!byRequests) {
        return [problem(`${at}.resourceLabel`, `belongs to ALBRequestCountPerTarget, the metric is ${type}`)];
    }
    if (parts === null) {
        return [
            problem(
                `${at}.resourceLabel`,
                `is ${show(label)}; app/<name>/<id>/targetgroup/<name>/<id> is expected`,
            ),
        ];
    }
    return [[LOAD_BALANCER, parts[1]] as const, [TARGET_GROUP, parts[2]] as const].flatMap(
        ([token, suffix]) =>
            cloud.find(token, "arnSuffix", suffix ?? "") === undefined
                ? problem(`${at}.resourceLabel`, `names ${suffix}, which does not exist`)
                : [],
    );
}

const STATISTICS = ["Average", "Minimum", "Maximum", "SampleCount", "Sum"];

function customizedProblems(at: string, customized: Values | undefined): readonly Problem[] {
    if (customized === undefined) {
        return [];
    }
    const simple = ["metricName", "namespace", "statistic"];
    const math = list(customized.metrics).length > 0;
    const given = simple.filter((property) => isSet(customized[property]));
    return [
        ...oneOf(customized, "statistic", STATISTICS).map(({ property, reason }) =>
            problem(`${at}.${property}`, reason),
        ),
        ...(math && given.length > 0
            ? [problem(`${at}.metrics`, `conflicts with ${given.join(", ")}: give the one or the others`)]
            : []),
        ...(math
            ? []
            : simple
                  .filter((property) => customized[property] === undefined)
                  .map((property) => problem(`${at}.${property}`, "is required unless metrics is given"))),
        ...returnDataProblems(`${at}.metrics`, records(customized.metrics)),
        ...range(customized, "period", 10, 60).map(({ property, reason }) =>
            problem(`${at}.${property}`, reason),
        ),
    ];
}

/** Of the metrics of one expression exactly one is the result. */
function returnDataProblems(at: string, queries: readonly Values[]): readonly Problem[] {
    const results = queries.filter((query) => flag(query.returnData) ?? true);
    return queries.length > 0 && results.length !== 1
        ? [problem(at, `has ${results.length} metrics with returnData true; exactly one must have it`)]
        : [];
}

function predictiveProblems(inputs: Values): readonly Problem[] {
    const at = "predictiveScalingConfiguration";
    const specification = record(record(inputs[at])?.metricSpecification);
    const pair = isSet(specification?.predefinedMetricPairSpecification);
    const load = ["predefinedLoadMetricSpecification", "customizedLoadMetricSpecification"];
    const scaling = ["predefinedScalingMetricSpecification", "customizedScalingMetricSpecification"];
    const given = (properties: readonly string[]): readonly string[] =>
        properties.filter((property) => isSet(specification?.[property]));
    return [
        ...oneOf(inputs, `${at}.mode`, ["ForecastOnly", "ForecastAndScale"]),
        ...oneOf(inputs, `${at}.maxCapacityBreachBehavior`, ["HonorMaxCapacity", "IncreaseMaxCapacity"]),
        ...matches(
            inputs,
            `${at}.maxCapacityBuffer`,
            /^(\d{1,2}|100)$/,
            "a whole number from 0 to 100, as text, is expected",
        ),
        ...matches(
            inputs,
            `${at}.schedulingBufferTime`,
            /^([0-9]|[1-9]\d{1,2}|[12]\d{3}|3[0-5]\d{2}|3600)$/,
            "seconds from 0 to 3600, as text, are expected",
        ),
        ...(specification === undefined
            ? []
            : [load, scaling].flatMap((either) => {
                  const both = given(either);
                  if (pair && both.length > 0) {
                      return problem(
                          `${at}.metricSpecification.${both[0]}`,
                          "conflicts with predefinedMetricPairSpecification",
                      );
                  }
                  if (both.length > 1) {
                      return problem(`${at}.metricSpecification.${both[1]}`, `conflicts with ${both[0]}`);
                  }
                  return !pair && both.length === 0
                      ? problem(
                            `${at}.metricSpecification`,
                            `needs predefinedMetricPairSpecification, or one of ${either.join(", ")}`,
                        )
                      : [];
              })),
    ];
}

const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;
const CRON_FIELD = String.raw`(\*|[\dA-Za-z,\-*/]+)`;
const CRON = new RegExp(`^${CRON_FIELD}( ${CRON_FIELD}){4}$`);

function isTimeZone(name: string): boolean {
    try {
        return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
    } catch {
        return false;
    }
}

const schedule: ResourceModel = resource({
    token: SCHEDULE,
    properties: {
        ...region,
        ...upstream("internal/service/autoscaling/schedule.go", {
            replace: ["autoscalingGroupName", "scheduledActionName"],
            update: [
                "desiredCapacity",
                "endTime",
                "maxSize",
                "minSize",
                "recurrence",
                "startTime",
                "timeZone",
            ],
        }),
    },
    references: [ofGroup],
    check: (inputs) => {
        // -1 means: leave it as it is. Absent means 0, the provider's zero value.
        const size = (property: string): number | undefined => {
            const given = number(inputs[property]);
            return given === -1 ? undefined : given;
        };
        const [min, max, desired] = [size("minSize"), size("maxSize"), size("desiredCapacity")];
        const zone = text(inputs.timeZone);
        return [
            ...length(inputs, "scheduledActionName", 1, 255),
            ...range(inputs, "minSize", 0, 10_000, [-1]),
            ...range(inputs, "maxSize", 0, 10_000, [-1]),
            ...range(inputs, "desiredCapacity", 0, 10_000, [-1]),
            ...(min !== undefined && max !== undefined && min > max
                ? [problem("minSize", `is ${min}, more than maxSize ${max}`)]
                : []),
            ...(desired !== undefined && min !== undefined && desired < min
                ? [problem("desiredCapacity", `is ${desired}, less than minSize ${min}`)]
                : []),
            ...(desired !== undefined && max !== undefined && desired > max
                ? [problem("desiredCapacity", `is ${desired}, more than maxSize ${max}`)]
                : []),
            ...matches(inputs, "startTime", TIMESTAMP, "UTC such as 2026-12-31T18:00:00Z is expected"),
            ...matches(inputs, "endTime", TIMESTAMP, "UTC such as 2026-12-31T18:00:00Z is expected"),
            ...matches(
                inputs,
                "recurrence",
                CRON,
                "a cron expression of five fields is expected: minute hour day month weekday",
            ),
            ...(zone !== undefined && !isTimeZone(zone)
                ? [problem("timeZone", `is "${zone}"; an IANA time zone such as Europe/Paris is expected`)]
                : []),
        ];
    },
    checkCreate: (inputs, cloud) => [
        ...atLeastOne(inputs, "recurrence", "startTime"),
        ...(["minSize", "maxSize", "desiredCapacity"].every((property) => inputs[property] === -1)
            ? [
                  problem(
                      "",
                      "changes nothing: at least one of minSize, maxSize and desiredCapacity must not be -1",
                  ),
              ]
            : []),
        ...inGroup(cloud, SCHEDULE, inputs, "scheduledActionName", MOST_SCHEDULES),
    ],
    id: (inputs) => idInGroup(inputs, "scheduledActionName"),
    outputs: (inputs, _id, cloud) => ({
        arn: regionalArn(
            cloud,
            "autoscaling",
            `scheduledUpdateGroupAction:${uuid(cloud)}:autoScalingGroupName/${text(inputs.autoscalingGroupName)}:scheduledActionName/${text(inputs.scheduledActionName)}`,
        ),
        desiredCapacity: number(inputs.desiredCapacity) ?? 0,
        maxSize: number(inputs.maxSize) ?? 0,
        minSize: number(inputs.minSize) ?? 0,
        ...(isSet(inputs.recurrence) ? { timeZone: text(inputs.timeZone) ?? "UTC" } : {}),
    }),
});

const lifecycleHook: ResourceModel = resource({
    token: LIFECYCLE_HOOK,
    properties: {
        ...region,
        ...upstream("internal/service/autoscaling/lifecycle_hook.go", {
            replace: ["name"],
            update: [
                "autoscalingGroupName",
                "defaultResult",
                "heartbeatTimeout",
                "lifecycleTransition",
                "notificationMetadata",
                "notificationTargetArn",
                "roleArn",
            ],
        }),
    },
    name: { property: "name", maxLength: 255, pattern: HOOK_NAME, unique: false },
    references: [ofGroup, { property: "roleArn", to: [ROLE], by: "arn", blocksDelete: false }],
    check: (inputs) => [
        ...range(inputs, "heartbeatTimeout", 30, 7200),
        ...oneOf(inputs, "lifecycleTransition", TRANSITIONS),
        ...oneOf(inputs, "defaultResult", ["ABANDON", "CONTINUE"]),
        ...arn(inputs, "notificationTargetArn"),
        ...arn(inputs, "roleArn"),
        ...length(inputs, "notificationMetadata", 1, 4000),
    ],
    checkCreate: (inputs, cloud) => [
        ...inGroup(cloud, LIFECYCLE_HOOK, inputs, "name", MOST_HOOKS),
        ...(/:(sns|sqs):/.test(text(inputs.notificationTargetArn) ?? "") && !isSet(inputs.roleArn)
            ? [problem("roleArn", "is required for a notification target of SNS or SQS")]
            : []),
    ],
    id: (inputs) => idInGroup(inputs, "name"),
    outputs: (inputs) => ({
        defaultResult: text(inputs.defaultResult) ?? "ABANDON",
        heartbeatTimeout: number(inputs.heartbeatTimeout) ?? 3600,
    }),
});

export const autoscalingResources: readonly ResourceModel[] = [group, policy, schedule, lifecycleHook];
