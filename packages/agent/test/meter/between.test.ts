import assert from "node:assert/strict";

import { type HourSlice, usageBetween } from "../../src/meter/between";
import { type Look, lookAt } from "../../src/meter/look";
import type { MembershipUsage } from "../../src/meter/record";
import { type KnownConference, MEMBERSHIPS, viewOf } from "./load";

const INTERVAL = 30;
const NOON = Date.parse("2026-11-21T12:00:00Z");
const HOUR = 3600;

const renater: KnownConference = {
    id: "r",
    mucDomain: "conference.rendez-vous.example.fr",
    from: 0,
    until: 1e6,
    participants: 3,
};
const shared: KnownConference = {
    ...renater,
    id: "s",
    mucDomain: "muc.meet.federation.example",
    participants: 5,
};
const stranger: KnownConference = { ...renater, id: "x", mucDomain: "conference.elsewhere.example" };

/** A look at second `seconds`, which is so many seconds after noon unless the time of day says something else. */
function look(
    load: readonly KnownConference[],
    seconds: number,
    more: Partial<Pick<Look, "bytes" | "incarnation">> & { readonly afterNoon?: number } = {},
): Look {
    const at = new Date(NOON + (more.afterNoon ?? seconds) * 1000);
    return lookAt(viewOf(load, seconds, more), MEMBERSHIPS, { seconds, at });
}

function hours(slices: readonly HourSlice[]): [number, number][] {
    return slices
        .filter(({ coveredSeconds }) => coveredSeconds > 0)
        .map(({ hour, coveredSeconds }) => [(hour - NOON) / 1000 / HOUR, coveredSeconds]);
}

function rows(slices: readonly HourSlice[]): MembershipUsage[] {
    return slices
        .filter(({ coveredSeconds }) => coveredSeconds > 0)
        .flatMap(({ memberships }) => memberships);
}

describe("use between two looks", () => {
    it("is of the Meet in whose domain a conference is, and of nobody known where there is none", () => {
        const before = look([renater, shared, stranger], 10);
        const found = rows(usageBetween(before, look([renater, shared, stranger], 40), INTERVAL));
        assert.deepEqual(
            found.map(({ key, domain, conferenceSeconds, participantSeconds }) => ({
                key,
                domain,
                conferenceSeconds,
                participantSeconds,
            })),
            [
                {
                    key: "renater",
                    domain: "auth.rendez-vous.example.fr",
                    conferenceSeconds: 30,
                    participantSeconds: 90,
                },
                {
                    key: "shared",
                    domain: "auth.meet.federation.example",
                    conferenceSeconds: 30,
                    participantSeconds: 150,
                },
                { key: "unknown", domain: "", conferenceSeconds: 30, participantSeconds: 90 },
            ],
        );
    });

    it("counts a conference from the look that sees it first, and until the first that does not", () => {
        const late = { ...shared, from: 41, until: 69 };
        const slices = [look([late], 10), look([late], 40), look([late], 68), look([late], 98)].map(
            (after, index, looks) => usageBetween(looks[index - 1], after, INTERVAL),
        );
        assert.deepEqual(
            slices.map((found) =>
                found.flatMap(({ memberships }) => memberships.map((row) => row.conferences)),
            ),
            [[], [], [1], [0]],
        );
        assert.deepEqual(
            slices.map((found) => rows(found).map(({ participantSeconds }) => participantSeconds)),
            [[], [], [], [150]],
        );
    });

    it("does not count what an agent before this one has counted", () => {
        const first = look([renater, shared], 10);
        const begun = usageBetween(undefined, first, INTERVAL, new Set(["r"]));
        assert.deepEqual(
            begun.flatMap(({ memberships }) => memberships.map(({ key, conferences }) => [key, conferences])),
            [["shared", 1]],
        );
    });

    it("lies in the hours that it touches, by its parts", () => {
        const slices = usageBetween(look([renater], HOUR - 10), look([renater], HOUR + 20), INTERVAL);
        assert.deepEqual(hours(slices), [
            [0, 10],
            [1, 20],
        ]);
        assert.deepEqual(
            rows(slices).map(({ participantSeconds }) => participantSeconds),
            [30, 60],
        );
    });

    it("is as long as it took, wherever the time of day jumped", () => {
        const before = look([renater], 100);
        for (const [afterNoon, hour] of [
            [10 * HOUR + 1800, 10],
            [-5 * HOUR - 1800, -6],
        ] as const) {
            const slices = usageBetween(before, look([renater], 130, { afterNoon }), INTERVAL);
            assert.deepEqual(hours(slices), [[hour, 30]]);
        }
    });

    it("is nothing over a gap, a restart of the bridge, or a clock that went back; new conferences still count", () => {
        const before = look([renater], 100, { bytes: { received: 5, sent: 5 } });
        const bytes = { received: 900, sent: 900 };
        for (const after of [
            look([renater, shared], 161, { bytes }),
            look([renater, shared], 130, { bytes, incarnation: "2" }),
            look([renater, shared], 100, { bytes }),
            look([renater, shared], 40, { bytes }),
        ]) {
            const slices = usageBetween(before, after, INTERVAL);
            assert.deepEqual(hours(slices), []);
            assert.deepEqual(
                slices.flatMap(({ memberships }) =>
                    memberships.map(({ key, conferences }) => [key, conferences]),
                ),
                [["shared", 1]],
            );
        }
        const atTheEdge = usageBetween(before, look([renater], 160, { bytes }), INTERVAL);
        assert.deepEqual(hours(atTheEdge), [[0, 60]]);
    });

    describe("of traffic", () => {
        const traffic = (slices: readonly HourSlice[]): [string, number, number][] =>
            rows(slices).map(({ key, receivedBytes, sentBytes }) => [key, receivedBytes, sentBytes]);
        const start = { bytes: { received: 1000, sent: 2000 } };
        const end = { bytes: { received: 1800, sent: 4000 } };

        it("is what the bridge counted, shared out by bitrates", () => {
            const load = [
                { ...renater, kilobits: { received: 300, sent: 100 } },
                { ...shared, kilobits: { received: 100, sent: 300 } },
            ];
            assert.deepEqual(traffic(usageBetween(look(load, 0, start), look(load, 30, end), INTERVAL)), [
                ["renater", 600, 500],
                ["shared", 200, 1500],
            ]);
        });

        it("is shared out by participants where the bridge does not tell every bitrate", () => {
            const load = [{ ...renater, kilobits: { received: 300, sent: 100 } }, shared];
            assert.deepEqual(traffic(usageBetween(look(load, 0, start), look(load, 30, end), INTERVAL)), [
                ["renater", 300, 750],
                ["shared", 500, 1250],
            ]);
        });

        it("is nobody's when no conference was seen, and nothing when the counters fell", () => {
            assert.deepEqual(traffic(usageBetween(look([], 0, start), look([], 30, end), INTERVAL)), [
                ["unknown", 800, 2000],
            ]);
            assert.deepEqual(traffic(usageBetween(look([], 0, end), look([], 30, start), INTERVAL)), []);
        });
    });
});
