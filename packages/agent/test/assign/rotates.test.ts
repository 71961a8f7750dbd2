import assert from "node:assert/strict";
import fc from "fast-check";

import { assign } from "../../src/assign/assign";
import { type BridgeStatus, BridgeState, FailureKind, MembershipState } from "../../src/board/documents";
import { assignmentOf, entry, groupOf, inputOf, joined, rosterOf, seen, statusOf } from "./pools";

const before = entry("shared", 1, 1);
const now = entry("shared", 1, 2);
const roster = rosterOf(now);

/** Bridges i-1, i-2…: each joined with the old revision, or with what is said. */
function pool(...memberships: (Parameters<typeof joined>[1] | "new")[]): BridgeStatus[] {
    return memberships.map((said, index) =>
        statusOf(`i-${index + 1}`, {
            memberships: { shared: said === "new" ? joined(now) : joined(before, said) },
        }),
    );
}

const turn = (statuses: BridgeStatus[], over: Parameters<typeof inputOf>[1] = {}): string | undefined =>
    assign(inputOf(statuses, { roster, ...over })).rotates["shared"];
const held = (bridge: string) => ({ previous: assignmentOf({ rotates: { shared: bridge } }) });

describe("whose turn it is to rotate", () => {
    it("is that of the bridge with the fewest conferences of this Meet", () => {
        assert.equal(turn(pool({ conferences: 2 }, { conferences: 1 }, { conferences: 3 })), "i-2");
    });

    it("is nobody's when all have what the roster says, or have to join anyway", () => {
        assert.equal(turn(pool("new", "new")), undefined);
        assert.equal(turn([statusOf("i-1"), statusOf("i-2")]), undefined);
        const failed = { state: MembershipState.Failed };
        assert.equal(turn(pool(failed, "new", "new")), undefined);
    });

    it("goes on until the bridge has joined with the new revision, and then is another's", () => {
        const busy = { conferences: 5 };
        for (const away of [
            {},
            { conferences: 9 },
            { state: MembershipState.Draining },
            { state: MembershipState.Joining, revision: joined(now).revision },
            { state: MembershipState.Failed, revision: joined(now).revision },
        ]) {
            assert.equal(turn(pool(away, {}, busy), held("i-1")), "i-1", JSON.stringify(away));
        }
        assert.equal(turn(pool("new", busy, {}), held("i-1")), "i-3");
        assert.equal(turn(pool("new", "new", "new"), held("i-1")), undefined);
    });

    it("is another's when the bridge is gone, silent, drained or leaving, but not when it restarts", () => {
        const statuses = pool({ conferences: 1 }, { conferences: 2 }, { conferences: 3 });
        const [first, ...rest] = statuses as [BridgeStatus, BridgeStatus, BridgeStatus];
        assert.equal(turn(rest, { ...held("i-1"), group: groupOf(["i-2", "i-3"]) }), "i-2");
        const silent = statuses.map((one) => seen(one, { unchangedSeconds: one === first ? 400 : 0 }));
        assert.equal(turn(statuses, { ...held("i-1"), bridges: silent }), "i-2");
        const leaving = { ...first, state: BridgeState.Leaving };
        assert.equal(turn([leaving, ...rest], held("i-1")), "i-2");
        const drained = { ...first, ghosts: 1 };
        assert.equal(turn([drained, ...rest], held("i-1")), "i-2");
        const shared = joined(now, { state: MembershipState.Probing });
        const restarting = { ...first, state: BridgeState.Starting, healthy: false, memberships: { shared } };
        assert.equal(turn([restarting, ...rest], held("i-1")), "i-1");
    });

    it("is another's when the bridge does not get on with it, those that fail coming last", () => {
        const failure = { kind: FailureKind.Login, reason: "refused" };
        const statuses = pool({ failure }, { conferences: 4 }, { conferences: 3, failure });
        assert.equal(turn(statuses, held("i-1")), "i-1");
        assert.equal(turn(statuses, { ...held("i-1"), rotatingSeconds: { shared: 599 } }), "i-1");
        assert.equal(turn(statuses, { ...held("i-1"), rotatingSeconds: { shared: 600 } }), "i-2");
        assert.equal(turn(pool({}, "new"), { ...held("i-1"), rotatingSeconds: { shared: 600 } }), "i-1");
    });

    it("waits for a quiet moment where the bridge is the only one", () => {
        assert.equal(turn(pool({ conferences: 1 })), undefined);
        assert.equal(turn(pool({ conferences: 0 })), "i-1");
    });

    it("goes to no other bridge while half of the bridges are out, unless it is quiet there", () => {
        const out = { state: MembershipState.Failed, revision: joined(now).revision };
        const stuck = { ...held("i-1"), rotatingSeconds: { shared: 9999 } };
        const busy = { conferences: 1 };
        assert.equal(turn(pool(out, busy, busy, busy), stuck), "i-2");
        assert.equal(turn(pool(out, out, busy, busy), stuck), "i-1");
        assert.equal(turn(pool(out, out, busy, {}), stuck), "i-4");
    });

    it("goes round the whole pool, one bridge at a time, however many conferences there are", () => {
        fc.assert(
            fc.property(fc.array(fc.nat(3), { minLength: 2, maxLength: 9 }), (conferences) => {
                let statuses = pool(...conferences.map((count) => ({ conferences: count })));
                let rotates: Readonly<Record<string, string>> = {};
                const order: string[] = [];
                for (let step = 0; step < 4 * conferences.length; step += 1) {
                    ({ rotates } = assign(
                        inputOf(statuses, { roster, previous: assignmentOf({ rotates }) }),
                    ));
                    const bridge = rotates["shared"];
                    if (bridge === undefined) break;
                    if (order.at(-1) !== bridge) order.push(bridge);
                    // The bridge whose turn it is drains, leaves and joins again; the others never change.
                    statuses = statuses.map((one) => (one.bridge === bridge ? nextOf(one) : one));
                    const away = statuses.filter(
                        ({ memberships }) => memberships["shared"]?.state !== "joined",
                    );
                    assert.ok(away.length <= 1);
                }
                assert.equal(new Set(order).size, conferences.length);
                assert.equal(order.length, conferences.length);
            }),
        );
    });
});

function nextOf(status: BridgeStatus): BridgeStatus {
    const membership = status.memberships["shared"]!;
    const { Joined, Draining } = MembershipState;
    if (membership.state === Joined) {
        return { ...status, memberships: { shared: { ...membership, state: Draining } } };
    }
    const isRejoining = membership.revision === joined(now).revision;
    const state = isRejoining ? Joined : MembershipState.Joining;
    return { ...status, memberships: { shared: joined(now, { state }) } };
}
