import assert from "node:assert/strict";
import type { Values } from "../../src/model";
import { policy } from "./landscape";
import { describeRefusals } from "./refusals";
import { modelOf, outputText, Stage } from "./stage";

const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
const TOPIC = "aws:sns/topic:Topic";
const topicArn = "arn:aws:sns:eu-west-3:123456789012:alarms";

describeRefusals(
    ALARM,
    () => new Stage(),
    () => ({
        name: "no-bridge",
        comparisonOperator: "LessThanThreshold",
        evaluationPeriods: 3,
        datapointsToAlarm: 2,
        metricName: "HealthyHostCount",
        namespace: "AWS/ApplicationELB",
        period: 60,
        statistic: "Minimum",
        threshold: 1,
        treatMissingData: "breaching",
        alarmActions: [topicArn],
    }),
    [
        [{ period: 15 }, "period", /10, 20, 30 and multiples of 60/],
        [{ period: 90 }, "period", /10, 20, 30/],
        [{ period: 0 }, "period", /10, 20, 30/],
        [{ evaluationPeriods: 0 }, "evaluationPeriods", /1 to/],
        [{ datapointsToAlarm: 4 }, "datapointsToAlarm", /more than evaluationPeriods/],
        [{ period: 300, evaluationPeriods: 289 }, "evaluationPeriods", /looks back at most 86400/],
        [{ period: 3600, evaluationPeriods: 169 }, "evaluationPeriods", /looks back at most 604800/],
        [{ comparisonOperator: "Less" }, "comparisonOperator", /LessThanThreshold/],
        [{ comparisonOperator: undefined }, "", /needs comparisonOperator/],
        [{ evaluationPeriods: undefined, datapointsToAlarm: undefined }, "", /needs evaluationPeriods/],
        [{ metricName: undefined }, "", /needs one of metricName, metricQueries/],
        [{ threshold: undefined }, "", /needs one of threshold, thresholdMetricId/],
        [{ statistic: undefined }, "", /needs one of statistic, extendedStatistic/],
        [{ namespace: undefined }, "", /needs namespace/],
        [{ period: undefined }, "", /needs period/],
        [{ statistic: "Median" }, "statistic", /Average/],
        [{ extendedStatistic: "p95" }, "extendedStatistic", /conflicts/],
        [{ statistic: undefined, extendedStatistic: "95" }, "extendedStatistic", /p95/],
        [{ treatMissingData: "bad" }, "treatMissingData", /notBreaching/],
        [{ namespace: "AWS:ELB" }, "namespace", /colons/],
        [{ alarmActions: ["ops@example.org"] }, "alarmActions[0]", /ARN/],
        [{ okActions: new Array<string>(6).fill(topicArn) }, "okActions", /at most 5/],
        [{ metricQueries: [{ id: "a", returnData: true }] }, "metricName", /conflicts/],
        [{ alarmDescription: "d".repeat(1025) }, "alarmDescription", /1024/],
    ],
);

const query = (id: string, more: Values = {}): Values => ({
    id,
    metric: { metricName: "RequestCount", namespace: "AWS/ApplicationELB", period: 60, stat: "Sum" },
    ...more,
});

describeRefusals(
    ALARM,
    () => new Stage(),
    () => ({
        name: "ratio",
        comparisonOperator: "GreaterThanThreshold",
        evaluationPeriods: 1,
        threshold: 10,
        metricQueries: [query("all"), { id: "half", expression: "all / 2", returnData: true }],
    }),
    [
        [{ metricQueries: [query("all")] }, "metricQueries", /0 queries with returnData/],
        [
            { metricQueries: [query("a", { returnData: true }), query("b", { returnData: true })] },
            "metricQueries",
            /2 queries with returnData/,
        ],
        [{ metricQueries: [query("All", { returnData: true })] }, "metricQueries[0].id", /lower-case/],
        [{ metricQueries: [query("all", { expression: "1" })] }, "metricQueries[0].metric", /conflicts/],
        [
            { metricQueries: [query("all", { metric: { period: 45 }, returnData: true })] },
            "metricQueries[0].metric.period",
            /multiples of 60/,
        ],
    ],
);

describeRefusals(
    LOG_GROUP,
    () => new Stage(),
    () => ({ name: "/meet/bridge", retentionInDays: 30 }),
    [
        [{ retentionInDays: 31 }, "retentionInDays", /30, 60/],
        [{ logGroupClass: "CHEAP" }, "logGroupClass", /INFREQUENT_ACCESS/],
        [{ kmsKeyId: "key" }, "kmsKeyId", /ARN/],
    ],
);

describeRefusals(
    TOPIC,
    () => new Stage(),
    () => ({ name: "alarms", policy: policy({ Principal: "*", Action: "sns:Publish" }) }),
    [
        [{ name: "alarms.fifo" }, "name", /FIFO/],
        [{ fifoTopic: true }, "name", /FIFO/],
        [{ contentBasedDeduplication: true }, "contentBasedDeduplication", /only be set for FIFO/],
        [{ displayName: "d".repeat(101) }, "displayName", /100/],
        [{ signatureVersion: 3 }, "signatureVersion", /1 to 2/],
        [{ sqsSuccessFeedbackSampleRate: 101 }, "sqsSuccessFeedbackSampleRate", /0 to 100/],
        [{ tracingConfig: "On" }, "tracingConfig", /PassThrough/],
        [{ lambdaFailureFeedbackRoleArn: "role" }, "lambdaFailureFeedbackRoleArn", /ARN/],
        [{ policy: "{}" }, "policy", /no Statement/],
    ],
);

const SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription";

describeRefusals(
    SUBSCRIPTION,
    () => {
        const stage = new Stage();
        stage.create(TOPIC, { name: "alarms" });
        return stage;
    },
    () => ({ topic: topicArn, protocol: "email", endpoint: "oncall@example.org" }),
    [
        [{ protocol: "pigeon" }, "protocol", /sqs/],
        [{ endpoint: "oncall" }, "endpoint", /e-mail/],
        [{ topic: "alarms" }, "topic", /ARN/],
        [{ filterPolicyScope: "Subject" }, "filterPolicyScope", /MessageBody/],
        [{ subscriptionRoleArn: "role" }, "subscriptionRoleArn", /ARN/],
    ],
);

describe("alarms, log groups and topics", () => {
    it("tell their ARNs", () => {
        const stage = new Stage();
        const topic = stage.create(TOPIC, { name: "alarms" });
        assert.equal(topic.outputs.arn, topicArn);
        assert.match(outputText(topic, "policy"), /__default_policy_ID/);
        assert.equal(
            stage.create(LOG_GROUP, { name: "/meet/bridge" }).outputs.arn,
            "arn:aws:logs:eu-west-3:123456789012:log-group:/meet/bridge",
        );
        assert.equal(stage.create(TOPIC, { name: "a.fifo", fifoTopic: true }).outputs.owner, "123456789012");
    });

    it("keep a log group that is protected", () => {
        const stage = new Stage();
        const group = stage.create(LOG_GROUP, { name: "kept", deletionProtectionEnabled: true });
        assert.match(JSON.stringify(stage.remove(group)), /deletion protection/);
        assert.deepEqual(stage.remove(stage.update(group, { name: "kept" })), []);
    });

    it("are replaced for their names", () => {
        assert.equal(modelOf(ALARM).properties.name?.onChange, "replace");
        assert.equal(modelOf(LOG_GROUP).properties.logGroupClass?.onChange, "replace");
        assert.equal(modelOf(TOPIC).properties.fifoTopic?.onChange, "replace");
        assert.equal(modelOf(ALARM).properties.metricName?.onChange, "update");
    });
});
