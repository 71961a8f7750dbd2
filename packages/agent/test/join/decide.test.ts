import assert from "node:assert/strict";

import { decide, type DecideFacts, SETTLE_SECONDS } from "../../src/join/decide";
import type { Held, Membership, Wanted } from "../../src/join/membership";
import { invitation } from "../support/invitation";

const NOW = 10_000;
const FACTS: DecideFacts = { now: NOW, conferences: 0, drainLimitSeconds: 3600, alone: false };

const wanted = (revision = "2-b", mayRotate = false): Wanted => ({
    invitation: invitation({ generation: Number(revision[0]) }),
    revision,
    mayRotate,
    isAlone: false,
});
const held = (revision = "2-b"): Held => ({
    invitation: invitation({ generation: Number(revision[0]) }),
    revision,
    joined: true,
    addresses: ["192.0.2.1"],
});
const stepOf = (membership: Omit<Membership, "key">, facts: Partial<DecideFacts> = {}): string => {
    const step = decide({ key: "a", ...membership }, { ...FACTS, ...facts });
    switch (step.kind) {
        case "probe":
            return `probe ${step.revision}`;
        case "drain":
            return step.isDraining ? "drain" : "undrain";
        case "leave":
            return `leave ${step.reason}`;
        default:
            return step.kind;
    }
};
const probed = (revision = "2-b", at = NOW - 1) => ({ revision, at, addresses: ["192.0.2.1"] });
const failure = (kind: "login" | "connection" | "certificate", ofRevision = "2-b", retryAt = NOW + 60) => ({
    kind,
    reason: "it said no",
    ofRevision,
    times: 1,
    retryAt,
});

describe("what is next for a membership", () => {
    it("that is not in the bridge", () => {
        assert.equal(stepOf({ wanted: wanted() }), "probe 2-b");
        assert.equal(stepOf({ wanted: wanted(), probed: probed() }), "join");
        assert.equal(stepOf({ wanted: wanted(), probed: probed("1-a") }), "probe 2-b");
        assert.equal(stepOf({ wanted: wanted(), probed: probed("2-b", NOW - 61) }), "probe 2-b");
        assert.equal(stepOf({ wanted: wanted(), failure: failure("login") }), "wait");
        assert.equal(stepOf({ wanted: wanted(), failure: failure("login", "2-b", NOW) }), "probe 2-b");
        assert.equal(stepOf({}), "forget");
    });

    it("that is joined and wanted", () => {
        assert.equal(stepOf({ wanted: wanted(), held: held() }), "wait");
        assert.equal(stepOf({ wanted: wanted(), held: held() }, { conferences: 3 }), "wait");
    });

    it("that is joined and has no connection", () => {
        const silent = { wanted: wanted(), held: held(), silentSince: NOW - 10 };
        assert.equal(stepOf({ ...silent, silentSince: NOW - 9 }), "wait", "the bridge retries by itself");
        assert.equal(stepOf(silent), "probe 2-b");
        assert.equal(
            stepOf({ ...silent, probed: probed() }),
            "wait",
            "the Meet lets in: the bridge will be back",
        );
        assert.equal(stepOf({ ...silent, failure: failure("connection") }), "wait", "a Meet that is away");
        assert.equal(stepOf({ ...silent, failure: failure("connection", "2-b", NOW) }), "probe 2-b");
        assert.equal(stepOf({ ...silent, failure: failure("login") }), "leave refused");
        assert.equal(stepOf({ ...silent, failure: failure("certificate") }), "leave refused");
        assert.equal(
            stepOf({ ...silent, failure: failure("login", "3-c") }),
            "probe 2-b",
            "not its own login",
        );
    });

    it("that has to leave", () => {
        const since = (seconds: number) => ({
            held: held(),
            drainingSince: NOW - seconds,
            drainAsked: { at: NOW - 1, isDraining: true },
        });
        assert.equal(stepOf({ held: held() }), "drain", "also without a conference: one may begin now");
        assert.equal(stepOf(since(SETTLE_SECONDS - 1)), "wait");
        assert.equal(stepOf(since(SETTLE_SECONDS)), "leave left");
        assert.equal(stepOf(since(3599), { conferences: 1 }), "wait");
        assert.equal(stepOf(since(3600), { conferences: 1 }), "leave limit");
        const asked = { ...since(100), drainAsked: { at: NOW - 30, isDraining: true } };
        assert.equal(stepOf(asked, { conferences: 1 }), "drain", "Prosody forgets");
    });

    it("that is wanted again while it drains", () => {
        const draining = { wanted: wanted(), held: held(), drainingSince: NOW - 100 };
        assert.equal(stepOf({ ...draining, drainAsked: { at: NOW - 1, isDraining: true } }), "undrain");
        assert.equal(stepOf({ ...draining, drainAsked: { at: NOW - 1, isDraining: false } }), "wait");
    });

    it("that has to rotate", () => {
        const rotating = { wanted: wanted("2-b", true), held: held("1-a") };
        assert.equal(stepOf({ ...rotating, wanted: wanted("2-b", false) }), "wait", "not its turn");
        assert.equal(stepOf(rotating), "probe 2-b", "the new login first");
        assert.equal(stepOf({ ...rotating, failure: failure("login") }), "wait", "it stays with the old one");
        assert.equal(stepOf({ ...rotating, probed: probed() }), "drain");
        const draining = {
            ...rotating,
            probed: probed(),
            drainingSince: NOW - 100,
            drainAsked: { at: NOW - 1, isDraining: true },
        };
        assert.equal(stepOf(draining, { conferences: 1 }), "wait");
        assert.equal(stepOf(draining), "leave rotates");
        assert.equal(
            stepOf({ ...draining, probed: probed("2-b", NOW - 61) }),
            "probe 2-b",
            "once more before it leaves",
        );
        assert.equal(
            stepOf({ wanted: wanted("2-b", true), probed: probed() }),
            "join",
            "and joins again at once",
        );
    });

    it("that has to rotate and is alone", () => {
        const rotating = { wanted: wanted("2-b", true), held: held("1-a"), probed: probed() };
        assert.equal(stepOf(rotating, { alone: true, conferences: 1 }), "wait", "a quiet moment comes");
        assert.equal(stepOf(rotating, { alone: true }), "leave rotates");
    });
});
