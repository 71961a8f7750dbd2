import type { HostPlan, ScalingPlan, ScalingRule, ScheduleRow } from "@bridgepool/core";
import type { Group } from "@pulumi/aws/autoscaling/group";
import { Policy } from "@pulumi/aws/autoscaling/policy";
import { Schedule } from "@pulumi/aws/autoscaling/schedule";
import { MetricAlarm } from "@pulumi/aws/cloudwatch/metricAlarm";
import type { Input } from "@pulumi/pulumi";
import { childName, childTags, type Scope } from "../scope";

/** Namespace of the metrics that agents publish. */
export const METRIC_NAMESPACE = "Bridgepool";

/** What the rules of a plan refer to. */
export interface ScalingTargets {
    readonly group: Group;
    /** Label of the load balancer's requests to this group: `<balancer>/<target group>`. */
    readonly requests?: Input<string>;
}

/** Everything that changes the size of a group. */
export function createScaling(scope: Scope, plan: HostPlan, targets: ScalingTargets): void {
    const { scaling, role } = plan;
    if (scaling.rule) createRule(scope, role, scaling.rule, scaling.warmUpSeconds, targets);
    for (const row of scaling.schedules) createSchedule(scope, role, row, targets.group);
    if (scaling.predictive) createForecast(scope, role, scaling.predictive, targets.group);
}

function createRule(
    scope: Scope,
    role: string,
    rule: ScalingRule,
    warmUpSeconds: number,
    targets: ScalingTargets,
): void {
    switch (rule.kind) {
        case "cpu":
            track(scope, role, warmUpSeconds, targets.group, {
                targetValue: rule.targetPercent,
                predefinedMetricSpecification: { predefinedMetricType: "ASGAverageCPUUtilization" },
            });
            return;
        case "requests":
            track(scope, role, warmUpSeconds, targets.group, {
                targetValue: rule.perHost,
                predefinedMetricSpecification: {
                    predefinedMetricType: "ALBRequestCountPerTarget",
                    resourceLabel: targets.requests,
                },
            });
            return;
        case "utilisation":
            // One figure for the whole pool, published by its leader: while it is missing, the pool keeps its size.
            track(scope, role, warmUpSeconds, targets.group, {
                targetValue: rule.target,
                customizedMetricSpecification: {
                    namespace: METRIC_NAMESPACE,
                    metricName: "Utilisation",
                    metricDimensions: [{ name: "AutoScalingGroupName", value: targets.group.name }],
                    statistic: "Maximum",
                },
            });
            return;
        case "steps":
            createSteps(scope, role, rule, warmUpSeconds, targets.group);
            return;
        default:
            throw new Error(
                `Hosts "${role}" have a rule of no known kind: ${JSON.stringify(rule satisfies never)}`,
            );
    }
}

function track(
    scope: Scope,
    role: string,
    warmUpSeconds: number,
    group: Group,
    targetTrackingConfiguration: ConstructorParameters<typeof Policy>[1]["targetTrackingConfiguration"],
): void {
    new Policy(
        childName(scope, role, "track"),
        {
            region: scope.region,
            autoscalingGroupName: group.name,
            policyType: "TargetTrackingScaling",
            estimatedInstanceWarmup: warmUpSeconds,
            targetTrackingConfiguration,
        },
        { parent: scope.parent },
    );
}

type Steps = Extract<ScalingRule, { kind: "steps" }>;

/** Two thresholds, each an alarm with the policy that it sets off. */
function createSteps(scope: Scope, role: string, steps: Steps, warmUpSeconds: number, group: Group): void {
    const step = (
        key: "out" | "in",
        adjustment: { scalingAdjustment: number } & Record<string, string | number>,
        alarm: { comparisonOperator: string; threshold: number; evaluationPeriods: number },
    ): void => {
        const policy = new Policy(
            childName(scope, role, key),
            {
                region: scope.region,
                autoscalingGroupName: group.name,
                policyType: "StepScaling",
                adjustmentType: "ChangeInCapacity",
                metricAggregationType: "Average",
                estimatedInstanceWarmup: warmUpSeconds,
                stepAdjustments: [adjustment],
            },
            { parent: scope.parent },
        );
        new MetricAlarm(
            childName(scope, role, key),
            {
                region: scope.region,
                ...alarm,
                alarmDescription: `Sets off the scaling policy "${key}" of ${scope.name}. Nobody has to look.`,
                namespace: "AWS/EC2",
                metricName: "CPUUtilization",
                dimensions: { AutoScalingGroupName: group.name },
                statistic: "Average",
                period: steps.periodSeconds,
                datapointsToAlarm: alarm.evaluationPeriods,
                // What is not measured changes no size.
                treatMissingData: "notBreaching",
                alarmActions: [policy.arn],
                tags: childTags(scope, role, key),
            },
            { parent: scope.parent },
        );
    };
    // Bounds of a step are relative to the alarm's threshold.
    step(
        "out",
        { metricIntervalLowerBound: "0", scalingAdjustment: steps.add },
        {
            comparisonOperator: "GreaterThanOrEqualToThreshold",
            threshold: steps.outPercent,
            evaluationPeriods: steps.outPeriods,
        },
    );
    step(
        "in",
        { metricIntervalUpperBound: "0", scalingAdjustment: -steps.remove },
        {
            comparisonOperator: "LessThanThreshold",
            threshold: steps.inPercent,
            evaluationPeriods: steps.inPeriods,
        },
    );
}

function createSchedule(scope: Scope, role: string, row: ScheduleRow, group: Group): void {
    new Schedule(
        childName(scope, role, "schedule", row.key),
        {
            region: scope.region,
            autoscalingGroupName: group.name,
            scheduledActionName: row.key,
            recurrence: row.cron,
            timeZone: row.timeZone,
            minSize: row.min,
            maxSize: row.max,
            // Only the limits: the provider would otherwise set the size itself to 0.
            desiredCapacity: -1,
        },
        { parent: scope.parent },
    );
}

function createForecast(
    scope: Scope,
    role: string,
    predictive: NonNullable<ScalingPlan["predictive"]>,
    group: Group,
): void {
    new Policy(
        childName(scope, role, "forecast"),
        {
            region: scope.region,
            autoscalingGroupName: group.name,
            policyType: "PredictiveScaling",
            predictiveScalingConfiguration: {
                mode: predictive.forecastOnly ? "ForecastOnly" : "ForecastAndScale",
                schedulingBufferTime: String(predictive.leadSeconds),
                metricSpecification: {
                    targetValue: predictive.targetPercent,
                    predefinedMetricPairSpecification: { predefinedMetricType: "ASGCPUUtilization" },
                },
            },
        },
        { parent: scope.parent },
    );
}
