import type { Assignment } from "../board/documents";
import type { PoolBridge } from "./pool";

/** The lanes of a pool: versions of the bridge, which never share a conference. */
export interface Lanes {
    /** The lane that the pool moves to. */
    readonly lane: string;
    /** Bridge → its lane. */
    readonly lanes: Readonly<Record<string, string>>;
}

/**
 * The pool moves to the lane of the bridge that came last, since a group makes new hosts of its newest template. So going
 * back to an older version is a move like any other. Where nobody knows who came last, the highest version it is.
 */
export function lanesOf(pool: readonly PoolBridge[], previous: Assignment | undefined): Lanes {
    const told = pool.flatMap(({ bridge, status, isFresh }) => {
        const lane = status?.lane || previous?.lanes[bridge];
        return lane === undefined ? [] : [{ bridge, lane, isFresh }];
    });
    const heard = told.filter(({ isFresh }) => isFresh);
    const came = heard.filter(
        ({ bridge, lane }) => lane !== previous?.lane && lane !== previous?.lanes[bridge],
    );
    const stays = told.some(({ lane }) => lane === previous?.lane);
    return {
        lane: highest(came) || (stays && previous?.lane) || highest(heard) || (previous?.lane ?? ""),
        lanes: Object.fromEntries(told.map(({ bridge, lane }) => [bridge, lane])),
    };
}

function highest(bridges: readonly { readonly lane: string }[]): string {
    const order = new Intl.Collator("en", { numeric: true });
    return bridges.reduce((high, { lane }) => (order.compare(lane, high) > 0 ? lane : high), "");
}
