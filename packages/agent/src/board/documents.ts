import type { RosterEntry, RosterMarker } from "@bridgepool/core/shared";

/**
 * What the agents of one pool tell each other, as documents of the pool's bucket: no secret, no room name, no address of
 * a participant. Times are ISO 8601 in UTC and for people: nobody compares the clock of another machine with its own.
 */

/** Of every document; a reader refuses any other. */
export const BOARD_VERSION = 1;

/** What a bridge is doing, in the order in which it may happen. */
export const BridgeState = {
    /** Not ready: the bridge does not answer yet, or is unhealthy. */
    Starting: "starting",
    /** Takes conferences. */
    Serving: "serving",
    /** Takes no new conferences; goes back to serving when whoever asked for it takes that back. */
    Draining: "draining",
    /** Is ending, and there is no way back. */
    Leaving: "leaving",
} as const;
export type BridgeState = (typeof BridgeState)[keyof typeof BridgeState];

/** How far a membership is on one bridge. */
export const MembershipState = {
    /** The login is being tried, by the agent itself. */
    Probing: "probing",
    /** The bridge has been told to join, and is not in the room yet. */
    Joining: "joining",
    /** The bridge is in the Meet's brewery. */
    Joined: "joined",
    /** Still in the brewery, marked as draining for this Meet only. */
    Draining: "draining",
    /** Could not be joined; tried again later. */
    Failed: "failed",
} as const;
export type MembershipState = (typeof MembershipState)[keyof typeof MembershipState];

/** Why a membership could not be joined, in the order in which it is tried. */
export const FailureKind = {
    /** The roster's secret could not be read, or is not what the marker says. */
    Invitation: "invitation",
    /** The host name has no address. */
    Name: "name",
    /** Nothing answers there. */
    Connection: "connection",
    /** TLS: the certificate is not one that the invitation names, or has expired, or is for another name. */
    Certificate: "certificate",
    /** The Meet's Prosody refuses the account. */
    Login: "login",
    /** The bridge was told to join and did not. */
    Bridge: "bridge",
} as const;
export type FailureKind = (typeof FailureKind)[keyof typeof FailureKind];

/**
 * What an invitation says, as far as a bridge has to leave and join again when it changes: the account's generation, and
 * host, domain and certificates. A client that was added before a certificate is trusted never trusts it (`docs/agent.md`).
 */
export function revisionOf(entry: Pick<RosterEntry, "generation" | "digest">): string {
    return `${entry.generation}-${entry.digest.slice(0, 16)}`;
}

/** One membership on one bridge. */
export interface MembershipStatus {
    readonly state: MembershipState;
    /** What the bridge is joined with, or is joining with: {@link revisionOf} its entry of the roster. Empty: nothing yet. */
    readonly revision: string;
    /** Generation of the account in it. */
    readonly generation: number;
    /** Conferences of this Meet that the bridge carries. */
    readonly conferences: number;
    /** Participants of this Meet that are on this bridge itself. */
    readonly participants: number;
    /** Why it failed; only when `state` is `failed`. */
    readonly failure?: { readonly kind: FailureKind; readonly reason: string };
}

/** `board/status/<bridge>.json`: one bridge, as it sees itself. */
export interface BridgeStatus {
    readonly version: number;
    /** The cloud's id of the host: also the bridge's relay id and its nickname in every brewery. */
    readonly bridge: string;
    /** Counts up with every status of this agent, so that a reader can tell a new one from an old one without a clock. */
    readonly sequence: number;
    /** When it was written, for people. */
    readonly at: string;
    /** Version of the bridge, with its release: bridges of different lanes never share a conference. */
    readonly lane: string;
    readonly state: BridgeState;
    /** Why it drains or leaves: see {@link DrainReason}. Absent while it serves. */
    readonly reason?: DrainReason;
    /** Whether the bridge answers and says that it is healthy. */
    readonly healthy: boolean;
    /** Whether the cloud counts it as in service. */
    readonly inService: boolean;
    /** JVB's own stress: 1 is its limit; may be more. */
    readonly stress: number;
    readonly conferences: number;
    /** Participants on this bridge itself, those relayed from other bridges left out. */
    readonly participants: number;
    /** Whether the cloud may not choose it for scale-in. */
    readonly isProtected: boolean;
    /** Connections to places that no membership explains: the bridge has to be replaced once it is empty. */
    readonly ghosts: number;
    /** {@link digestOf} the marker that it follows; empty before the first. */
    readonly roster: string;
    /** By membership key. */
    readonly memberships: Readonly<Record<string, MembershipStatus>>;
}

/** Who wants a bridge to take no new conferences. */
export const DrainReason = {
    /** The cloud has said that the host goes: final. */
    Cloud: "cloud",
    /** An operator, by `agent drain`. */
    Operator: "operator",
    /** The pool has more bridges than its scaling wants. */
    Surplus: "surplus",
    /** Something is wrong with it, or its version is on the way out: another takes its place. */
    Replacement: "replacement",
} as const;
export type DrainReason = (typeof DrainReason)[keyof typeof DrainReason];

/** `board/lease.json`: who leads. Valid while it keeps changing: see `lead/lease.ts`. */
export interface Lease {
    readonly version: number;
    /** Bridge whose agent leads. Empty: it has given the lease back, and whoever comes first may have it. */
    readonly leader: string;
    /** Counts up at every change of leader: an assignment of an older term is not written. */
    readonly term: number;
    /** Counts up at every renewal. */
    readonly renewal: number;
    readonly at: string;
}

/** `board/assignment.json`: what the leader decided. All obey it; without a leader it stands. */
export interface Assignment {
    readonly version: number;
    readonly leader: string;
    readonly term: number;
    readonly at: string;
    /** {@link digestOf} the marker that it was computed for. */
    readonly roster: string;
    /** Membership key → bridges that serve it, sorted. */
    readonly serves: Readonly<Record<string, readonly string[]>>;
    /** Membership key → the bridge that may move to the roster's revision now. Absent: none. */
    readonly rotates: Readonly<Record<string, string>>;
    /** Bridges that have to drain and go, with the reason. */
    readonly drains: Readonly<Record<string, typeof DrainReason.Surplus | typeof DrainReason.Replacement>>;
    /** The lane that the pool moves to: that of the bridge that came last. Empty while no bridge has told its lane. */
    readonly lane: string;
    /** Bridge → its lane, of all that the leader knew: by these the next one sees which bridge came last. */
    readonly lanes: Readonly<Record<string, string>>;
    /** The pool's utilisation, for people; absent while nothing is known. */
    readonly utilisation?: number;
}

/** The roster that an agent follows, with its digest. */
export interface FollowedRoster {
    readonly marker: RosterMarker;
    readonly digest: string;
}
