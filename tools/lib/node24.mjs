// @ts-check
// A copy of the packages under .bridgepool/node24 with Node 24 and the newest Pulumi SDKs that our peer ranges admit:
// what a user gets who starts today.
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";
import { runCommand } from "./command.mjs";
import { cacheFolder, prepareFolder, repositoryRoot } from "./paths.mjs";
import { Progress } from "./progress.mjs";

const copied = [
    "packages",
    "examples",
    "tools",
    "docs", // tests read them
    "tsconfig.json",
    "tsconfig.base.json",
    ".mocharc.json",
    ".npmrc",
];
const agentPrograms = join("packages", "agent", "dist", "programs");
const notCopied = new Set(["node_modules", "dist", ".bridgepool"]);

/** Everything that the pure and component tests need; what only lints or formats stays out. */
const rootDependencies = ["@types/mocha", "@types/node", "fast-check", "mocha", "tsx", "typescript"];

/**
 * Copies the sources and installs, unless the same packages are installed already.
 *
 * @returns {Promise<{ folder: string, node: string }>} the copy and its Node
 */
export async function node24Copy() {
    const progress = new Progress("node24");
    const folder = join(cacheFolder, "node24", "copy");
    prepareFolder(folder, { gigabytes: 1.5, what: "The copy for Node 24" });
    const node = await node24(progress);
    const manifests = copySources(folder);

    const stamp = createHash("sha256").update(JSON.stringify(manifests)).digest("hex");
    const stampFile = join(folder, "node_modules", ".bridgepool-stamp");
    if (!existsSync(stampFile) || readFileSync(stampFile, "utf8") !== stamp) {
        progress.say("installing the newest Pulumi SDKs");
        rmSync(join(folder, "node_modules"), { recursive: true, force: true });
        // npm itself must run on Node 24: it prefers versions that say they run on the Node it runs on.
        const env = { PATH: dirname(node) + delimiter + (process.env["PATH"] ?? "") };
        await npmInstall([], folder, progress, env);
        writeFileSync(stampFile, stamp);
    }
    const sdks = ["pulumi", "aws"].map((name) => `@pulumi/${name} ${installedVersion(folder, name)}`);
    progress.say(`Node ${(await runCommand(node, ["--version"])).trim()}, ${sdks.join(", ")}`);
    return { folder, node };
}

/** Node 24 from npm's package `node`, which carries the program. @param {Progress} progress */
async function node24(progress) {
    const folder = join(cacheFolder, "node24", "runtime");
    const node = join(folder, "node_modules", "node", "bin", "node");
    if (!existsSync(node)) {
        progress.say("installing Node 24");
        mkdirSync(folder, { recursive: true });
        writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
        await npmInstall(["node@24"], folder, progress);
    }
    return node;
}

/**
 * @param {string[]} packages
 * @param {string} cwd
 * @param {Progress} progress
 * @param {NodeJS.ProcessEnv} [env]
 */
async function npmInstall(packages, cwd, progress, env) {
    const install = runCommand("npm", ["install", "--no-package-lock", ...packages], { cwd, env });
    await progress.during(install, () => "installing");
}

/**
 * Replaces the copy's sources and leaves what is installed there.
 *
 * @param {string} folder
 * @returns {unknown[]} the manifests that decide what has to be installed
 */
function copySources(folder) {
    for (const name of readdirSync(folder)) {
        if (name !== "node_modules") rmSync(join(folder, name), { recursive: true });
    }
    for (const name of copied) {
        cpSync(join(repositoryRoot, name), join(folder, name), {
            recursive: true,
            filter: (path) => !notCopied.has(basename(path)),
        });
    }
    // The agent's programs are files that others hand on, whoever made them.
    cpSync(join(repositoryRoot, agentPrograms), join(folder, agentPrograms), { recursive: true });
    const root = rootManifest();
    writeFileSync(join(folder, "package.json"), JSON.stringify(root));
    return [root, ...loosenManifests(folder)];
}

function rootManifest() {
    const root = readManifest(join(repositoryRoot, "package.json"));
    const wanted = Object.entries(root.devDependencies).filter(([name]) => rootDependencies.includes(name));
    return {
        name: "bridgepool-node24",
        private: true,
        workspaces: root.workspaces,
        devDependencies: Object.fromEntries(wanted),
    };
}

/** In the copy, every Pulumi package may be the newest of its major version. @param {string} folder */
function loosenManifests(folder) {
    return ["packages", "examples"].flatMap((parent) =>
        readdirSync(join(folder, parent))
            .map((name) => join(folder, parent, name, "package.json"))
            .filter((file) => existsSync(file))
            .map((file) => {
                const loosened = readFileSync(file, "utf8").replace(
                    /("@pulumi\/[^"]+": ")[\^~]?(\d+)\.[^"]+"/g,
                    '$1^$2.0.0"',
                );
                writeFileSync(file, loosened);
                return loosened;
            }),
    );
}

/**
 * @param {string} folder
 * @param {string} name
 */
function installedVersion(folder, name) {
    return readManifest(join(folder, "node_modules", "@pulumi", name, "package.json")).version;
}

/** @param {string} file */
function readManifest(file) {
    return JSON.parse(readFileSync(file, "utf8"));
}
