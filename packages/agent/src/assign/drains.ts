import { type Assignment, DrainReason } from "../board/documents";
import type { GroupView } from "../ports/cloud";
import type { AssignInput, Policy } from "./input";
import type { Lanes } from "./lanes";
import { countedMembers, type PoolBridge, sortedBy, wantedSize } from "./pool";

/** Why a bridge should be replaced; first what is worse. */
const Cause = { Ghosts: 0, Unhealthy: 1, OldLane: 2 } as const;
type Causes = ReadonlyMap<string, (typeof Cause)[keyof typeof Cause]>;

/** Which bridges drain and go. While the group is unknown, whoever drains goes on, and nobody else begins. */
export function drainsOf(
    pool: readonly PoolBridge[],
    lanes: Lanes,
    input: AssignInput,
): Assignment["drains"] {
    const { previous, group, policy } = input;
    if (group === undefined) {
        return Object.fromEntries(
            pool.flatMap(({ bridge }) => {
                const reason = previous?.drains[bridge];
                return reason === undefined ? [] : [[bridge, reason]];
            }),
        );
    }
    const causes = causesOf(pool, lanes, policy);
    const surplus = surplusOf(pool, causes, group, previous);
    const rest = pool.filter(({ bridge }) => !surplus.includes(bridge));
    const replaced = replacedOf(rest, causes, group, previous, policy);
    return Object.fromEntries([
        ...surplus.map((bridge) => [bridge, DrainReason.Surplus] as const),
        ...replaced.map((bridge) => [bridge, DrainReason.Replacement] as const),
    ]);
}

/**
 * As many as the group has more than it wants: those that go anyway, then those that are empty and can go at once, then
 * those that drain for this already, then those that would have to be replaced, then the emptiest. However many members
 * do not work, as many as are wanted of those that do are left alone.
 */
function surplusOf(
    pool: readonly PoolBridge[],
    causes: Causes,
    group: GroupView,
    previous: Assignment | undefined,
): readonly string[] {
    const wanted = wantedSize(group);
    const excess = countedMembers(group).length - wanted;
    const isSurplus = ({ bridge }: PoolBridge): boolean => previous?.drains[bridge] === DrainReason.Surplus;
    const rank = (one: PoolBridge): number =>
        one.isLeaving ? 0 : isSurplus(one) ? 1 : causes.has(one.bridge) ? 2 : 3;
    const candidates = sortedBy(
        pool.filter(({ isFresh, member }) => isFresh && member?.inService === true && !member.retained),
        (one) => [one.isLeaving ? 0 : 1, isEmpty(one) ? 0 : 1, rank(one), ...load(one)],
    );
    let spare = pool.filter(({ isUsable }) => isUsable).length - wanted;
    const surplus: string[] = [];
    for (const { bridge, isUsable } of candidates) {
        if (surplus.length >= excess) break;
        if (isUsable && spare <= 0) continue;
        if (isUsable) spare -= 1;
        surplus.push(bridge);
    }
    return surplus;
}

/**
 * Bridges to replace: those that are being replaced go on, and others follow while, together with those whose
 * successor is not there yet, no more than the policy's fraction of the pool is away.
 */
function replacedOf(
    pool: readonly PoolBridge[],
    causes: Causes,
    group: GroupView,
    previous: Assignment | undefined,
    policy: Policy,
): readonly string[] {
    const wanted = wantedSize(group);
    const limit = Math.max(1, Math.ceil(policy.replacementFraction * wanted - 1e-9));
    const candidates = sortedBy(
        pool.filter(({ bridge, isFresh, isLeaving }) => isFresh && !isLeaving && causes.has(bridge)),
        (one) => [causes.get(one.bridge) ?? 0, ...load(one)],
    );
    const isReplaced = ({ bridge }: PoolBridge): boolean =>
        previous?.drains[bridge] === DrainReason.Replacement;
    const inPlace = pool.filter(
        ({ bridge, isUsable, isLeaving }) => !isLeaving && (isUsable || causes.has(bridge)),
    );
    const missing = Math.max(0, wanted - inPlace.length);
    const going = candidates.filter(isReplaced).slice(0, limit);
    const next = candidates
        .filter((one) => !isReplaced(one))
        .slice(0, Math.max(0, limit - missing - going.length));
    return [...going, ...next].map(({ bridge }) => bridge);
}

function causesOf(pool: readonly PoolBridge[], lanes: Lanes, policy: Policy): Causes {
    const mayMove = newLaneSuffices(pool, lanes);
    return new Map(
        pool.flatMap((one): [string, (typeof Cause)[keyof typeof Cause]][] => {
            const { bridge, status, unhealthySeconds } = one;
            if (status === undefined) return [];
            if (status.ghosts > 0) return [[bridge, Cause.Ghosts]];
            if (unhealthySeconds >= policy.unhealthySeconds) return [[bridge, Cause.Unhealthy]];
            return mayMove && isOfOldLane(bridge, lanes) ? [[bridge, Cause.OldLane]] : [];
        }),
    );
}

/**
 * Whether the new lane can serve every membership by itself: a share wants two bridges at least. A pool of one needs one.
 */
function newLaneSuffices(pool: readonly PoolBridge[], lanes: Lanes): boolean {
    const serving = pool.filter(({ isServing }) => isServing);
    const old = serving.filter(({ bridge }) => isOfOldLane(bridge, lanes)).length;
    return serving.length - old >= Math.min(2, Math.max(1, old));
}

function isOfOldLane(bridge: string, { lane, lanes }: Lanes): boolean {
    const own = lanes[bridge];
    return own !== undefined && own !== lane;
}

function isEmpty({ status }: PoolBridge): boolean {
    return status?.participants === 0 && status.conferences === 0;
}

function load({ bridge, status }: PoolBridge): readonly (number | string)[] {
    return [status?.participants ?? 0, status?.conferences ?? 0, bridge];
}
