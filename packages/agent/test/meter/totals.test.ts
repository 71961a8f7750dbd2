import assert from "node:assert/strict";

import { usageKey } from "@bridgepool/core/shared";

import { readMonth } from "../../src/meter/read-month";
import { formatRecord, type UsageRecord } from "../../src/meter/record";
import { totalsOf } from "../../src/meter/totals";
import { CloudError } from "../../src/ports/cloud";
import { ManualClock } from "../support/clock";
import { MemoryCloud } from "../support/memory-cloud";

function record(bridge: string, hour: number, more: Partial<UsageRecord> = {}): UsageRecord {
    return {
        version: 1,
        pool: "france",
        region: "eu-west-3",
        bridge,
        hour: new Date(Date.UTC(2026, 10, 30, hour)).toISOString().replace(".000Z", "Z"),
        sequence: 4,
        coveredSeconds: 3600,
        memberships: [used("renater", 2, 600)],
        ...more,
    };
}

function used(
    key: string,
    conferences: number,
    participantSeconds: number,
): UsageRecord["memberships"][number] {
    return {
        key,
        domain: `auth.${key}.example`,
        conferences,
        conferenceSeconds: participantSeconds / 2,
        participantSeconds,
        peakConferences: conferences,
        peakParticipants: conferences * 2,
        receivedBytes: 1000,
        sentBytes: 2000,
    };
}

describe("the totals of a month", () => {
    it("add up bridges and hours for each Meet, and take the highest of the peaks", () => {
        const totals = totalsOf([
            record("a", 10),
            record("a", 11, { memberships: [used("renater", 5, 60), used("shared", 1, 30)] }),
            record("b", 10, { coveredSeconds: 1800 }),
        ]);
        assert.deepEqual(
            totals.memberships.map((row) => [
                row.key,
                row.conferences,
                row.participantSeconds,
                row.peakConferences,
            ]),
            [
                ["renater", 9, 1260, 5],
                ["shared", 1, 30, 1],
            ],
        );
        assert.deepEqual(
            [totals.bridges, totals.records, totals.coveredSeconds, totals.gaps, totals.duplicates],
            [2, 3, 9000, [], []],
        );
    });

    it("say which hours of a bridge are missing or only partly there; its first and last are what they are", () => {
        const { gaps } = totalsOf([
            record("a", 8, { coveredSeconds: 60 }),
            record("a", 9),
            record("a", 11, { coveredSeconds: 1200 }),
            record("a", 12, { coveredSeconds: 3590 }),
            record("a", 13, { coveredSeconds: 30 }),
            record("b", 20, { coveredSeconds: 30 }),
        ]);
        assert.deepEqual(gaps, [
            { bridge: "a", hour: "2026-11-30T10:00:00Z", seconds: 3600 },
            { bridge: "a", hour: "2026-11-30T11:00:00Z", seconds: 2400 },
        ]);
    });

    it("say in which hours something is counted twice", () => {
        const { duplicates } = totalsOf([record("a", 8, { coveredSeconds: 5400 }), record("b", 8)]);
        assert.deepEqual(duplicates, [{ bridge: "a", hour: "2026-11-30T08:00:00Z", seconds: 1800 }]);
    });

    it("are nothing for no records", () => {
        assert.deepEqual(totalsOf([]), {
            memberships: [],
            bridges: 0,
            records: 0,
            coveredSeconds: 0,
            duplicates: [],
            gaps: [],
        });
    });
});

describe("the records of a month", () => {
    const clock = new ManualClock();

    function put(cloud: MemoryCloud, one: UsageRecord, key = usageKey(new Date(one.hour), one.bridge)): void {
        cloud.bucket.put(key, formatRecord(one));
    }

    it("are all those of that month, and no other's", async () => {
        const cloud = new MemoryCloud(clock);
        for (const bridge of ["a", "b"]) {
            for (const hour of [0, 23, 24]) {
                put(cloud, record(bridge, hour));
            }
        }
        const { records, leftOut } = await readMonth(cloud.agent("x").store, "2026-11");
        assert.deepEqual(
            records.map(({ bridge, hour }) => `${bridge} ${hour}`),
            [
                "a 2026-11-30T00:00:00Z",
                "b 2026-11-30T00:00:00Z",
                "a 2026-11-30T23:00:00Z",
                "b 2026-11-30T23:00:00Z",
            ],
        );
        assert.deepEqual(leftOut, []);
    });

    it("leave out, and say, what is no record or a copy of one", async () => {
        const cloud = new MemoryCloud(clock);
        put(cloud, record("a", 1));
        put(cloud, record("a", 1), "usage/2026/11/30/02/a.json");
        put(cloud, record("b", 1), "usage/2026/11/30/01/a copy of b.json");
        cloud.bucket.put("usage/2026/11/30/01/c.json", "{}");
        cloud.bucket.put("usage/2026/11/notes.txt", "settled");
        const { records, leftOut } = await readMonth(cloud.agent("x").store, "2026-11");
        assert.equal(records.length, 1);
        assert.deepEqual(leftOut, [
            "usage/2026/11/30/01/a copy of b.json is a copy of the record of b at 2026-11-30T01:00:00Z",
            "usage/2026/11/30/01/c.json: version: nothing is no version this program knows; it reads version 1",
            "usage/2026/11/30/02/a.json is a copy of the record of a at 2026-11-30T01:00:00Z",
            "usage/2026/11/notes.txt is no usage record",
        ]);
    });

    it("fail as a whole when the bucket does: half a total is none", async () => {
        const cloud = new MemoryCloud(clock);
        put(cloud, record("a", 1));
        put(cloud, record("b", 1));
        const agent = cloud.agent("x");
        agent.faults.add({ kind: "fail", on: "store.read", times: 1 });
        await assert.rejects(readMonth(agent.store, "2026-11"), CloudError);
    });
});
