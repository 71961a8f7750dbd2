import assert from "node:assert/strict";
import { boardStatusKey } from "@bridgepool/core/shared";

import type { BridgeStatus } from "../../src/board/documents";
import { StatusReader } from "../../src/lead/statuses";
import { statusOf } from "../assign/pools";
import { ManualClock } from "../support/clock";
import { RecordingLog } from "../support/log";
import { type AgentCloud, MemoryCloud } from "../support/memory-cloud";

describe("the statuses, as a leader reads them", () => {
    let clock: ManualClock;
    let cloud: MemoryCloud;
    let agent: AgentCloud;
    let log: RecordingLog;
    let reader: StatusReader;
    beforeEach(() => {
        clock = new ManualClock();
        cloud = new MemoryCloud(clock);
        agent = cloud.agent("a");
        log = new RecordingLog();
        reader = new StatusReader(agent.store, clock, log);
    });

    const put = (bridge: string, sequence: number, over: Partial<BridgeStatus> = {}): void =>
        cloud.bucket.put(boardStatusKey(bridge), JSON.stringify(statusOf(bridge, { sequence, ...over })));
    const ages = async () =>
        (await reader.look()).map(({ bridge, unchangedSeconds, seenToChange }) => [
            bridge,
            unchangedSeconds,
            seenToChange,
        ]);

    it("are read when they change, and only then", async () => {
        put("a", 1);
        put("b", 1);
        await reader.look();
        assert.equal(cloud.count("store.read"), 2);
        put("b", 2);
        await reader.look();
        await reader.look();
        assert.equal(cloud.count("store.read"), 3);
        assert.equal(cloud.count("store.list"), 3);
    });

    it("are as old as the leader has seen them stand", async () => {
        put("a", 1);
        assert.deepEqual(await ages(), [["a", 0, false]]);
        await clock.advance(30);
        assert.deepEqual(await ages(), [["a", 30, false]]);
        put("a", 2);
        assert.deepEqual(await ages(), [["a", 0, true]]);
        await clock.advance(40);
        put("a", 2, { at: "written again" });
        assert.deepEqual(await ages(), [["a", 40, true]]);
    });

    it("do not age while the Board cannot be seen", async () => {
        put("a", 1);
        await reader.look();
        agent.faults.add({ kind: "fail", on: "store.list", times: 1 });
        await clock.advance(1800);
        await assert.rejects(reader.look());
        await clock.advance(1800);
        assert.deepEqual(await ages(), [["a", 60, false]]);
    });

    it("stand as they were while one cannot be read, is garbled, or says that it is another's", async () => {
        put("a", 1);
        await reader.look();
        await clock.advance(30);
        put("a", 2);
        const mend = agent.faults.add({ kind: "fail", on: "store.read" });
        assert.deepEqual(await ages(), [["a", 30, false]]);
        mend();
        assert.deepEqual(await ages(), [["a", 0, true]]);
        for (const text of ['{"version":1,"bri', JSON.stringify(statusOf("b", { sequence: 3 }))]) {
            cloud.bucket.put(boardStatusKey("a"), text);
            const [seen] = await reader.look();
            assert.equal(seen?.status?.sequence, 2);
        }
        assert.deepEqual(log.names(), ["status-unread", "status-refused", "status-refused"]);
    });

    it("name a bridge whose status could never be read, and forget one whose status is gone", async () => {
        cloud.bucket.put(boardStatusKey("a"), "?");
        cloud.bucket.put("board/status/readme.txt", "not a status");
        const [seen, ...rest] = await reader.look();
        assert.deepEqual([seen?.bridge, seen?.status, rest.length], ["a", undefined, 0]);
        cloud.bucket.delete(boardStatusKey("a"));
        assert.deepEqual(await reader.look(), []);
    });

    it("tell for how long a bridge has been unhealthy", async () => {
        const times: (number | undefined)[] = [];
        for (const [sequence, healthy] of [true, false, false, true, false].entries()) {
            put("a", sequence, { healthy });
            times.push((await reader.look())[0]?.unhealthySeconds);
            await clock.advance(30);
        }
        assert.deepEqual(times, [0, 0, 30, 0, 0]);
    });
});
