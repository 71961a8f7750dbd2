import type { BridgeStatus, FailureKind } from "./board/documents";
import type { MembershipUsage } from "./meter/record";

/**
 * What a running agent believes, as plain data: what `/status` answers, `agent status` prints and `/metrics` is made of.
 * No secret, no room name, no address of a participant.
 */
export interface AgentStatus {
    /** Of the agent: {@link RELEASE}. */
    readonly release: string;
    /** Of the agent's process, ISO 8601. */
    readonly startedAt: string;
    /** Name of the pool. */
    readonly pool: string;
    readonly region: string;
    /** This bridge as the Board gets it, as of now. */
    readonly bridge: BridgeStatus;
    /** Since when the bridge is in `bridge.state`, ISO 8601. */
    readonly stateSince: string;
    /** Absent: the pool has none, or it is not known yet. */
    readonly leader?: LeaderFacts;
    /** The assignment that is obeyed. Absent: none was read yet. */
    readonly assignment?: AssignmentFacts;
    /** The roster that is followed. Absent: none was read yet. */
    readonly roster?: RosterFacts;
    /** What is known of each membership besides `bridge.memberships`, by key. */
    readonly memberships: Readonly<Record<string, MembershipFacts>>;
    /** What was metered since the agent's start. */
    readonly usage: readonly MembershipUsage[];
    /** What somebody should look at, in sentences. */
    readonly warnings: readonly string[];
}

export interface LeaderFacts {
    readonly bridge: string;
    readonly term: number;
    /** Whether it is this agent. */
    readonly isHere: boolean;
}

export interface AssignmentFacts {
    readonly leader: string;
    readonly term: number;
    /** When it was decided, ISO 8601. */
    readonly at: string;
    /** Keys of the memberships that this bridge is to serve, sorted. */
    readonly serves: readonly string[];
    /** The pool's utilisation. Absent: nothing was known. */
    readonly utilisation?: number;
}

export interface RosterFacts {
    /** Digest of its marker. */
    readonly digest: string;
    /** How many memberships it has. */
    readonly memberships: number;
    /** When the marker was last read, ISO 8601. */
    readonly readAt: string;
    /** From the store, or the last good one that was kept on this host. */
    readonly source: "store" | "kept";
}

export interface MembershipFacts {
    /** XMPP domain of the Meet: `auth.meet.example.org`. */
    readonly domain: string;
    /** When the agent tries again to join it, in seconds from now. Absent: nothing is to be tried. */
    readonly nextTrySeconds?: number;
    /** Failures to join since the agent's start, by kind. */
    readonly failures: Readonly<Partial<Record<FailureKind, number>>>;
}
