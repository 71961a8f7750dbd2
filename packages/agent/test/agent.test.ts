import assert from "node:assert/strict";

import { MemoryPool } from "./support/memory-pool";

describe("a pool of agents", () => {
    let pool: MemoryPool;
    beforeEach(() => (pool = new MemoryPool()));
    afterEach(() => pool.close());

    const launch = async (count: number): Promise<void> => {
        for (let index = 1; index <= count; index += 1) await pool.launch(`i-${index}`);
    };
    const cutOff = (): string[] => [...pool.hosts.values()].flatMap(({ bridge }) => bridge.cutOff);
    const told = (): string[] =>
        [...pool.hosts.values()].flatMap(({ id, bridge }) => bridge.told.map((what) => `${id} ${what}`));

    it("lets a third Meet join and another leave during a call, whose bridge never notices", async () => {
        await pool.serve("a");
        await pool.serve("b");
        await launch(1);
        await pool.run(60);
        const { bridge } = pool.host("i-1");
        assert.deepEqual(pool.serving("a"), ["i-1"]);
        bridge.call("auth.a.example");
        bridge.call("auth.b.example");
        const before = bridge.told.length;
        await pool.serve("c");
        pool.leave("b");
        await pool.run(15);
        assert.deepEqual(pool.serving("c"), ["i-1"], "within a poll interval and five seconds");
        await pool.run(300);
        assert.deepEqual(pool.serving("b"), ["i-1"], "its call is still on");
        bridge.hangUp("auth.b.example");
        await pool.run(20);
        assert.deepEqual(pool.serving("b"), []);
        assert.deepEqual(bridge.told.slice(before), ["join c france-1", "leave b france-1"]);
        assert.deepEqual(cutOff(), []);
        assert.equal(bridge.conferences.length, 1);
    });

    it("of five scales in to two under load: no busy bridge goes, the emptiest first, the rest when their calls end", async () => {
        await pool.serve("a");
        await launch(5);
        await pool.run(300);
        const calls: Record<string, number> = { "i-1": 9, "i-2": 5, "i-3": 1, "i-4": 0, "i-5": 7 };
        for (const [id, participants] of Object.entries(calls)) {
            if (participants > 0) pool.host(id).bridge.call("auth.a.example", participants);
        }
        pool.cloud.group.desired = 2;
        await pool.run(900);
        assert.deepEqual([...pool.hosts.keys()].sort(), ["i-1", "i-2", "i-3", "i-5"]);
        assert.deepEqual(Object.keys(pool.assignment!.drains).sort(), ["i-2", "i-3"]);
        await pool.killAgent(pool.host(pool.lease!.leader));
        pool.host("i-3").bridge.hangUp();
        pool.host("i-2").bridge.hangUp();
        await pool.run(1800);
        assert.deepEqual([...pool.hosts.keys()].sort(), ["i-1", "i-5"]);
        assert.equal(pool.cloud.group.inService().length, 2);
        assert.deepEqual(cutOff(), []);
    });

    it("rotates a credential through five bridges during calls, one at a time", async () => {
        const meet = await pool.serve("a");
        await launch(5);
        await pool.run(300);
        for (const { bridge } of pool.hosts.values()) bridge.call("auth.a.example");
        await pool.serve("a", 1, 2);
        let away = 0;
        for (let step = 0; step < 360; step += 1) {
            await pool.run(10);
            away = Math.max(away, 5 - pool.serving("a").length, meet.draining.size);
            // Calls come and go: never all at once, and not on a bridge that drains.
            const host = [...pool.hosts.values()][step % 5]!;
            host.bridge.hangUp();
            if (!meet.draining.has(host.id)) host.bridge.call("auth.a.example");
        }
        const users = [...pool.hosts.values()].map(({ bridge }) => bridge.userAt("auth.a.example"));
        assert.deepEqual(
            users,
            Array.from({ length: 5 }, () => "france-2"),
        );
        assert.equal(away, 1);
        assert.deepEqual(cutOff(), []);
        meet.accounts.delete("france-1");
        await pool.run(120);
        assert.equal(pool.serving("a").length, 5);
    });

    it("gives a Meet its share, and moves no more than it has to", async () => {
        await pool.serve("whole");
        await pool.serve("part", 0.4);
        await launch(5);
        await pool.run(600);
        assert.equal(pool.serving("whole").length, 5);
        const part = pool.serving("part");
        assert.equal(part.length, 2);
        const before = told().length;
        await pool.launch("i-6");
        await pool.run(600);
        assert.equal(pool.serving("part").length, 3);
        assert.ok(part.every((id) => pool.serving("part").includes(id)));
        assert.equal(told().length - before, 2, "the new one joins the whole, and one more the part");
    });

    it("publishes its utilisation, from the bridges that can be used", async () => {
        await pool.serve("a");
        await launch(3);
        pool.host("i-1").bridge.stress = 0.6;
        pool.host("i-2").bridge.stress = 0.2;
        pool.host("i-3").bridge.stress = 0.1;
        await pool.run(400);
        const utilisation = (): number | undefined =>
            pool.cloud.published.findLast(({ name }) => name === "Utilisation")?.value;
        assert.ok(Math.abs(utilisation()! - 0.3) < 1e-9, String(utilisation()));
        await pool.host("i-3").agent!.drain();
        await pool.run(200);
        assert.ok(Math.abs(utilisation()! - 0.4) < 1e-9, "a bridge that drains counts for nothing");
    });

    it("never says a password", async () => {
        await pool.serve("a");
        const meet = await pool.serve("b");
        await launch(2);
        await pool.run(60);
        meet.accounts.clear();
        await pool.run(300);
        assert.ok(pool.said().includes("membership-refused"));
        assert.ok(!pool.said().includes("secret-of-"));
    });
});
