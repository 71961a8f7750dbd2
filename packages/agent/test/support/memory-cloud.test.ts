import assert from "node:assert/strict";

import { CloudError } from "../../src/ports/cloud";
import { ManualClock } from "./clock";
import { MemoryCloud } from "./memory-cloud";
import { HEARTBEAT_TIMEOUT_SECONDS } from "./memory-group";

describe("the cloud of the tests", () => {
    const clock = new ManualClock();
    let cloud: MemoryCloud;
    beforeEach(() => {
        cloud = new MemoryCloud(clock);
    });

    it("writes only when the condition holds, and knows what is unchanged", async () => {
        const { store } = cloud.agent("a");
        const first = await store.write("k", "1", { ifAbsent: true });
        assert.ok(first !== "conflict");
        assert.equal(await store.write("k", "2", { ifAbsent: true }), "conflict");
        assert.equal(await store.read("k", first.tag), "unchanged");
        assert.ok((await store.write("k", "2", { ifTag: first.tag })) !== "conflict");
        assert.equal(await store.write("k", "3", { ifTag: first.tag }), "conflict");
        assert.equal(await store.read("other"), undefined);
        assert.deepEqual(
            (await store.list("k")).map(({ key }) => key),
            ["k"],
        );
        assert.deepEqual(cloud.bucket.history("k"), ["1", "2"]);
        cloud.bucket.rollBack("k");
        assert.equal(cloud.bucket.get("k"), "1");
    });

    it("lets calls of one agent fail, with and without their effect", async () => {
        const { store, faults } = cloud.agent("a");
        faults.add({ kind: "fail", on: "store.write", times: 1 });
        await assert.rejects(
            store.write("k", "1"),
            (error) => error instanceof CloudError && error.retryable,
        );
        assert.equal(cloud.bucket.get("k"), undefined);
        faults.add({ kind: "lose", on: "store.write", times: 1 });
        await assert.rejects(store.write("k", "1"), CloudError);
        assert.equal(cloud.bucket.get("k"), "1");
        const mend = faults.add({ kind: "deny", key: "k" });
        await assert.rejects(store.read("k"), (error) => error instanceof CloudError && !error.retryable);
        assert.ok(await cloud.agent("b").store.read("k"));
        mend();
        faults.add({ kind: "garble", on: "store.read", times: 1 });
        cloud.bucket.put("k", "1234");
        assert.equal(((await store.read("k")) as { text: string }).text, "12");
        assert.equal(((await store.read("k")) as { text: string }).text, "1234");
        assert.equal(cloud.count("store.read", "k"), 4);
    });

    it("has a slow write land after its caller gave up", async () => {
        const { store, faults } = cloud.agent("a");
        faults.add({ kind: "slow", seconds: 60, times: 1 });
        await assert.rejects(clock.until(store.write("k", "late")), /no answer in 10 seconds/);
        assert.equal(cloud.bucket.get("k"), undefined);
        await clock.advance(60);
        assert.equal(cloud.bucket.get("k"), "late");
        faults.add({ kind: "freeze" });
        await assert.rejects(clock.until(store.write("k", "never")), /no answer in 10 seconds/);
        await clock.advance(3600);
        assert.equal(cloud.bucket.get("k"), "late");
    });

    it("scales: the protected stay, the others get a notice and may drain while they send heartbeats", async () => {
        const [a, b, c] = ["a", "b", "c"].map((id) => cloud.agent(id));
        cloud.group.desired = 1;
        cloud.group.scale();
        assert.equal(cloud.group.inService().length, 3);
        await a!.group.setProtection(false);
        await b!.group.setProtection(false);
        cloud.group.scale();
        assert.equal((await a!.host.notice())?.kind, "terminating");
        assert.equal(await c!.host.notice(), undefined);
        await clock.advance(HEARTBEAT_TIMEOUT_SECONDS - 1);
        assert.equal(await a!.group.heartbeat(), true);
        await clock.advance(2);
        const view = await c!.group.view();
        assert.deepEqual(
            view.members.map(({ id, inService, retained }) => [id, inService, retained]),
            [
                ["a", false, false],
                ["b", false, true],
                ["c", true, false],
            ],
        );
        assert.equal(await b!.group.heartbeat(), false);
        await b!.group.end();
        await a!.group.complete();
        cloud.group.desired = 2;
        assert.deepEqual(cloud.group.scale(), ["i-new-1"]);
        assert.equal((await c!.group.view()).members.length, 2);
    });

    it("gives exactly the version of a secret that is asked for", async () => {
        cloud.putSecret("s", "v1", "one");
        cloud.putSecret("s", "v2", "two");
        assert.equal(await cloud.agent("a").secrets.read("s", "v1"), "one");
        await assert.rejects(cloud.agent("a").secrets.read("s", "v3"), /no version v3/);
    });

    it("keeps what is published, with who and when", async () => {
        await cloud.agent("a").measurements.publish([{ name: "Leader", value: 1 }]);
        assert.deepEqual(cloud.published, [{ name: "Leader", value: 1, agent: "a", at: clock.seconds() }]);
    });
});
