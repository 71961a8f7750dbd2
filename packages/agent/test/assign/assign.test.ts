import assert from "node:assert/strict";
import fc from "fast-check";

import { assign } from "../../src/assign/assign";
import type { AssignInput } from "../../src/assign/input";
import { isPresent, poolOf, wantedSize } from "../../src/assign/pool";
import { bridgesWanted } from "../../src/assign/serves";
import { MembershipState, revisionOf } from "../../src/board/documents";
import { anyInput, assignmentOf, entry, ids, inputOf, rosterOf, statusOf } from "./pools";

/** Anything that a leader may see, after an assignment that was made of anything else. */
const anyRound: fc.Arbitrary<AssignInput> = fc
    .record({
        input: anyInput,
        earlier: fc.option(anyInput, { nil: undefined, freq: 5 }),
        waited: fc.nat(900),
    })
    .map(({ input, earlier, waited }) => {
        if (earlier === undefined) return input;
        const previous = assignmentOf(assign(earlier));
        const rotatingSeconds = Object.fromEntries(Object.keys(previous.rotates).map((key) => [key, waited]));
        return { ...input, previous, rotatingSeconds };
    });

const check = (property: (input: AssignInput) => void): void =>
    fc.assert(fc.property(anyRound, property), { numRuns: 300 });

describe("the assignment, whatever the leader sees", () => {
    it("is the same in whatever order it is seen", () => {
        check((input) => {
            const { group } = input;
            const turned = {
                ...input,
                bridges: [...input.bridges].reverse(),
                group: group && { ...group, members: [...group.members].reverse() },
            };
            assert.deepEqual(assign(turned), assign(input));
        });
    });

    it("stands: decided again upon itself, it is the same", () => {
        check((input) => {
            const once = assign(input);
            const again = assign({ ...input, previous: assignmentOf(once), rotatingSeconds: {} });
            assert.deepEqual(again, once);
        });
    });

    it("has enough live bridges of each lane for each Meet, and takes none away before those that stay have joined", () => {
        check((input) => {
            const { serves, drains, lanes } = assign(input);
            const live = poolOf(input).filter(({ bridge, isServing }) => isServing && !(bridge in drains));
            for (const of of input.roster.marker.entries) {
                const served = new Set(serves[of.key]);
                for (const lane of new Set(live.map(({ bridge }) => lanes[bridge]))) {
                    const own = live.filter(({ bridge }) => lanes[bridge] === lane);
                    const serving = own.filter(({ bridge }) => served.has(bridge));
                    const wanted = bridgesWanted(of.share, own.length);
                    assert.ok(serving.length >= wanted, `${of.key}: ${serving.length} of ${wanted}`);
                    const taken = own.filter(
                        ({ bridge }) =>
                            input.previous?.serves[of.key]?.includes(bridge) && !served.has(bridge),
                    );
                    if (taken.length === 0) continue;
                    assert.equal(serving.length, wanted);
                    for (const { status } of serving) {
                        const { state, revision } = status?.memberships[of.key] ?? {};
                        assert.deepEqual([state, revision], [MembershipState.Joined, revisionOf(of)]);
                    }
                }
            }
        });
    });

    it("leaves what a bridge has that is not live and not gone", () => {
        check((input) => {
            const { serves, drains } = assign(input);
            for (const { bridge, isServing } of poolOf(input)) {
                if (isServing && !(bridge in drains)) continue;
                for (const { key } of input.roster.marker.entries) {
                    const had = input.previous?.serves[key]?.includes(bridge);
                    if (had === true) assert.ok(serves[key]?.includes(bridge));
                }
            }
        });
    });

    it("names only bridges that are not gone, and only Meets of the roster", () => {
        check((input) => {
            const { serves, rotates, drains, lanes } = assign(input);
            const pool = new Set(poolOf(input).map(({ bridge }) => bridge));
            const keys = new Set(input.roster.marker.entries.map(({ key }) => key));
            const named = [
                ...Object.values(serves).flat(),
                ...Object.values(rotates),
                ...Object.keys({ ...drains, ...lanes }),
            ];
            assert.ok(named.every((bridge) => pool.has(bridge)));
            assert.ok([...Object.keys(serves), ...Object.keys(rotates)].every((key) => keys.has(key)));
            assert.equal(Object.keys(serves).length, keys.size);
        });
    });

    it("drains no more than is too many, or than may be replaced", () => {
        check((input) => {
            const { group, policy, previous } = input;
            const drains = Object.entries(assign(input).drains);
            if (group === undefined) {
                assert.ok(drains.every(([bridge, reason]) => previous?.drains[bridge] === reason));
                return;
            }
            const wanted = wantedSize(group);
            const inService = group.members.filter((one) => one.inService && !one.retained).length;
            const count = (wantedReason: string): number =>
                drains.filter(([, reason]) => reason === wantedReason).length;
            assert.ok(count("surplus") <= Math.max(0, inService - wanted));
            assert.ok(count("replacement") <= Math.max(1, Math.ceil(policy.replacementFraction * wanted)));
            const usable = poolOf(input).filter(({ isUsable }) => isUsable);
            const spared = usable.filter(
                ({ bridge }) => !drains.some(([one, why]) => one === bridge && why === "surplus"),
            );
            assert.ok(spared.length >= Math.min(usable.length, wanted));
        });
    });

    it("lets rotate only a bridge that serves the Meet; one that begins has an old revision and leaves half of them there", () => {
        check((input) => {
            const { rotates, serves, drains } = assign(input);
            const pool = poolOf(input);
            for (const of of input.roster.marker.entries) {
                const bridge = rotates[of.key];
                if (bridge === undefined) continue;
                assert.ok(serves[of.key]?.includes(bridge));
                if (input.previous?.rotates[of.key] === bridge) continue;
                const one = pool.find((other) => other.bridge === bridge)!;
                assert.ok(isPresent(one, of.key));
                const membership = one.status?.memberships[of.key];
                assert.notEqual(membership?.revision, revisionOf(of));
                const serving = pool.filter(
                    (other) =>
                        other.isServing &&
                        !(other.bridge in drains) &&
                        serves[of.key]?.includes(other.bridge),
                );
                const staying = serving.filter((other) => other !== one && isPresent(other, of.key)).length;
                assert.ok(membership?.conferences === 0 || staying * 2 >= serving.length);
            }
        });
    });

    it("is made for a hundred bridges and two hundred Meets", () => {
        const entries = Array.from({ length: 200 }, (_, index) =>
            entry(`meet-${index}`, index % 3 === 0 ? 1 : 0.4),
        );
        const statuses = ids(100).map((id) => statusOf(id));
        const input = inputOf(statuses, { roster: rosterOf(...entries) });
        const first = assign(input);
        const lengths = new Set(entries.map(({ key }) => first.serves[key]?.length));
        assert.deepEqual(lengths, new Set([100, 40]));
        assert.deepEqual(assign({ ...input, previous: assignmentOf(first) }), first);
    });
});
