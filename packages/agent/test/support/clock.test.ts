import assert from "node:assert/strict";

import { ManualClock } from "./clock";

describe("the clock of the tests", () => {
    it("wakes sleepers in their order, each at its own moment, also those that sleep again", async () => {
        const clock = new ManualClock();
        const woken: [string, number][] = [];
        const nap = async (name: string, ...naps: number[]): Promise<void> => {
            for (const seconds of naps) {
                await clock.sleep(seconds);
                woken.push([name, clock.seconds()]);
            }
        };
        void nap("slow", 7);
        void nap("quick", 3, 3, 3);
        void nap("later", 60);
        await clock.advance(10);
        assert.deepEqual(woken, [
            ["quick", 3],
            ["quick", 6],
            ["slow", 7],
            ["quick", 9],
        ]);
        assert.equal(clock.seconds(), 10);
        assert.equal(clock.sleeping, 1);
    });

    it("ends a sleep early when it is aborted, and then forgets it", async () => {
        const clock = new ManualClock();
        const abort = new AbortController();
        const sleep = clock.sleep(3600, abort.signal);
        abort.abort();
        await sleep;
        await clock.sleep(3600, abort.signal);
        assert.equal(clock.sleeping, 0);
    });

    it("gives other machines their own time of day and pace", async () => {
        const clock = new ManualClock(new Date("2026-01-01T00:00:00Z"));
        const other = clock.skewed({ ahead: 3600, rate: 2 });
        const before = other.seconds();
        let wokenAt: number | undefined;
        void other.sleep(10).then(() => (wokenAt = clock.seconds()));
        await clock.advance(8);
        assert.equal(wokenAt, 5);
        assert.equal(other.seconds() - before, 16);
        assert.equal(other.now().toISOString(), "2026-01-01T01:00:16.000Z");
    });

    it("runs until something is done, and says when it never is", async () => {
        const clock = new ManualClock();
        assert.equal(await clock.until(clock.sleep(90).then(() => "done")), "done");
        assert.equal(clock.seconds(), 90);
        await assert.rejects(clock.until(new Promise(() => undefined)), /nothing came of it/);
    });

    it("jumps in its time of day and not in its seconds", () => {
        const clock = new ManualClock(new Date("2026-01-01T00:00:00Z"));
        clock.jumpBy(-86400);
        assert.equal(clock.seconds(), 0);
        assert.equal(clock.now().toISOString(), "2025-12-31T00:00:00.000Z");
    });
});
