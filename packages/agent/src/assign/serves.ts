import { type RosterEntry, type RosterMarker } from "@bridgepool/core/shared";
import { createHash } from "node:crypto";

import { type Assignment, MembershipState, revisionOf } from "../board/documents";
import type { Lanes } from "./lanes";
import { conferencesOf, isPresent, type PoolBridge, sortedBy } from "./pool";

/** The fewest bridges that serve a Meet, where there are as many: one may go at any time. */
const FEWEST_BRIDGES = 2;

/** How many of so many live bridges a share takes. */
export function bridgesWanted(share: number, live: number): number {
    // 0.07 × 100 is a little more than 7 in floating point.
    return Math.min(live, Math.max(FEWEST_BRIDGES, Math.ceil(share * live - 1e-9)));
}

/**
 * Which bridges serve which Meet. Who serves it goes on serving it; of more than its share wants, those with the fewest
 * of its conferences go, but not before all that stay have joined. New ones are those with the fewest memberships.
 *
 * Bridges that are not live (they drain, or are not well at the moment) keep what they have until they are gone, and do
 * not count. Bridges of different lanes never share a conference, so each lane serves every Meet by itself.
 */
export function servesOf(
    pool: readonly PoolBridge[],
    live: readonly PoolBridge[],
    { lanes }: Lanes,
    roster: RosterMarker,
    previous: Assignment | undefined,
): Assignment["serves"] {
    const present = new Map(roster.entries.map(({ key }) => [key, servedUntilNow(pool, key, previous)]));
    const load = new Map(pool.map(({ bridge }) => [bridge, 0]));
    const add = (bridge: string): unknown => load.set(bridge, (load.get(bridge) ?? 0) + 1);
    present.forEach((bridges) => bridges.forEach(({ bridge }) => add(bridge)));

    const isLive = new Set(live);
    const byLane = new Map<string, PoolBridge[]>();
    for (const one of live) {
        const lane = lanes[one.bridge] ?? "";
        byLane.set(lane, [...(byLane.get(lane) ?? []), one]);
    }
    const serves = roster.entries.map((entry): [string, string[]] => {
        const now = present.get(entry.key) ?? [];
        const idle = now.filter((one) => !isLive.has(one)).map(({ bridge }) => bridge);
        const chosen = [...byLane.values()].flatMap((lane) => {
            const { stay, come } = choose(entry, lane, new Set(now), load);
            come.forEach(add);
            return [...stay, ...come];
        });
        return [entry.key, [...idle, ...chosen].sort()];
    });
    return Object.fromEntries(serves);
}

/** Who served a Meet so far. Without an assignment that says so, those that have been told to join it. */
function servedUntilNow(
    pool: readonly PoolBridge[],
    key: string,
    previous: Assignment | undefined,
): readonly PoolBridge[] {
    const served = previous?.serves[key];
    if (served === undefined) return pool.filter(({ status }) => status?.memberships[key] !== undefined);
    const known = new Set(served);
    return pool.filter(({ bridge }) => known.has(bridge));
}

/** The bridges of one lane for one Meet: of those that serve it who stays, and who comes. */
function choose(
    entry: RosterEntry,
    lane: readonly PoolBridge[],
    now: ReadonlySet<PoolBridge>,
    load: ReadonlyMap<string, number>,
): { stay: readonly string[]; come: readonly string[] } {
    const { key, share } = entry;
    const wanted = bridgesWanted(share, lane.length);
    const serving = lane.filter((one) => now.has(one));
    if (serving.length > wanted) {
        const ranked = sortedBy(serving, (one) => [
            -conferencesOf(one, key),
            hasJoined(one, entry) ? 0 : 1,
            isPresent(one, key) ? 0 : 1,
            ...rendezvous(key, one.bridge),
        ]);
        const kept = ranked.slice(0, wanted);
        const mayGo = kept.every((one) => hasJoined(one, entry));
        return { stay: names(mayGo ? kept : serving), come: [] };
    }
    const missing = wanted - serving.length;
    if (missing === 0) return { stay: names(serving), come: [] };
    const others = lane.filter((one) => !now.has(one));
    if (missing === others.length) return { stay: names(serving), come: names(others) };
    const ranked = sortedBy(others, ({ bridge }) => [load.get(bridge) ?? 0, ...rendezvous(key, bridge)]);
    return { stay: names(serving), come: names(ranked.slice(0, missing)) };
}

/** Whether a bridge is in the Meet's brewery with what the roster says now. */
function hasJoined({ status }: PoolBridge, entry: RosterEntry): boolean {
    const membership = status?.memberships[entry.key];
    return membership?.state === MembershipState.Joined && membership.revision === revisionOf(entry);
}

/**
 * Rendezvous hashing: an order of the bridges that is each Meet's own, and the same whoever asks. The highest hash comes
 * first, as it does where a bridge decides by itself (`join/desired.ts`).
 */
function rendezvous(key: string, bridge: string): [number, string] {
    const hash = createHash("sha256").update(`${key}\n${bridge}`).digest();
    return [-hash.readUIntBE(0, 6), bridge];
}

function names(bridges: readonly PoolBridge[]): readonly string[] {
    return bridges.map(({ bridge }) => bridge);
}
