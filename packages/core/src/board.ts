/**
 * The Board: the shared state of one pool, in the pool's own bucket. `docs/roster-and-board.md` has what each object
 * is for and what the intervals cost.
 */

/** Prefix of everything on the Board. */
export const BOARD_PREFIX = "board/";

/** Prefix of the statuses: one object per bridge. */
export const BOARD_STATUS_PREFIX = `${BOARD_PREFIX}status/`;

/** Who leads the pool. */
export const BOARD_LEASE_KEY = `${BOARD_PREFIX}lease.json`;

/** What the leader decided: which bridges serve which Meet. */
export const BOARD_ASSIGNMENT_KEY = `${BOARD_PREFIX}assignment.json`;

/** The status of one bridge; `bridge` is the cloud's id of its host. */
export function boardStatusKey(bridge: string): string {
    return `${BOARD_STATUS_PREFIX}${bridge}.json`;
}

/** How often an agent looks at the roster's marker, in seconds: an organisation joins within seconds of an `up`. */
export const MARKER_INTERVAL_SECONDS = 10;

/** How often an agent looks at the assignment, in seconds: a move of a share is no emergency. */
export const ASSIGNMENT_INTERVAL_SECONDS = 30;

/** How often an agent looks whether the pool still has a leader, in seconds: without one, the last assignment stands. */
export const LEASE_INTERVAL_SECONDS = 120;

/** How often an agent writes its status, in seconds, besides at every change of what it serves. Writing is the dear part. */
export const STATUS_INTERVAL_SECONDS = 120;

/** How often the leader lists the statuses, decides and renews its lease, in seconds. */
export const LEADER_INTERVAL_SECONDS = 30;
