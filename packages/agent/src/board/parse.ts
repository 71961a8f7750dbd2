import { alternatives, Fields, isRecord, type Problem, show, type TextKind } from "@bridgepool/core/shared";

import {
    type Assignment,
    BOARD_VERSION,
    type BridgeStatus,
    BridgeState,
    DrainReason,
    FailureKind,
    type Lease,
    MembershipState,
    type MembershipStatus,
} from "./documents";

/** What came of reading a document: the document, or why it cannot be used. */
export interface Parsed<T> {
    /** Absent when there are problems. */
    readonly value?: T;
    readonly problems: readonly Problem[];
}

// Readers of what other agents wrote, perhaps of another release: unknown fields are left out, other versions are
// refused, and whatever the text is, nothing is thrown.

export function parseStatus(text: string): Parsed<BridgeStatus> {
    return parse(text, readStatus);
}

export function parseLease(text: string): Parsed<Lease> {
    return parse(text, readLease);
}

export function parseAssignment(text: string): Parsed<Assignment> {
    return parse(text, readAssignment);
}

/** May be empty. */
const TEXT: TextKind = { noun: "a text", fits: () => true };

function readStatus(fields: Fields): BridgeStatus {
    return {
        version: BOARD_VERSION,
        bridge: fields.text("bridge"),
        sequence: fields.wholeNumber("sequence", 0),
        at: fields.text("at", TEXT),
        lane: fields.text("lane", TEXT),
        state: choice(fields, "state", BridgeState),
        ...(fields.has("reason") && { reason: choice(fields, "reason", DrainReason) }),
        healthy: fields.boolean("healthy"),
        inService: fields.boolean("inService"),
        stress: amount(fields, "stress"),
        conferences: fields.wholeNumber("conferences", 0),
        participants: fields.wholeNumber("participants", 0),
        isProtected: fields.boolean("isProtected"),
        ghosts: fields.wholeNumber("ghosts", 0),
        roster: fields.text("roster", TEXT),
        memberships: fields.byKey("memberships", (all, key) => all.object(key, readMembership)),
    };
}

function readMembership(fields: Fields): MembershipStatus {
    return {
        state: choice(fields, "state", MembershipState),
        revision: fields.text("revision", TEXT),
        generation: fields.wholeNumber("generation", 0),
        conferences: fields.wholeNumber("conferences", 0),
        participants: fields.wholeNumber("participants", 0),
        ...(fields.has("failure") && {
            failure: fields.object("failure", (failure) => ({
                kind: choice(failure, "kind", FailureKind),
                reason: failure.text("reason", TEXT),
            })),
        }),
    };
}

function readLease(fields: Fields): Lease {
    return {
        version: BOARD_VERSION,
        leader: fields.text("leader", TEXT),
        term: fields.wholeNumber("term", 1),
        renewal: fields.wholeNumber("renewal", 0),
        at: fields.text("at", TEXT),
    };
}

function readAssignment(fields: Fields): Assignment {
    const { Surplus, Replacement } = DrainReason;
    return {
        version: BOARD_VERSION,
        leader: fields.text("leader"),
        term: fields.wholeNumber("term", 1),
        at: fields.text("at", TEXT),
        roster: fields.text("roster", TEXT),
        serves: fields.byKey("serves", (all, key) => all.texts(key, undefined, 0)),
        rotates: fields.byKey("rotates", (all, key) => all.text(key)),
        drains: fields.byKey("drains", (all, bridge) => choice(all, bridge, { Surplus, Replacement })),
        lane: fields.text("lane", TEXT),
        lanes: fields.byKey("lanes", (all, bridge) => all.text(bridge)),
        ...(fields.has("utilisation") && { utilisation: amount(fields, "utilisation") }),
    };
}

function parse<T>(text: string, read: (fields: Fields) => T): Parsed<T> {
    const fix = "nothing: whoever wrote it writes it again";
    const record = parseJson(text);
    if (!isRecord(record)) {
        return { problems: [{ path: "(root)", reason: "this is no JSON object", fix }] };
    }
    if (record["version"] !== BOARD_VERSION) {
        const reason = `${show(record["version"])} is no version this agent knows; it reads version ${BOARD_VERSION}`;
        return {
            problems: [{ path: "version", reason, fix: "bring all bridges of the pool to one release" }],
        };
    }
    const problems: Problem[] = [];
    const value = read(new Fields(record, [], problems));
    return problems.length > 0 ? { problems } : { value, problems };
}

/** One of a closed set of words. What it gives for any other word is never used: it is a problem of the document. */
function choice<T extends string>(fields: Fields, key: string, of: Readonly<Record<string, T>>): T {
    const words: readonly string[] = Object.values(of);
    return fields.text(key, { noun: alternatives(words), fits: (value) => words.includes(value) }) as T;
}

function amount(fields: Fields, key: string): number {
    return fields.number(key, "a number from 0", (value) => Number.isFinite(value) && value >= 0);
}

function parseJson(text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return undefined;
    }
}
