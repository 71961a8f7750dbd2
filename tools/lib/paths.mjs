// @ts-check
import { mkdirSync, accessSync, constants, statfsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Trouble } from "./progress.mjs";

/** The repository's root folder. */
export const repositoryRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Where everything goes that is built or downloaded at run time; git ignores it and it may be deleted. */
export const cacheFolder = join(repositoryRoot, ".bridgepool");

/**
 * Makes a folder for the cache and checks that it can be used before any long work begins.
 *
 * @param {string} folder
 * @param {{ gigabytes: number, what: string }} need free space that the work takes
 * @throws Trouble when the folder cannot be written or the disk is too full
 */
export function prepareFolder(folder, need) {
    try {
        mkdirSync(folder, { recursive: true });
        accessSync(folder, constants.W_OK);
    } catch (error) {
        throw new Trouble(
            `${folder} cannot be written (${/** @type {Error} */ (error).message}). ` +
                "Make it writable for this user, or delete it if another user made it.",
        );
    }
    const { bavail, bsize } = statfsSync(folder);
    const freeGigabytes = (bavail * bsize) / 1e9;
    if (freeGigabytes < need.gigabytes) {
        throw new Trouble(
            `${need.what} needs ${need.gigabytes} GB free at ${folder}, and ${freeGigabytes.toFixed(1)} GB are. ` +
                "Free some space and run the same command again.",
        );
    }
}
