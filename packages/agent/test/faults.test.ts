import assert from "node:assert/strict";

import { BOARD_ASSIGNMENT_KEY, ROSTER_MARKER_KEY } from "@bridgepool/core/shared";

import type { Fault } from "./support/faults";
import { MemoryPool } from "./support/memory-pool";

/** What must hold after whatever went wrong: all that should be joined is, nothing else, and we ended no conference. */
describe("a pool survives", () => {
    let pool: MemoryPool;
    beforeEach(async () => {
        pool = new MemoryPool();
        await pool.serve("a");
        await pool.serve("b");
        for (const id of ["i-1", "i-2", "i-3"]) await pool.launch(id);
        await pool.run(400);
        for (const { bridge } of pool.hosts.values()) bridge.call("auth.a.example", 3);
    });
    afterEach(() => pool.close());

    const all = ["i-1", "i-2", "i-3"];
    const cutOff = (): string[] => [...pool.hosts.values()].flatMap(({ bridge }) => bridge.cutOff);
    const isWhole = (...keys: string[]): void => {
        for (const key of keys) assert.deepEqual(pool.serving(key), all, key);
        for (const { bridge } of pool.hosts.values()) assert.equal(bridge.clientsById.size, keys.length);
        assert.deepEqual(cutOff(), []);
    };
    const break_ = (...faults: Fault[]): void => {
        for (const { cloud } of pool.hosts.values()) for (const fault of faults) cloud.faults.add(fault);
    };
    const mend = (): void => {
        for (const { cloud } of pool.hosts.values()) cloud.faults.clear();
    };

    it("an agent that is killed at any moment of a change, and started again", async () => {
        const { bridge } = pool.host("i-1");
        for (let moment = 0; moment < 14; moment += 1) {
            const key = `fresh${moment}`;
            await pool.serve(key);
            await pool.run(8 + moment);
            await pool.crashAgent(pool.host("i-1"));
            await pool.run(moment % 3);
            await pool.startAgent(pool.host("i-1"));
            await pool.run(60);
            assert.deepEqual(pool.serving(key), all, key);
            pool.leave(key);
            await pool.run(8 + moment);
            await pool.crashAgent(pool.host("i-1"));
            await pool.startAgent(pool.host("i-1"));
            await pool.run(120);
            assert.equal(bridge.told.filter((what) => what.startsWith(`join ${key} `)).length, 1, key);
            isWhole("a", "b");
        }
    });

    it("a bridge that is restarted: its memberships return within one interval, none twice", async () => {
        const { bridge } = pool.host("i-2");
        bridge.restart();
        bridge.told.length = 0;
        await pool.run(10);
        assert.deepEqual(bridge.told.toSorted(), ["join a france-1", "join b france-1"]);
        isWhole("a", "b");
    });

    const stores: Record<string, Fault[]> = {
        "is away": [{ kind: "fail", on: "store" }],
        "does not answer": [{ kind: "freeze", on: "store" }],
        "is slow": [{ kind: "slow", on: "store", seconds: 9 }],
        "loses its answers": [{ kind: "lose", on: "store" }],
        "is garbled": [{ kind: "garble", on: "store.read" }],
        "refuses every write": [{ kind: "deny", on: "store.write" }],
        "always has another tag": [{ kind: "conflict", on: "store.write" }],
    };
    for (const [what, faults] of Object.entries(stores)) {
        it(`a store that ${what}, for an hour`, async () => {
            break_(...faults);
            await pool.run(3600);
            isWhole("a", "b");
            mend();
            await pool.serve("c");
            await pool.run(300);
            isWhole("a", "b", "c");
            assert.ok(pool.lease && pool.hosts.has(pool.lease.leader));
        });
    }

    it("a roster and an assignment that are rolled back", async () => {
        await pool.serve("a", 1, 2);
        await pool.run(1200);
        pool.cloud.bucket.rollBack(ROSTER_MARKER_KEY);
        pool.cloud.bucket.rollBack(BOARD_ASSIGNMENT_KEY);
        for (const host of pool.hosts.values()) host.bridge.hangUp();
        await pool.run(1200);
        const users = [...pool.hosts.values()].map(({ bridge }) => bridge.userAt("auth.a.example"));
        assert.deepEqual(users, ["france-2", "france-2", "france-2"]);
        isWhole("a", "b");
    });

    it("a leader that is killed, one that is cut off, and one that is paused", async () => {
        const leader = (): string => pool.lease!.leader;
        const first = leader();
        await pool.crashAgent(pool.host(first));
        await pool.run(400);
        const second = leader();
        assert.notEqual(second, first);
        await pool.startAgent(pool.host(first));
        pool.host(second).cloud.faults.add({ kind: "freeze" });
        await pool.run(400);
        const third = leader();
        assert.notEqual(third, second);
        pool.host(second).cloud.faults.clear();
        pool.host(third).cloud.faults.add({ kind: "slow", seconds: 200 });
        await pool.run(500);
        pool.host(third).cloud.faults.clear();
        await pool.serve("c");
        await pool.run(400);
        isWhole("a", "b", "c");
        const terms = pool.cloud.bucket
            .history(BOARD_ASSIGNMENT_KEY)
            .map((text) => (JSON.parse(text) as { term: number }).term);
        assert.deepEqual(
            terms,
            terms.toSorted((x, y) => x - y),
            "no leader of before wrote after the next",
        );
    });

    it("one organisation's Prosody that is down for an hour: the others never wait", async () => {
        pool.meets.all.get("auth.b.example")!.isUp = false;
        await pool.run(60);
        await pool.serve("c");
        await pool.run(15);
        assert.deepEqual(pool.serving("c"), all);
        await pool.run(3600);
        pool.meets.all.get("auth.b.example")!.isUp = true;
        await pool.run(10);
        isWhole("a", "b", "c");
    });

    for (const what of ["wrong password", "wrong certificate"]) {
        it(`one organisation with a ${what}: it alone is reported`, async () => {
            const meet = pool.meets.all.get("auth.b.example")!;
            if (what === "wrong password") meet.accounts.set("france-1", "another");
            else meet.isTrusted = false;
            await pool.run(120);
            for (const { agent } of pool.hosts.values()) {
                const { bridge } = agent!.status();
                assert.equal(bridge.memberships["a"]?.state, "joined");
                assert.equal(bridge.memberships["b"]?.state, "failed");
                assert.equal(
                    bridge.memberships["b"].failure?.kind,
                    what === "wrong password" ? "login" : "certificate",
                );
            }
            await pool.run(400);
            const missing = pool.cloud.published.findLast(({ name }) => name === "MembershipsNotJoined");
            assert.equal(missing?.value, 1);
            meet.accounts.set("france-1", (await pool.invitation("b")).password);
            meet.isTrusted = true;
            await pool.run(400);
            isWhole("a", "b");
        });
    }

    it("metadata that flaps: nothing drains for it", async () => {
        for (let round = 0; round < 20; round += 1) {
            break_({ kind: round % 2 === 0 ? "fail" : "freeze", on: "host.notice", times: 3 });
            await pool.run(20);
        }
        for (const { agent } of pool.hosts.values()) assert.equal(agent!.status().bridge.state, "serving");
        isWhole("a", "b");
    });

    it("a clock that jumps by a day, back and forth", async () => {
        for (const seconds of [86_400, -172_800, 86_400]) {
            pool.clock.jumpBy(seconds);
            await pool.run(300);
            isWhole("a", "b");
        }
        await pool.serve("c");
        await pool.run(15);
        isWhole("a", "b", "c");
    });

    it("a drain that is asked for twice, cancelled, and asked for during a change of the roster", async () => {
        const { agent, bridge } = pool.host("i-1");
        await agent!.drain();
        await agent!.drain();
        await pool.run(20);
        assert.equal(bridge.isDraining, true);
        await pool.serve("c");
        await agent!.undrain();
        await pool.run(5);
        await agent!.drain();
        await pool.run(120);
        assert.equal(agent!.status().bridge.state, "draining");
        assert.equal(bridge.conferences.length, 1, "its call goes on");
        await agent!.undrain();
        await pool.run(120);
        assert.equal(bridge.isDraining, false);
        isWhole("a", "b", "c");
    });

    it("a host that is told to go while the store is away: its call ends first, then the cloud hears of it", async () => {
        break_({ kind: "fail", on: "store" });
        pool.cloud.group.terminate("i-3");
        const { bridge } = pool.host("i-3");
        await pool.run(7200);
        assert.equal(pool.cloud.group.hosts.get("i-3")?.state, "terminating", "it is kept by heartbeats");
        assert.deepEqual(bridge.cutOff, []);
        assert.equal(bridge.conferences.length, 1);
        bridge.hangUp();
        await pool.run(180);
        assert.equal(pool.cloud.group.hosts.get("i-3")?.state, "gone");
    });

    it("a bridge that hangs: it is drained if possible, and another host comes in its place", async () => {
        pool.host("i-2").bridge.isUp = false;
        await pool.run(900);
        const { state, notice } = pool.cloud.group.hosts.get("i-2")!;
        assert.deepEqual([state, notice?.what], ["gone", "autoscaling: unhealthy"]);
        assert.equal(pool.cloud.group.inService().length, 3);
    });
});
