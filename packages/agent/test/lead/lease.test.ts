import assert from "node:assert/strict";
import { BOARD_ASSIGNMENT_KEY, BOARD_LEASE_KEY } from "@bridgepool/core/shared";

import type { Lease } from "../../src/board/documents";
import { LEAD_SECONDS, LEASE_SECONDS, Leadership } from "../../src/lead/lease";
import { assignmentOf } from "../assign/pools";
import { ManualClock } from "../support/clock";
import { RecordingLog } from "../support/log";
import { MemoryCloud } from "../support/memory-cloud";

describe("the lease", () => {
    let clock: ManualClock;
    let cloud: MemoryCloud;
    beforeEach(() => {
        clock = new ManualClock();
        cloud = new MemoryCloud(clock);
    });

    const agent = (bridge: string) => {
        const { store, faults } = cloud.agent(bridge);
        return { leadership: new Leadership({ bridge, store, clock, log: new RecordingLog() }), faults };
    };
    const lease = (): Lease => JSON.parse(cloud.bucket.get(BOARD_LEASE_KEY)!) as Lease;

    it("goes to the first who finds none, and to nobody else while it is renewed", async () => {
        const [a, b] = [agent("a").leadership, agent("b").leadership];
        await Promise.all([a.attend(), b.attend()]);
        assert.deepEqual([a.term, b.term], [1, undefined]);
        for (let round = 0; round < 20; round += 1) {
            await clock.advance(30);
            await a.attend();
            await b.attend();
            assert.deepEqual([a.term, b.term], [1, undefined]);
        }
        assert.equal(b.lease?.leader, "a");
        assert.equal(lease().renewal, 20);
    });

    it("is led by for less time than others wait for it", async () => {
        const [a, b] = [agent("a").leadership, agent("b").leadership];
        await a.attend();
        await b.attend();
        await clock.advance(LEAD_SECONDS - 0.1);
        assert.equal(a.term, 1);
        await clock.advance(0.1);
        assert.equal(a.term, undefined);
        await clock.advance(LEASE_SECONDS - LEAD_SECONDS - 0.1);
        await b.attend();
        assert.equal(b.term, undefined);
        await clock.advance(0.1);
        await b.attend();
        assert.equal(b.term, 2);
        await a.attend();
        assert.deepEqual([a.term, a.isHeld], [undefined, false]);
        assert.ok(LEASE_SECONDS >= 1.25 * LEAD_SECONDS);
    });

    it("is taken by one of many, and by one that has seen it stand, not by one that has just come", async () => {
        await agent("a").leadership.attend();
        const others = ["b", "c", "d"].map((id) => agent(id).leadership);
        await Promise.all(others.map((one) => one.attend()));
        await clock.advance(3600);
        const late = agent("e").leadership;
        await late.attend();
        assert.equal(late.term, undefined);
        await Promise.all(others.map((one) => one.attend()));
        assert.deepEqual(
            others.map(({ term }) => term).filter((term) => term !== undefined),
            [2],
        );
    });

    it("is renewed after an answer was lost, and by no means for longer than it was written", async () => {
        const { leadership: a, faults } = agent("a");
        await a.attend();
        await clock.advance(30);
        faults.add({ kind: "lose", on: "store.write", times: 1 });
        await assert.rejects(a.attend());
        await clock.advance(30);
        await a.attend();
        assert.equal(a.term, 1);
        assert.equal(lease().renewal, 2);
        await clock.advance(30);
        faults.add({ kind: "lose", on: "store.write" });
        await assert.rejects(a.attend());
        await clock.advance(46);
        assert.equal(a.term, undefined, "the answer never came: it counts from the renewal before");
        faults.clear();
        await a.attend();
        assert.equal(a.term, 1, "nobody has taken it meanwhile");
    });

    it("is lost for good when somebody else took it, also by a write that lands late", async () => {
        const [{ leadership: a, faults }, { leadership: b }] = [agent("a"), agent("b")];
        await a.attend();
        await b.attend();
        faults.add({ kind: "slow", seconds: 200, times: 1, on: "store.write" });
        await assert.rejects(clock.until(a.attend()));
        await clock.advance(LEASE_SECONDS);
        await b.attend();
        assert.equal(b.term, 2);
        await clock.advance(200);
        assert.equal(lease().leader, "b");
        await a.attend();
        await b.attend();
        assert.deepEqual([a.term, b.term], [undefined, 2]);
    });

    it("is taken again at once by an agent that was started anew", async () => {
        await agent("a").leadership.attend();
        await clock.advance(5);
        const again = agent("a").leadership;
        await again.attend();
        assert.equal(again.term, 2);
    });

    it("goes to whoever comes first once it is given back", async () => {
        const [a, b] = [agent("a").leadership, agent("b").leadership];
        await a.attend();
        await b.attend();
        await a.resign();
        await a.resign();
        assert.equal(a.term, undefined);
        await b.attend();
        assert.equal(b.term, 2);
    });

    it("has a term after that of the assignment, also when it was lost, put back or garbled", async () => {
        const standing = JSON.stringify(assignmentOf({ term: 41 }));
        cloud.bucket.put(BOARD_ASSIGNMENT_KEY, standing);
        const a = agent("a").leadership;
        await a.attend();
        assert.equal(a.term, 42);
        cloud.bucket.put(BOARD_LEASE_KEY, '{"version":1,"leader":"z","te');
        await a.attend();
        assert.equal(a.term, undefined);
        await clock.advance(LEASE_SECONDS - 1);
        await a.attend();
        assert.equal(a.term, undefined, "whoever wrote it may be leading");
        await clock.advance(1);
        await a.attend();
        assert.equal(a.term, 42);
    });

    it("is nobody's while the store is away, and one look after it is back it is somebody's", async () => {
        const [a, b] = [agent("a"), agent("b")];
        await a.leadership.attend();
        await b.leadership.attend();
        for (const { faults } of [a, b]) faults.add({ kind: "fail" });
        for (let round = 0; round < 20; round += 1) {
            await clock.advance(30);
            await assert.rejects(a.leadership.attend());
            await assert.rejects(b.leadership.attend());
        }
        assert.equal(a.leadership.term, undefined);
        for (const { faults } of [a, b]) faults.clear();
        await a.leadership.attend();
        await b.leadership.attend();
        assert.deepEqual([a.leadership.term, b.leadership.term], [1, undefined]);
    });
});
