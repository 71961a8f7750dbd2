/** Scaling policies. */
import type { ResourceModel, Values } from "../../model";
import { regionalArn } from "../kit/arns";
import { region, resource, upstream } from "../kit/define";
import { uuid } from "../kit/ids";
import { atLeastOne, oneOf, problem, range } from "../kit/refuse";
import { POLICY } from "../kit/tokens";
import { isSet, text } from "../kit/values";
import { idInGroup, inGroup, ofGroup } from "./members";
import { predictiveProblems, stepProblems, trackingProblems } from "./policy-problems";

const MOST_POLICIES = 50;

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

export const policy: ResourceModel = resource({
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
            `scalingPolicy:${uuid(cloud.hex(32, "uuid"))}:autoScalingGroupName/${text(inputs.autoscalingGroupName)}:policyName/${text(inputs.name)}`,
        ),
        metricAggregationType:
            text(inputs.metricAggregationType) ?? (policyType(inputs) === "StepScaling" ? "Average" : ""),
    }),
});
