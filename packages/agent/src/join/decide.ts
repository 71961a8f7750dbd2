import { FailureKind } from "../board/documents";
import { DRAIN_REPEAT_SECONDS } from "../ports/meet";
import type { Held, Membership, Step, Wanted } from "./membership";

/** How long a login that worked is believed, in seconds. */
const PROBE_VALID_SECONDS = 60;

/** Time for a Meet's Jicofo to see that a bridge drains before "no conference here" is believed, in seconds. */
export const SETTLE_SECONDS = 10;

/**
 * How long a bridge without a connection is left to its own retry before the agent looks what is wrong, in seconds. It
 * retries ten times a second, so this is the longest storm that a Meet gets from an account it has retired.
 */
const SILENT_SECONDS = 10;

export interface DecideFacts {
    /** Of the agent's own clock. */
    readonly now: number;
    /** Conferences of this Meet on this bridge. */
    readonly conferences: number;
    /** Longest time that a membership drains before it is taken out, calls or not, in seconds. */
    readonly drainLimitSeconds: number;
    /** Whether this pool's other bridges cannot take over: then a rotation waits for a quiet moment without draining. */
    readonly alone: boolean;
}

/** What to do next about one membership. Pure: the whole life of a membership is in here. */
export function decide(membership: Membership, facts: DecideFacts): Step {
    const { wanted, held } = membership;
    if (held === undefined) return wanted ? decideAbsent(membership, wanted, facts) : { kind: "forget" };
    if (wanted === undefined) return decideLeaving(membership, held, facts);
    if (wanted.revision !== held.revision && wanted.mayRotate) {
        return decideRotation(membership, held, wanted, facts);
    }
    return decideHeld(membership, held, facts);
}

/** Not in the bridge yet: what works is handed to it, and nothing else. */
function decideAbsent(membership: Membership, wanted: Wanted, facts: DecideFacts): Step {
    if (isProbed(membership, wanted, facts)) return { kind: "join", wanted };
    if (mustWait(membership, wanted, facts)) return { kind: "wait" };
    return { kind: "probe", invitation: wanted.invitation, revision: wanted.revision };
}

/** In the bridge, and to stay there. */
function decideHeld(membership: Membership, held: Held, facts: DecideFacts): Step {
    const { silentSince, drainingSince, drainAsked } = membership;
    if (isRefused(membership)) return { kind: "leave", reason: "refused" };
    const isMarked = drainingSince !== undefined || drainAsked?.isDraining === true;
    if (isMarked && isDue(membership, false, facts)) {
        return { kind: "drain", invitation: held.invitation, isDraining: false };
    }
    const isSilent = silentSince !== undefined && facts.now - silentSince >= SILENT_SECONDS;
    if (!isSilent) return { kind: "wait" };
    // A Meet that is away is the bridge's own to retry; what is looked for is a Meet that refuses.
    if (mustWait(membership, held, facts) || isProbed(membership, held, facts)) return { kind: "wait" };
    return { kind: "probe", invitation: held.invitation, revision: held.revision };
}

/** In the bridge with a revision that is not the roster's, and this bridge's turn. */
function decideRotation(membership: Membership, held: Held, wanted: Wanted, facts: DecideFacts): Step {
    if (isRefused(membership)) return { kind: "leave", reason: "refused" };
    if (facts.alone) {
        if (facts.conferences > 0) return decideHeld(membership, held, facts);
        return probedOr(membership, wanted, facts, { kind: "leave", reason: "rotates" });
    }
    const ready = probedOr(membership, wanted, facts, undefined);
    // Once it drains it goes on: the Meet has moved its conferences elsewhere already.
    if (ready !== undefined && membership.drainingSince === undefined) return ready;
    const step = drainFirst(membership, held, facts, "rotates");
    return step.kind === "leave" && ready !== undefined ? ready : step;
}

/** In the bridge, and wanted no longer. */
function decideLeaving(membership: Membership, held: Held, facts: DecideFacts): Step {
    if (isRefused(membership)) return { kind: "leave", reason: "refused" };
    return drainFirst(membership, held, facts, "left");
}

function drainFirst(
    membership: Membership,
    { invitation }: Held,
    facts: DecideFacts,
    reason: "left" | "rotates",
): Step {
    const { drainingSince } = membership;
    const ask: Step = { kind: "drain", invitation, isDraining: true };
    if (drainingSince === undefined) return ask;
    const waited = facts.now - drainingSince;
    if (facts.conferences === 0 && waited >= SETTLE_SECONDS) return { kind: "leave", reason };
    if (waited >= facts.drainLimitSeconds)
        return { kind: "leave", reason: reason === "left" ? "limit" : reason };
    return isDue(membership, true, facts) ? ask : { kind: "wait" };
}

/** Whether it is time to ask the Meet: for something else than before, or again. */
function isDue({ drainAsked }: Membership, isDraining: boolean, { now }: DecideFacts): boolean {
    return drainAsked?.isDraining !== isDraining || now - drainAsked.at >= DRAIN_REPEAT_SECONDS;
}

/** `then`, once the login of `wanted` is known to work. */
function probedOr<Then extends Step | undefined>(
    membership: Membership,
    wanted: Wanted,
    facts: DecideFacts,
    then: Then,
): Step | Then {
    if (isProbed(membership, wanted, facts)) return then;
    if (mustWait(membership, wanted, facts)) return { kind: "wait" };
    return { kind: "probe", invitation: wanted.invitation, revision: wanted.revision };
}

function isProbed({ probed }: Membership, { revision }: { revision: string }, { now }: DecideFacts): boolean {
    return probed?.revision === revision && now - probed.at < PROBE_VALID_SECONDS;
}

function mustWait(
    { failure }: Membership,
    { revision }: { revision: string },
    { now }: DecideFacts,
): boolean {
    return failure?.ofRevision === revision && now < failure.retryAt;
}

/** Whether the login that the bridge itself uses was refused: it would go on asking ten times a second. */
function isRefused({ failure, held, silentSince }: Membership): boolean {
    const kinds: readonly string[] = [FailureKind.Login, FailureKind.Certificate];
    return (
        held !== undefined &&
        silentSince !== undefined &&
        failure?.ofRevision === held.revision &&
        kinds.includes(failure.kind)
    );
}
