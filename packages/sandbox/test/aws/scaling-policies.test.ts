import assert from "node:assert/strict";
import type { Values } from "../../src/model";
import { landscape } from "./landscape";
import { describeRefusals, type Row } from "./refusals";
import { modelOf, outputText } from "./stage";

const POLICY = "aws:autoscaling/policy:Policy";
const SCHEDULE = "aws:autoscaling/schedule:Schedule";
const HOOK = "aws:autoscaling/lifecycleHook:LifecycleHook";

const { loadBalancer, targetGroup } = landscape();

const step: Values = {
    name: "out",
    autoscalingGroupName: "bridges",
    policyType: "StepScaling",
    adjustmentType: "ChangeInCapacity",
    stepAdjustments: [
        { metricIntervalLowerBound: "0", metricIntervalUpperBound: "10", scalingAdjustment: 1 },
        { metricIntervalLowerBound: "10", scalingAdjustment: 2 },
    ],
};
const tracking = (configuration: Values): Values => ({ targetTrackingConfiguration: configuration });
const cpu = {
    predefinedMetricSpecification: { predefinedMetricType: "ASGAverageCPUUtilization" },
    targetValue: 50,
};
const label = `${outputText(loadBalancer, "arnSuffix")}/${outputText(targetGroup, "arnSuffix")}`;
const requests = (resourceLabel: string | undefined) => ({
    predefinedMetricSpecification: {
        predefinedMetricType: "ALBRequestCountPerTarget",
        ...(resourceLabel === undefined ? {} : { resourceLabel }),
    },
    targetValue: 10,
});

describeRefusals(
    POLICY,
    () => landscape().stage,
    () => step,
    [
        [{ policyType: "Steps" }, "policyType", /StepScaling/],
        [{ stepAdjustments: undefined }, "", /needs stepAdjustments/],
        [{ adjustmentType: undefined }, "", /needs adjustmentType/],
        [{ adjustmentType: "Double" }, "adjustmentType", /ChangeInCapacity/],
        [{ scalingAdjustment: 1 }, "scalingAdjustment", /SimpleScaling only/],
        [{ cooldown: 60 }, "cooldown", /SimpleScaling only/],
        [tracking(cpu), "targetTrackingConfiguration", /TargetTrackingScaling only/],
        [{ minAdjustmentMagnitude: 2 }, "minAdjustmentMagnitude", /PercentChangeInCapacity/],
        [{ metricAggregationType: "p95" }, "metricAggregationType", /Average/],
        [
            { stepAdjustments: [{ metricIntervalLowerBound: "ten", scalingAdjustment: 1 }] },
            "stepAdjustments[0].metricIntervalLowerBound",
            /not a number/,
        ],
        [
            {
                stepAdjustments: [
                    { metricIntervalLowerBound: "10", metricIntervalUpperBound: "0", scalingAdjustment: 1 },
                ],
            },
            "stepAdjustments[0]",
            /lower one/,
        ],
        [
            {
                stepAdjustments: [
                    { metricIntervalLowerBound: "0", metricIntervalUpperBound: "10", scalingAdjustment: 1 },
                    { metricIntervalLowerBound: "20", scalingAdjustment: 2 },
                ],
            },
            "stepAdjustments[1]",
            /gap between 10 and 20/,
        ],
        [
            {
                stepAdjustments: [
                    { metricIntervalLowerBound: "0", metricIntervalUpperBound: "10", scalingAdjustment: 1 },
                    { metricIntervalLowerBound: "5", scalingAdjustment: 2 },
                ],
            },
            "stepAdjustments[1]",
            /overlaps the step that ends at 10/,
        ],
        [
            { stepAdjustments: [{ metricIntervalLowerBound: "66", scalingAdjustment: 1 }] },
            "stepAdjustments",
            /relative to it/,
        ],
    ],
);

const trackingRows: readonly Row[] = [
    [{ targetTrackingConfiguration: undefined }, "", /needs targetTrackingConfiguration/],
    [{ adjustmentType: "ChangeInCapacity" }, "adjustmentType", /SimpleScaling and StepScaling/],
    [tracking({ targetValue: 50 }), "targetTrackingConfiguration", /needs predefinedMetricSpecification or/],
    [tracking({ ...cpu, targetValue: 0 }), "targetTrackingConfiguration.targetValue", /more than 0/],
    [
        tracking({ ...cpu, customizedMetricSpecification: {} }),
        "targetTrackingConfiguration.customizedMetricSpecification",
        /conflicts/,
    ],
    [
        tracking({ ...cpu, predefinedMetricSpecification: { predefinedMetricType: "CPU" } }),
        "targetTrackingConfiguration.predefinedMetricSpecification.predefinedMetricType",
        /ASGAverageCPU/,
    ],
    [
        tracking(requests(undefined)),
        "targetTrackingConfiguration.predefinedMetricSpecification.resourceLabel",
        /is required/,
    ],
    [
        tracking(requests("web")),
        "targetTrackingConfiguration.predefinedMetricSpecification.resourceLabel",
        /app\/<name>/,
    ],
    [
        tracking(requests("app/no/0123456789abcdef/targetgroup/no/0123456789abcdef")),
        "targetTrackingConfiguration.predefinedMetricSpecification.resourceLabel",
        /does not exist/,
    ],
    [
        tracking({
            ...cpu,
            predefinedMetricSpecification: {
                predefinedMetricType: "ASGAverageCPUUtilization",
                resourceLabel: label,
            },
        }),
        "targetTrackingConfiguration.predefinedMetricSpecification.resourceLabel",
        /belongs to ALBRequest/,
    ],
    [
        tracking({
            targetValue: 1,
            customizedMetricSpecification: { metricName: "stress", namespace: "Bridgepool" },
        }),
        "targetTrackingConfiguration.customizedMetricSpecification.statistic",
        /is required/,
    ],
    [
        tracking({
            targetValue: 1,
            customizedMetricSpecification: {
                metricName: "stress",
                namespace: "Bridgepool",
                statistic: "p95",
            },
        }),
        "targetTrackingConfiguration.customizedMetricSpecification.statistic",
        /Average/,
    ],
    [
        tracking({ targetValue: 1, customizedMetricSpecification: { metrics: [{ id: "a" }, { id: "b" }] } }),
        "targetTrackingConfiguration.customizedMetricSpecification.metrics",
        /exactly one/,
    ],
];

const cpuPolicy: Values = {
    name: "cpu",
    autoscalingGroupName: "bridges",
    policyType: "TargetTrackingScaling",
    ...tracking(cpu),
};
describeRefusals(
    POLICY,
    () => landscape().stage,
    () => cpuPolicy,
    trackingRows,
);

const pair = {
    predefinedMetricPairSpecification: { predefinedMetricType: "ASGCPUUtilization" },
    targetValue: 40,
};
const predictive = (metricSpecification: Values, more: Values = {}): Values => ({
    predictiveScalingConfiguration: { metricSpecification, ...more },
});
describeRefusals(
    POLICY,
    () => landscape().stage,
    () => ({
        name: "forecast",
        autoscalingGroupName: "bridges",
        policyType: "PredictiveScaling",
        ...predictive(pair),
    }),
    [
        [predictive(pair, { mode: "Scale" }), "predictiveScalingConfiguration.mode", /ForecastOnly/],
        [
            predictive(pair, { maxCapacityBuffer: "101" }),
            "predictiveScalingConfiguration.maxCapacityBuffer",
            /0 to 100/,
        ],
        [
            predictive(pair, { schedulingBufferTime: "4000" }),
            "predictiveScalingConfiguration.schedulingBufferTime",
            /0 to 3600/,
        ],
        [
            predictive({ targetValue: 40 }),
            "predictiveScalingConfiguration.metricSpecification",
            /needs predefinedMetricPair/,
        ],
        [
            predictive({
                ...pair,
                predefinedLoadMetricSpecification: { predefinedMetricType: "ASGTotalCPUUtilization" },
            }),
            "predictiveScalingConfiguration.metricSpecification.predefinedLoadMetricSpecification",
            /conflicts/,
        ],
    ],
);

describe("policies, schedules and hooks", () => {
    it("accept requests per target of a load balancer and target group that exist", () => {
        const { stage } = landscape();
        stage.create(POLICY, { ...cpuPolicy, ...tracking(requests(label)) });
    });

    it("have names of their own within a group, and the same names in several groups", () => {
        const { stage } = landscape();
        const first = stage.create(POLICY, cpuPolicy);
        assert.match(
            JSON.stringify(stage.refusals(POLICY, cpuPolicy)),
            /already exists in this Auto Scaling group/,
        );
        const second = stage.create(POLICY, { ...cpuPolicy, autoscalingGroupName: "others" });
        assert.notEqual(first.id, second.id);
    });

    it("change in place, but for their names and their group", () => {
        const { properties } = modelOf(POLICY);
        assert.equal(properties.policyType?.onChange, "update");
        assert.equal(properties.autoscalingGroupName?.onChange, "replace");
    });
});

describeRefusals(
    SCHEDULE,
    () => landscape().stage,
    () => ({
        scheduledActionName: "evening",
        autoscalingGroupName: "bridges",
        recurrence: "0 18 * * MON-FRI",
        minSize: 1,
        maxSize: 2,
        desiredCapacity: -1,
        timeZone: "Europe/Paris",
    }),
    [
        [{ recurrence: undefined }, "", /needs one of recurrence, startTime/],
        [{ recurrence: "at six" }, "recurrence", /five fields/],
        [{ timeZone: "Paris" }, "timeZone", /IANA/],
        [{ startTime: "tomorrow" }, "startTime", /UTC such as/],
        [{ endTime: "2026-12-31" }, "endTime", /UTC such as/],
        [{ minSize: 3 }, "minSize", /more than maxSize/],
        [{ desiredCapacity: 0 }, "desiredCapacity", /less than minSize/],
        [{ desiredCapacity: 3 }, "desiredCapacity", /more than maxSize/],
        [{ minSize: -1, maxSize: -1 }, "", /changes nothing/],
        [{ minSize: -2 }, "minSize", /or -1/],
    ],
);

describeRefusals(
    HOOK,
    () => landscape().stage,
    () => ({
        name: "drain",
        autoscalingGroupName: "bridges",
        lifecycleTransition: "autoscaling:EC2_INSTANCE_TERMINATING",
        heartbeatTimeout: 7200,
    }),
    [
        [{ heartbeatTimeout: 29 }, "heartbeatTimeout", /30 to 7200/],
        [{ heartbeatTimeout: 7201 }, "heartbeatTimeout", /30 to 7200/],
        [{ lifecycleTransition: "terminate" }, "lifecycleTransition", /EC2_INSTANCE_LAUNCHING/],
        [{ defaultResult: "RETAIN" }, "defaultResult", /ABANDON, CONTINUE/],
        [{ notificationTargetArn: "arn:aws:sqs:eu-west-3:123456789012:drain" }, "roleArn", /is required/],
        [{ notificationTargetArn: "drain" }, "notificationTargetArn", /ARN/],
        [{ roleArn: "drain" }, "roleArn", /ARN/],
        [{ notificationMetadata: "m".repeat(4001) }, "notificationMetadata", /4000/],
    ],
);
