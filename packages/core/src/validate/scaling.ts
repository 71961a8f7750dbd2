import { formatPath, type Path } from "../paths";
import type { Problem } from "../problems";
import { alternatives, isRecord } from "../show";

/** What runs on the hosts of a group: it decides which measurements there are. */
export type GroupKind = "web" | "bridges";

const RULES = ["cpu", "requests", "utilisation", "steps"] as const;

/** What each kind of group cannot measure, and why. */
const UNMEASURED: Readonly<Record<GroupKind, { rule: (typeof RULES)[number]; reason: string; fix: string }>> =
    {
        web: {
            rule: "utilisation",
            reason: "utilisation is measured on bridges; a web tier has none",
            fix: "use cpu, requests or steps",
        },
        bridges: {
            rule: "requests",
            reason: "requests are counted by the load balancer of a web tier; bridges have none",
            fix: "use cpu, utilisation or steps",
        },
    };

/** Rules between the parts of a group's size and scaling. What has the wrong type is left to the structure check. */
export function groupRules(kind: GroupKind, group: unknown, at: Path): Problem[] {
    if (!isRecord(group)) {
        return [];
    }
    const { size, scaling } = group;
    return [
        ...orderRules(size, undefined, [...at, "size"]),
        ...(isRecord(scaling) ? scalingRules(kind, scaling, size, [...at, "scaling"]) : []),
    ];
}

function scalingRules(
    kind: GroupKind,
    scaling: Readonly<Record<string, unknown>>,
    size: unknown,
    at: Path,
): Problem[] {
    const given = RULES.filter((rule) => scaling[rule] !== undefined);
    const unmeasured = UNMEASURED[kind];
    const groupMax = isRecord(size) ? size["max"] : undefined;
    const schedules = isRecord(scaling["schedules"]) ? Object.entries(scaling["schedules"]) : [];
    return [
        ...(given.length < 2
            ? []
            : [
                  {
                      path: formatPath(at),
                      reason: `${alternatives(given, "and")} would all decide the size; allowed is one of ${alternatives(RULES)}`,
                      fix: "keep one of them",
                  },
              ]),
        ...(scaling[unmeasured.rule] === undefined
            ? []
            : [
                  {
                      path: formatPath([...at, unmeasured.rule]),
                      reason: unmeasured.reason,
                      fix: unmeasured.fix,
                  },
              ]),
        ...stepRules(scaling["steps"], [...at, "steps"]),
        ...schedules.flatMap(([key, schedule]) => orderRules(schedule, groupMax, [...at, "schedules", key])),
    ];
}

/** `min` is at most `max`, or at most the group's when there is none. */
function orderRules(limits: unknown, groupMax: unknown, at: Path): Problem[] {
    if (!isRecord(limits)) {
        return [];
    }
    const { min, max = groupMax } = limits;
    if (typeof min !== "number" || typeof max !== "number" || !(min > max)) {
        return [];
    }
    const which = limits["max"] === undefined ? "the group's max" : "max";
    return [
        {
            path: formatPath([...at, "min"]),
            reason: `${min} is over ${which}, ${max}; min is at most max`,
            fix: `use at most ${max}, or raise max to ${min}`,
        },
    ];
}

function stepRules(steps: unknown, at: Path): Problem[] {
    if (!isRecord(steps)) {
        return [];
    }
    const { outPercent = 66, inPercent = 20 } = steps;
    if (typeof outPercent !== "number" || typeof inPercent !== "number" || inPercent < outPercent) {
        return [];
    }
    return [
        {
            path: formatPath([...at, "inPercent"]),
            reason: `${inPercent} is not under outPercent, ${outPercent}: the group would add and remove hosts at once`,
            fix: `use less than ${outPercent}; half of it leaves room between them`,
        },
    ];
}
