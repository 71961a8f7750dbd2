import { type BridgeStatus, BridgeState, DrainReason, MembershipState } from "../board/documents";
import type { GroupMember, GroupView } from "../ports/cloud";
import type { AssignInput, SeenBridge } from "./input";

/** A bridge of the pool, with what its status and the group say together. */
export interface PoolBridge {
    readonly bridge: string;
    readonly status?: BridgeStatus;
    /** How the group sees it. Absent: it does not, or did not answer. */
    readonly member?: GroupMember;
    /** Its status is recent, and known not to be of a bridge that is gone. */
    readonly isFresh: boolean;
    /** It may take conferences as soon as nobody drains it: fresh, healthy, in service. */
    readonly isUsable: boolean;
    /** It takes conferences now. */
    readonly isServing: boolean;
    /** It goes, whatever the leader decides. */
    readonly isLeaving: boolean;
    readonly unhealthySeconds: number;
}

/**
 * The bridges of the pool, sorted by id. Those that are known to be gone are left out; a bridge of which nothing is
 * known at the moment is not gone.
 */
export function poolOf(input: AssignInput): readonly PoolBridge[] {
    const { bridges, previous, group } = input;
    const seen = new Map(bridges.map((bridge) => [bridge.bridge, bridge]));
    const members = new Map(group?.members.map((member) => [member.id, member]));
    const served = Object.values(previous?.serves ?? {}).flat();
    return [...new Set([...seen.keys(), ...served])]
        .sort()
        .map((bridge) => judge(bridge, seen.get(bridge), members.get(bridge), input))
        .filter(({ bridge, member, isFresh }) =>
            group === undefined ? seen.has(bridge) : member !== undefined || isFresh,
        );
}

function judge(
    bridge: string,
    seen: SeenBridge | undefined,
    member: GroupMember | undefined,
    { policy }: AssignInput,
): PoolBridge {
    const status = seen?.status;
    const isRecent = seen !== undefined && seen.unchangedSeconds <= policy.statusStaleSeconds;
    const isFresh = status !== undefined && isRecent && (seen.seenToChange || member?.inService === true);
    const isLeaving = status?.state === BridgeState.Leaving || status?.reason === DrainReason.Cloud;
    // The group's word is newer than what a bridge last heard of it.
    const isInService = member?.inService ?? status?.inService ?? false;
    const isOurs = status?.reason === DrainReason.Surplus || status?.reason === DrainReason.Replacement;
    const isServing = status?.state === BridgeState.Serving;
    const isUsable =
        isFresh &&
        status.healthy &&
        isInService &&
        (isServing || (status.state === BridgeState.Draining && isOurs));
    return {
        bridge,
        status,
        member,
        isFresh,
        isUsable,
        isServing: isUsable && isServing,
        isLeaving,
        unhealthySeconds: seen?.unhealthySeconds ?? 0,
    };
}

/** Whether a bridge is in the Meet's brewery: joined, and perhaps draining for this Meet. */
export function isPresent({ status }: PoolBridge, key: string): boolean {
    const state = status?.memberships[key]?.state;
    return state === MembershipState.Joined || state === MembershipState.Draining;
}

/** Conferences of one Meet on a bridge. */
export function conferencesOf({ status }: PoolBridge, key: string): number {
    return status?.memberships[key]?.conferences ?? 0;
}

/** How many bridges the pool is to have. One at least, unless its group is being taken down. */
export function wantedSize(group: GroupView): number {
    return Math.max(group.desired, group.min, group.max === 0 ? 0 : 1);
}

/** Those that count for the group's size. */
export function countedMembers(group: GroupView): readonly GroupMember[] {
    return group.members.filter(({ inService, retained }) => inService && !retained);
}

/** A sorted copy. Of each one's figures, the first that differs decides; what is smaller comes first. */
export function sortedBy<T>(
    list: readonly T[],
    figures: (of: T) => readonly (number | string)[],
): readonly T[] {
    return list
        .map((one) => ({ one, figures: figures(one) }))
        .sort((a, b) => compare(a.figures, b.figures))
        .map(({ one }) => one);
}

function compare(own: readonly (number | string)[], theirs: readonly (number | string)[]): number {
    for (const [index, figure] of own.entries()) {
        const other = theirs[index];
        if (other !== undefined && figure !== other) return figure < other ? -1 : 1;
    }
    return 0;
}
