import type { AlarmRow, HostPlan } from "@bridgepool/core";
import type { Group } from "@pulumi/aws/autoscaling/group";
import { MetricAlarm } from "@pulumi/aws/cloudwatch/metricAlarm";
import { Topic } from "@pulumi/aws/sns/topic";
import { TopicSubscription } from "@pulumi/aws/sns/topicSubscription";
import type { Input, Output } from "@pulumi/pulumi";
import { childName, childTags, type Scope } from "../scope";

/** Who is told when somebody must look. */
export interface AlarmsArgs {
    /** Make no alarms. @default false */
    skip?: boolean;
    /** ARN of an SNS topic of your own that alarms go to. @default none: they show in the console only */
    topicArn?: Input<string>;
    /** An address to write to, through a topic of the component; it must be confirmed by a click. @default none */
    email?: Input<string>;
}

/** What an alarm's measurements are taken from. */
export interface AlarmSubjects {
    readonly group: Group;
    /** The load balancer and the target group of its hosts, by the ends of their ARNs. */
    readonly targets?: { readonly loadBalancer: Input<string>; readonly targetGroup: Input<string> };
}

/** The topic that alarms go to, made or given; none without either. */
export function createTopic(scope: Scope, alarms: AlarmsArgs): Input<string> | undefined {
    if (alarms.skip === true || alarms.email === undefined) return alarms.topicArn;
    const { region } = scope;
    const opts = { parent: scope.parent };
    const topic = new Topic(childName(scope, "alarms"), { region, tags: childTags(scope, "alarms") }, opts);
    new TopicSubscription(
        childName(scope, "alarms"),
        { region, topic: topic.arn, protocol: "email", endpoint: alarms.email },
        opts,
    );
    return topic.arn;
}

/** One alarm for each row of the plan. */
export function createAlarms(
    scope: Scope,
    plan: HostPlan,
    subjects: AlarmSubjects,
    alarms: AlarmsArgs,
    topicArn: Input<string> | undefined,
): void {
    if (alarms.skip === true) return;
    for (const row of plan.alarms) {
        new MetricAlarm(
            childName(scope, row.name),
            {
                region: scope.region,
                ...metricOf(row, subjects),
                alarmDescription: row.runbook,
                comparisonOperator:
                    row.comparison === "below" ? "LessThanThreshold" : "GreaterThanOrEqualToThreshold",
                threshold: row.threshold,
                period: row.periodSeconds,
                evaluationPeriods: row.periods,
                datapointsToAlarm: row.periods,
                treatMissingData: row.missing === "breaching" ? "breaching" : "notBreaching",
                ...(topicArn !== undefined && { alarmActions: [topicArn], okActions: [topicArn] }),
                tags: childTags(scope, row.name),
            },
            { parent: scope.parent },
        );
    }
}

interface Metric {
    readonly namespace: string;
    readonly metricName: string;
    readonly statistic: string;
    readonly dimensions: Record<string, Input<string> | Output<string>>;
}

function metricOf({ name, metric }: AlarmRow, { group, targets }: AlarmSubjects): Metric {
    const ofGroup = { AutoScalingGroupName: group.name };
    switch (metric) {
        case "hosts-in-service":
            return {
                namespace: "AWS/AutoScaling",
                metricName: "GroupInServiceInstances",
                statistic: "Average",
                dimensions: ofGroup,
            };
        case "hosts-desired":
            return {
                namespace: "AWS/AutoScaling",
                metricName: "GroupDesiredCapacity",
                statistic: "Average",
                dimensions: ofGroup,
            };
        case "cpu":
            return {
                namespace: "AWS/EC2",
                metricName: "CPUUtilization",
                statistic: "Average",
                dimensions: ofGroup,
            };
        case "healthy-targets":
            if (!targets)
                throw new Error(`The alarm ${name} needs a load balancer, and its hosts have none.`);
            return {
                namespace: "AWS/ApplicationELB",
                metricName: "HealthyHostCount",
                statistic: "Average",
                dimensions: { LoadBalancer: targets.loadBalancer, TargetGroup: targets.targetGroup },
            };
    }
}
