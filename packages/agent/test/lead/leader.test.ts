import assert from "node:assert/strict";
import { BOARD_ASSIGNMENT_KEY, boardStatusKey } from "@bridgepool/core/shared";

import type { Assignment, BridgeStatus } from "../../src/board/documents";
import { Leader } from "../../src/lead/leader";
import { isWorthWriting } from "../../src/lead/round";
import { assignmentOf, entry, joined, rosterOf, statusOf } from "../assign/pools";
import { ManualClock } from "../support/clock";
import { RecordingLog } from "../support/log";
import { type AgentCloud, MemoryCloud } from "../support/memory-cloud";

const meet = entry("shared");
const roster = rosterOf(meet);

describe("a leader's rounds", () => {
    let clock: ManualClock;
    let cloud: MemoryCloud;
    let agent: AgentCloud;
    let log: RecordingLog;
    let leader: Leader;
    let sequence = 0;
    beforeEach(() => {
        clock = new ManualClock();
        cloud = new MemoryCloud(clock);
        agent = cloud.agent("a");
        log = new RecordingLog();
        leader = newLeader("a");
    });

    const newLeader = (bridge: string): Leader =>
        new Leader({
            bridge,
            cloud: bridge === "a" ? agent : cloud.agent(bridge),
            clock,
            log,
            replacementFraction: 0.2,
        });
    const put = (bridge: string, over: Partial<BridgeStatus> = {}): void => {
        const status = statusOf(bridge, {
            sequence: ++sequence,
            memberships: { shared: joined(meet) },
            ...over,
        });
        cloud.bucket.put(boardStatusKey(bridge), JSON.stringify(status));
    };
    const standing = (): Assignment => JSON.parse(cloud.bucket.get(BOARD_ASSIGNMENT_KEY)!) as Assignment;
    const written = (): number => cloud.bucket.history(BOARD_ASSIGNMENT_KEY).length;
    const published = (name: string): number[] =>
        cloud.published.filter((one) => one.name === name).map(({ value }) => value);
    const round = async (): Promise<Assignment | undefined> => {
        await clock.advance(30);
        return leader.turn(roster);
    };

    it("write an assignment when it differs, and only then", async () => {
        cloud.agent("b");
        put("a");
        put("b");
        const first = await leader.turn(roster);
        assert.deepEqual(standing(), first);
        assert.deepEqual(first?.serves, { shared: ["a", "b"] });
        assert.deepEqual([first.leader, first.term, first.roster], ["a", 1, roster.digest]);
        await round();
        await round();
        assert.equal(written(), 1);
        cloud.agent("c");
        put("c");
        assert.deepEqual((await round())?.serves, { shared: ["a", "b", "c"] });
        assert.equal(written(), 2);
    });

    it("begin each term with an assignment of it, so that a late write of the last leader comes to nothing", async () => {
        put("a");
        await leader.turn(roster);
        agent.faults.add({
            kind: "slow",
            seconds: 300,
            times: 1,
            on: "store.write",
            key: BOARD_ASSIGNMENT_KEY,
        });
        cloud.agent("c");
        put("c");
        await clock.advance(30);
        await assert.rejects(clock.until(leader.turn(roster)), /no answer/);
        leader = newLeader("b");
        await leader.turn(roster);
        await clock.advance(101);
        assert.equal((await leader.turn(roster))?.term, 2);
        assert.equal(standing().leader, "b");
        const count = written();
        await clock.advance(300);
        assert.equal(written(), count);
        assert.equal(standing().leader, "b");
    });

    it("end when the assignment is of a later term", async () => {
        put("a");
        await leader.turn(roster);
        cloud.bucket.put(BOARD_ASSIGNMENT_KEY, JSON.stringify(assignmentOf({ term: 9, leader: "z" })));
        assert.equal(await round(), undefined);
        assert.equal(standing().leader, "z");
        assert.equal(leader.facts?.isHere, undefined);
        assert.ok(log.names().includes("leader-superseded"));
        assert.equal((await round())?.term, 10);
    });

    it("decide nothing without a roster, or while the statuses cannot be listed", async () => {
        put("a");
        assert.equal(await leader.turn(undefined), undefined);
        const mend = agent.faults.add({ kind: "fail", on: "store.list" });
        await assert.rejects(round(), /throttled/);
        assert.equal(cloud.bucket.get(BOARD_ASSIGNMENT_KEY), undefined);
        assert.equal(cloud.published.length, 0);
        mend();
        assert.deepEqual((await round())?.serves, { shared: ["a"] });
    });

    it("go on without the group: what stands, stands, and no utilisation is told", async () => {
        put("a", { stress: 0.5 });
        await leader.turn(roster);
        agent.faults.add({ kind: "deny", on: "group" });
        const before = standing();
        await round();
        put("a", { stress: 0.5 });
        await round();
        assert.deepEqual(standing().serves, before.serves);
        assert.deepEqual(published("Utilisation"), [0.5]);
        assert.equal(published("Leader").length, 2);
        assert.equal(published("RetainedHosts").length, 1);
    });

    it("write over an assignment that cannot be read, and read again one that was overtaken", async () => {
        put("a");
        cloud.bucket.put(BOARD_ASSIGNMENT_KEY, '{"version":1,"serv');
        await leader.turn(roster);
        assert.deepEqual(standing().serves, { shared: ["a"] });
        cloud.agent("b");
        put("b");
        const mend = agent.faults.add({ kind: "conflict", key: BOARD_ASSIGNMENT_KEY, on: "store.write" });
        assert.equal(await round(), undefined);
        mend();
        assert.deepEqual((await round())?.serves, { shared: ["a", "b"] });
    });

    it("put back what was assigned when it is lost or garbled, although no bridge could say it any more", async () => {
        const part = rosterOf(entry("shared", 0.4));
        for (const bridge of ["a", "b", "c", "d", "e"]) {
            cloud.agent(bridge);
            put(bridge, bridge < "c" ? {} : { memberships: {} });
        }
        const before = (await leader.turn(part))?.serves;
        for (const bridge of ["a", "b", "c", "d", "e"]) put(bridge, { memberships: {} });
        cloud.bucket.put(BOARD_ASSIGNMENT_KEY, "?");
        assert.deepEqual((await leader.turn(part))?.serves, before);
        cloud.bucket.delete(BOARD_ASSIGNMENT_KEY);
        assert.deepEqual((await leader.turn(part))?.serves, before);
        assert.deepEqual(standing().serves, before);
    });

    it("publish once a minute: the utilisation, the leader, hosts outside the group", async () => {
        cloud.agent("b");
        cloud.group.terminate("b");
        await clock.advance(3600);
        put("a", { stress: 0.25 });
        for (let count = 0; count < 7; count += 1) await round();
        assert.deepEqual(published("Utilisation"), [0.25, 0.25, 0.25, 0.25]);
        assert.deepEqual(published("Leader"), [1, 1, 1, 1]);
        assert.deepEqual(published("RetainedHosts"), [1, 1, 1, 1]);
    });

    it("count a membership as not joined after five minutes, once for all its bridges", async () => {
        cloud.agent("b");
        for (let count = 0; count < 14; count += 1) {
            for (const bridge of ["a", "b"]) put(bridge, { memberships: {} });
            await round();
        }
        const figures = published("MembershipsNotJoined");
        assert.deepEqual(figures, [0, 0, 0, 0, 0, 1, 1]);
        for (let count = 0; count < 2; count += 1) {
            for (const bridge of ["a", "b"]) put(bridge);
            await round();
        }
        assert.equal(published("MembershipsNotJoined").at(-1), 0);
    });

    it("survive measurements that cannot be published, and publish as soon as they can", async () => {
        put("a");
        agent.faults.add({ kind: "fail", on: "measurements", times: 1 });
        assert.ok(await leader.turn(roster));
        assert.ok(await round());
        assert.equal(published("Leader").length, 1);
    });

    it("let a bridge that does not begin to rotate lose its turn after a while", async () => {
        const old = entry("shared", 1, 1);
        const next = rosterOf(entry("shared", 1, 2));
        const stays = { memberships: { shared: joined(old) } };
        cloud.agent("b");
        const turns: (string | undefined)[] = [];
        for (let count = 0; count < 30; count += 1) {
            if (count % 4 === 0) ["a", "b"].forEach((bridge) => put(bridge, stays));
            await clock.advance(30);
            turns.push((await leader.turn(next))?.rotates["shared"]);
        }
        assert.deepEqual(turns.slice(0, 20), Array(20).fill("a"));
        assert.equal(turns.at(-1), "b");
    });

    it("say who leads, also to those that do not", async () => {
        assert.equal(leader.facts, undefined);
        assert.equal(leader.pauseSeconds, 120);
        await leader.turn(roster);
        assert.deepEqual(leader.facts, { bridge: "a", term: 1, isHere: true });
        assert.equal(leader.pauseSeconds, 30);
        const other = newLeader("b");
        await other.turn(roster);
        assert.deepEqual(other.facts, { bridge: "a", term: 1, isHere: false });
        await leader.resign();
        await other.turn(roster);
        assert.deepEqual(other.facts, { bridge: "b", term: 2, isHere: true });
    });

    it("are written for the utilisation alone only when it has moved", () => {
        const before = assignmentOf({ utilisation: 0.4 });
        assert.equal(isWorthWriting(before, { ...before, utilisation: 0.44 }), false);
        assert.equal(isWorthWriting(before, { ...before, utilisation: 0.46 }), true);
        assert.equal(isWorthWriting(before, { ...before, utilisation: undefined }), true);
        assert.equal(isWorthWriting(before, { ...before, term: 2 }), true);
        assert.equal(isWorthWriting(undefined, before), true);
    });
});
