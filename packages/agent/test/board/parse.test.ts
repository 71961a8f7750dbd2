import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";

import { digestOf } from "../../src/board/digest";
import {
    type Assignment,
    type BridgeStatus,
    FailureKind,
    type Lease,
    MembershipState,
} from "../../src/board/documents";
import { parseAssignment, parseLease, parseStatus } from "../../src/board/parse";

const status: BridgeStatus = {
    version: 1,
    bridge: "i-1",
    sequence: 7,
    at: "2026-11-21T12:00:00.000Z",
    lane: "2.3.307-france",
    state: "draining",
    reason: "surplus",
    healthy: true,
    inService: true,
    stress: 0.25,
    conferences: 2,
    participants: 5,
    isProtected: true,
    ghosts: 0,
    roster: "d".repeat(64),
    memberships: {
        // A name that every object of JavaScript has of its own accord.
        constructor: {
            state: MembershipState.Joined,
            revision: "1-ab",
            generation: 1,
            conferences: 2,
            participants: 5,
        },
        shared: {
            state: MembershipState.Failed,
            revision: "",
            generation: 0,
            conferences: 0,
            participants: 0,
            failure: { kind: FailureKind.Login, reason: "the account is refused" },
        },
    },
};
const lease: Lease = { version: 1, leader: "i-1", term: 3, renewal: 12, at: "2026-11-21T12:00:00.000Z" };
const assignment: Assignment = {
    version: 1,
    leader: "i-1",
    term: 3,
    at: "2026-11-21T12:00:00.000Z",
    roster: "d".repeat(64),
    serves: { shared: ["i-1", "i-2"], empty: [] },
    rotates: { shared: "i-2" },
    drains: { "i-3": "surplus", "i-4": "replacement" },
    lane: "2.3.307-france",
    lanes: { "i-1": "2.3.307-france" },
    utilisation: 0.5,
};

const readers = [
    { name: "a status", parse: parseStatus, document: status, nested: "memberships" },
    { name: "a lease", parse: parseLease, document: lease, nested: "term" },
    { name: "an assignment", parse: parseAssignment, document: assignment, nested: "serves" },
] as const;

// Records by name have no prototype.
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe("documents of the Board", () => {
    for (const { name, parse, document, nested } of readers) {
        describe(name, () => {
            it("is read as it was written", () => {
                const read = parse(JSON.stringify(document));
                assert.deepEqual(plain(read), { value: document, problems: [] });
            });

            it("leaves out what it does not know", () => {
                const newer = JSON.stringify({ ...document, colour: "blue" });
                assert.deepEqual(plain(parse(newer).value), document);
            });

            it("is refused in another version", () => {
                const { value: read, problems } = parse(JSON.stringify({ ...document, version: 2 }));
                assert.equal(read, undefined);
                assert.match(problems[0]?.reason ?? "", /^2 is no version/);
            });

            it("reports each broken field", () => {
                const { value: read, problems } = parse(
                    JSON.stringify({ ...document, at: 5, [nested]: "blue" }),
                );
                assert.equal(read, undefined);
                assert.deepEqual(new Set(problems.map(({ path }) => path)), new Set(["at", nested]));
            });

            it("is refused when half of it is missing, or any of its fields", () => {
                const text = JSON.stringify(document);
                assert.equal(parse(text.slice(0, text.length / 2)).value, undefined);
                const optional = ["reason", "utilisation"];
                for (const key of Object.keys(document).filter((one) => !optional.includes(one))) {
                    const without = { ...document, [key]: undefined };
                    assert.equal(parse(JSON.stringify(without)).value, undefined, key);
                }
            });

            it("never throws, whatever it reads", () => {
                const anything = fc.oneof(
                    fc.string(),
                    fc.json(),
                    fc
                        .record({ version: fc.constant(1), [nested]: fc.jsonValue() })
                        .map((one) => JSON.stringify(one)),
                );
                fc.assert(
                    fc.property(anything, (text) => {
                        const { value: read, problems } = parse(text);
                        assert.equal(read === undefined, problems.length > 0);
                    }),
                );
            });
        });
    }

    it("says where in a membership something is wrong, and what is allowed", () => {
        const memberships = { a: { ...status.memberships["shared"], state: "asleep", failure: 5 }, b: [] };
        const { problems } = parseStatus(JSON.stringify({ ...status, memberships }));
        assert.deepEqual(
            problems.map(({ path }) => path),
            ["memberships.a.state", "memberships.a.failure", "memberships.b"],
        );
        assert.match(problems[0]?.reason ?? "", /"asleep".*"probing".*"failed"/);
    });

    it("has no name that nobody gave", () => {
        const { value } = parseStatus(JSON.stringify({ ...status, memberships: {} }));
        assert.equal(value?.memberships["constructor"], undefined);
        assert.equal(value?.memberships["__proto__"], undefined);
    });

    it("takes no infinite or negative figure", () => {
        const text = JSON.stringify(status).replace('"stress":0.25', '"stress":1e999');
        assert.equal(parseStatus(text).value, undefined);
        assert.equal(parseStatus(JSON.stringify({ ...status, stress: -1 })).value, undefined);
    });

    it("knows a roster by the SHA-256 of its marker", () => {
        assert.equal(digestOf("{}"), createHash("sha256").update("{}").digest("hex"));
    });
});
