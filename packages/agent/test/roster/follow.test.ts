import assert from "node:assert/strict";

import { ROSTER_MARKER_KEY } from "@bridgepool/core/shared";

import { RosterFollower } from "../../src/roster/follow";
import type { KeptRoster } from "../../src/roster/roster";
import { ManualClock } from "../support/clock";
import { RecordingLog } from "../support/log";
import { type AgentCloud, MemoryCloud } from "../support/memory-cloud";
import { MemoryRoster } from "../support/memory-roster";

class Stage {
    public readonly clock = new ManualClock();
    public readonly cloud = new MemoryCloud(this.clock);
    public readonly roster = new MemoryRoster(this.cloud);
    public readonly agent: AgentCloud = this.cloud.agent("i-1");
    public readonly log = new RecordingLog();
    public kept: KeptRoster | undefined;
    public follower = this.follow();

    public async meets(...keys: string[]): Promise<void> {
        for (const key of keys) {
            this.roster.set(key, await MemoryRoster.invitation(`auth.${key}.example`));
        }
    }

    public restart(): Promise<void> {
        this.follower = this.follow();
        return this.follower.restore();
    }

    /** Key → generation of the invitation that is followed, or why there is none. */
    public followed(): Record<string, number | string> {
        return Object.fromEntries(
            (this.follower.roster?.entries ?? []).map(({ entry, invitation, failure }) => [
                entry.key,
                invitation?.generation ?? failure ?? "nothing",
            ]),
        );
    }

    private follow(): RosterFollower {
        const keeper = {
            load: () => Promise.resolve(this.kept),
            save: (kept: KeptRoster) => Promise.resolve(void (this.kept = structuredClone(kept))),
        };
        return new RosterFollower(this.agent.store, this.agent.secrets, keeper, this.log);
    }
}

describe("following the roster", () => {
    it("asks for secrets only when the marker names others, and for those alone", async () => {
        const stage = new Stage();
        const keys = Array.from({ length: 200 }, (_, index) => `m${index}`);
        await stage.meets(...keys);
        stage.roster.up();
        assert.equal(await stage.follower.look(), true);
        assert.equal(stage.cloud.count("secrets.read"), 200);
        for (let look = 0; look < 50; look += 1) assert.equal(await stage.follower.look(), false);
        assert.equal(stage.cloud.count("secrets.read"), 200);
        stage.roster.set("m7", await MemoryRoster.invitation("auth.m7.example", 2));
        stage.roster.remove("m9");
        stage.roster.up();
        assert.equal(await stage.follower.look(), true);
        assert.equal(stage.cloud.count("secrets.read"), 201);
        assert.equal(stage.followed()["m7"], 2);
        assert.equal(Object.keys(stage.followed()).length, 199);
    });

    it("keeps what it has when the marker is missing, garbled, or cannot be read", async () => {
        const stage = new Stage();
        await stage.meets("a", "b");
        stage.roster.up();
        await stage.follower.look();
        stage.agent.faults.add({ kind: "fail", on: "store.read", times: 1 });
        await assert.rejects(stage.follower.look(), /throttled/);
        stage.cloud.bucket.put(ROSTER_MARKER_KEY, '{"version":1,"pool":"fra');
        assert.equal(await stage.follower.look(), false);
        stage.cloud.bucket.put(ROSTER_MARKER_KEY, '{"version":2}');
        assert.equal(await stage.follower.look(), false);
        stage.cloud.bucket.delete(ROSTER_MARKER_KEY);
        assert.equal(await stage.follower.look(), false);
        assert.deepEqual(stage.followed(), { a: 1, b: 1 });
        assert.deepEqual(stage.log.names().slice(1), ["roster-refused", "roster-refused", "roster-missing"]);
    });

    it("refuses an old marker that is put back, also after a restart", async () => {
        const stage = new Stage();
        await stage.meets("a");
        stage.roster.up();
        await stage.follower.look();
        stage.roster.set("a", await MemoryRoster.invitation("auth.a.example", 2));
        stage.roster.up();
        await stage.follower.look();
        stage.cloud.bucket.rollBack(ROSTER_MARKER_KEY);
        assert.equal(await stage.follower.look(), false);
        await stage.restart();
        assert.equal(await stage.follower.look(), false);
        assert.deepEqual(stage.followed(), { a: 2 });
    });

    it("takes back, in any generation, what was removed in between", async () => {
        const stage = new Stage();
        stage.roster.set("a", await MemoryRoster.invitation("auth.a.example", 5));
        await stage.meets("b");
        stage.roster.up();
        await stage.follower.look();
        stage.roster.remove("a");
        stage.roster.up();
        await stage.follower.look();
        await stage.meets("a");
        stage.roster.up();
        assert.equal(await stage.follower.look(), true);
        assert.deepEqual(stage.followed(), { a: 1, b: 1 });
    });

    it("misses one secret that is denied, for that organisation alone, and tries again", async () => {
        const stage = new Stage();
        await stage.meets("a", "b", "c");
        const mend = stage.agent.faults.add({ kind: "deny", on: "secrets.read", key: "roster/b" });
        stage.roster.up();
        await stage.follower.look();
        assert.deepEqual(stage.followed(), { a: 1, b: "secrets.read is forbidden", c: 1 });
        mend();
        for (let look = 0; look < 3; look += 1) await stage.follower.look();
        assert.deepEqual(stage.followed(), { a: 1, b: 1, c: 1 });
    });

    it("goes on with the invitation of before while the new one cannot be read", async () => {
        const stage = new Stage();
        await stage.meets("a");
        stage.roster.up();
        await stage.follower.look();
        stage.agent.faults.add({ kind: "deny", on: "secrets.read" });
        stage.roster.set("a", await MemoryRoster.invitation("auth.a.example", 2));
        stage.roster.up();
        await stage.follower.look();
        const entry = stage.follower.roster!.entries[0]!;
        assert.equal(entry.invitation?.generation, 1);
        assert.match(entry.revision!, /^1-/);
        assert.equal(entry.failure, "secrets.read is forbidden");
    });

    it("refuses a secret that is not what the marker vouches for, without saying what is in it", async () => {
        const stage = new Stage();
        await stage.meets("a", "b", "c");
        const other = await MemoryRoster.invitation("auth.elsewhere.example");
        stage.cloud.putSecret("roster/a", "1", JSON.stringify(other));
        stage.cloud.putSecret("roster/b", "1", '{"password":"secret-of-b');
        stage.cloud.putSecret("roster/c", "1", JSON.stringify({ version: 1, password: "secret-of-c" }));
        stage.roster.up();
        await stage.follower.look();
        assert.match(String(stage.followed()["a"]), /not the invitation that the marker vouches for/);
        assert.match(String(stage.followed()["b"]), /is no JSON/);
        assert.match(String(stage.followed()["c"]), /holds no invitation/);
        assert.ok(!stage.log.text().includes("secret-of"));
    });

    it("begins with what was kept, although the store is away", async () => {
        const stage = new Stage();
        await stage.meets("a", "b");
        stage.roster.up();
        await stage.follower.look();
        stage.agent.faults.add({ kind: "fail" });
        await stage.restart();
        await assert.rejects(stage.follower.look());
        assert.deepEqual(stage.followed(), { a: 1, b: 1 });
        stage.agent.faults.clear();
        const before = stage.cloud.count("secrets.read");
        await stage.follower.look();
        assert.equal(stage.cloud.count("secrets.read"), before, "what was kept is not fetched again");
    });
});
