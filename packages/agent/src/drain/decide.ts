import { BridgeState, DrainReason } from "../board/documents";

/** The life of a bridge as a whole: from serving over draining to its end. Times are of the agent's own clock. */
export interface DrainMemory {
    readonly state: BridgeState;
    /** Since when it is in `state`. */
    readonly since: number;
    readonly reason?: DrainReason;
    /** Since when it has had no participant and no conference. Absent: it has. */
    readonly emptySince?: number;
    /** Since when the cloud has been saying that this host goes. Absent: it does not. */
    readonly noticedAt?: number;
    /** When the cloud was last asked to wait. */
    readonly heartbeatAt?: number;
    /** Since when the bridge has not answered. Absent: it answers. */
    readonly silentSince?: number;
    /** Whether it ever has, since the agent's start. */
    readonly hasAnswered?: boolean;
}

/** What is known at this moment. */
export interface DrainFacts {
    readonly now: number;
    /** What the bridge says of itself. Absent: it does not answer. */
    readonly bridge?: {
        readonly healthy: boolean;
        readonly isDraining: boolean;
        readonly isRunning: boolean;
        readonly participants: number;
        readonly conferences: number;
    };
    /** The cloud's notice: seconds from its arrival until the host ends, if it says so. */
    readonly notice?: { readonly withinSeconds?: number };
    /** An operator wants it to drain. */
    readonly operator: boolean;
    /** What the leader wants. */
    readonly assigned?: typeof DrainReason.Surplus | typeof DrainReason.Replacement;
    /** Whether the cloud may not choose this host for scale-in; absent while it is not known. */
    readonly isProtected?: boolean;
    /** Whether the group has let this host go and it still runs. */
    readonly isRetained: boolean;
}

export interface DrainSettings {
    /** Longest time for the calls of a host that goes, in seconds. */
    readonly limitSeconds: number;
    /** Then: end with it, or stop asking the cloud to wait, which lets the host stay outside the group until it is empty. */
    readonly atLimit: "continue" | "retain";
}

export type DrainAction =
    /** Tell the bridge that it takes no new conferences, or that it does again. */
    | { readonly kind: "set-drain"; readonly isDraining: boolean }
    /** Let the bridge end: there is no way back. */
    | { readonly kind: "shut-down" }
    | { readonly kind: "protect"; readonly isProtected: boolean }
    /** Ask the cloud to wait on. */
    | { readonly kind: "heartbeat" }
    /** Tell the cloud that the host may go. */
    | { readonly kind: "complete" }
    /** Ask the group for another host in place of this one. */
    | { readonly kind: "replace" }
    /** End this host, which no group counts any more. */
    | { readonly kind: "end" };

export interface DrainDecision {
    readonly memory: DrainMemory;
    readonly actions: readonly DrainAction[];
}

/** How long a bridge must have been empty, in seconds: longer than its figures are old. */
export const EMPTY_SECONDS = 10;

/** How often the cloud is asked to wait on, in seconds: well within the shortest heartbeat that a hook of ours has. */
export const HEARTBEAT_SECONDS = 300;

/** What is kept of the cloud's own deadline for the end, in seconds. */
const RESERVE_SECONDS = 10;

/** How long a bridge that has answered may be silent before another host is asked for, in seconds: many restarts long. */
export const SILENT_LIMIT_SECONDS = 300;

/** The same for one that has not answered yet: its image has to come first, which its unit gives 15 minutes a try. */
export const START_LIMIT_SECONDS = 2400;

/** Decides what a bridge is, and what follows. Pure. */
export function decideDrain(memory: DrainMemory, facts: DrainFacts, settings: DrainSettings): DrainDecision {
    const next = { ...observed(memory, facts), ...stateOf(memory, facts) };
    return {
        memory: { ...next, ...(isHeartbeatDue(next, facts, settings) && { heartbeatAt: facts.now }) },
        actions: actionsOf(next, facts, settings),
    };
}

function observed(memory: DrainMemory, { now, bridge, notice }: DrainFacts): DrainMemory {
    const isEmpty = bridge === undefined || (bridge.participants === 0 && bridge.conferences === 0);
    return {
        ...memory,
        emptySince: isEmpty ? (memory.emptySince ?? now) : undefined,
        silentSince: bridge === undefined ? (memory.silentSince ?? now) : undefined,
        hasAnswered: memory.hasAnswered === true || bridge !== undefined,
        // A notice stands, also when the metadata service is not sure of it later.
        noticedAt: memory.noticedAt ?? (notice ? now : undefined),
    };
}

/** The state that follows, and the reason: the cloud's word before an operator's, and both before the leader's. */
function stateOf(memory: DrainMemory, facts: DrainFacts): Pick<DrainMemory, "state" | "since" | "reason"> {
    const { bridge, now } = facts;
    const hasNotice = memory.noticedAt !== undefined || facts.notice !== undefined;
    const reason = hasNotice
        ? DrainReason.Cloud
        : facts.operator
          ? DrainReason.Operator
          : facts.isRetained
            ? DrainReason.Cloud
            : facts.assigned;
    const isEnding = memory.state === BridgeState.Leaving || bridge?.isRunning === false;
    const isReady = bridge?.healthy === true;
    const state = isEnding
        ? BridgeState.Leaving
        : reason !== undefined
          ? BridgeState.Draining
          : isReady
            ? BridgeState.Serving
            : BridgeState.Starting;
    return {
        state,
        since: state === memory.state ? memory.since : now,
        reason: reason ?? (isEnding ? memory.reason : undefined),
    };
}

function actionsOf(memory: DrainMemory, facts: DrainFacts, settings: DrainSettings): DrainAction[] {
    const { bridge } = facts;
    return [
        ...(bridge?.isRunning === true && bridge.isDraining !== wantsDrain(memory)
            ? [{ kind: "set-drain", isDraining: wantsDrain(memory) } as const]
            : []),
        ...protection(memory, facts),
        ...(memory.noticedAt === undefined || facts.isRetained
            ? letGo(memory, facts)
            : leaving(memory, facts, settings)),
    ];
}

function wantsDrain({ state }: DrainMemory): boolean {
    return state === BridgeState.Draining || state === BridgeState.Leaving;
}

/** Only an empty bridge that the pool can do without may be chosen; asked for on change alone. */
function protection(memory: DrainMemory, { now, isProtected, isRetained }: DrainFacts): DrainAction[] {
    if (isProtected === undefined || isRetained || memory.noticedAt !== undefined) return [];
    const mayGo =
        memory.state === BridgeState.Draining &&
        memory.reason === DrainReason.Surplus &&
        isEmpty(memory, now);
    return isProtected === mayGo ? [{ kind: "protect", isProtected: !mayGo }] : [];
}

/** The cloud has said that the host goes: it is asked to wait until the bridge is empty or the time is over. */
function leaving(memory: DrainMemory, facts: DrainFacts, settings: DrainSettings): DrainAction[] {
    const { bridge, now } = facts;
    const isGone = bridge === undefined && isEmpty(memory, now);
    if (isGone || now >= endOf(memory, facts, settings)) return [{ kind: "complete" }];
    const heartbeat: DrainAction[] = isHeartbeatDue(memory, facts, settings) ? [{ kind: "heartbeat" }] : [];
    const mayEnd = bridge?.isRunning === true && isEmpty(memory, now);
    return mayEnd ? [...heartbeat, { kind: "shut-down" }] : heartbeat;
}

/** The cloud has said nothing: the host goes only when it is of no use, or when nobody counts it any more. */
function letGo(memory: DrainMemory, { now, isRetained }: DrainFacts): DrainAction[] {
    if (isRetained) return isEmpty(memory, now) ? [{ kind: "end" }] : [];
    const limit = memory.hasAnswered ? SILENT_LIMIT_SECONDS : START_LIMIT_SECONDS;
    const isUseless = memory.silentSince !== undefined && now - memory.silentSince >= limit;
    const isReplaced =
        memory.state === BridgeState.Draining &&
        memory.reason === DrainReason.Replacement &&
        isEmpty(memory, now);
    return isUseless || isReplaced ? [{ kind: "replace" }] : [];
}

function isEmpty({ emptySince }: DrainMemory, now: number): boolean {
    return emptySince !== undefined && now - emptySince >= EMPTY_SECONDS;
}

/** When the host goes, calls or not. */
function endOf({ noticedAt = 0 }: DrainMemory, { notice }: DrainFacts, settings: DrainSettings): number {
    const cloud = notice?.withinSeconds === undefined ? Infinity : notice.withinSeconds - RESERVE_SECONDS;
    const own = settings.atLimit === "continue" ? settings.limitSeconds : Infinity;
    return noticedAt + Math.min(own, cloud);
}

function isHeartbeatDue(
    { noticedAt, heartbeatAt }: DrainMemory,
    { now }: DrainFacts,
    { limitSeconds }: DrainSettings,
): boolean {
    if (noticedAt === undefined || now >= noticedAt + limitSeconds) return false;
    return heartbeatAt === undefined || now - heartbeatAt >= HEARTBEAT_SECONDS;
}
