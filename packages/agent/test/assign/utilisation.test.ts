import assert from "node:assert/strict";
import fc from "fast-check";

import { assign } from "../../src/assign/assign";
import { BridgeState, MembershipState } from "../../src/board/documents";
import { entry, groupOf, inputOf, joined, rosterOf, seen, statusOf } from "./pools";

const meet = entry("shared");
const other = entry("other");
const roster = rosterOf(other, meet);
const busy = (bridge: string, stress: number) =>
    statusOf(bridge, { stress, memberships: { shared: joined(meet) } });
const of = (...args: Parameters<typeof inputOf>) =>
    assign(inputOf(args[0], { roster, ...args[1] })).utilisation;

describe("the pool's utilisation", () => {
    it("is that of the Meet whose bridges are the busiest, of those that have joined it", () => {
        const both = statusOf("i-3", {
            stress: 0.9,
            memberships: { other: joined(other), shared: joined(meet) },
        });
        const joining = statusOf("i-4", {
            stress: 0,
            memberships: { other: joined(other, { state: MembershipState.Joining }) },
        });
        assert.equal(of([busy("i-1", 0.2), busy("i-2", 0.4), both, joining]), 0.9);
        assert.ok(Math.abs(of([busy("i-1", 0.2), busy("i-2", 0.4)])! - 0.3) < 1e-9);
    });

    it("counts no bridge that drains, is unhealthy or out of service, or that is about to be drained", () => {
        const one = busy("i-1", 0.2);
        for (const over of [
            { state: BridgeState.Draining, reason: "operator" as const },
            { healthy: false },
            { ghosts: 1 },
        ]) {
            assert.equal(of([one, { ...busy("i-2", 0.8), ...over }]), 0.2, JSON.stringify(over));
        }
        assert.equal(
            of([one, busy("i-2", 0.8)], { group: groupOf(["i-1"], { desired: 1 }) }),
            0.5,
            "fresh, so it is there",
        );
    });

    it("is unknown where nothing serves, where the group is unknown, and where most of it was never heard", () => {
        assert.equal(of([]), undefined);
        assert.equal(of([statusOf("i-1")]), undefined);
        assert.equal(of([busy("i-1", 0.1)], { group: undefined }), undefined);
        assert.equal(of([busy("i-1", 0.1)], { group: groupOf(["i-1", "i-2"]) }), 0.1);
        assert.equal(of([busy("i-1", 0.1)], { group: groupOf(["i-1", "i-2", "i-3"]) }), undefined);
    });

    it("is never lowered by a bridge that falls silent", () => {
        const anyStress = fc.double({ min: 0, max: 1.5, noNaN: true });
        fc.assert(
            fc.property(fc.array(anyStress, { minLength: 2, maxLength: 8 }), fc.nat(), (stresses, which) => {
                const statuses = stresses.map((stress, index) => busy(`i-${index}`, stress));
                const quiet = which % statuses.length;
                const bridges = statuses.map((status, index) =>
                    seen(status, { unchangedSeconds: index === quiet ? 400 : 0 }),
                );
                const after = of(statuses, { bridges });
                assert.ok(after !== undefined && after >= of(statuses)! - 1e-9);
            }),
        );
    });

    it("is unknown when all have fallen silent", () => {
        const statuses = [busy("i-1", 0.1), busy("i-2", 0.1)];
        const bridges = statuses.map((status) => seen(status, { unchangedSeconds: 400 }));
        assert.equal(of(statuses, { bridges }), undefined);
    });
});
