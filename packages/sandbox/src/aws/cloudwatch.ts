/** Alarms and log groups. */
import type { Problem, ResourceModel, Values } from "../model";
import { regionalArn } from "./kit/arns";
import { documented, region, resource, tags, upstream } from "./kit/define";
import { arn, atLeastOne, atMostOne, length, matches, oneOf, problem, range, show } from "./kit/refuse";
import { LOG_GROUP, METRIC_ALARM, SNS_TOPIC } from "./kit/tokens";
import { flag, isSet, list, number, record, records, select, text } from "./kit/values";

const OPERATORS = [
    "GreaterThanOrEqualToThreshold",
    "GreaterThanThreshold",
    "LessThanThreshold",
    "LessThanOrEqualToThreshold",
    "LessThanLowerOrGreaterThanUpperThreshold",
    "LessThanLowerThreshold",
    "GreaterThanUpperThreshold",
];

const STATISTICS = ["SampleCount", "Average", "Sum", "Minimum", "Maximum"];

const EXTENDED_STATISTIC =
    /^((p|tm|wm|tc|ts)(\d{1,2}(\.\d{1,2})?|100)|IQM|(TM|WM|PR|TC|TS)\((\d+(\.\d+)?%?)?:(\d+(\.\d+)?%?)?\))$/;

const ACTIONS = ["alarmActions", "insufficientDataActions", "okActions"];

/** What describes one metric; a metric query describes it in another way. */
const METRIC = ["metricName", "namespace", "period", "statistic", "extendedStatistic", "dimensions"];

/** An alarm looks back over at most a week: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const LONGEST_WINDOW = 7 * 86_400;

const ONE_DAY = 86_400;

export const metricAlarm: ResourceModel = resource({
    token: METRIC_ALARM,
    properties: {
        ...region,
        ...tags,
        ...upstream("internal/service/cloudwatch/metric_alarm.go", {
            replace: ["name"],
            update: [
                ...ACTIONS,
                ...METRIC,
                "actionsEnabled",
                "alarmDescription",
                "comparisonOperator",
                "datapointsToAlarm",
                "evaluateLowSampleCountPercentiles",
                "evaluationPeriods",
                "metricQueries",
                "threshold",
                "thresholdMetricId",
                "treatMissingData",
                "unit",
            ],
            defaults: { actionsEnabled: true, treatMissingData: "missing" },
        }),
        ...documented("cloudwatch/metricAlarm.d.ts", {
            update: ["evaluationCriteria", "evaluationInterval", "warmUpConfiguration"],
        }),
    },
    name: { property: "name", maxLength: 255 },
    references: ACTIONS.map((property) => ({
        property: `${property}[]`,
        to: [SNS_TOPIC, "aws:autoscaling/policy:Policy"],
        by: "arn",
        except: /^arn:aws[a-z-]*:(?!sns:|autoscaling:)/,
        blocksDelete: false,
    })),
    check: (inputs) => [
        ...oneOf(inputs, "comparisonOperator", OPERATORS),
        ...oneOf(inputs, "statistic", STATISTICS),
        ...matches(
            inputs,
            "extendedStatistic",
            EXTENDED_STATISTIC,
            "a statistic such as p95 or TM(10%:90%) is expected",
        ),
        ...oneOf(inputs, "treatMissingData", ["missing", "ignore", "breaching", "notBreaching"]),
        ...oneOf(inputs, "evaluateLowSampleCountPercentiles", ["evaluate", "ignore"]),
        ...length(inputs, "alarmDescription", 0, 1024),
        ...matches(inputs, "namespace", /^[^:]+$/, "colons are not allowed"),
        ...range(inputs, "evaluationPeriods", 1, LONGEST_WINDOW),
        ...range(inputs, "datapointsToAlarm", 1, LONGEST_WINDOW),
        ...atMostOne(inputs, "statistic", "extendedStatistic"),
        ...atMostOne(inputs, "threshold", "thresholdMetricId"),
        ...METRIC.flatMap((property) => atMostOne(inputs, "metricQueries", property)),
        ...ACTIONS.flatMap((property) => arn(inputs, `${property}[]`)),
        ...ACTIONS.filter((property) => list(inputs[property]).length > 5).map((property) =>
            problem(property, `has ${list(inputs[property]).length} actions; an alarm has at most 5`),
        ),
        ...range(inputs, "warmUpConfiguration.warmUpPeriodDurationInMinutes", 1, 2880),
        ...periodProblems(inputs, "period"),
        ...periodProblems(inputs, "metricQueries[].metric.period"),
        ...windowProblems(inputs),
        ...queryProblems(inputs),
    ],
    checkCreate: (inputs) =>
        isSet(inputs.evaluationCriteria)
            ? []
            : [
                  ...atLeastOne(inputs, "comparisonOperator"),
                  ...atLeastOne(inputs, "evaluationPeriods"),
                  ...atLeastOne(inputs, "metricName", "metricQueries"),
                  ...atLeastOne(inputs, "threshold", "thresholdMetricId"),
                  ...(isSet(inputs.metricName)
                      ? [
                            ...atLeastOne(inputs, "statistic", "extendedStatistic"),
                            ...atLeastOne(inputs, "namespace"),
                            ...atLeastOne(inputs, "period"),
                        ]
                      : []),
              ],
    id: (inputs) => text(inputs.name) ?? "",
    outputs: (inputs, id, cloud) => ({
        arn: regionalArn(cloud, "cloudwatch", `alarm:${id}`),
        evaluateLowSampleCountPercentiles: text(inputs.evaluateLowSampleCountPercentiles) ?? "",
    }),
});

/** "period must be 10, 20, 30 or any multiple of 60" */
function periodProblems(inputs: Values, path: string): readonly Problem[] {
    return select(inputs, path).flatMap(({ path: at, value }) => {
        const period = number(value);
        return period === undefined || [10, 20, 30].includes(period) || (period > 0 && period % 60 === 0)
            ? []
            : problem(at, `is ${period}; allowed are 10, 20, 30 and multiples of 60`);
    });
}

function windowProblems(inputs: Values): readonly Problem[] {
    const [period, periods, points] = [
        number(inputs.period),
        number(inputs.evaluationPeriods),
        number(inputs.datapointsToAlarm),
    ];
    const window = (period ?? 0) * (periods ?? 0);
    const longest = period !== undefined && period >= 3600 ? LONGEST_WINDOW : ONE_DAY;
    return [
        ...(points !== undefined && periods !== undefined && points > periods
            ? [problem("datapointsToAlarm", `is ${points}, more than evaluationPeriods ${periods}`)]
            : []),
        ...(window > longest
            ? [
                  problem(
                      "evaluationPeriods",
                      `times period are ${window} seconds; an alarm with this period looks back at most ${longest}`,
                  ),
              ]
            : []),
    ];
}

function queryProblems(inputs: Values): readonly Problem[] {
    const queries = select(inputs, "metricQueries[]");
    const results = records(inputs.metricQueries).filter((query) => flag(query.returnData) === true);
    return [
        ...queries.flatMap(({ path, value }) => {
            const query = record(value) ?? {};
            return isSet(query.expression) && isSet(query.metric)
                ? problem(`${path}.metric`, "conflicts with expression: no metric query may have both")
                : [];
        }),
        ...matches(inputs, "metricQueries[].id", /^[a-z]\w*$/, "an id begins with a lower-case letter"),
        ...(queries.length > 0 && !isSet(inputs.thresholdMetricId) && results.length !== 1
            ? [
                  problem(
                      "metricQueries",
                      `has ${results.length} queries with returnData true; exactly one must have it`,
                  ),
              ]
            : []),
    ];
}

const RETENTION = [
    0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
    3653,
];

export const logGroup: ResourceModel = resource({
    token: LOG_GROUP,
    properties: {
        ...region,
        ...tags,
        ...upstream("internal/service/logs/group.go", {
            replace: ["logGroupClass", "name", "namePrefix"],
            update: ["kmsKeyId", "retentionInDays", "skipDestroy"],
            defaults: { retentionInDays: 0, skipDestroy: false },
        }),
        ...documented("cloudwatch/logGroup.d.ts", { update: ["deletionProtectionEnabled"] }),
    },
    name: {
        property: "name",
        prefixProperty: "namePrefix",
        maxLength: 512,
        pattern: /^[.\-_/#A-Za-z0-9]+$/,
    },
    check: (inputs) => [
        ...oneOf(inputs, "retentionInDays", RETENTION),
        ...oneOf(inputs, "logGroupClass", ["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"]),
        ...arn(inputs, "kmsKeyId"),
    ],
    checkDelete: ({ id, inputs }) =>
        flag(inputs.deletionProtectionEnabled) === true
            ? [problem("", `log group ${show(id)} cannot be deleted because deletion protection is enabled`)]
            : [],
    id: (inputs) => text(inputs.name) ?? "",
    outputs: (inputs, id, cloud) => ({
        arn: regionalArn(cloud, "logs", `log-group:${id}`),
        logGroupClass: text(inputs.logGroupClass) ?? "STANDARD",
    }),
});

export const cloudwatchResources: readonly ResourceModel[] = [metricAlarm, logGroup];
