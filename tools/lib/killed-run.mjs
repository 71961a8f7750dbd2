// @ts-check
// What a run leaves behind that was killed in the middle, so that the next one can go on from there.
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

/**
 * Removes the engine's locks whose holder is gone: with them Pulumi would refuse every later run.
 *
 * @param {string} folder of one stack's locks
 */
export function removeLocksOfTheDead(folder) {
    if (!existsSync(folder)) return;
    for (const name of readdirSync(folder).filter((file) => file.endsWith(".json"))) {
        const lock = join(folder, name);
        const { pid } = JSON.parse(readFileSync(lock, "utf8"));
        if (!isRunningPulumi(pid)) rmSync(lock);
    }
}

/** @param {number} pid */
function isRunningPulumi(pid) {
    // Another program may have the number by now, and a killed process keeps it until its parent has taken note.
    if (existsSync("/proc/self/stat")) {
        const stat = `/proc/${pid}/stat`;
        return existsSync(stat) && /^\d+ \(pulumi\) [^ZX]/.test(readFileSync(stat, "utf8"));
    }
    try {
        return process.kill(pid, 0);
    } catch {
        return false;
    }
}

/**
 * A stack's state as the engine keeps it, as far as it matters here.
 *
 * @typedef {object} State
 * @property {{ latest?: { resources?: Held[], pending_operations?: Pending[] } }} [checkpoint]
 *
 * @typedef {{ urn: string, id?: string }} Held
 * @typedef {{ type: string, resource: Held }} Pending
 */

/**
 * Whether the last run ended in the middle of something.
 *
 * @param {State} state
 */
export function wasKilled({ checkpoint }) {
    return (checkpoint?.latest?.pending_operations ?? []).length > 0;
}

/**
 * What was being created when the run was killed and exists, though the state does not know of it.
 *
 * @param {State} state
 * @param {readonly { urn: string, id: string }[]} made what exists in the stand-in cloud
 */
export function madeAndNotRecorded({ checkpoint }, made) {
    const { resources = [], pending_operations: pending = [] } = checkpoint?.latest ?? {};
    const creating = pending.filter(({ type }) => type === "creating").map(({ resource }) => resource.urn);
    // While a resource is replaced, the old one has the same URN, and is recorded.
    const recorded = resources.map(({ urn, id }) => `${urn} ${id}`);
    return made.filter(({ urn, id }) => creating.includes(urn) && !recorded.includes(`${urn} ${id}`));
}
