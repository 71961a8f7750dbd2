import type { Invitation } from "@bridgepool/core/shared";

import type { FailureKind } from "../board/documents";

/** What the roster and the assignment want of one membership on this bridge. */
export interface Wanted {
    readonly invitation: Invitation;
    readonly revision: string;
    /** Whether this bridge may move to `revision` now, if it holds another one. */
    readonly mayRotate: boolean;
    /** Whether no other bridge serves this Meet: a rotation then waits for a quiet moment. */
    readonly isAlone: boolean;
}

/** What the bridge has been told of one membership. */
export interface Held {
    readonly invitation: Invitation;
    /** Empty when it is not known with which one: the agent had forgotten. */
    readonly revision: string;
    /** Whether the bridge has been seen in the room since. */
    readonly joined: boolean;
    /** All addresses that the host name has had meanwhile: by these a connection is known to be this membership's. */
    readonly addresses: readonly string[];
}

/** A login that the agent itself has just made. */
export interface Probe {
    readonly revision: string;
    readonly at: number;
    readonly addresses: readonly string[];
}

/** One membership as this agent knows it. Times are of the agent's own clock. */
export interface Membership {
    readonly key: string;
    readonly wanted?: Wanted;
    readonly held?: Held;
    /** The last login that worked. */
    readonly probed?: Probe;
    /** The last failure, until something works. */
    readonly failure?: Failure;
    /** Since when its Meet has been asked to give this bridge no new conferences. */
    readonly drainingSince?: number;
    /** What was asked last, and when; also counts tries that failed. */
    readonly drainAsked?: { readonly at: number; readonly isDraining: boolean };
    /** Since when no established connection of the bridge explains it. */
    readonly silentSince?: number;
}

export interface Failure {
    readonly kind: FailureKind;
    readonly reason: string;
    /** Revision that failed. */
    readonly ofRevision: string;
    /** How many in a row. */
    readonly times: number;
    /** When it is tried again. */
    readonly retryAt: number;
}

/** What to do next about one membership. */
export type Step =
    | { readonly kind: "wait" }
    /** Try the login of this invitation. */
    | { readonly kind: "probe"; readonly invitation: Invitation; readonly revision: string }
    /** Tell the bridge to join. */
    | { readonly kind: "join"; readonly wanted: Wanted }
    /** Ask the Meet to give this bridge no new conferences, or to give it some again. */
    | { readonly kind: "drain"; readonly invitation: Invitation; readonly isDraining: boolean }
    /** Tell the bridge to leave. */
    | { readonly kind: "leave"; readonly reason: LeaveReason }
    /** Nothing is left of it. */
    | { readonly kind: "forget" };

export type LeaveReason =
    | "left" // taken from the roster, or given to other bridges
    | "rotates" // joins again at once with the next revision
    | "refused" // the Meet no longer lets it in
    | "limit"; // its conferences went on for too long
