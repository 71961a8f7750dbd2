// @ts-check
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "./command.mjs";
import { prepareFolder, repositoryRoot } from "./paths.mjs";
import { Progress } from "./progress.mjs";

/** Runs `npm ci` when what is installed is not what package-lock.json says. */
export async function installPackages() {
    if (isInstalled()) return;
    const progress = new Progress("npm");
    prepareFolder(join(repositoryRoot, "node_modules"), {
        gigabytes: 1,
        what: "Installing the npm packages",
    });
    progress.say("installing the packages of package-lock.json");
    await progress.during(runCommand("npm", ["ci"], { cwd: repositoryRoot }), () => "installing");
    progress.say("installed");
}

function isInstalled() {
    // npm records what it has put into node_modules in a lock file of the same form.
    const installedFile = join(repositoryRoot, "node_modules", ".package-lock.json");
    if (!existsSync(installedFile)) return false;
    const wanted = readLock(join(repositoryRoot, "package-lock.json"));
    const installed = readLock(installedFile);
    return Object.entries(wanted).every(
        ([path, { version, optional }]) =>
            path === "" || optional === true || installed[path]?.version === version,
    );
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean }>}
 */
function readLock(file) {
    return JSON.parse(readFileSync(file, "utf8")).packages;
}
