import { createHash } from "node:crypto";

import type { Assignment } from "../board/documents";
import type { Roster } from "../roster/roster";
import type { Wanted } from "./membership";

/**
 * What this bridge should serve. The assignment decides; where it says nothing yet, each bridge decides alike without
 * waiting for the leader, so that an organisation joins within seconds of an `up`:
 * - a Meet that the whole pool serves is every bridge's, also one's that the leader does not know yet;
 * - of a Meet that the assignment does not know yet, the bridges with the highest hash of both names.
 */
export function desired(
    bridge: string,
    roster: Roster,
    assignment: Assignment | undefined,
): ReadonlyMap<string, Wanted> {
    const known = bridgesOf(assignment);
    const wanted = new Map<string, Wanted>();
    for (const { entry, invitation, revision } of roster.entries) {
        if (invitation === undefined || revision === undefined) continue;
        const listed = own(assignment?.serves, entry.key);
        const serves =
            listed?.includes(bridge) === true ||
            (entry.share === 1 && (listed === undefined || !known.has(bridge))) ||
            (listed === undefined && isChosen(bridge, known, entry));
        if (!serves) continue;
        wanted.set(entry.key, {
            invitation,
            revision,
            mayRotate: own(assignment?.rotates, entry.key) === bridge,
            isAlone: listed?.every((one) => one === bridge) ?? false,
        });
    }
    return wanted;
}

/** A user may call a membership `constructor`, which every object has. */
function own<Value>(record: Readonly<Record<string, Value>> | undefined, key: string): Value | undefined {
    return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}

function bridgesOf(assignment: Assignment | undefined): ReadonlySet<string> {
    return new Set(assignment ? Object.values(assignment.serves).flat() : []);
}

/** Whether a bridge is among the `max(2, ceil(share × bridges))` that a share takes, by rendezvous hashing. */
function isChosen(
    bridge: string,
    known: ReadonlySet<string>,
    { key, share }: { readonly key: string; readonly share: number },
): boolean {
    // Before the first assignment nobody knows the others: rather one too many than none.
    if (known.size === 0) return true;
    if (!known.has(bridge)) return false;
    const wanted = Math.max(2, Math.ceil(share * known.size));
    const rank = [...known].sort((a, b) => weight(key, b).localeCompare(weight(key, a)));
    return rank.indexOf(bridge) < wanted;
}

function weight(key: string, bridge: string): string {
    return createHash("sha256").update(`${key}\n${bridge}`).digest("hex");
}
