import type { MonthOfRecords } from "../meter/read-month";
import type { MembershipUsage } from "../meter/record";
import { type Anomaly, totalsOf, type UsageTotals } from "../meter/totals";
import type { UsageFormat } from "./arguments";
import { formatTable, printable } from "./table";

/** Remarks of one kind that are listed; the rest is counted. */
const MOST_REMARKS = 20;

/** What `agent usage` prints: the figures, and what is to be known about them. */
export interface UsagePage {
    readonly figures: string;
    /** In the table's and JSON's figures as well. */
    readonly remarks: string;
}

/** Who used a pool how much in a month. */
export function usagePage(month: string, read: MonthOfRecords, format: UsageFormat): UsagePage {
    const totals = totalsOf(read.records);
    const remarks = remarksOf(totals, read.leftOut);
    switch (format) {
        case "json":
            return { figures: `${JSON.stringify(asData(month, read, totals), undefined, 2)}\n`, remarks: "" };
        case "csv":
            return { figures: asCsv(month, poolOf(read), totals), remarks };
        case "table":
            return { figures: asTable(month, poolOf(read), totals), remarks };
    }
}

const COLUMNS = [
    { heading: "membership" },
    { heading: "domain" },
    { heading: "conferences", isNumber: true },
    { heading: "conference-minutes", isNumber: true },
    { heading: "participant-minutes", isNumber: true },
    { heading: "received GB", isNumber: true },
    { heading: "sent GB", isNumber: true },
] as const;

function asTable(month: string, pool: string, totals: UsageTotals): string {
    if (totals.records === 0) {
        return `There are no usage records of ${month}.\n`;
    }
    const hours = (totals.coveredSeconds / 3600).toFixed(1);
    const title = `Use of pool ${pool} in ${month}: ${counted(totals.bridges, "bridge")}, measured for ${hours} hours together`;
    const rows = totals.memberships.map((row) => [
        row.key,
        row.domain,
        String(row.conferences),
        minutes(row.conferenceSeconds).toFixed(1),
        minutes(row.participantSeconds).toFixed(1),
        gigabytes(row.receivedBytes),
        gigabytes(row.sentBytes),
    ]);
    return `${printable(title)}\n\n${formatTable(COLUMNS, rows)}\n`;
}

const CSV_HEADINGS = [
    "month",
    "pool",
    "membership",
    "domain",
    "conferences",
    "conference_minutes",
    "participant_minutes",
    "peak_conferences",
    "peak_participants",
    "received_bytes",
    "sent_bytes",
];

function asCsv(month: string, pool: string, { memberships }: UsageTotals): string {
    const rows = memberships.map((row) => [month, pool, ...Object.values(inMinutes(row))]);
    return [CSV_HEADINGS, ...rows].map((row) => `${row.map(csvCell).join(",")}\r\n`).join("");
}

/** RFC 4180; what a spreadsheet would take for a formula is made a text. */
function csvCell(value: string | number): string {
    const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function asData(month: string, { records, leftOut }: MonthOfRecords, totals: UsageTotals): object {
    return {
        month,
        pool: poolOf({ records, leftOut }),
        bridges: totals.bridges,
        records: totals.records,
        coveredHours: rounded(totals.coveredSeconds / 3600),
        memberships: totals.memberships.map(inMinutes),
        duplicates: totals.duplicates,
        gaps: totals.gaps,
        leftOut,
    };
}

function inMinutes(row: MembershipUsage) {
    return {
        membership: row.key,
        domain: row.domain,
        conferences: row.conferences,
        conferenceMinutes: rounded(minutes(row.conferenceSeconds)),
        participantMinutes: rounded(minutes(row.participantSeconds)),
        peakConferences: row.peakConferences,
        peakParticipants: row.peakParticipants,
        receivedBytes: row.receivedBytes,
        sentBytes: row.sentBytes,
    };
}

function remarksOf({ duplicates, gaps }: UsageTotals, leftOut: readonly string[]): string {
    return [
        ...remark(
            "Counted twice, because a host's clock was set back or two agents measured:",
            duplicates.map(inWords),
        ),
        ...remark("Not measured, and therefore in no figure:", gaps.map(inWords)),
        ...remark("Left out:", leftOut),
    ].join("");
}

function remark(heading: string, lines: readonly string[]): string[] {
    if (lines.length === 0) {
        return [];
    }
    const rest = lines.length - MOST_REMARKS;
    return [
        `\n${heading}\n`,
        ...lines.slice(0, MOST_REMARKS).map((line) => `  ${printable(line)}\n`),
        ...(rest > 0 ? [`  … and ${rest} more\n`] : []),
    ];
}

function inWords({ bridge, hour, seconds }: Anomaly): string {
    return `${bridge}, hour of ${hour}: ${Math.round(seconds / 60)} minutes`;
}

function poolOf({ records }: MonthOfRecords): string {
    return [...new Set(records.map(({ pool }) => pool))].sort().join(", ");
}

function minutes(seconds: number): number {
    return seconds / 60;
}

function counted(count: number, noun: string): string {
    return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function gigabytes(bytes: number): string {
    return (bytes / 1e9).toFixed(3);
}

function rounded(value: number): number {
    return Math.round(value * 1000) / 1000;
}
