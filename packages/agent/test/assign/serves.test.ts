import assert from "node:assert/strict";
import fc from "fast-check";

import { assign } from "../../src/assign/assign";
import { bridgesWanted } from "../../src/assign/serves";
import { type BridgeStatus, BridgeState, MembershipState } from "../../src/board/documents";
import { parseStatus } from "../../src/board/parse";
import {
    anyEntries,
    anyShare,
    assignmentOf,
    entry,
    groupOf,
    ids,
    inputOf,
    joined,
    rosterOf,
    seen,
    statusOf,
} from "./pools";

/** A pool that has joined whatever it serves, with as many conferences as said. */
function settled(
    bridges: readonly string[],
    serves: Readonly<Record<string, readonly string[]>>,
    entries: readonly ReturnType<typeof entry>[],
    conferences: (bridge: string, key: string) => number = () => 0,
): BridgeStatus[] {
    return bridges.map((bridge) => {
        const own = entries.filter(({ key }) => serves[key]?.includes(bridge));
        const all = own.map(
            (of) => [of.key, joined(of, { conferences: conferences(bridge, of.key) })] as const,
        );
        return statusOf(bridge, { memberships: Object.fromEntries(all) });
    });
}

const decide = (...args: Parameters<typeof inputOf>) => assign(inputOf(...args));

describe("which bridges serve which Meet", () => {
    it("takes as many as the share says, two at least where there are two, and no more than there are", () => {
        const table: [number, number, number][] = [
            [1, 0, 0],
            [1, 1, 1],
            [1, 7, 7],
            [0.4, 1, 1],
            [0.4, 2, 2],
            [0.4, 5, 2],
            [0.4, 6, 3],
            [0.07, 100, 7],
            [0.1, 30, 3],
            [0.001, 100, 2],
        ];
        for (const [share, live, wanted] of table) {
            assert.equal(bridgesWanted(share, live), wanted, `${share} of ${live}`);
        }
    });

    it("gives every Meet its share of an empty board, spread evenly and in order", () => {
        fc.assert(
            fc.property(anyEntries, fc.nat(12), (entries, size) => {
                const bridges = ids(size);
                const { serves } = decide(
                    bridges.map((bridge) => statusOf(bridge)),
                    { roster: rosterOf(...entries) },
                );
                assert.deepEqual(
                    Object.keys(serves),
                    entries.map(({ key }) => key),
                );
                for (const { key, share } of entries) {
                    const chosen = serves[key] ?? [];
                    assert.equal(chosen.length, bridgesWanted(share, size));
                    assert.deepEqual(chosen, [...new Set(chosen)].sort());
                }
                const load = bridges.map(
                    (bridge) => entries.filter(({ key }) => serves[key]?.includes(bridge)).length,
                );
                assert.ok(Math.max(0, ...load) - Math.min(...load, Infinity) <= 1, `loads ${load.join(" ")}`);
            }),
        );
    });

    it("moves nothing that arithmetic does not force when the pool grows or shrinks by one", () => {
        fc.assert(
            fc.property(anyEntries, fc.integer({ min: 1, max: 14 }), fc.nat(), (entries, size, which) => {
                const all = ids(size + 1);
                const [few, gone] = [
                    all.filter((_, index) => index !== which % all.length),
                    all[which % all.length]!,
                ];
                const roster = rosterOf(...entries);
                const grow = (from: readonly string[], to: readonly string[]): void => {
                    const first = decide(
                        from.map((one) => statusOf(one)),
                        { roster },
                    );
                    const previous = assignmentOf(first);
                    const statuses = settled(to, first.serves, entries);
                    const { serves } = decide(statuses, { roster, previous });
                    for (const { key, share } of entries) {
                        const [before, after] = [first.serves[key]!, serves[key]!];
                        const kept = before.filter((bridge) => to.includes(bridge));
                        const wanted = bridgesWanted(share, to.length);
                        const come = after.filter((bridge) => !before.includes(bridge)).length;
                        const left = kept.filter((bridge) => !after.includes(bridge)).length;
                        assert.equal(come, Math.max(0, wanted - kept.length), `come to ${key}`);
                        // Who leaves leaves only once nobody has to come.
                        assert.equal(left, Math.max(0, kept.length - wanted), `left ${key}`);
                        assert.equal(after.includes(gone), after.includes(gone) && to.includes(gone));
                    }
                };
                grow(few, all);
                grow(all, few);
            }),
        );
    });

    it("takes a bridge away only after all that stay have joined with what the roster says", () => {
        const meet = entry("shared", 0.4, 2);
        const bridges = ["i-1", "i-2", "i-3", "i-4", "i-5"];
        const roster = rosterOf(meet);
        const previous = assignmentOf({ serves: { shared: ["i-1", "i-2", "i-3"] } });
        const conferences: Record<string, number> = { "i-1": 4, "i-2": 1, "i-3": 2 };
        const settledPool = settled(bridges, previous.serves, [meet], (bridge) => conferences[bridge] ?? 0);
        assert.deepEqual(decide(settledPool, { roster, previous }).serves["shared"], ["i-1", "i-3"]);
        for (const unready of [
            { state: MembershipState.Joining },
            { state: MembershipState.Failed },
            { state: MembershipState.Draining },
            { revision: "1-dddddddddddddddd", generation: 1 },
        ]) {
            const statuses = settledPool.map((status) =>
                status.bridge === "i-3"
                    ? { ...status, memberships: { shared: joined(meet, { conferences: 2, ...unready }) } }
                    : status,
            );
            assert.deepEqual(
                decide(statuses, { roster, previous }).serves["shared"],
                ["i-1", "i-2", "i-3"],
                JSON.stringify(unready),
            );
        }
    });

    it("gives what comes to those with the fewest memberships", () => {
        const entries = [entry("a"), entry("b", 0.5), entry("c", 0.5), entry("d", 0.5)];
        const bridges = ["i-1", "i-2", "i-3", "i-4"];
        const serves = { a: bridges, b: ["i-1", "i-2"], c: ["i-1", "i-2"] };
        const statuses = settled(bridges, serves, entries);
        const decision = decide(statuses, {
            roster: rosterOf(...entries),
            previous: assignmentOf({ serves }),
        });
        assert.deepEqual(decision.serves["d"], ["i-3", "i-4"]);
    });

    it("leaves a bridge that is not live what it has, without counting it, until it is gone", () => {
        const meet = entry("shared", 0.4);
        const bridges = ["i-1", "i-2", "i-3", "i-4"];
        const previous = assignmentOf({ serves: { shared: ["i-1", "i-2"] } });
        const roster = rosterOf(meet);
        const pool = settled(bridges, previous.serves, [meet]);
        const changed = (over: Partial<BridgeStatus>) =>
            pool.map((one) => (one.bridge === "i-1" ? { ...one, ...over } : one));
        const others = ["i-2", "i-3", "i-4"];
        for (const over of [
            { state: BridgeState.Draining, reason: "operator" as const },
            { state: BridgeState.Leaving, reason: "cloud" as const },
            { state: BridgeState.Starting, healthy: false },
            { healthy: false },
        ]) {
            const served = decide(changed(over), { roster, previous }).serves["shared"] ?? [];
            assert.equal(served.length, 3, JSON.stringify(over));
            assert.ok(served.includes("i-1") && served.includes("i-2"));
            assert.deepEqual(
                decide(changed(over), { roster, previous, group: groupOf(others) }).serves[
                    "shared"
                ]?.includes("i-1"),
                true,
                "its status is fresh, so it is not gone",
            );
        }
        const silent = pool.map((one) => seen(one, one.bridge === "i-1" ? { unchangedSeconds: 361 } : {}));
        const stale = assign({ ...inputOf(pool, { roster, previous }), bridges: silent });
        assert.equal(stale.serves["shared"]?.length, 3);
        const gone = assign({
            ...inputOf(pool, { roster, previous, group: groupOf(others) }),
            bridges: silent,
        });
        const left = gone.serves["shared"] ?? [];
        assert.equal(left.length, 2);
        assert.ok(!left.includes("i-1"));
    });

    it("does not believe a status that it has never seen change, unless the group knows the bridge", () => {
        const meet = entry("shared");
        const old = Array.from({ length: 30 }, (_, index) =>
            statusOf(`i-old-${index}`, { memberships: { shared: joined(meet) } }),
        );
        const now = [statusOf("i-1"), statusOf("i-2")];
        const roster = rosterOf(meet);
        const bridges = [...old, ...now].map((status) => seen(status, { seenToChange: false }));
        const known = assign(inputOf([], { roster, bridges, group: groupOf(["i-1", "i-2"]) }));
        assert.deepEqual(known.serves["shared"], ["i-1", "i-2"]);
        const previous = assignmentOf({ serves: { shared: ["i-1", "i-2"] } });
        const blind = assign(inputOf([], { roster, bridges, previous, group: undefined }));
        assert.deepEqual(blind.serves["shared"], ["i-1", "i-2"]);
        assert.equal(blind.utilisation, undefined);
    });

    it("takes over who serves what from the bridges themselves where no assignment says it", () => {
        const meet = entry("shared", 0.4);
        const bridges = ids(5);
        const [, x, , y] = bridges;
        const statuses = settled(bridges, { shared: [x!, y!] }, [meet]);
        assert.deepEqual(decide(statuses, { roster: rosterOf(meet) }).serves["shared"], [x!, y!].sort());
    });

    it("has each lane serve every Meet by itself", () => {
        fc.assert(
            fc.property(
                anyShare,
                fc.integer({ min: 1, max: 6 }),
                fc.integer({ min: 1, max: 6 }),
                (share, many, few) => {
                    const meet = entry("shared", share);
                    const bridges = ids(many + few);
                    const statuses = bridges.map((bridge, index) =>
                        statusOf(bridge, { lane: index < many ? "1.9" : "1.10" }),
                    );
                    // Without the group nobody is drained.
                    const { serves } = decide(statuses, { roster: rosterOf(meet), group: undefined });
                    const old = serves["shared"]?.filter((bridge) => bridges.indexOf(bridge) < many).length;
                    assert.equal(old, bridgesWanted(share, many));
                    assert.equal((serves["shared"]?.length ?? 0) - old, bridgesWanted(share, few));
                },
            ),
        );
    });

    it("survives keys that are names of JavaScript's own", () => {
        const meet = entry("constructor", 0.4);
        const read = ids(5).map((id) => parseStatus(JSON.stringify(statusOf(id))).value!);
        const { serves } = decide(read, { roster: rosterOf(meet) });
        assert.equal(serves["constructor"]?.length, 2);
    });
});
