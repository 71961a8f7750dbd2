/** Usage records: who used a pool how much, in the pool's own bucket. `docs/usage.md` has what is in them. */

/** Prefix of every usage record. */
export const USAGE_PREFIX = "usage/";

/** How long the bucket keeps usage records, in days: a year, and time to settle it. */
export const USAGE_KEEP_DAYS = 400;

/**
 * How often a bridge writes its record of the hour to the bucket, in seconds; a divisor of an hour. In between, it is
 * kept on the bridge: oftener would cost more than a dollar a day per 100 bridges with all the rest.
 */
export const USAGE_WRITE_SECONDS = 900;

/**
 * The record of one bridge in one hour, UTC: `usage/2026/11/21/15/i-0abc.json`.
 *
 * @param at any moment in that hour
 * @param bridge the cloud's id of its host
 */
export function usageKey(at: Date, bridge: string): string {
    const [year, month, day, hour] = at.toISOString().split(/[-T:]/);
    return `${USAGE_PREFIX}${year}/${month}/${day}/${hour}/${bridge}.json`;
}
