import { USAGE_PREFIX } from "@bridgepool/core/shared";

/** The version of the records that this agent writes. */
export const USAGE_VERSION = 1;

/** Whose is what cannot be attributed: a conference of a domain that no invitation names. */
export const NOBODY = { key: "unknown", domain: "" } as const;

/** What one Meet used of one bridge. Sums may be added up over bridges and hours; of the peaks, the highest is taken. */
export interface MembershipUsage {
    /** The user's own key in `serves`, or `unknown`. */
    readonly key: string;
    /** XMPP domain of the Meet: `auth.meet.example.org`. Empty for what is unknown. */
    readonly domain: string;
    /** Conferences that came to this bridge in this hour. One that spans bridges comes to each. */
    readonly conferences: number;
    /** Duration of its conferences here, added up, in seconds. */
    readonly conferenceSeconds: number;
    /** Time its participants spent on this bridge itself, added up, in seconds. A relayed participant counts on its own bridge only. */
    readonly participantSeconds: number;
    /** Most conferences here at once. */
    readonly peakConferences: number;
    /** Most participants here at once. */
    readonly peakParticipants: number;
    /** Its part of the bytes that the bridge received, relays included. */
    readonly receivedBytes: number;
    /** Its part of the bytes that the bridge sent, relays included. */
    readonly sentBytes: number;
}

/** What one bridge did in one hour. */
export interface UsageRecord {
    /** Always 1. */
    readonly version: number;
    /** Name of the pool. */
    readonly pool: string;
    /** Region of the pool. */
    readonly region: string;
    /** The cloud's id of the host. */
    readonly bridge: string;
    /** When the hour begins: `2026-11-21T15:00:00Z`. */
    readonly hour: string;
    /** Counts up each time this record is written. */
    readonly sequence: number;
    /** For how much of the hour the bridge was measured, in seconds. Over 3600 when the host's clock was set back. */
    readonly coveredSeconds: number;
    /** Sorted by key and domain; only those that used it. */
    readonly memberships: readonly MembershipUsage[];
}

/** What is measured of an hour, whoever it is recorded for. */
export type HourUsage = Pick<UsageRecord, "coveredSeconds" | "memberships">;

export const NO_USAGE: HourUsage = { coveredSeconds: 0, memberships: [] };

/** Two measurements of different times together. */
export function addUsage(a: HourUsage, b: HourUsage): HourUsage {
    return {
        coveredSeconds: a.coveredSeconds + b.coveredSeconds,
        memberships: addMemberships([...a.memberships, ...b.memberships]),
    };
}

/** One row for each Meet, sorted. */
export function addMemberships(rows: readonly MembershipUsage[]): MembershipUsage[] {
    const byMeet = new Map<string, MembershipUsage>();
    for (const row of rows) {
        const meet = `${row.key} ${row.domain}`;
        const known = byMeet.get(meet);
        byMeet.set(meet, known === undefined ? row : together(known, row));
    }
    return [...byMeet].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

function together(a: MembershipUsage, b: MembershipUsage): MembershipUsage {
    return {
        key: a.key,
        domain: a.domain,
        conferences: a.conferences + b.conferences,
        conferenceSeconds: a.conferenceSeconds + b.conferenceSeconds,
        participantSeconds: a.participantSeconds + b.participantSeconds,
        peakConferences: Math.max(a.peakConferences, b.peakConferences),
        peakParticipants: Math.max(a.peakParticipants, b.peakParticipants),
        receivedBytes: a.receivedBytes + b.receivedBytes,
        sentBytes: a.sentBytes + b.sentBytes,
    };
}

/** The record as it is written: seconds to the millisecond, whole bytes. */
export function formatRecord(record: UsageRecord): string {
    return JSON.stringify({
        ...record,
        coveredSeconds: toMilliseconds(record.coveredSeconds),
        memberships: record.memberships.map((row) => ({
            ...row,
            conferenceSeconds: toMilliseconds(row.conferenceSeconds),
            participantSeconds: toMilliseconds(row.participantSeconds),
            receivedBytes: Math.round(row.receivedBytes),
            sentBytes: Math.round(row.sentBytes),
        })),
    });
}

function toMilliseconds(seconds: number): number {
    return Math.round(seconds * 1000) / 1000;
}

/** Bridge and hour that a record's key in the bucket names. `undefined` for a key of something else. */
export function partsOfUsageKey(key: string): { readonly bridge: string; readonly hour: string } | undefined {
    const match = /^(\d{4})\/(\d{2})\/(\d{2})\/(\d{2})\/([^/]+)\.json$/.exec(
        key.startsWith(USAGE_PREFIX) ? key.slice(USAGE_PREFIX.length) : "",
    );
    if (match === null) {
        return undefined;
    }
    const [, year, month, day, hour, bridge = ""] = match;
    return { bridge, hour: `${year}-${month}-${day}T${hour}:00:00Z` };
}
