#!/usr/bin/env node
// @ts-check
// `npm test`: every tier, each with its own set-up. A tier that cannot run fails by name; none is skipped.
//   npm test -- --tier engine    only that tier (may be given several times)
//   npm test -- --seed 7         the order of an earlier run
import { spawn } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { debianRoot } from "./debian-root.mjs";
import { findEngine, withEngine } from "./engine.mjs";
import { jvmFolder } from "./jvm.mjs";
import { installPackages } from "./lib/install.mjs";
import { runMocha, testFiles, testFoldersIn } from "./lib/mocha.mjs";
import { node24Copy } from "./lib/node24.mjs";
import { repositoryRoot } from "./lib/paths.mjs";
import { runTool, Trouble } from "./lib/progress.mjs";
import { motoFolder } from "./moto.mjs";

/** @typedef {import("./lib/mocha.mjs").Counts} Counts */

const everywhere = [...testFoldersIn("packages", "examples"), "tools/test"];

/** In the order in which they run: what fails soonest first.
 * @type {{ name: string, shows: string, run: (seed: number) => Promise<Counts> }[]} */
const tiers = [
    {
        name: "types",
        shows: "tsc over the whole tree",
        run: () => check("node_modules/typescript/bin/tsc", ["-p", "tsconfig.json"]),
    },
    {
        name: "lint",
        shows: "eslint, no warnings",
        run: () => check("node_modules/eslint/bin/eslint.js", ["--max-warnings", "0", "."]),
    },
    {
        name: "format",
        shows: "prettier",
        run: () => check("node_modules/prettier/bin/prettier.cjs", ["--check", "--log-level", "warn", "."]),
    },
    { name: "build", shows: "tsc -b of the packages, and the agent's programs", run: build },
    { name: "unit", shows: "pure functions and component trees", run: unit },
    { name: "debian", shows: "rendered files, read by their real programs", run: debian },
    { name: "cloud", shows: "the agent's cloud calls, against a stand-in of AWS", run: cloud },
    { name: "engine", shows: "the real Pulumi engine on the sandbox", run: engine },
    { name: "package", shows: "packed, and installed into a foreign repository", run: packed },
    { name: "node24", shows: "unit again, on Node 24 with the newest Pulumi SDKs", run: node24 },
];

/**
 * A check that passes or fails as a whole.
 *
 * @param {string} program its script, relative to the root
 * @param {string[]} args
 * @returns {Promise<Counts>}
 */
async function check(program, args) {
    const code = await new Promise((resolve, reject) => {
        const child = spawn(process.execPath, [join(repositoryRoot, program), ...args], {
            cwd: repositoryRoot,
            stdio: ["ignore", "inherit", "inherit"],
        });
        child.on("error", reject);
        child.on("close", resolve);
    });
    return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** @returns {Promise<Counts>} */
async function build() {
    const compiled = await check("node_modules/typescript/bin/tsc", ["-b", "tsconfig.build.json"]);
    const bundled = await check("packages/agent/bundle.mjs", []);
    return { passed: compiled.passed + bundled.passed, failed: compiled.failed + bundled.failed };
}

/** For tiers that use what is built; the build tier reports what is wrong with it. */
async function mustBuild() {
    if ((await build()).failed > 0) throw new Trouble("The packages do not build; see the tier 'build'.");
}

/** For tiers that run the sources, which hand the agent's programs on as files. */
async function mustBundle() {
    const { failed } = await check("packages/agent/bundle.mjs", []);
    if (failed > 0) throw new Trouble("The agent's programs cannot be made; see the tier 'build'.");
}

/** @param {number} seed */
async function unit(seed) {
    await mustBundle();
    const files = testFiles(undefined, everywhere);
    return runMocha({ files, seed, shuffleWithin: true, timeoutSeconds: 60 });
}

/** @param {number} seed */
async function debian(seed) {
    await mustBundle();
    await debianRoot();
    await jvmFolder();
    const files = testFiles("debian", everywhere);
    return runMocha({ files, seed, shuffleWithin: true, timeoutSeconds: 120 });
}

/** @param {number} seed */
async function cloud(seed) {
    await motoFolder();
    const files = testFiles("moto", everywhere);
    return runMocha({ files, seed, shuffleWithin: true, timeoutSeconds: 60 });
}

/** Its tests walk one stack through its life, so only the files are shuffled. @param {number} seed */
async function engine(seed) {
    const env = withEngine(await findEngine());
    await mustBuild();
    const files = testFiles("engine", everywhere);
    return runMocha({ files, seed, env, shuffleWithin: false, timeoutSeconds: 300 });
}

/** @param {number} seed */
async function packed(seed) {
    const env = withEngine(await findEngine());
    await mustBuild();
    const files = testFiles("package", everywhere);
    return runMocha({ files, seed, env, shuffleWithin: false, timeoutSeconds: 600 });
}

/** @param {number} seed */
async function node24(seed) {
    await mustBundle();
    const { folder, node } = await node24Copy();
    const files = testFiles(undefined, testFoldersIn("packages"));
    return runMocha({ files, seed, cwd: folder, node, shuffleWithin: true, timeoutSeconds: 60 });
}

/** Runs a tier; what stops it is its failure, said in a sentence.
 * @param {(typeof tiers)[number]} tier @param {number} seed @returns {Promise<Counts>} */
async function runTier(tier, seed) {
    try {
        const counts = await tier.run(seed);
        if (counts.passed + counts.failed > 0) return counts;
        console.error(`  no test ran`);
    } catch (error) {
        if (!(error instanceof Trouble)) throw error;
        console.error(`  cannot run: ${error.message}`);
    }
    return { passed: 0, failed: 1 };
}

/** @param {string[]} names */
function chooseTiers(names) {
    const unknown = names.filter((name) => !tiers.some((tier) => tier.name === name));
    if (unknown.length > 0) {
        throw new Trouble(
            `There is no tier '${unknown[0]}'. The tiers are ${tiers.map((t) => t.name).join(", ")}.`,
        );
    }
    return names.length === 0 ? tiers : tiers.filter((tier) => names.includes(tier.name));
}

/** @param {string | undefined} given */
function chooseSeed(given) {
    if (given === undefined) return Math.floor(Math.random() * 1_000_000);
    if (!/^\d{1,9}$/.test(given)) throw new Trouble(`--seed takes a whole number, not '${given}'.`);
    return Number(given);
}

async function main() {
    const { values } = parseArgs({
        options: { tier: { type: "string", multiple: true, default: [] }, seed: { type: "string" } },
    });
    const chosen = chooseTiers(values.tier);
    const seed = chooseSeed(values.seed);
    await installPackages();
    console.log(`order: seed ${seed} ('npm test -- --seed ${seed}' repeats it)`);

    /** @type {({ name: string, seconds: number } & Counts)[]} */
    const rows = [];
    for (const tier of chosen) {
        console.log(`\n== ${tier.name}: ${tier.shows}`);
        const startedAt = Date.now();
        const counts = await runTier(tier, seed);
        rows.push({ name: tier.name, ...counts, seconds: Math.round((Date.now() - startedAt) / 1000) });
    }

    console.log("\ntier      passed  failed  seconds");
    for (const { name, passed, failed, seconds } of rows) {
        const cells = [String(passed).padStart(6), String(failed).padStart(6), String(seconds).padStart(7)];
        console.log(`${name.padEnd(8)}  ${cells.join("  ")}`);
    }
    const total = (/** @type {"passed" | "failed"} */ key) => rows.reduce((sum, row) => sum + row[key], 0);
    console.log(`\n${total("passed")} passed, ${total("failed")} failed`);
    process.exitCode = total("failed") === 0 ? 0 : 1;
}

await runTool(main);
