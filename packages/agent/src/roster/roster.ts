import type { Invitation, RosterEntry, RosterMarker } from "@bridgepool/core/shared";

/** What a pool serves, as far as this agent could read it. */
export interface Roster {
    readonly marker: RosterMarker;
    /** `digestOf` the marker's text. */
    readonly digest: string;
    /** In the marker's order. */
    readonly entries: readonly FollowedEntry[];
}

/** One membership of the roster. */
export interface FollowedEntry {
    readonly entry: RosterEntry;
    /**
     * The invitation to follow: the one that `entry` names, or, while that cannot be read, the one before it. Absent: there
     * was none before.
     */
    readonly invitation?: Invitation;
    /** Revision of `invitation`; behind that of `entry` while the new one cannot be read. */
    readonly revision?: string;
    /** Why the invitation that `entry` names cannot be used, for people. Absent: it can. */
    readonly failure?: string;
}

/** What a restart must not lose, to be kept encrypted: it holds passwords. */
export interface KeptRoster {
    readonly marker: RosterMarker;
    readonly digest: string;
    readonly invitations: Readonly<Record<string, KeptInvitation>>;
}

export interface KeptInvitation {
    readonly invitation: Invitation;
    readonly revision: string;
    /** Which secret it came from, so that it is not fetched again. */
    readonly secret: string;
    readonly secretVersion: string;
}
