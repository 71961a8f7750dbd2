import { poolUtilisation, type RosterMarker } from "@bridgepool/core/shared";

import { BridgeState, MembershipState } from "../board/documents";
import type { GroupView } from "../ports/cloud";
import { countedMembers, type PoolBridge } from "./pool";

/**
 * How busy the pool is. A bridge that falls silent may raise it, with what it said last, and never lowers it: the pool
 * must not shrink because its bridges are not heard.
 *
 * @returns `undefined` when the group is not known, or when more than half of it has never been heard
 */
export function utilisationOf(
    pool: readonly PoolBridge[],
    live: readonly PoolBridge[],
    roster: RosterMarker,
    group: GroupView | undefined,
): number | undefined {
    if (group === undefined) return undefined;
    const members = pool.filter(({ status, member }) => status !== undefined && member?.inService === true);
    if (members.length * 2 < countedMembers(group).length) return undefined;
    const heard = meanOf(live, roster);
    if (heard === undefined) return undefined;
    const silent = members.filter(({ isFresh, status }) => !isFresh && status?.state === BridgeState.Serving);
    return silent.length === 0 ? heard : Math.max(heard, meanOf([...live, ...silent], roster) ?? 0);
}

/** A bridge that is assigned to a Meet and has not joined it has none of its load, and says nothing of it. */
function meanOf(bridges: readonly PoolBridge[], { entries }: RosterMarker): number | undefined {
    return poolUtilisation(
        bridges.map(({ status }) => ({
            live: true,
            stress: status?.stress ?? 0,
            serves: entries
                .map(({ key }) => key)
                .filter((key) => status?.memberships[key]?.state === MembershipState.Joined),
        })),
    );
}
