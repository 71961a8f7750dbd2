import assert from "node:assert/strict";

import fc from "fast-check";

import type { Checkpoint } from "../../src/meter/checkpoint";
import type { MeteredMembership } from "../../src/meter/look";
import { UsageMeter } from "../../src/meter/meter";
import { parseRecord } from "../../src/meter/parse-record";
import type { UsageRecord } from "../../src/meter/record";
import type { BridgeView } from "../../src/ports/bridge";
import type { Keeper } from "../../src/state/keeper";
import { ManualClock } from "../support/clock";
import { RecordingLog } from "../support/log";
import { MemoryCloud } from "../support/memory-cloud";
import { type KnownConference, MEMBERSHIPS, trueParticipantSeconds, viewOf } from "./load";

const INTERVAL = 30;
const BRIDGE = "i-0abc";
const DOMAIN = "muc.meet.federation.example";

/** A disk, as far as a checkpoint goes. */
class MemoryKeeper implements Keeper<Checkpoint> {
    public isFull = false;
    private text: string | undefined;

    public load(): Promise<Checkpoint | undefined> {
        return Promise.resolve(this.text === undefined ? undefined : (JSON.parse(this.text) as Checkpoint));
    }

    public save(checkpoint: Checkpoint): Promise<void> {
        if (!this.isFull) {
            this.text = JSON.stringify(checkpoint);
        }
        return Promise.resolve();
    }
}

/** One bridge with a known load, and the agents that measure it one after the other. */
class World {
    public readonly clock = new ManualClock(new Date("2026-11-21T12:00:00Z"));
    public readonly cloud = new MemoryCloud(this.clock);
    public readonly agent = this.cloud.agent(BRIDGE);
    public readonly log = new RecordingLog();
    public keeper = new MemoryKeeper();
    public incarnation = "1";
    private meter: UsageMeter | undefined;

    public constructor(
        public load: readonly KnownConference[] = [],
        private readonly intervalSeconds = INTERVAL,
    ) {}

    public async start(): Promise<void> {
        const { clock, log, keeper, intervalSeconds } = this;
        const subject = { pool: "france", region: "eu-west-3", bridge: BRIDGE, intervalSeconds };
        this.meter = await UsageMeter.open(subject, { clock, log, keeper, store: this.agent.store });
    }

    /** The agent goes without a word. */
    public kill(): void {
        this.meter = undefined;
    }

    public async look(memberships: readonly MeteredMembership[] = MEMBERSHIPS): Promise<void> {
        if (this.meter?.observe(this.view(), memberships) === true) {
            await this.clock.until(this.meter.save());
        }
    }

    public lookWithoutWaiting(): Promise<void> {
        return this.meter?.observe(this.view(), MEMBERSHIPS) === true ? this.meter.save() : Promise.resolve();
    }

    public async end(): Promise<void> {
        this.meter?.observe(this.view(), MEMBERSHIPS);
        await this.meter?.save("end");
    }

    /** Looks every interval for so long, the first time now. */
    public async run(seconds: number): Promise<void> {
        const until = this.clock.seconds() + seconds;
        await this.look();
        while (this.clock.seconds() + this.intervalSeconds <= until) {
            await this.clock.advance(this.intervalSeconds);
            await this.look();
        }
        await this.clock.advance(until - this.clock.seconds());
    }

    public records(): UsageRecord[] {
        return this.cloud.bucket.keys().map((key) => {
            const { record, problems } = parseRecord(this.cloud.bucket.get(key) ?? "");
            assert.deepEqual(problems, []);
            return record!;
        });
    }

    public recorded(key = "shared"): number {
        return this.records()
            .flatMap(({ memberships }) => memberships)
            .filter((row) => row.key === key)
            .reduce((sum, row) => sum + row.participantSeconds, 0);
    }

    public covered(): number {
        return this.records().reduce((sum, { coveredSeconds }) => sum + coveredSeconds, 0);
    }

    public conferences(): number {
        return this.records()
            .flatMap(({ memberships }) => memberships)
            .reduce((sum, { conferences }) => sum + conferences, 0);
    }

    public get totals(): UsageMeter["totals"] {
        return this.meter?.totals ?? [];
    }

    private view(): BridgeView {
        return viewOf(this.load, this.clock.seconds(), { incarnation: this.incarnation });
    }
}

function conference(from: number, until: number, participants: number, id = `c${from}`): KnownConference {
    return { id, mucDomain: DOMAIN, from, until, participants };
}

/** Within what a record rounds. */
function assertClose(actual: number, expected: number, tolerance = 0.01): void {
    assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected} ± ${tolerance}`);
}

/** Conferences with random beginnings, ends and participants. */
const loads = fc
    .array(fc.tuple(fc.nat(7200), fc.nat(7200), fc.integer({ min: 1, max: 50 })), { maxLength: 20 })
    .map((rows) =>
        rows.map(([from, length, size], index) => conference(from, from + length, size, `c${index}`)),
    );

describe("the meter", () => {
    it("records exactly what was used when everything changes at the moments of its looks", async () => {
        await fc.assert(
            fc.asyncProperty(loads, async (load) => {
                const onLooks = load.map((one) => ({
                    ...one,
                    from: Math.round(one.from / INTERVAL) * INTERVAL,
                    until: Math.round(one.until / INTERVAL) * INTERVAL,
                }));
                const world = new World(onLooks);
                await world.start();
                await world.run(9000);
                await world.end();
                assertClose(world.recorded(), trueParticipantSeconds(onLooks, DOMAIN, 0, 9000));
                assertClose(world.covered(), 9000);
                assert.equal(world.conferences(), onLooks.filter(({ from, until }) => from < until).length);
            }),
            { numRuns: 30 },
        );
    });

    it("records what was used up to one interval for each change, whenever things change", async () => {
        await fc.assert(
            fc.asyncProperty(loads, async (load) => {
                const world = new World(load);
                await world.start();
                await world.run(9000);
                await world.end();
                const changes = load.map(({ participants }) => 2 * participants * INTERVAL);
                const most = changes.reduce((sum, change) => sum + change, 0);
                assertClose(world.recorded(), trueParticipantSeconds(load, DOMAIN, 0, 9000), most);
            }),
            { numRuns: 30 },
        );
    });

    it("neither counts anything twice nor loses more than an interval, however often the agent is killed", async () => {
        const lives = fc.array(
            fc.record({
                seconds: fc.integer({ min: 0, max: 4000 }),
                store: fc.constantFrom("works", "works", "fail", "lose", "conflict"),
                isKilledWhileWriting: fc.boolean(),
            }),
            { minLength: 1, maxLength: 6 },
        );
        await fc.assert(
            fc.asyncProperty(lives, async (agents) => {
                const world = new World([conference(0, 1e6, 4)]);
                for (const { seconds, store, isKilledWhileWriting } of agents) {
                    await world.start();
                    if (store !== "works") {
                        world.agent.faults.add({ kind: store, on: "store.write", times: 3 });
                    }
                    await world.run(seconds);
                    if (isKilledWhileWriting) {
                        world.agent.faults.add({ kind: "lose", on: "store.write" });
                        await world.end();
                    }
                    world.agent.faults.clear();
                    world.kill();
                }
                await world.start();
                await world.look();
                await world.end();
                const elapsed = world.clock.seconds();
                assert.ok(world.covered() <= elapsed + 0.01, `${world.covered()} of ${elapsed} seconds`);
                assertClose(world.covered(), elapsed, INTERVAL * agents.length);
                assertClose(world.recorded(), 4 * world.covered(), 0.1);
                assert.equal(world.conferences(), 1);
            }),
            { numRuns: 60 },
        );
    });

    it("goes on from the bucket when the host's disk is lost, which costs what was not written", async () => {
        const world = new World([conference(0, 1e6, 2)]);
        await world.start();
        await world.run(1000);
        world.kill();
        world.keeper = new MemoryKeeper();
        await world.start();
        await world.run(1000);
        await world.end();
        assert.equal(world.records().length, 1);
        assertClose(world.covered(), 900 + 1000, 2 * INTERVAL);
        assertClose(world.recorded(), 2 * world.covered());
    });

    it("takes what is in the bucket when what is on the host is older", async () => {
        const world = new World([conference(0, 1e6, 2)]);
        await world.start();
        await world.run(300);
        world.keeper.isFull = true;
        await world.run(1500);
        world.kill();
        world.keeper.isFull = false;
        await world.start();
        await world.run(600);
        await world.end();
        assertClose(world.covered(), 1800 + 600, INTERVAL);
        assertClose(world.recorded(), 2 * world.covered());
    });

    it("writes one object per bridge and hour, four times an hour, numbered", async () => {
        const world = new World([conference(0, 1e6, 2)]);
        await world.start();
        await world.run(3 * 3600 + 60);
        assert.deepEqual(world.cloud.bucket.keys(), [
            "usage/2026/11/21/12/i-0abc.json",
            "usage/2026/11/21/13/i-0abc.json",
            "usage/2026/11/21/14/i-0abc.json",
        ]);
        assert.deepEqual(
            world.records().map(({ sequence, coveredSeconds }) => [sequence, coveredSeconds]),
            [
                [4, 3600],
                [4, 3600],
                [4, 3600],
            ],
        );
        // The fourth has just begun.
        assert.equal(world.cloud.count("store.read"), 4);
        assert.equal(world.cloud.count("store.write"), 12);
    });

    it("keeps everything while the store is away, and asks it less and less often", async () => {
        const world = new World([conference(0, 1e6, 2)]);
        await world.start();
        const mend = world.agent.faults.add({ kind: "fail", on: "store" });
        await world.run(6 * 3600);
        assert.deepEqual(world.cloud.bucket.keys(), []);
        assert.ok(world.cloud.count("store") < 40, `${world.cloud.count("store")} calls`);
        assert.ok(world.log.names().includes("usage-not-written"));
        mend();
        await world.run(1000);
        assertClose(world.covered(), 6 * 3600 + 900, INTERVAL);
    });

    it("gives up the oldest hours of a store that is away for more than a week, and says so", async () => {
        const world = new World([conference(0, 1e7, 1)], 300);
        await world.start();
        world.agent.faults.add({ kind: "fail", on: "store" });
        await world.run(8 * 24 * 3600);
        world.agent.faults.clear();
        await world.end();
        assert.equal(world.records().length, 7 * 24);
        assert.equal(world.log.names().filter((name) => name === "usage-given-up").length, 24);
    });

    it("is not fooled by a time of day that jumps", async () => {
        for (const jump of [-1800, -7200, 1800, 7200]) {
            const world = new World([conference(0, 1e6, 3)]);
            await world.start();
            await world.run(4500);
            world.clock.jumpBy(jump);
            await world.run(4500);
            await world.end();
            assertClose(world.covered(), 9000);
            assertClose(world.recorded(), 3 * 9000);
        }
    });

    it("does not invent what it did not see", async () => {
        const world = new World([conference(0, 1e6, 3)]);
        await world.start();
        await world.run(600);
        await world.clock.advance(3600);
        await world.run(600);
        await world.end();
        assertClose(world.covered(), 1200);
    });

    it("counts on after a restart of the bridge, whose conferences come back as others", async () => {
        const world = new World([conference(0, 1e6, 3, "one")]);
        await world.start();
        await world.run(600);
        await world.clock.advance(INTERVAL);
        world.incarnation = "2";
        world.load = [conference(0, 1e6, 3, "two")];
        await world.run(600);
        await world.end();
        assertClose(world.covered(), 1200);
        assert.equal(world.conferences(), 2);
    });

    it("knows a conference by what is served when it is seen, not later", async () => {
        const world = new World([conference(0, 1e6, 1)]);
        await world.start();
        await world.look([]);
        await world.clock.advance(INTERVAL);
        await world.look();
        await world.clock.advance(INTERVAL);
        await world.end();
        assertClose(world.recorded("unknown"), INTERVAL);
        assertClose(world.recorded("shared"), INTERVAL);
    });

    it("leaves a conference with its Meet when that leaves the roster", async () => {
        const world = new World([conference(0, 1e6, 1)]);
        await world.start();
        await world.look();
        await world.clock.advance(INTERVAL);
        await world.look([]);
        await world.clock.advance(INTERVAL);
        await world.look([]);
        await world.end();
        assertClose(world.recorded("shared"), 2 * INTERVAL);
        assertClose(world.recorded("unknown"), 0);
    });

    it("goes on measuring while the store is slow", async () => {
        const world = new World([conference(0, 1e6, 1)]);
        await world.start();
        world.agent.faults.add({ kind: "slow", on: "store", seconds: 9 });
        const saves: Promise<void>[] = [];
        for (let look = 0; look < 100; look += 1) {
            saves.push(world.lookWithoutWaiting());
            await world.clock.advance(INTERVAL);
        }
        await world.clock.until(Promise.all(saves));
        await world.clock.until(world.end());
        assertClose(world.covered(), 100 * INTERVAL);
    });

    it("tells what it measured since its start", async () => {
        const world = new World([conference(0, 1e6, 2)]);
        await world.start();
        await world.run(7200);
        const [row] = world.totals;
        assert.deepEqual([row?.key, row?.conferences, row?.participantSeconds], ["shared", 1, 14_400]);
    });

    it("replaces a record that cannot be read, and says so", async () => {
        const world = new World([conference(0, 1e6, 2)]);
        world.cloud.bucket.put("usage/2026/11/21/12/i-0abc.json", "{");
        await world.start();
        await world.run(900);
        assert.equal(world.records().length, 1);
        assert.ok(world.log.names().includes("usage-record-replaced"));
    });

    it("has no room, no address, and none of the bridge's ids in what it writes", async () => {
        const secret = "c0ffee-conference-id";
        const world = new World([conference(0, 1e6, 2, secret)]);
        await world.start();
        await world.run(1000);
        const written = world.cloud.bucket
            .keys()
            .flatMap((key) => world.cloud.bucket.history(key))
            .join("\n");
        assert.ok(written.includes("participantSeconds"));
        for (const canary of [secret, DOMAIN]) {
            assert.ok(!written.includes(canary));
            assert.ok(!world.log.text().includes(canary));
        }
    });
});
