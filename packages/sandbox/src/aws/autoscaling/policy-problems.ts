/** What Auto Scaling refuses in the parts of a scaling policy. */
import type { CloudView, Problem, Values } from "../../model";
import { matches, oneOf, problem, range, show } from "../kit/refuse";
import { LOAD_BALANCER, TARGET_GROUP } from "../kit/tokens";
import { flag, isSet, list, number, record, records, select, text } from "../kit/values";

const MOST_STEPS = 20;

interface Interval {
    readonly path: string;
    readonly lower: number;
    readonly upper: number;
}

/** Steps must cover one range without gaps and overlaps, and the range must touch the threshold. */
export function stepProblems(inputs: Values): readonly Problem[] {
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

export function trackingProblems(inputs: Values, cloud: CloudView): readonly Problem[] {
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

export function predictiveProblems(inputs: Values): readonly Problem[] {
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
