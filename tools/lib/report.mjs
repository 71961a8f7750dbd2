// @ts-check
// What `npm start` says at its end, from the flagship's outputs and the stack's history.

/**
 * @typedef {object} FlagshipOutputs
 * @property {Record<string, string>} meets the URL of each Meet
 * @property {Record<string, Record<string, number>>} pools for each pool, the share of its bridges that serves each Meet
 */

/**
 * @param {FlagshipOutputs} outputs
 * @returns {string}
 */
export function whatWasMade({ meets, pools }) {
    const width = Math.max(...[...Object.keys(meets), ...Object.keys(pools)].map((name) => name.length));
    const row = (/** @type {string} */ name, /** @type {string} */ text) =>
        `  ${name.padEnd(width)}  ${text}`;
    return [
        "Meets",
        ...Object.entries(meets).map(([name, url]) => row(name, url)),
        "Pools",
        ...Object.entries(pools).map(([name, serves]) => row(name, whomItServes(serves))),
    ].join("\n");
}

/** @param {Record<string, number>} serves */
function whomItServes(serves) {
    const each = Object.entries(serves).map(([meet, share]) =>
        share === 1
            ? `${meet} with every bridge`
            : `${meet} with ${Math.round(share * 100)} % of its bridges`,
    );
    return each.length === 0 ? "serves nobody yet" : `serves ${each.join(", ")}`;
}

/**
 * The stack's own history tells what happened to how many resources. (The engine's event log would too, but it keeps
 * debug messages of Pulumi's SDK with secrets in clear.)
 *
 * @param {string} history what `pulumi stack history --json` printed, the newest update first
 * @returns {string} such as "74 made, 2 changed" or "no changes"
 */
export function whatHappened(history) {
    const changes = JSON.parse(history)[0]?.resourceChanges;
    const told = [
        count(changes?.create, "made"),
        count(changes?.update, "changed"),
        count(changes?.replace, "replaced"),
        count(changes?.delete, "removed"),
    ].filter((part) => part !== "");
    return told.length === 0
        ? `no changes: all ${changes?.same ?? 0} resources are as the program says`
        : told.join(", ");
}

/**
 * @param {number | undefined} number
 * @param {string} what
 */
function count(number, what) {
    return number === undefined || number === 0 ? "" : `${number} ${what}`;
}
