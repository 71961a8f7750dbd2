import { STATUS_INTERVAL_SECONDS } from "@bridgepool/core/shared";

import type { Assignment, BridgeStatus, FollowedRoster } from "../board/documents";
import type { GroupView } from "../ports/cloud";

/** A bridge as the leader sees it on the Board. Durations are of the leader's own clock, while it could see the Board. */
export interface SeenBridge {
    readonly bridge: string;
    /** Its newest status. Absent: there is one, and it could never be read. */
    readonly status?: BridgeStatus;
    /** How long ago the sequence of its status last changed, or was seen first. */
    readonly unchangedSeconds: number;
    /** Whether this leader has seen it change. A status that it has not may be of a bridge that is long gone. */
    readonly seenToChange: boolean;
    /** For how long it has been saying that it is not healthy. */
    readonly unhealthySeconds: number;
}

/** What decides where the leader has a choice. */
export interface Policy {
    /** How much of the pool may be drained at once to be replaced, over 0 and at most 1; one bridge always may. */
    readonly replacementFraction: number;
    /** A bridge whose status is older than this is not counted on. */
    readonly statusStaleSeconds: number;
    /** A bridge that has been unhealthy for so long is replaced. Longer than a host takes to start. */
    readonly unhealthySeconds: number;
    /** How long a bridge may have its turn to rotate without beginning to, before it is another's. */
    readonly rotationSeconds: number;
}

export const DEFAULT_POLICY: Policy = {
    replacementFraction: 0.2,
    statusStaleSeconds: 3 * STATUS_INTERVAL_SECONDS,
    unhealthySeconds: 600,
    rotationSeconds: 600,
};

/** Everything that the leader knows when it decides. */
export interface AssignInput {
    /** The assignment that stands. Absent: there is none, or it cannot be read. */
    readonly previous?: Assignment;
    /** Every bridge that has a status on the Board. */
    readonly bridges: readonly SeenBridge[];
    readonly roster: FollowedRoster;
    /** Absent: the cloud did not answer. */
    readonly group?: GroupView;
    /** Membership key → for how long the bridge in `previous.rotates` has had its turn without draining for that Meet. */
    readonly rotatingSeconds: Readonly<Record<string, number>>;
    readonly policy: Policy;
}

/** What the leader decides: an assignment without who wrote it and when. */
export type Decision = Omit<Assignment, "version" | "leader" | "term" | "at">;
