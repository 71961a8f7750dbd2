import type { Scaling, ScheduleScaling, Size } from "../settings";
import type { ScalingPlan, ScalingRule, ScheduleRow } from "./types";

/** Warm-up when the rule has none of its own: a host is installed and loaded in about this time. */
const WARM_UP_SECONDS = 300;

/** Fills in every default of a group's scaling. The settings have been validated: at most one rule is given. */
export function planScaling(size: Size, scaling: Scaling = {}): ScalingPlan {
    const { rule, warmUpSeconds } = planRule(scaling);
    const { predictive } = scaling;
    return {
        min: size.min,
        max: size.max,
        rule,
        warmUpSeconds,
        schedules: Object.entries(scaling.schedules ?? {})
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, schedule]) => planSchedule(key, schedule, size)),
        ...(predictive && {
            predictive: {
                targetPercent: predictive.targetPercent ?? 50,
                forecastOnly: predictive.forecastOnly ?? false,
                leadSeconds: predictive.leadSeconds ?? 300,
            },
        }),
    };
}

function planRule(scaling: Scaling): { rule: ScalingRule; warmUpSeconds: number } {
    const { cpu, requests, utilisation, steps } = scaling;
    if (requests) {
        return {
            rule: { kind: "requests", perHost: requests.perHost },
            warmUpSeconds: requests.warmUpSeconds ?? 60,
        };
    }
    if (utilisation) {
        return {
            rule: { kind: "utilisation", target: utilisation.target ?? 0.4 },
            warmUpSeconds: utilisation.warmUpSeconds ?? WARM_UP_SECONDS,
        };
    }
    if (steps) {
        return {
            rule: {
                kind: "steps",
                outPercent: steps.outPercent ?? 66,
                inPercent: steps.inPercent ?? 20,
                add: steps.add ?? 1,
                remove: steps.remove ?? 1,
                periodSeconds: steps.periodSeconds ?? 60,
                outPeriods: steps.outPeriods ?? 2,
                inPeriods: steps.inPeriods ?? 10,
            },
            warmUpSeconds: steps.warmUpSeconds ?? WARM_UP_SECONDS,
        };
    }
    return {
        rule: { kind: "cpu", targetPercent: cpu?.targetPercent ?? 50 },
        warmUpSeconds: cpu?.warmUpSeconds ?? WARM_UP_SECONDS,
    };
}

function planSchedule(key: string, schedule: ScheduleScaling, size: Size): ScheduleRow {
    return {
        key,
        cron: schedule.cron,
        timeZone: schedule.timeZone ?? "Etc/UTC",
        min: schedule.min,
        max: schedule.max ?? size.max,
    };
}
