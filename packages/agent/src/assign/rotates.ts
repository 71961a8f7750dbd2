import { type RosterEntry, type RosterMarker } from "@bridgepool/core/shared";

import { type Assignment, BridgeState, MembershipState, revisionOf } from "../board/documents";
import type { AssignInput } from "./input";
import { conferencesOf, isPresent, type PoolBridge, sortedBy } from "./pool";

/**
 * Whose turn it is, for each Meet, to leave with the old revision of its invitation and to join with the new: one
 * bridge at a time, until it has.
 */
export function rotatesOf(
    pool: readonly PoolBridge[],
    live: readonly PoolBridge[],
    serves: Assignment["serves"],
    roster: RosterMarker,
    { previous, rotatingSeconds, policy }: Pick<AssignInput, "previous" | "rotatingSeconds" | "policy">,
): Assignment["rotates"] {
    const turns = roster.entries.flatMap((entry): [string, string][] => {
        const serving = new Set(serves[entry.key]);
        const holder = pool.find(({ bridge }) => bridge === previous?.rotates[entry.key]);
        const isRotating = holder !== undefined && serving.has(holder.bridge) && goesOn(holder, live, entry);
        const isStuck = (rotatingSeconds[entry.key] ?? 0) >= policy.rotationSeconds;
        if (isRotating && !isStuck) return [[entry.key, holder.bridge]];
        const those = live.filter((one) => serving.has(one.bridge));
        const next = nextOf(
            those.filter((one) => one !== holder),
            those,
            entry,
        );
        const turn = next ?? (isRotating ? holder : undefined);
        return turn === undefined ? [] : [[entry.key, turn.bridge]];
    });
    return Object.fromEntries(turns);
}

/** Whether a bridge that has its turn still needs it. One that restarts meanwhile does; one that drains and goes does not. */
function goesOn(holder: PoolBridge, live: readonly PoolBridge[], entry: RosterEntry): boolean {
    const restarts = holder.isFresh && holder.status?.state === BridgeState.Starting;
    return (live.includes(holder) || restarts) && !hasRotated(holder, entry);
}

/**
 * Of the bridges with an old revision, the one with the fewest conferences of this Meet, and those last that fail. It
 * is away for a while: unless it is quiet, half of the bridges that serve this Meet have to be there meanwhile. So the
 * only bridge of a Meet waits for a quiet moment, and a revision that keeps bridges out does not take one after another.
 */
function nextOf(
    candidates: readonly PoolBridge[],
    serving: readonly PoolBridge[],
    entry: RosterEntry,
): PoolBridge | undefined {
    const { key } = entry;
    const present = serving.filter((one) => isPresent(one, key)).length;
    const mayLeave = (one: PoolBridge): boolean =>
        conferencesOf(one, key) === 0 || (present - 1) * 2 >= serving.length;
    const [next] = sortedBy(
        candidates.filter((one) => isPresent(one, key) && !isUpToDate(one, entry) && mayLeave(one)),
        (one) => [
            one.status?.memberships[key]?.failure === undefined ? 0 : 1,
            conferencesOf(one, key),
            one.bridge,
        ],
    );
    return next;
}

function hasRotated(one: PoolBridge, entry: RosterEntry): boolean {
    return one.status?.memberships[entry.key]?.state === MembershipState.Joined && isUpToDate(one, entry);
}

function isUpToDate({ status }: PoolBridge, entry: RosterEntry): boolean {
    return status?.memberships[entry.key]?.revision === revisionOf(entry);
}
