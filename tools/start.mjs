#!/usr/bin/env node
// @ts-check
// `npm start`: the flagship example on the sandbox, by the real Pulumi engine, with no account.
//   npm start                    make it, or bring it up to date
//   npm start -- preview         any other pulumi command on the same stack
//   npm run destroy              remove what was made
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { findEngine, withEngine } from "./engine.mjs";
import { runCommand } from "./lib/command.mjs";
import { installPackages } from "./lib/install.mjs";
import { madeAndNotRecorded, removeLocksOfTheDead, wasKilled } from "./lib/killed-run.mjs";
import { cacheFolder, prepareFolder, repositoryRoot } from "./lib/paths.mjs";
import { Progress, runTool, Trouble } from "./lib/progress.mjs";
import { whatHappened, whatWasMade } from "./lib/report.mjs";

const example = "examples/national-plus-shared";
const project = "national-plus-shared";
const stack = "try";

/** The stack's state, the stand-in cloud and the engine's home. */
const stateFolder = join(cacheFolder, "sandbox");
const stackConfigFolder = join(stateFolder, "stack-config"); // named in Pulumi.yaml
const backend = join(stateFolder, "backend", ".pulumi");
const stateFile = join(backend, "stacks", project, `${stack}.json`);
const worldFile = join(stateFolder, "world.json");
const sandbox = join(repositoryRoot, "packages", "sandbox", "dist", "cli", "main.js");

async function main() {
    const given = process.argv.slice(2);
    if (process.platform === "win32") {
        throw new Trouble(
            "The sandbox runs on Linux and macOS. On Windows, run it in WSL (https://learn.microsoft.com/windows/wsl).",
        );
    }
    await installPackages();
    await buildPackages();
    const env = {
        ...process.env,
        ...withEngine(await findEngine()),
        PULUMI_STACK: stack,
        // The state folder has a passphrase of its own, so that every run opens what the first one sealed.
        PULUMI_CONFIG_PASSPHRASE: undefined,
        PULUMI_CONFIG_PASSPHRASE_FILE: undefined,
        // `npm run typecheck` does it, and better.
        PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    };
    prepareFolder(stateFolder, { gigabytes: 0.1, what: "The sandbox's state" });
    removeLocksOfTheDead(join(backend, "locks", "organization", project, stack));
    await createStack(env);

    const verb = given[0] ?? "up";
    if (verb === "up") await up(given.slice(1), env);
    else if (verb === "destroy") await destroy(given.slice(1), env);
    else process.exitCode = await pulumi(given, env);
}

async function buildPackages() {
    const progress = new Progress("build");
    /** @param {string} script @param {string[]} args */
    const node = (script, ...args) =>
        runCommand(process.execPath, [join(repositoryRoot, script), ...args], { cwd: repositoryRoot });
    const compile = node("node_modules/typescript/bin/tsc", "-b", "tsconfig.build.json");
    await progress.during(compile, () => "compiling the packages");
    await node("packages/agent/bundle.mjs");
    progress.say("the packages are built");
}

/** @param {NodeJS.ProcessEnv} env */
async function createStack(env) {
    if (existsSync(stateFile)) return;
    mkdirSync(stackConfigFolder, { recursive: true });
    const code = await pulumi(["stack", "init", stack, "--non-interactive"], {
        ...env,
        PULUMI_STACK: undefined,
    });
    if (code !== 0) throw new Trouble(startAfresh(`The stack '${stack}' could not be made.`));
}

/**
 * A run that was killed may have made what it could not record. With a real cloud somebody has to look for it and
 * import or remove it; the stand-in cloud knows what it made for whom, so here it is removed and then made anew.
 *
 * @param {NodeJS.ProcessEnv} env
 */
async function settleKilledRun(env) {
    const state = read(stateFile);
    if (!wasKilled(state)) return;
    console.log("The last run was killed in the middle: removing what it made and did not record.");
    // The stand-in cloud has no file before anything is made in it.
    const made = existsSync(worldFile) ? read(worldFile).resources : [];
    for (const { id } of madeAndNotRecorded(state, made)) {
        await runCommand(process.execPath, [sandbox, "--state", stateFolder, "remove", id], { env });
    }
    await pulumi(["refresh", "--yes", "--skip-preview", "--clear-pending-creates"], env);
}

/**
 * @param {string[]} flags
 * @param {NodeJS.ProcessEnv} env
 */
async function up(flags, env) {
    await settleKilledRun(env);
    const code = await pulumi(["up", "--yes", "--skip-preview", ...flags], env);
    if (code !== 0) {
        throw new Trouble(
            startAfresh(
                "The update did not finish. What it had made is recorded: mend what the message above names and run " +
                    "'npm start' again, which goes on from there, or remove it all with 'npm run destroy'.",
            ),
        );
    }
    /** @param {string[]} command */
    const ask = (command) => runCommand(process.execPath, sandboxed(command), { cwd: repositoryRoot, env });
    const outputs = JSON.parse(await ask(["stack", "output", "--json"]));
    const history = await ask(["stack", "history", "--json", "--page-size", "1"]);
    console.log(`\n${whatHappened(history)}\n\n${whatWasMade(outputs)}\n\n${nextCommands}`);
}

/**
 * @param {string[]} flags
 * @param {NodeJS.ProcessEnv} env
 */
async function destroy(flags, env) {
    await settleKilledRun(env);
    const code = await pulumi(["destroy", "--yes", "--skip-preview", ...flags], env);
    if (code !== 0) {
        throw new Trouble(
            startAfresh("Not all of it is removed. Run 'npm run destroy' again: it goes on from there."),
        );
    }
    console.log("\nAll of it is removed. 'npm start' makes it again.");
}

const nextCommands = `Try next
  add an organisation  give it a Meet and a pool's share in ${example}/index.ts, then npm start
  see what was made    npx @bridgepool/sandbox --state .bridgepool/sandbox world
  remove all of it     npm run destroy
  deploy it for real   cd ${example} && pulumi up     (with your AWS account)`;

/** @param {string} file */
function read(file) {
    try {
        return JSON.parse(readFileSync(file, "utf8"));
    } catch (error) {
        throw new Trouble(startAfresh(`${file} cannot be read (${/** @type {Error} */ (error).message}).`));
    }
}

/** @param {string} problem */
function startAfresh(problem) {
    const folder = relative(process.cwd(), stateFolder);
    return `${problem}\nIf the state itself is broken, delete ${folder}: it holds nothing but this trial.`;
}

/**
 * The arguments with which Node runs a pulumi command on the sandbox.
 *
 * @param {string[]} args
 */
function sandboxed(args) {
    return [sandbox, "--state", stateFolder, "--", "pulumi", ...args];
}

/**
 * Runs pulumi at this terminal. Ctrl-C reaches it too, and it ends in good order; this process waits for that.
 *
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} its exit code
 */
function pulumi(args, env) {
    const wait = () => console.error("\nInterrupted: waiting for the engine to finish what it has begun.");
    process.on("SIGINT", wait);
    return new Promise((resolve, reject) => {
        const child = spawn(process.execPath, sandboxed(args), {
            cwd: repositoryRoot,
            env,
            stdio: "inherit",
        });
        child.on("error", reject);
        child.on("close", (code) => {
            process.off("SIGINT", wait);
            resolve(code ?? 130);
        });
    });
}

await runTool(main);
