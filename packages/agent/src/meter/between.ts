import type { Look, SeenConference, Traffic } from "./look";
import { addMemberships, type HourUsage, type MembershipUsage, NOBODY } from "./record";

/** More than so many intervals between two looks is a gap: nobody knows what was in it, and nothing is invented. */
const MOST_INTERVALS = 2;

const HOUR_MS = 3_600_000;

/** What was used in one hour, or a part of it. */
export interface HourSlice extends HourUsage {
    /** When the hour begins, in milliseconds of Unix time. */
    readonly hour: number;
}

/**
 * What was used between two looks, by the hours they touch. What was seen at the first holds until the second: a change
 * in between counts from the second on, which is wrong by at most an interval, as often too late as too early.
 *
 * Nothing is counted over a gap, nor over a restart of the bridge, which ended its conferences at an unknown moment.
 *
 * @param before absent: this is the first look
 * @param known ids of the conferences that were counted before this agent's first look
 */
export function usageBetween(
    before: Look | undefined,
    after: Look,
    intervalSeconds: number,
    known: ReadonlySet<string> = new Set(),
): readonly HourSlice[] {
    const seen = new Set(before?.conferences.map(({ id }) => id) ?? known);
    const begun = after.conferences.filter(({ id }) => !seen.has(id));
    const beginnings: HourSlice[] = begun.map((conference) => ({
        hour: hourOf(after.at),
        coveredSeconds: 0,
        memberships: [{ ...nothingOf(conference), conferences: 1 }],
    }));
    const seconds = before === undefined ? 0 : after.seconds - before.seconds;
    const isContinuous =
        before?.incarnation === after.incarnation &&
        seconds > 0 &&
        seconds <= MOST_INTERVALS * intervalSeconds;
    if (before === undefined || !isContinuous) {
        return beginnings;
    }
    const rows = [...useOf(before.conferences), ...trafficBetween(before, after)];
    return [
        ...beginnings,
        ...hoursUntil(after.at, seconds).map(({ hour, seconds: part }) => ({
            hour,
            coveredSeconds: part,
            memberships: addMemberships(rows.map((row) => partOf(row, part, part / seconds))),
        })),
    ];
}

/**
 * The hours of the stretch of time that ends at `end`. How long it is comes from a clock that nobody sets, where it lies
 * from the time of day: when that jumps, time moves to another hour and is neither lost nor counted twice.
 */
function hoursUntil(end: number, seconds: number): { hour: number; seconds: number }[] {
    const start = end - seconds * 1000;
    const hours: { hour: number; seconds: number }[] = [];
    for (let hour = hourOf(start); hour < end; hour += HOUR_MS) {
        const part = (Math.min(end, hour + HOUR_MS) - Math.max(start, hour)) / 1000;
        hours.push({ hour, seconds: part });
    }
    return hours;
}

function hourOf(at: number): number {
    return Math.floor(at / HOUR_MS) * HOUR_MS;
}

/** Conferences and participants of each Meet, as peaks. */
function useOf(conferences: readonly SeenConference[]): MembershipUsage[] {
    const rows = new Map<string, MembershipUsage>();
    for (const conference of conferences) {
        const meet = `${conference.key} ${conference.domain}`;
        const row = rows.get(meet) ?? nothingOf(conference);
        rows.set(meet, {
            ...row,
            peakConferences: row.peakConferences + 1,
            peakParticipants: row.peakParticipants + conference.participants,
        });
    }
    return [...rows.values()];
}

/**
 * The bytes that the bridge itself counted, shared out among the conferences of both looks by their bitrates, or by
 * their participants where it does not tell all of those. The shares add up to the whole.
 */
function trafficBetween(before: Look, after: Look): MembershipUsage[] {
    const conferences = [...before.conferences, ...after.conferences];
    const received = shares(conferences, "received", after.bytes.received - before.bytes.received);
    const sent = shares(conferences, "sent", after.bytes.sent - before.bytes.sent);
    return [
        ...received.map(({ of, bytes }) => ({ ...nothingOf(of), receivedBytes: bytes })),
        ...sent.map(({ of, bytes }) => ({ ...nothingOf(of), sentBytes: bytes })),
    ];
}

type Owner = Pick<SeenConference, "key" | "domain">;

function shares(
    conferences: readonly SeenConference[],
    direction: keyof Traffic,
    bytes: number,
): { of: Owner; bytes: number }[] {
    if (bytes <= 0) {
        return [];
    }
    const byBitrate = conferences.map((conference) => conference.bitrate?.[direction]);
    const weights = byBitrate.every((bitrate) => bitrate !== undefined)
        ? byBitrate
        : conferences.map(({ participants }) => participants);
    const whole = weights.reduce((sum, weight) => sum + weight, 0);
    if (whole <= 0) {
        return [{ of: NOBODY, bytes }];
    }
    return conferences.map((of, index) => ({ of, bytes: (bytes * (weights[index] ?? 0)) / whole }));
}

/** A row whose peaks held for some seconds, and whose bytes fell into them by a fraction. */
function partOf(row: MembershipUsage, seconds: number, fraction: number): MembershipUsage {
    return {
        ...row,
        conferenceSeconds: row.peakConferences * seconds,
        participantSeconds: row.peakParticipants * seconds,
        receivedBytes: row.receivedBytes * fraction,
        sentBytes: row.sentBytes * fraction,
    };
}

function nothingOf({ key, domain }: Owner): MembershipUsage {
    return {
        key,
        domain,
        conferences: 0,
        conferenceSeconds: 0,
        participantSeconds: 0,
        peakConferences: 0,
        peakParticipants: 0,
        receivedBytes: 0,
        sentBytes: 0,
    };
}
