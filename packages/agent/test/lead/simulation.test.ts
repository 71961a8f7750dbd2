import assert from "node:assert/strict";
import { BOARD_ASSIGNMENT_KEY, BOARD_LEASE_KEY, boardStatusKey } from "@bridgepool/core/shared";
import fc from "fast-check";

import { bridgesWanted } from "../../src/assign/serves";
import { revisionOf } from "../../src/board/documents";
import { entry } from "../assign/pools";
import type { Fault } from "../support/faults";
import { ToyPool } from "./toy-pool";

/** Longest time from the end of a leader until the next has led a round, on the slowest of the clocks, and some. */
const SUCCESSION_SECONDS = 600;

const whole = entry("whole");
const part = entry("part", 0.4);

interface Floor {
    readonly whole: number;
    readonly part: number;
    readonly rotating: number;
    readonly unknown: number;
}

describe("a pool of leaders", () => {
    let pool: ToyPool;
    beforeEach(() => {
        pool = new ToyPool();
        pool.serve(whole, part);
    });
    afterEach(() => {
        pool.end();
        assert.deepEqual(pool.twoLeaders, [], "two lead at once");
    });

    /** Clocks that differ by hours, and by up to a fifth in their pace. */
    const start = (count: number): void => {
        for (let index = 0; index < count; index += 1) {
            pool.start(`i-${index}`, { ahead: (index - 2) * 3000, rate: 0.9 + (index % 5) * 0.05 });
        }
    };
    const faulty = (bridge: string, ...faults: Fault[]): (() => void) => {
        const mends = faults.map((fault) => pool.agents.get(bridge)!.cloud.faults.add(fault));
        return () => mends.forEach((mend) => mend());
    };
    const assertConverged = (): void => {
        const size = pool.agents.size;
        assert.equal(pool.leaders().length, 1, "one leader");
        for (const { key, share, generation, digest } of pool.roster.marker.entries) {
            const serving = pool.serving(key);
            assert.equal(serving.length, bridgesWanted(share, size), `${key}: ${serving.join(" ")}`);
            for (const bridge of serving) {
                const { revision } = pool.agents.get(bridge)!.memberships.get(key)!;
                assert.equal(revision, revisionOf({ generation, digest }));
            }
        }
        for (const agent of pool.agents.values()) {
            assert.equal(
                agent.memberships.size,
                pool.roster.marker.entries.filter(({ key }) => pool.serving(key).includes(agent.bridge))
                    .length,
            );
        }
    };
    const assertOrdered = (): void => {
        const terms = pool.assignments().map(({ term, leader }) => ({ term, leader }));
        terms.forEach(({ term, leader }, index) => {
            const before = terms[index - 1] ?? { term: 0, leader: "" };
            assert.ok(
                term > before.term || (term === before.term && leader === before.leader),
                JSON.stringify(terms),
            );
        });
    };
    const leader = (): string => pool.leaders()[0]!;

    it("starts on an empty board, with one leader whatever their clocks say", async () => {
        start(7);
        await pool.run(SUCCESSION_SECONDS);
        assertConverged();
        assert.equal(new Set(pool.assignments().map(({ term }) => term)).size, 1);
    });

    it("has another leader when the leader dies, and what stands, stands meanwhile", async () => {
        start(5);
        await pool.run(300);
        for (let deaths = 0; deaths < 3; deaths += 1) {
            const stood = pool.assignments().length;
            pool.kill(leader());
            await pool.run(60);
            assert.equal(pool.assignments().length, stood);
            await pool.run(SUCCESSION_SECONDS);
            assertConverged();
        }
        assertOrdered();
    });

    it("goes on when the leader is cut off, and when it comes back late with an old mind", async () => {
        start(5);
        await pool.run(300);
        const first = leader();
        const mend = faulty(first, { kind: "freeze" });
        await pool.run(SUCCESSION_SECONDS);
        const second = leader();
        assert.notEqual(second, first);
        pool.serve(whole, { ...part, share: 0.8 });
        mend();
        await pool.run(SUCCESSION_SECONDS);
        assert.equal(leader(), second);
        assertConverged();
        assertOrdered();
    });

    it("is not disturbed by a leader whose writes land minutes late", async () => {
        start(4);
        await pool.run(300);
        const slow = leader();
        const mend = faulty(slow, { kind: "slow", seconds: 170, on: "store.write" });
        pool.serve(whole, { ...part, share: 0.9 });
        await pool.run(1200);
        assert.notEqual(leader(), slow);
        mend();
        await pool.run(600);
        assertConverged();
        assertOrdered();
    });

    it("takes a lease over that somebody left behind, and survives its loss and the loss of the whole board", async () => {
        const stale = { version: 1, leader: "i-long-gone", term: 7, renewal: 3, at: "2020-01-01T00:00:00Z" };
        pool.cloud.bucket.put(BOARD_LEASE_KEY, JSON.stringify(stale));
        start(3);
        await pool.run(90);
        assert.deepEqual(pool.leaders(), []);
        await pool.run(SUCCESSION_SECONDS);
        assertConverged();
        assert.equal(pool.assignments().at(-1)?.term, 8);
        pool.cloud.bucket.delete(BOARD_LEASE_KEY);
        await pool.run(SUCCESSION_SECONDS);
        assertConverged();
        assertOrdered();
        const served = pool.serving("part");
        for (const key of pool.cloud.bucket.keys()) pool.cloud.bucket.delete(key);
        await pool.run(SUCCESSION_SECONDS);
        assertConverged();
        assert.deepEqual(pool.serving("part"), served, "nobody moved for it");
    });

    it("rotates one bridge of a Meet at a time, also when the leader dies half-way", async () => {
        start(5);
        await pool.run(400);
        pool.serve({ ...whole, generation: 2 }, { ...part, generation: 2 });
        let killed = false;
        for (let step = 0; step < 400; step += 1) {
            await pool.run(5);
            const away = pool.agents.size - pool.serving("whole").length;
            assert.ok(away <= 1, `${away} are away`);
            if (killed || pool.assignments().at(-1)?.rotates["whole"] === undefined || step < 30) continue;
            killed = true;
            pool.kill(leader());
        }
        assertConverged();
        assertOrdered();
    });

    it("drains the surplus with the leader killed half-way, the emptiest first", async () => {
        start(5);
        await pool.run(300);
        [9, 0, 5, 1, 7].forEach((count, index) => (pool.agents.get(`i-${index}`)!.participants = count));
        await pool.run(300);
        pool.cloud.group.desired = 3;
        await pool.run(100);
        const drains = (): string[] => Object.keys(pool.assignments().at(-1)!.drains).sort();
        assert.deepEqual(drains(), ["i-1", "i-3"]);
        const victim = leader();
        const { participants } = pool.agents.get(victim)!;
        pool.agents.get(victim)!.end();
        // While nothing is heard of it, it does not count as one of the three.
        await pool.run(SUCCESSION_SECONDS);
        assert.deepEqual(drains(), ["i-1"]);
        pool.start(victim).participants = participants;
        await pool.run(SUCCESSION_SECONDS);
        assert.deepEqual(drains(), ["i-1", "i-3"]);
    });

    it("does not follow a throttled store into doing anything", async () => {
        start(4);
        await pool.run(400);
        const stood = pool.assignments().at(-1);
        const mends = [...pool.agents.keys()].map((bridge) => faulty(bridge, { kind: "fail", on: "store" }));
        await pool.run(3600);
        mends.forEach((mend) => mend());
        await pool.run(SUCCESSION_SECONDS);
        assertConverged();
        assert.deepEqual(pool.assignments().at(-1)?.serves, stood?.serves);
        assert.deepEqual(
            pool.assignments().filter(({ drains }) => Object.keys(drains).length > 0),
            [],
        );
    });

    it("always comes to an order again, and takes no bridge away before another is there, whatever goes wrong in whatever order", async () => {
        type Trouble =
            | {
                  readonly kind: "fault";
                  readonly which: number;
                  readonly fault: Fault;
                  readonly seconds: number;
              }
            | { readonly kind: "roll back" | "garble"; readonly key: string }
            | { readonly kind: "roster"; readonly share: number; readonly generation: number }
            | { readonly kind: "launch" };
        const anyFault: fc.Arbitrary<Fault> = fc.oneof(
            fc.record({
                kind: fc.constantFrom("fail", "lose", "freeze", "garble" as const),
                on: fc.constantFrom("store", "store.read", "store.list", "group", ""),
            }),
            fc.record({ kind: fc.constantFrom("conflict", "lose" as const), on: fc.constant("store.write") }),
            fc.record({
                kind: fc.constant("slow" as const),
                on: fc.constant("store"),
                seconds: fc.constantFrom(3, 40, 200),
            }),
        );
        const someKey = fc.constantFrom(BOARD_LEASE_KEY, BOARD_ASSIGNMENT_KEY, boardStatusKey("i-0"));
        const anyTrouble: fc.Arbitrary<Trouble> = fc.oneof(
            {
                weight: 5,
                arbitrary: fc.record({
                    kind: fc.constant("fault" as const),
                    which: fc.nat(9),
                    fault: anyFault,
                    seconds: fc.constantFrom(20, 150, 500),
                }),
            },
            {
                weight: 2,
                arbitrary: fc.record({ kind: fc.constantFrom("roll back", "garble" as const), key: someKey }),
            },
            {
                weight: 1,
                arbitrary: fc.record({
                    kind: fc.constant("roster" as const),
                    share: fc.constantFrom(0.2, 0.4, 0.9, 1),
                    generation: fc.constantFrom(1, 2, 3),
                }),
            },
            { weight: 1, arbitrary: fc.record({ kind: fc.constant("launch" as const) }) },
        );
        const cause = (trouble: Trouble): void => {
            const { bucket } = pool.cloud;
            switch (trouble.kind) {
                case "fault": {
                    const bridges = [...pool.agents.keys()];
                    const mend = faulty(bridges[trouble.which % bridges.length]!, trouble.fault);
                    void pool.clock.sleep(trouble.seconds).then(mend);
                    return;
                }
                case "roll back":
                    if (bucket.history(trouble.key).length > 1) bucket.rollBack(trouble.key);
                    return;
                case "garble":
                    bucket.put(trouble.key, (bucket.get(trouble.key) ?? "").slice(0, 40));
                    return;
                case "roster": {
                    const [, now] = pool.roster.marker.entries;
                    const generation = Math.max(now?.generation ?? 1, trouble.generation);
                    pool.serve(whole, { ...part, share: trouble.share, generation });
                    return;
                }
                case "launch":
                    pool.start(`i-${pool.agents.size}`);
            }
        };
        /**
         * How many bridges a Meet has at least from now on: less one while a bridge rotates. An assignment that was put
         * back is obeyed until the leader's next round mends it, also when it lets another bridge rotate.
         */
        const lowered = (floor: Floor, trouble: Trouble, size: number): Floor => {
            if (trouble.kind === "roll back" && trouble.key === BOARD_ASSIGNMENT_KEY) {
                return { whole: 1, part: 0, rotating: 0, unknown: 0 };
            }
            // A new leader, with no assignment to go by, may not know what the one bridge does whose status is garbled too.
            if (trouble.kind === "garble") return { ...floor, unknown: 1 };
            if (trouble.kind !== "roster") return floor;
            const part = Math.min(floor.part, bridgesWanted(trouble.share, size));
            return { ...floor, part, rotating: part > 1 ? 1 : 0 };
        };
        const simulate = async (
            size: number,
            troubles: readonly (readonly [number, Trouble])[],
        ): Promise<void> => {
            pool = new ToyPool();
            pool.serve(whole, part);
            start(size);
            await pool.run(400);
            assertConverged();
            let floor: Floor = {
                whole: size,
                part: bridgesWanted(part.share, size),
                rotating: 0,
                unknown: 0,
            };
            for (const [pause, trouble] of troubles) {
                cause(trouble);
                floor = lowered(floor, trouble, size);
                for (let step = 0; step < pause; step += 5) {
                    await pool.run(5);
                    const whole = pool.serving("whole").length;
                    assert.ok(
                        whole >= floor.whole - floor.unknown,
                        `the whole has ${whole} bridges of ${floor.whole}`,
                    );
                    const part = pool.serving("part").length;
                    assert.ok(
                        part >= floor.part - floor.rotating - floor.unknown,
                        `the part has ${part} of ${floor.part}`,
                    );
                }
            }
            await pool.run(2400);
            assertConverged();
            assert.deepEqual(pool.twoLeaders, []);
            pool.end();
        };
        await fc.assert(
            fc.asyncProperty(
                fc.integer({ min: 3, max: 7 }),
                fc.array(fc.tuple(fc.constantFrom(10, 60, 200), anyTrouble), { maxLength: 8 }),
                simulate,
            ),
            { numRuns: 25 },
        );
    });
});
