import type { AlarmRow, MetricRow } from "@bridgepool/core";
import { Unreadable, type ResourceReader } from "@bridgepool/core/testing";
import { roleOf, TYPES, type Component } from "./types";

type Measure = MetricRow["measures"];

/** The alarms of a group: not those that only set off a scaling policy. */
export function readAlarms(component: Component, group: ResourceReader): AlarmRow[] {
    const { recording } = component;
    const policies = recording.all(TYPES.policy).map((policy) => policy.attribute("arn"));
    const topics = recording.all(TYPES.topic).map((topic) => readTopic(component, topic));
    return recording
        .all(TYPES.alarm)
        .filter((alarm) => !alarm.texts("alarmActions").some((action) => policies.includes(action)))
        .flatMap((alarm) => {
            const metric = measureOf(component, group, alarm);
            return metric === undefined ? [] : [readAlarm(component, topics, alarm, metric)];
        });
}

/** A topic that somebody reads. */
function readTopic({ recording, asked }: Component, topic: ResourceReader): string {
    const arn = topic.attribute("arn");
    const subscription = recording.one(TYPES.subscription, (one) => one.text("topic") === arn);
    if (subscription.text("protocol") !== "email" || subscription.text("endpoint") !== asked.email) {
        throw new Unreadable(`${subscription.what} tells somebody else`);
    }
    return arn;
}

function readAlarm(
    component: Component,
    topics: readonly string[],
    alarm: ResourceReader,
    metric: Measure,
): AlarmRow {
    const told = ["alarmActions", "okActions"].map((property) => alarm.texts(property).join());
    if (told.some((actions) => actions !== topics.join())) {
        throw new Unreadable(`${alarm.what} does not tell who is to be told`);
    }
    if (alarm.number("datapointsToAlarm") !== alarm.number("evaluationPeriods")) {
        throw new Unreadable(`${alarm.what} does not ask for every period`);
    }
    return {
        name: roleOf(component, alarm),
        metric,
        comparison: word(alarm, "comparisonOperator", {
            LessThanThreshold: "below",
            GreaterThanOrEqualToThreshold: "at-least",
        }),
        threshold: alarm.number("threshold"),
        periodSeconds: alarm.number("period"),
        periods: alarm.number("evaluationPeriods"),
        missing: word(alarm, "treatMissingData", { breaching: "breaching", notBreaching: "not-breaching" }),
        runbook: alarm.text("alarmDescription"),
    };
}

const OF_GROUP: Readonly<Record<string, Measure>> = {
    "AWS/AutoScaling GroupInServiceInstances Average": "hosts-in-service",
    "AWS/AutoScaling GroupDesiredCapacity Average": "hosts-desired",
    "AWS/EC2 CPUUtilization Average": "cpu",
};

/** What an alarm measures of this group; nothing when it measures another one. */
function measureOf(
    { recording }: Component,
    group: ResourceReader,
    alarm: ResourceReader,
): Measure | undefined {
    const metric = ["namespace", "metricName", "statistic"].map((property) => alarm.text(property)).join(" ");
    const dimensions = alarm.object("dimensions");
    if (metric === "AWS/ApplicationELB HealthyHostCount Average") {
        const balancer = recording.one(
            TYPES.balancer,
            (one) => one.text("loadBalancerType") === "application",
        );
        const target = recording.by(TYPES.targetGroup, "arnSuffix", dimensions.text("TargetGroup"));
        if (dimensions.text("LoadBalancer") !== balancer.attribute("arnSuffix")) {
            throw new Unreadable(`${alarm.what} watches somebody else's load balancer`);
        }
        return group.texts("targetGroupArns").includes(target.attribute("arn"))
            ? "healthy-targets"
            : undefined;
    }
    const measure = OF_GROUP[metric];
    const watched = recording.by(TYPES.group, "name", dimensions.text("AutoScalingGroupName"));
    if (measure === undefined || Object.keys(dimensions.value).length !== 1) {
        throw new Unreadable(`${alarm.what} measures nothing of a plan`);
    }
    return watched.resource.urn === group.resource.urn ? measure : undefined;
}

/** What is measured of a group: what an alarm or a person can look at. */
export function readMeasures(group: ResourceReader, template: ResourceReader): Measure[] {
    const enabled = group.texts("enabledMetrics");
    return [
        ...(enabled.includes("GroupInServiceInstances") ? (["hosts-in-service"] as const) : []),
        ...(enabled.includes("GroupDesiredCapacity") ? (["hosts-desired"] as const) : []),
        // Once a minute, as scaling needs it; AWS measures CPU once in five minutes by itself.
        ...(template.flag("monitoring", "enabled") ? (["cpu"] as const) : []),
        ...(group.texts("targetGroupArns").length > 0 ? (["healthy-targets"] as const) : []),
    ];
}

/** A word of AWS as the word of a plan. */
export function word<Word extends string>(
    reader: ResourceReader,
    property: string,
    words: Readonly<Record<string, Word>>,
): Word {
    const found = words[reader.text(property)];
    if (found === undefined) throw new Unreadable(`${reader.what}: ${property} is no word of a plan`);
    return found;
}
