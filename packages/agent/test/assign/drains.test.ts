import assert from "node:assert/strict";
import fc from "fast-check";

import { assign } from "../../src/assign/assign";
import { DEFAULT_POLICY } from "../../src/assign/input";
import { type BridgeStatus, BridgeState, type DrainReason } from "../../src/board/documents";
import { assignmentOf, groupOf, ids, inputOf, member, seen, statusOf } from "./pools";

const decide = (...args: Parameters<typeof inputOf>) => assign(inputOf(...args));

const drained = (reason: "surplus" | "replacement", ...bridges: readonly string[]) =>
    Object.fromEntries(bridges.map((bridge) => [bridge, reason]));
const draining = (bridge: string, reason: DrainReason, over: Partial<BridgeStatus> = {}): BridgeStatus =>
    statusOf(bridge, { state: BridgeState.Draining, reason, ...over });

describe("which bridges are surplus", () => {
    it("are as many as the group has too many, emptiest first, and as many as are wanted stay", () => {
        const anyLoads = fc.array(fc.record({ participants: fc.nat(4), conferences: fc.nat(3) }), {
            maxLength: 8,
        });
        fc.assert(
            fc.property(anyLoads, fc.nat(10), fc.nat(3), (loads, desired, min) => {
                const statuses = ids(loads.length).map((id, index) => statusOf(id, loads[index]));
                const group = groupOf(ids(loads.length), { desired, min });
                const going = Object.keys(decide(statuses, { group }).drains);
                assert.equal(going.length, Math.max(0, loads.length - Math.max(desired, min, 1)));
                const figure = ({ participants, conferences, bridge }: BridgeStatus): string =>
                    `${participants} ${conferences} ${bridge}`;
                const order = statuses
                    .map(figure)
                    .sort()
                    .map((one) => one.split(" ")[2]!);
                assert.deepEqual(going.sort(), order.slice(0, going.length).sort());
            }),
        );
    });

    it("go on draining when others have become emptier, but not when one can go at once, and are let back when they are wanted again", () => {
        const statuses = [
            draining("i-1", "surplus", { participants: 9 }),
            draining("i-2", "surplus", { participants: 3 }),
            statusOf("i-3", { participants: 1 }),
            statusOf("i-4", { participants: 2 }),
            statusOf("i-5", { conferences: 1 }),
        ];
        const previous = assignmentOf({ drains: drained("surplus", "i-1", "i-2") });
        const group = (desired: number) => groupOf(["i-1", "i-2", "i-3", "i-4", "i-5"], { desired });
        assert.deepEqual(
            decide(statuses, { previous, group: group(3) }).drains,
            drained("surplus", "i-2", "i-1"),
        );
        assert.deepEqual(decide(statuses, { previous, group: group(4) }).drains, drained("surplus", "i-2"));
        assert.deepEqual(decide(statuses, { previous, group: group(5) }).drains, {});
        assert.deepEqual(
            decide(statuses, { previous, group: group(2) }).drains,
            drained("surplus", "i-2", "i-1", "i-5"),
        );
        const quiet = statuses.map((one) => (one.bridge === "i-4" ? statusOf("i-4") : one));
        assert.deepEqual(decide(quiet, { previous, group: group(4) }).drains, drained("surplus", "i-4"));
    });

    it("do not count hosts that are outside the group or on their way out", () => {
        const statuses = ids(4).map((id) => statusOf(id));
        const [a, b, c, d] = ids(4) as [string, string, string, string];
        const members = [
            member(a),
            member(b),
            member(c, { inService: false, retained: true }),
            member(d, { inService: false }),
        ];
        assert.deepEqual(decide(statuses, { group: groupOf([], { desired: 2, members }) }).drains, {});
        const leaving = [...statuses.slice(0, 3), draining(d, "cloud")];
        const lagging = groupOf(ids(4), { desired: 3 });
        assert.deepEqual(decide(leaving, { group: lagging }).drains, drained("surplus", d));
    });

    it("leave as many of those that work as are wanted, however many others do not", () => {
        const statuses = [
            statusOf("i-1"),
            statusOf("i-2"),
            statusOf("i-3", { healthy: false, participants: 5 }),
        ];
        const all = [
            ...statuses.map((status) => seen(status)),
            seen(statusOf("i-4"), { unchangedSeconds: 999 }),
        ];
        const group = groupOf(["i-1", "i-2", "i-3", "i-4"], { desired: 2 });
        const { drains } = assign({ ...inputOf(statuses, { group }), bridges: all });
        assert.deepEqual(drains, drained("surplus", "i-3"));
    });

    it("are none of the last, unless the group is being taken down", () => {
        const statuses = [statusOf("i-1")];
        assert.deepEqual(decide(statuses, { group: groupOf(["i-1"], { min: 0, desired: 0 }) }).drains, {});
        assert.deepEqual(
            decide(statuses, { group: groupOf(["i-1"], { min: 0, desired: 0, max: 0 }) }).drains,
            drained("surplus", "i-1"),
        );
    });

    it("stay what they are while the group is not known", () => {
        const statuses = ["i-1", "i-2", "i-3"].map((id) => statusOf(id));
        const drains = {
            ...drained("surplus", "i-1"),
            ...drained("replacement", "i-2"),
            ...drained("surplus", "i-gone"),
        };
        const { drains: after } = decide(statuses, { previous: assignmentOf({ drains }), group: undefined });
        assert.deepEqual(after, { ...drained("surplus", "i-1"), ...drained("replacement", "i-2") });
    });
});

describe("which bridges are replaced", () => {
    const pool = (size: number, change: (index: number) => Partial<BridgeStatus>): BridgeStatus[] =>
        Array.from({ length: size }, (_, index) =>
            statusOf(`i-${String(index).padStart(2, "0")}`, change(index)),
        );

    it("are those with ghosts, those that have long been unhealthy, and old lanes, in this order and a few at once", () => {
        const statuses = pool(10, (index) => {
            if (index < 2) return { lane: "1.9" };
            if (index === 2) return { lane: "1.10", healthy: false };
            return { lane: "1.10", ...(index === 3 && { ghosts: 1, participants: 7 }) };
        });
        const bridges = statuses.map((status) =>
            seen(status, { unhealthySeconds: status.healthy ? 0 : 600 }),
        );
        const at = (replacementFraction: number) =>
            Object.keys(
                assign({ ...inputOf(statuses), bridges, policy: { ...DEFAULT_POLICY, replacementFraction } })
                    .drains,
            );
        assert.deepEqual(at(0.01), ["i-03"]);
        assert.deepEqual(at(0.2), ["i-03", "i-02"]);
        assert.deepEqual(at(0.25), ["i-03", "i-02", "i-00"]);
        assert.deepEqual(at(1), ["i-03", "i-02", "i-00", "i-01"]);
    });

    it("are never more than the policy's fraction, counting those whose successor is not there yet", () => {
        const anyPool = fc.record({
            size: fc.integer({ min: 1, max: 30 }),
            replacementFraction: fc.double({ min: 0.01, max: 1, noNaN: true }),
            broken: fc.nat(30),
            booting: fc.nat(5),
        });
        fc.assert(
            fc.property(anyPool, ({ size, replacementFraction, broken, booting }) => {
                const statuses = pool(size, (index) => {
                    if (index < broken) return { ghosts: 2 };
                    return index < broken + booting ? { state: BridgeState.Starting, healthy: false } : {};
                });
                const policy = { ...DEFAULT_POLICY, replacementFraction };
                const { drains } = decide(statuses, { policy });
                const limit = Math.max(1, Math.ceil(replacementFraction * size - 1e-9));
                const away = statuses.filter(({ state }) => state === BridgeState.Starting).length;
                const count = Object.keys(drains).length;
                assert.equal(count, Math.min(broken, size, Math.max(0, limit - away)));
            }),
        );
    });

    it("go on being replaced, and are let back when nothing is wrong with them any more", () => {
        const previous = assignmentOf({ drains: drained("replacement", "i-01") });
        const sick = pool(5, (index) => (index < 2 ? { ghosts: 1 } : {}));
        assert.deepEqual(decide(sick, { previous }).drains, drained("replacement", "i-01"));
        assert.deepEqual(
            decide(
                pool(5, () => ({})),
                { previous },
            ).drains,
            {},
        );
    });

    it("are surplus rather than replaced when the pool is too big anyway", () => {
        const statuses = pool(4, (index) => ({
            participants: 1,
            ...(index === 3 && { ghosts: 1, participants: 9 }),
        }));
        const group = groupOf(
            statuses.map(({ bridge }) => bridge),
            { desired: 3 },
        );
        assert.deepEqual(decide(statuses, { group }).drains, drained("surplus", "i-03"));
    });

    it("of an old lane wait until the new one can serve by itself", () => {
        const lanes = (old: number, young: number) =>
            pool(old + young, (index) => ({ lane: index < old ? "1.9" : "1.10" }));
        assert.deepEqual(decide(lanes(5, 1)).drains, {});
        assert.deepEqual(Object.keys(decide(lanes(5, 2)).drains), ["i-00", "i-01"]);
        assert.deepEqual(Object.keys(decide(lanes(1, 1)).drains), ["i-00"]);
        const broken = lanes(5, 3).map((one) => (one.lane === "1.10" ? { ...one, healthy: false } : one));
        assert.deepEqual(decide(broken).drains, {});
    });

    it("move to the lane that came last, also when it is the older version", () => {
        const all = pool(4, (index) => ({ lane: index < 2 ? "2.0" : "1.0" }));
        const first = decide(all.slice(0, 2));
        assert.equal(first.lane, "2.0");
        const back = decide(all, { previous: assignmentOf(first) });
        assert.equal(back.lane, "1.0");
        assert.deepEqual(Object.keys(back.drains), ["i-00"]);
        // The bridge that was there before is no newcomer, whoever leads.
        assert.equal(decide(all, { previous: assignmentOf(back) }).lane, "1.0");
        const forward = decide(all.slice(0, 2), { previous: assignmentOf(back) });
        assert.equal(forward.lane, "2.0");
    });

    it("are not chosen by a status of a bridge long gone", () => {
        const statuses = pool(3, () => ({ lane: "2.0" }));
        const previous = assignmentOf(decide(statuses));
        const ghost = seen(statusOf("i-old", { lane: "1.0", ghosts: 3 }), { seenToChange: false });
        const bridges = [...statuses.map((status) => seen(status)), ghost];
        for (const group of [groupOf(statuses.map(({ bridge }) => bridge)), undefined]) {
            const decision = assign({ ...inputOf(statuses, { previous }), bridges, group });
            assert.equal(decision.lane, "2.0");
            assert.deepEqual(decision.drains, {});
        }
    });
});
