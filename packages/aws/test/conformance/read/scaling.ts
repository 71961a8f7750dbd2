import type { ScalingPlan, ScalingRule } from "@bridgepool/core";
import { Unreadable, type ResourceReader } from "@bridgepool/core/testing";
import { TYPES, type Component } from "./types";

/** Everything that changes the size of a group. */
export function readScaling(component: Component, group: ResourceReader): ScalingPlan {
    const { recording } = component;
    const own = (type: string): ResourceReader[] =>
        recording
            .all(type)
            .filter((reader) => reader.text("autoscalingGroupName") === group.attribute("name"));
    const policies = own(TYPES.policy);
    const of = (kind: string): ResourceReader[] =>
        policies.filter((policy) => policy.text("policyType") === kind);
    const [tracks, steps, forecasts] = [
        of("TargetTrackingScaling"),
        of("StepScaling"),
        of("PredictiveScaling"),
    ];
    const rules = [
        ...tracks.map((policy) => readTrack(component, group, policy)),
        ...readSteps(component, group, steps),
    ];
    if (
        rules.length > 1 ||
        forecasts.length > 1 ||
        tracks.length + steps.length + forecasts.length < policies.length
    ) {
        throw new Unreadable(`${group.what} has rules that contradict each other`);
    }
    const warmUpSeconds = group.number("defaultInstanceWarmup");
    if ([...tracks, ...steps].some((policy) => policy.number("estimatedInstanceWarmup") !== warmUpSeconds)) {
        throw new Unreadable(`${group.what} and its policies leave out new hosts for different times`);
    }
    return {
        min: group.number("minSize"),
        max: group.number("maxSize"),
        warmUpSeconds,
        ...(rules[0] && { rule: rules[0] }),
        schedules: own(TYPES.schedule).map(readSchedule),
        ...(forecasts[0] && { predictive: readForecast(forecasts[0]) }),
    };
}

function readTrack(component: Component, group: ResourceReader, policy: ResourceReader): ScalingRule {
    const tracking = policy.object("targetTrackingConfiguration");
    const target = tracking.number("targetValue");
    if (Object.keys(tracking.value).length !== 2) {
        throw new Unreadable(`${tracking.what} says more than a measurement and its target`);
    }
    const custom = tracking.maybeObject("customizedMetricSpecification");
    if (custom) {
        const published = {
            namespace: "Bridgepool",
            metricName: "Utilisation",
            statistic: "Maximum",
            metricDimensions: [{ name: "AutoScalingGroupName", value: group.attribute("name") }],
        };
        if (
            Object.entries(published).some(
                ([key, value]) => JSON.stringify(custom.value[key]) !== JSON.stringify(value),
            )
        ) {
            throw new Unreadable(`${custom.what} is not what agents publish`);
        }
        return { kind: "utilisation", target };
    }
    const metric = tracking.object("predefinedMetricSpecification");
    switch (metric.text("predefinedMetricType")) {
        case "ASGAverageCPUUtilization":
            return { kind: "cpu", targetPercent: target };
        case "ALBRequestCountPerTarget":
            if (metric.text("resourceLabel") !== requestLabel(component, group)) {
                throw new Unreadable(`${metric.what} counts somebody else's requests`);
            }
            return { kind: "requests", perHost: target };
        default:
            throw new Unreadable(`${metric.what} is no measurement of a plan`);
    }
}

function requestLabel({ recording }: Component, group: ResourceReader): string {
    const [arn = ""] = group.texts("targetGroupArns");
    const balancer = recording.one(
        TYPES.balancer,
        (reader) => reader.text("loadBalancerType") === "application",
    );
    return `${balancer.attribute("arnSuffix")}/${recording.by(TYPES.targetGroup, "arn", arn).attribute("arnSuffix")}`;
}

/** Two policies, each set off by an alarm of its own. */
function readSteps(
    component: Component,
    group: ResourceReader,
    policies: readonly ResourceReader[],
): ScalingRule[] {
    if (policies.length === 0) return [];
    const steps = policies.map((policy) => readStep(component, group, policy));
    const out = steps.find(({ adjustment }) => adjustment > 0);
    const back = steps.find(({ adjustment }) => adjustment < 0);
    if (!out || !back || steps.length !== 2 || out.periodSeconds !== back.periodSeconds) {
        throw new Unreadable(`${group.what} does not grow by one step and shrink by another`);
    }
    return [
        {
            kind: "steps",
            outPercent: out.threshold,
            inPercent: back.threshold,
            add: out.adjustment,
            remove: -back.adjustment,
            periodSeconds: out.periodSeconds,
            outPeriods: out.periods,
            inPeriods: back.periods,
        },
    ];
}

function readStep({ recording }: Component, group: ResourceReader, policy: ResourceReader) {
    const alarm = recording.one(TYPES.alarm, (reader) =>
        reader.texts("alarmActions").includes(policy.attribute("arn")),
    );
    const step = policy.only("stepAdjustments");
    const adjustment = step.number("scalingAdjustment");
    const grows = adjustment > 0;
    const right = {
        metricIntervalLowerBound: grows ? "0" : undefined,
        metricIntervalUpperBound: grows ? undefined : "0",
    };
    const measured = {
        namespace: "AWS/EC2",
        metricName: "CPUUtilization",
        statistic: "Average",
        comparisonOperator: grows ? "GreaterThanOrEqualToThreshold" : "LessThanThreshold",
        treatMissingData: "notBreaching",
        datapointsToAlarm: alarm.number("evaluationPeriods"),
        alarmActions: [policy.attribute("arn")],
        dimensions: { AutoScalingGroupName: group.attribute("name") },
    };
    const differs = (
        of: Readonly<Record<string, unknown>>,
        from: Readonly<Record<string, unknown>>,
    ): boolean =>
        Object.entries(of).some(([key, value]) => JSON.stringify(from[key]) !== JSON.stringify(value));
    if (
        policy.text("adjustmentType") !== "ChangeInCapacity" ||
        policy.text("metricAggregationType") !== "Average" ||
        differs(right, step.value) ||
        differs(measured, alarm.value)
    ) {
        throw new Unreadable(`${policy.what} and its alarm are no step of a plan`);
    }
    return {
        adjustment,
        threshold: alarm.number("threshold"),
        periodSeconds: alarm.number("period"),
        periods: alarm.number("evaluationPeriods"),
    };
}

function readSchedule(schedule: ResourceReader): ScalingPlan["schedules"][number] {
    // -1 leaves the size itself to the rules.
    if (schedule.number("desiredCapacity") !== -1)
        throw new Unreadable(`${schedule.what} sets the size itself`);
    return {
        key: schedule.text("scheduledActionName"),
        cron: schedule.text("recurrence"),
        timeZone: schedule.text("timeZone"),
        min: schedule.number("minSize"),
        max: schedule.number("maxSize"),
    };
}

function readForecast(policy: ResourceReader): NonNullable<ScalingPlan["predictive"]> {
    const forecast = policy.object("predictiveScalingConfiguration");
    const metric = forecast.object("metricSpecification");
    const mode = forecast.text("mode");
    if (
        metric.text("predefinedMetricPairSpecification", "predefinedMetricType") !== "ASGCPUUtilization" ||
        !["ForecastOnly", "ForecastAndScale"].includes(mode)
    ) {
        throw new Unreadable(`${forecast.what} is no forecast of a plan`);
    }
    return {
        targetPercent: metric.number("targetValue"),
        forecastOnly: mode === "ForecastOnly",
        leadSeconds: forecast.numeral("schedulingBufferTime"),
    };
}
