import assert from "node:assert/strict";

import type { Assignment } from "../../src/board/documents";
import { desired } from "../../src/join/desired";
import type { Roster } from "../../src/roster/roster";
import { invitation } from "../support/invitation";

function roster(shares: Readonly<Record<string, number>>): Roster {
    const entries = Object.entries(shares).map(([key, share]) => ({
        entry: {
            key,
            share,
            secret: key,
            secretVersion: "1",
            generation: 1,
            host: "xmpp.meet.example.org",
            port: 6222,
            domain: "auth.meet.example.org",
            digest: "0".repeat(64),
        },
        invitation: invitation(),
        revision: "1-0",
    }));
    return { marker: { version: 1, pool: "france", entries: [] }, digest: "", entries };
}

function assignment(serves: Assignment["serves"], rotates: Assignment["rotates"] = {}): Assignment {
    return {
        version: 1,
        leader: "i-1",
        term: 1,
        at: "",
        roster: "",
        serves,
        rotates,
        drains: {},
        lane: "",
        lanes: {},
    };
}

const keys = (...args: Parameters<typeof desired>): string[] => [...desired(...args).keys()];

describe("what a bridge should serve", () => {
    it("is what the assignment says", () => {
        const said = assignment({ a: ["i-1", "i-2"], b: ["i-2"] });
        assert.deepEqual(keys("i-1", roster({ a: 1, b: 0.5 }), said), ["a"]);
        assert.deepEqual(keys("i-2", roster({ a: 1, b: 0.5 }), said), ["a", "b"]);
    });

    it("leaves out what the roster no longer has, and what cannot be read", () => {
        assert.deepEqual(keys("i-1", roster({}), assignment({ a: ["i-1"] })), []);
        const { marker, digest, entries } = roster({ a: 1 });
        const unread = {
            marker,
            digest,
            entries: entries.map(({ entry }) => ({ entry, failure: "denied" })),
        };
        assert.deepEqual(keys("i-1", unread, assignment({ a: ["i-1"] })), []);
    });

    it("is everything before the first assignment: rather one too many than none", () => {
        assert.deepEqual(keys("i-1", roster({ a: 1, b: 0.2 }), undefined), ["a", "b"]);
    });

    it("includes, for a bridge that the leader does not know yet, what the whole pool serves", () => {
        const said = assignment({ a: ["i-1"], b: ["i-1"] });
        assert.deepEqual(keys("i-9", roster({ a: 1, b: 0.5 }), said), ["a"]);
    });

    it("includes a new Meet at once: on all bridges, or on those with the highest hash", () => {
        const bridges = Array.from({ length: 10 }, (_, index) => `i-${index}`);
        const said = assignment({ a: bridges });
        const serving = (share: number): string[] =>
            bridges.filter((bridge) => keys(bridge, roster({ a: 1, fresh: share }), said).includes("fresh"));
        assert.equal(serving(1).length, 10);
        assert.equal(serving(0.4).length, 4);
        assert.equal(serving(0.01).length, 2, "two, so that one may fail");
        assert.ok(
            serving(0.2).every((bridge) => serving(0.4).includes(bridge)),
            "a larger share keeps those of the smaller one",
        );
    });

    it("survives keys that every object has", () => {
        assert.deepEqual(keys("i-1", roster({ constructor: 0.5 }), assignment({ a: ["i-1"] })), [
            "constructor",
        ]);
    });

    it("says whose turn it is to rotate, and who is alone", () => {
        const said = assignment({ a: ["i-1"], b: ["i-1", "i-2"] }, { b: "i-1" });
        const wanted = desired("i-1", roster({ a: 1, b: 1 }), said);
        assert.deepEqual(
            [...wanted].map(([key, { mayRotate, isAlone }]) => [key, mayRotate, isAlone]),
            [
                ["a", false, true],
                ["b", true, false],
            ],
        );
    });
});
