import type { MeetAgentStatus } from "../meet/start";
import { moment } from "./status-page";
import { formatTable, printable } from "./table";

const COLUMNS = [
    { heading: "pool" },
    { heading: "operational", isNumber: true },
    { heading: "draining", isNumber: true },
    { heading: "accounts", isNumber: true },
] as const;

/** What an agent beside a Meet's signalling believes, on one screen. */
export function meetStatusPage({ meet, region, release, startedAt, parts }: MeetAgentStatus): string {
    const { brewery, jicofo } = parts;
    const days = brewery?.certificateDays;
    const facts: [string, string][] = [
        [
            "jicofo",
            jicofo
                ? `${jicofo.operationalBridges} bridges, ${jicofo.conferences} conferences`
                : "DOES NOT ANSWER",
        ],
        [
            "brewery",
            brewery ? `${brewery.failedSignIns} failed sign-ins since it started` : "DOES NOT ANSWER",
        ],
        ["certificate", days === undefined ? "unknown" : `ends in ${Math.floor(days)} days`],
        ["agent", `${release} started ${moment(startedAt)}`],
    ];
    const pools = Object.entries(brewery?.pools ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
    const rows = pools.map(([pool, { operational, draining, accounts }]) => [
        pool,
        ...[operational, draining, accounts].map(String),
    ]);
    const lines = facts.map(([name, value]) => `  ${name.padEnd(11)}  ${value}`);
    const table = rows.length === 0 ? "No pools." : formatTable(COLUMNS, rows);
    return `${[printable(`Meet ${meet} in ${region}`), ...lines, "", table].join("\n")}\n`;
}
