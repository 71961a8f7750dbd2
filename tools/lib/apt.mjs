// @ts-check
import { findOnPath, runCommand } from "./command.mjs";
import { Trouble } from "./progress.mjs";

/**
 * Makes sure that a program is on PATH, installing Debian's package where this process may.
 *
 * @param {string} program
 * @param {string} aptPackage
 * @param {import("./progress.mjs").Progress} progress
 * @returns {Promise<string>} its path
 * @throws Trouble that names the package when it cannot be installed from here
 */
export async function ensureProgram(program, aptPackage, progress) {
    const found = findOnPath(program);
    if (found !== undefined) return found;
    const missing = `'${program}' is not on PATH`;
    await installAptPackage(aptPackage, missing, progress);
    const installed = findOnPath(program);
    if (installed === undefined) throw new Trouble(`${missing}; apt-get installed ${aptPackage} without it.`);
    return installed;
}

/**
 * @param {string} aptPackage
 * @param {string} missing what is missing without it, as the beginning of a sentence
 * @param {import("./progress.mjs").Progress} progress
 * @throws Trouble that names the package when this process may not install it
 */
export async function installAptPackage(aptPackage, missing, progress) {
    if (process.getuid?.() !== 0 || findOnPath("apt-get") === undefined) {
        throw new Trouble(
            `${missing}. Install it (on Debian and Ubuntu: apt-get install ${aptPackage}); as root it would be installed now.`,
        );
    }
    progress.say(`installing ${aptPackage}`);
    const noQuestions = { env: { DEBIAN_FRONTEND: "noninteractive" } };
    await runCommand("apt-get", ["update"], noQuestions);
    await runCommand("apt-get", ["install", "-y", "--no-install-recommends", aptPackage], noQuestions);
}
