import { MembershipState, type MembershipStatus } from "../board/documents";
import type { AgentStatus, MembershipFacts } from "../status";
import { formatTable, printable } from "./table";

/** Memberships that fit on a screen with all the rest. */
const MOST_ROWS = 30;

const COLUMNS = [
    { heading: "membership" },
    { heading: "state" },
    { heading: "generation", isNumber: true },
    { heading: "conferences", isNumber: true },
    { heading: "participants", isNumber: true },
    { heading: "failure" },
] as const;

/** What an agent beside a bridge believes, on one screen. */
export function statusPage(status: AgentStatus): string {
    const { bridge } = status;
    const facts: [string, string][] = [
        [
            "state",
            `${bridge.state} since ${moment(status.stateSince)}${bridge.reason ? `, because of: ${bridge.reason}` : ""}`,
        ],
        ["health", healthOf(status)],
        [
            "load",
            `stress ${bridge.stress.toFixed(2)}, ${bridge.conferences} conferences, ${bridge.participants} participants`,
        ],
        [
            "version",
            `bridge ${bridge.lane || "unknown"}, agent ${status.release} started ${moment(status.startedAt)}`,
        ],
        ["leader", leaderOf(status)],
        ["assignment", assignmentOf(status)],
        ["roster", rosterOf(status)],
    ];
    const lines = facts.map(([name, value]) => `  ${name.padEnd(10)}  ${printable(value)}`);
    const title = `Bridge ${bridge.bridge} of pool ${status.pool} in ${status.region}`;
    return `${[printable(title), ...lines, "", memberships(status), ...warnings(status)].join("\n")}\n`;
}

function healthOf({ bridge }: AgentStatus): string {
    return [
        bridge.healthy ? "healthy" : "UNHEALTHY",
        bridge.inService ? "in service" : "not in service",
        bridge.isProtected ? "protected from scale-in" : "not protected from scale-in",
        ...(bridge.ghosts > 0 ? [`${bridge.ghosts} ghosts`] : []),
    ].join(", ");
}

function leaderOf({ leader }: AgentStatus): string {
    if (leader === undefined) {
        return "unknown";
    }
    return `${leader.bridge}${leader.isHere ? ", which is this bridge" : ""}, term ${leader.term}`;
}

function assignmentOf({ assignment }: AgentStatus): string {
    if (assignment === undefined) {
        return "none yet";
    }
    const utilisation = assignment.utilisation === undefined ? "unknown" : assignment.utilisation.toFixed(2);
    return `to serve ${assignment.serves.length}; by ${assignment.leader} in term ${assignment.term}, ${moment(assignment.at)}; utilisation ${utilisation}`;
}

function rosterOf({ roster }: AgentStatus): string {
    if (roster === undefined) {
        return "none yet";
    }
    const source = roster.source === "kept" ? "kept on this host, the store has not answered yet" : "read";
    return `${roster.memberships} memberships, digest ${roster.digest.slice(0, 8)}, ${source} ${moment(roster.readAt)}`;
}

function memberships({ bridge, memberships: facts }: AgentStatus): string {
    const all = Object.entries(bridge.memberships).sort(
        ([a, x], [b, y]) => Number(isJoined(x)) - Number(isJoined(y)) || (a < b ? -1 : 1),
    );
    if (all.length === 0) {
        return "No memberships.";
    }
    // Those that are not joined come first: they are what somebody looks for.
    const shown = all.slice(0, MOST_ROWS);
    const rest = all.length - shown.length;
    const table = formatTable(
        COLUMNS,
        shown.map(([key, membership]) => rowOf(key, membership, facts[key])),
    );
    return rest > 0 ? `${table}\n… and ${rest} more: agent status --json has all` : table;
}

function isJoined({ state }: MembershipStatus): boolean {
    return state === MembershipState.Joined;
}

function rowOf(key: string, membership: MembershipStatus, facts: MembershipFacts | undefined): string[] {
    const { state, generation, conferences, participants, failure } = membership;
    const again =
        facts?.nextTrySeconds === undefined ? "" : ` (again in ${Math.ceil(facts.nextTrySeconds)} s)`;
    return [
        key,
        state,
        String(generation),
        String(conferences),
        String(participants),
        failure === undefined ? "" : `${failure.kind}: ${failure.reason}${again}`,
    ];
}

function warnings({ warnings: sentences }: AgentStatus): string[] {
    return sentences.length === 0
        ? []
        : ["", "Look at this:", ...sentences.map((text) => `  ${printable(text)}`)];
}

/** `2026-11-21 15:04:05 UTC` */
export function moment(iso: string): string {
    return iso.replace("T", " ").replace(/(\.\d+)?Z$/, " UTC");
}
