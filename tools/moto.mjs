#!/usr/bin/env node
// @ts-check
// Gets moto's server, a stand-in of AWS, from PyPI into .bridgepool/moto. Tests start it through
// packages/agent/test/support/moto.ts.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureProgram, installAptPackage } from "./lib/apt.mjs";
import { runCommand, tryCommand } from "./lib/command.mjs";
import { cacheFolder, prepareFolder, repositoryRoot } from "./lib/paths.mjs";
import { Progress, runTool } from "./lib/progress.mjs";

const requirements = join(repositoryRoot, "tools", "moto", "requirements.txt");

/**
 * Makes a Python environment with the server, unless these requirements have already made it.
 *
 * @returns {Promise<string>} its folder; the server is `bin/moto_server` in it
 * @throws Trouble when there is no Python with venv and it cannot be installed
 */
export async function motoFolder() {
    const folder = join(cacheFolder, "moto");
    const stamp = createHash("sha256").update(readFileSync(requirements)).digest("hex");
    const stampFile = join(folder, `${stamp}.stamp`);
    if (existsSync(stampFile)) return folder;

    const progress = new Progress("moto");
    const python = await pythonWithVenv(progress);
    // Made in its place: a Python environment cannot be moved. Without its stamp it is no more than a heap of files.
    rmSync(folder, { recursive: true, force: true });
    prepareFolder(folder, { gigabytes: 0.4, what: "moto" });
    await runCommand(python, ["-m", "venv", folder]);
    progress.say("getting moto from PyPI");
    let lines = 0;
    await runCommand(join(folder, "bin", "pip"), ["install", "--requirement", requirements], {
        onLine: () => progress.pulse(`pip, ${(lines += 1)} lines`),
    });
    writeFileSync(stampFile, "");
    progress.say(`ready in ${folder}`);
    return folder;
}

/** Debian has the part of Python that makes environments in a package of its own. @param {Progress} progress */
async function pythonWithVenv(progress) {
    const python = await ensureProgram("python3", "python3-venv", progress);
    const { code } = await tryCommand(python, ["-c", "import ensurepip, venv"]);
    if (code !== 0) await installAptPackage("python3-venv", "Python's 'venv' is missing", progress);
    return python;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
    await runTool(async () => {
        await motoFolder();
    });
}
