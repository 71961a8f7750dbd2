import type { RosterEntry } from "@bridgepool/core/shared";
import fc from "fast-check";

import { type AssignInput, DEFAULT_POLICY, type SeenBridge } from "../../src/assign/input";
import {
    type Assignment,
    type BridgeStatus,
    BridgeState,
    DrainReason,
    type FollowedRoster,
    MembershipState,
    type MembershipStatus,
    revisionOf,
} from "../../src/board/documents";
import type { GroupMember, GroupView } from "../../src/ports/cloud";

export function entry(key: string, share = 1, generation = 1): RosterEntry {
    return {
        key,
        secret: `bridgepool/france/roster/${key}`,
        secretVersion: String(generation),
        share,
        generation,
        host: `xmpp.${key}.example`,
        port: 6222,
        domain: `auth.${key}.example`,
        digest: "d".repeat(64),
    };
}

export function rosterOf(...entries: RosterEntry[]): FollowedRoster {
    return { marker: { version: 1, pool: "france", entries }, digest: "r".repeat(64) };
}

/** Joined with what the entry says, and quiet. */
export function joined(of: RosterEntry, over: Partial<MembershipStatus> = {}): MembershipStatus {
    const { generation } = of;
    const state = MembershipState.Joined;
    return { state, revision: revisionOf(of), generation, conferences: 0, participants: 0, ...over };
}

export function statusOf(bridge: string, over: Partial<BridgeStatus> = {}): BridgeStatus {
    return {
        version: 1,
        bridge,
        sequence: 1,
        at: "2026-11-21T12:00:00.000Z",
        lane: "2.3.307-france",
        state: BridgeState.Serving,
        healthy: true,
        inService: true,
        stress: 0.1,
        conferences: 0,
        participants: 0,
        isProtected: true,
        ghosts: 0,
        roster: "r".repeat(64),
        memberships: {},
        ...over,
    };
}

export function seen(status: BridgeStatus, over: Partial<SeenBridge> = {}): SeenBridge {
    const { bridge } = status;
    return { bridge, status, unchangedSeconds: 10, seenToChange: true, unhealthySeconds: 0, ...over };
}

export function member(id: string, over: Partial<GroupMember> = {}): GroupMember {
    return { id, inService: true, retained: false, isProtected: true, ...over };
}

/** A group of these hosts, which wants all of them. */
export function groupOf(ids: readonly string[], over: Partial<GroupView> = {}): GroupView {
    return { min: 1, max: 200, desired: ids.length, members: ids.map((id) => member(id)), ...over };
}

export function assignmentOf(over: Partial<Assignment> = {}): Assignment {
    const head = { version: 1, leader: "i-00", term: 1, at: "", roster: "r".repeat(64) };
    return { ...head, serves: {}, rotates: {}, drains: {}, lane: "", lanes: {}, ...over };
}

/** Everything in order: fresh statuses, all in service, nothing assigned yet. */
export function inputOf(statuses: readonly BridgeStatus[], over: Partial<AssignInput> = {}): AssignInput {
    return {
        bridges: statuses.map((status) => seen(status)),
        roster: rosterOf(),
        group: groupOf(statuses.map(({ bridge }) => bridge)),
        rotatingSeconds: {},
        policy: DEFAULT_POLICY,
        ...over,
    };
}

/** Ids as clouds give them: their order is not that in which they came. */
export function ids(count: number, from = 0): readonly string[] {
    return Array.from({ length: count }, (_, index) => {
        const number = from + index;
        return `i-${((number * 37) % 251).toString(16).padStart(2, "0")}${number}`;
    });
}

export const anyShare = fc.oneof(
    fc.constant(1),
    fc.double({ min: 0.01, max: 1, noNaN: true }),
    fc.constantFrom(0.07, 0.1, 0.25, 0.4, 0.5),
);

/** Entries of a roster, in the current generation 2. */
export const anyEntries = fc
    .array(anyShare, { maxLength: 5 })
    .map((shares) => shares.map((share, index) => entry(`meet-${index}`, share, 2)));

function mostly<T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> {
    return fc.oneof(
        { weight: 5, arbitrary: fc.constant(usual) },
        { weight: 1, arbitrary: fc.constantFrom(...others) },
    );
}

function anyMembership(of: RosterEntry): fc.Arbitrary<[string, MembershipStatus] | undefined> {
    const states = Object.values(MembershipState);
    return fc.option(
        fc
            .record({
                state: mostly<MembershipState>(MembershipState.Joined, ...states),
                conferences: fc.nat(3),
                generation: mostly(of.generation, 1),
            })
            .map(({ state, conferences, generation }): [string, MembershipStatus] => [
                of.key,
                joined({ ...of, generation }, { state, conferences }),
            ]),
        { nil: undefined, freq: 7 },
    );
}

/** Anything that a bridge may say of itself. */
export function anyStatus(bridge: string, entries: readonly RosterEntry[]): fc.Arbitrary<BridgeStatus> {
    return fc
        .record({
            lane: mostly("2.3.307-france", "2.3.310-france", ""),
            state: mostly<BridgeState>(
                BridgeState.Serving,
                BridgeState.Starting,
                BridgeState.Draining,
                BridgeState.Leaving,
            ),
            reason: fc.constantFrom(...Object.values(DrainReason)),
            healthy: mostly(true, false),
            inService: mostly(true, false),
            stress: fc.double({ min: 0, max: 1.5, noNaN: true }),
            conferences: fc.nat(5),
            participants: fc.nat(9),
            ghosts: mostly(0, 1),
            memberships: fc
                .tuple(...entries.map(anyMembership))
                .map((all) => Object.fromEntries(all.filter((one) => one !== undefined))),
        })
        .map(({ reason, ...facts }) => {
            const drains = facts.state === BridgeState.Draining || facts.state === BridgeState.Leaving;
            return statusOf(bridge, { ...facts, ...(drains && { reason }) });
        });
}

function anySeen(status: BridgeStatus): fc.Arbitrary<SeenBridge> {
    return fc
        .record({
            unchangedSeconds: mostly(30, 0, 360, 361, 5000),
            seenToChange: mostly(true, false),
            unhealthySeconds: fc.constantFrom(0, 60, 600, 7200),
            isReadable: mostly(true, false),
        })
        .map(({ isReadable, unhealthySeconds, ...over }) => ({
            ...seen(status, over),
            status: isReadable ? status : undefined,
            unhealthySeconds: status.healthy ? 0 : unhealthySeconds,
        }));
}

/** Anything that a leader may see, without an assignment. */
export const anyInput: fc.Arbitrary<AssignInput> = fc
    .record({ entries: anyEntries, size: fc.nat(9) })
    .chain(({ entries, size }) => {
        const bridges = ids(size);
        const members = fc.tuple(
            ...bridges.map((id) =>
                fc
                    .record({
                        state: mostly("inService", "pending", "retained"),
                        isThere: mostly(true, false),
                    })
                    .map(({ state, isThere }) =>
                        isThere
                            ? [
                                  member(id, {
                                      inService: state === "inService",
                                      retained: state === "retained",
                                  }),
                              ]
                            : [],
                    ),
            ),
        );
        const group = fc
            .record({ min: fc.nat(3), spread: fc.nat(12), desired: fc.nat(12), members })
            .map(({ min, spread, desired, members: all }): GroupView => ({
                min,
                max: min + spread,
                desired,
                members: all.flat(),
            }));
        return fc
            .record({
                bridges: fc
                    .tuple(...bridges.map((bridge) => anyStatus(bridge, entries)))
                    .chain((statuses) => fc.tuple(...statuses.map(anySeen))),
                group: fc.option(group, { nil: undefined, freq: 6 }),
            })
            .map((facts) => ({
                ...facts,
                roster: rosterOf(...entries),
                rotatingSeconds: {},
                policy: DEFAULT_POLICY,
            }));
    });
