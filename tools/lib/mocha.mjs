// @ts-check
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repositoryRoot } from "./paths.mjs";
import shuffle from "./shuffle.cjs";

const libFolder = join(repositoryRoot, "tools", "lib");

/** @typedef {{ passed: number, failed: number }} Counts */

/**
 * The test files of a kind: `x.engine.test.ts` is of kind "engine", `x.test.ts` of none.
 *
 * @param {string | undefined} kind
 * @param {string[]} folders relative to the root; each is searched to its depth
 * @returns {string[]} paths relative to the root
 */
export function testFiles(kind, folders) {
    return folders
        .filter((folder) => existsSync(join(repositoryRoot, folder)))
        .flatMap((folder) =>
            readdirSync(join(repositoryRoot, folder), { recursive: true, encoding: "utf8" }).map((name) =>
                join(folder, name),
            ),
        )
        .filter(
            (file) => /(?:\.([a-z0-9]+))?\.test\.ts$/.exec(file)?.[1] === kind && file.endsWith(".test.ts"),
        )
        .filter((file) => !file.includes("node_modules"))
        .sort();
}

/** The test folders of all packages and examples.
 * @param {string[]} parents such as "packages" */
export function testFoldersIn(...parents) {
    return parents.flatMap((parent) =>
        existsSync(join(repositoryRoot, parent))
            ? readdirSync(join(repositoryRoot, parent)).map((name) => join(parent, name, "test"))
            : [],
    );
}

/**
 * Runs test files with mocha, two at a time, in an order decided by the seed.
 *
 * @param {object} options
 * @param {string[]} options.files relative to `cwd`
 * @param {number} options.seed
 * @param {boolean} options.shuffleWithin also shuffle the tests inside each file
 * @param {number} options.timeoutSeconds for each test
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {string} [options.cwd] Default: the repository's root
 * @param {string} [options.node] Default: this Node
 * @returns {Promise<Counts>}
 */
export async function runMocha(options) {
    if (options.files.length === 0) return { passed: 0, failed: 0 };
    const cwd = options.cwd ?? repositoryRoot;
    const folder = mkdtempSync(join(tmpdir(), "bridgepool-test-"));
    const countsFile = join(folder, "counts.json");
    const args = [
        join(cwd, "node_modules", "mocha", "bin", "mocha.js"),
        ...["--parallel", "--jobs", "2", "--forbid-only", "--forbid-pending"],
        ...["--timeout", String(options.timeoutSeconds * 1000)],
        ...["--reporter", join(libFolder, "reporter.cjs")],
        ...["--require", join(libFolder, "warnings.cjs")],
        ...(options.shuffleWithin ? ["--require", join(libFolder, "shuffle.cjs")] : []),
        ...shuffle.shuffled(options.files, options.seed),
    ];
    try {
        const code = await new Promise((resolve, reject) => {
            const child = spawn(options.node ?? process.execPath, args, {
                cwd,
                stdio: ["ignore", "inherit", "inherit"],
                env: {
                    ...process.env,
                    ...options.env,
                    BRIDGEPOOL_TEST_COUNTS: countsFile,
                    BRIDGEPOOL_TEST_SEED: String(options.seed),
                    // It warns of Node 20. Hosts run the agent on the Node of its own image.
                    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
                    TSX_TSCONFIG_PATH: join(cwd, "tsconfig.json"),
                },
            });
            child.on("error", reject);
            child.on("close", resolve);
        });
        /** @type {Counts} */
        const counts = existsSync(countsFile)
            ? JSON.parse(readFileSync(countsFile, "utf8"))
            : { passed: 0, failed: 0 };
        // Mocha itself failed, say on a file that does not load.
        if (code !== 0 && counts.failed === 0) return { ...counts, failed: 1 };
        return counts;
    } finally {
        rmSync(folder, { recursive: true });
    }
}
