import { Fields, isRecord, type Problem, show } from "@bridgepool/core/shared";

import { type MembershipUsage, USAGE_VERSION, type UsageRecord } from "./record";

/** What came of reading a usage record. */
export interface ParsedRecord {
    /** Absent when there are problems. */
    readonly record?: UsageRecord;
    readonly problems: readonly Problem[];
}

/** Reads a usage record; unknown fields are left out, any other version is refused. Never throws. */
export function parseRecord(text: string): ParsedRecord {
    const value = parseJson(text);
    if (!isRecord(value)) {
        const fix = "take it out of the bucket, and keep it for whoever looks into it";
        return { problems: [{ path: "(root)", reason: "this is no JSON object", fix }] };
    }
    if (value["version"] !== USAGE_VERSION) {
        const reason = `${show(value["version"])} is no version this program knows; it reads version ${USAGE_VERSION}`;
        return { problems: [{ path: "version", reason, fix: "use a newer agent" }] };
    }
    const problems: Problem[] = [];
    const fields = new Fields(value, [], problems);
    const record: UsageRecord = {
        version: USAGE_VERSION,
        pool: fields.text("pool"),
        region: fields.text("region"),
        bridge: fields.text("bridge"),
        hour: fields.text("hour", HOUR),
        sequence: fields.wholeNumber("sequence", 1),
        coveredSeconds: amount(fields, "coveredSeconds"),
        memberships: fields.records("memberships", readMembership),
    };
    return problems.length > 0 ? { problems } : { record, problems };
}

const HOUR = {
    noun: "an hour such as 2026-11-21T15:00:00Z",
    fits: (value: string): boolean =>
        /^\d{4}-\d{2}-\d{2}T\d{2}:00:00Z$/.test(value) && !Number.isNaN(Date.parse(value)),
};
const DOMAIN = { noun: "a domain, or an empty text", fits: (): boolean => true };

function readMembership(fields: Fields): MembershipUsage {
    return {
        key: fields.text("key"),
        domain: fields.text("domain", DOMAIN),
        conferences: fields.wholeNumber("conferences", 0),
        conferenceSeconds: amount(fields, "conferenceSeconds"),
        participantSeconds: amount(fields, "participantSeconds"),
        peakConferences: fields.wholeNumber("peakConferences", 0),
        peakParticipants: fields.wholeNumber("peakParticipants", 0),
        receivedBytes: fields.wholeNumber("receivedBytes", 0),
        sentBytes: fields.wholeNumber("sentBytes", 0),
    };
}

function amount(fields: Fields, key: string): number {
    return fields.number(key, "a number from 0", (value) => Number.isFinite(value) && value >= 0);
}

function parseJson(text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return undefined;
    }
}
