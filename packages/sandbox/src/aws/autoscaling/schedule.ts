/** Scheduled actions. */
import type { ResourceModel } from "../../model";
import { regionalArn } from "../kit/arns";
import { region, resource, upstream } from "../kit/define";
import { uuid } from "../kit/ids";
import { atLeastOne, length, matches, problem, range } from "../kit/refuse";
import { SCHEDULE } from "../kit/tokens";
import { isSet, number, text } from "../kit/values";
import { idInGroup, inGroup, ofGroup } from "./members";

const MOST_SCHEDULES = 125;

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

export const schedule: ResourceModel = resource({
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
            `scheduledUpdateGroupAction:${uuid(cloud.hex(32, "uuid"))}:autoScalingGroupName/${text(inputs.autoscalingGroupName)}:scheduledActionName/${text(inputs.scheduledActionName)}`,
        ),
        desiredCapacity: number(inputs.desiredCapacity) ?? 0,
        maxSize: number(inputs.maxSize) ?? 0,
        minSize: number(inputs.minSize) ?? 0,
        ...(isSet(inputs.recurrence) ? { timeZone: text(inputs.timeZone) ?? "UTC" } : {}),
    }),
});
