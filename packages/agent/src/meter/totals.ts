import { addMemberships, type MembershipUsage, type UsageRecord } from "./record";

/** Covering this much less than an hour is no gap: two looks of the longest interval. */
const TOLERANCE_SECONDS = 600;

const HOUR_SECONDS = 3600;

/** What a pool's records of some hours add up to. */
export interface UsageTotals {
    /** One row for each Meet, sorted by key. Of the peaks, the highest on one bridge. */
    readonly memberships: readonly MembershipUsage[];
    readonly bridges: number;
    readonly records: number;
    /** How long bridges were measured, added up, in seconds. */
    readonly coveredSeconds: number;
    /** Hours in which a bridge was measured for more than an hour: something is counted twice. */
    readonly duplicates: readonly Anomaly[];
    /** What is missing. */
    readonly gaps: readonly Anomaly[];
}

/** Something about one bridge in one hour that whoever settles accounts should know. */
export interface Anomaly {
    readonly bridge: string;
    readonly hour: string;
    /** How much is missing or too much, in seconds. */
    readonly seconds: number;
}

/** Adds records up, of which there is one for each bridge and hour. */
export function totalsOf(records: readonly UsageRecord[]): UsageTotals {
    const byBridge = recordsByBridge(records);
    return {
        memberships: addMemberships(records.flatMap(({ memberships }) => memberships)),
        bridges: byBridge.size,
        records: records.length,
        coveredSeconds: records.reduce((sum, { coveredSeconds }) => sum + coveredSeconds, 0),
        duplicates: sorted(records.flatMap(overlap)),
        gaps: sorted([...byBridge.values()].flatMap(gapsOf)),
    };
}

function recordsByBridge(records: readonly UsageRecord[]): Map<string, UsageRecord[]> {
    const found = new Map<string, UsageRecord[]>();
    for (const record of records) {
        const known = found.get(record.bridge);
        if (known === undefined) {
            found.set(record.bridge, [record]);
        } else {
            known.push(record);
        }
    }
    return found;
}

/** More than an hour in an hour: the host's clock was set back, or two agents measured. */
function overlap({ bridge, hour, coveredSeconds }: UsageRecord): Anomaly[] {
    const seconds = coveredSeconds - HOUR_SECONDS;
    return seconds > 1 ? [{ bridge, hour, seconds }] : [];
}

/** Between the first and the last hour of a bridge, it is to be measured all the time. */
function gapsOf(records: readonly UsageRecord[]): Anomaly[] {
    const covered = new Map(records.map((record) => [Date.parse(record.hour), record.coveredSeconds]));
    const bridge = records[0]?.bridge ?? "";
    const first = Math.min(...covered.keys());
    const last = Math.max(...covered.keys());
    const gaps: Anomaly[] = [];
    for (let hour = first + HOUR_SECONDS * 1000; hour < last; hour += HOUR_SECONDS * 1000) {
        const seconds = HOUR_SECONDS - (covered.get(hour) ?? 0);
        if (seconds > TOLERANCE_SECONDS) {
            gaps.push({ bridge, hour: new Date(hour).toISOString().replace(".000Z", "Z"), seconds });
        }
    }
    return gaps;
}

function sorted(anomalies: readonly Anomaly[]): Anomaly[] {
    return [...anomalies].sort((a, b) => (`${a.hour} ${a.bridge}` < `${b.hour} ${b.bridge}` ? -1 : 1));
}
