import { drainsOf } from "./drains";
import type { AssignInput, Decision } from "./input";
import { lanesOf } from "./lanes";
import { poolOf } from "./pool";
import { rotatesOf } from "./rotates";
import { servesOf } from "./serves";
import { utilisationOf } from "./utilisation";

/**
 * Decides what every bridge of the pool has to do, from everything that the leader knows. Pure: the same input gives
 * the same decision, in whatever order it comes. What is not known changes nothing.
 */
export function assign(input: AssignInput): Decision {
    const { previous, roster, group } = input;
    const pool = poolOf(input);
    const lanes = lanesOf(pool, previous);
    const drains = drainsOf(pool, lanes, input);
    const live = pool.filter(({ bridge, isServing }) => isServing && !Object.hasOwn(drains, bridge));
    const serves = servesOf(pool, live, lanes, roster.marker, previous);
    const rotates = rotatesOf(pool, live, serves, roster.marker, input);
    const utilisation = utilisationOf(pool, live, roster.marker, group);
    return {
        roster: roster.digest,
        serves,
        rotates,
        drains,
        ...lanes,
        ...(utilisation !== undefined && { utilisation }),
    };
}
