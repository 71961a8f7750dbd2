#!/usr/bin/env node
// @ts-check
// Bundles the agent into one file per cloud, dist/programs/agent-<cloud>.cjs, which a stock Node runs with nothing
// installed; beside it the licences of everything that is in it. Needs the sources only: nothing has to be built first.
import { build } from "esbuild";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";

const clouds = ["aws"];

const folder = dirname(fileURLToPath(import.meta.url));
const programs = join(folder, "dist", "programs");

for (const cloud of clouds) {
    const { outputFiles, metafile } = await build({
        absWorkingDir: folder,
        entryPoints: [`src/cli/main-${cloud}.ts`],
        outfile: join(programs, `agent-${cloud}.cjs`),
        write: false,
        metafile: true,
        bundle: true,
        platform: "node",
        target: "node20",
        format: "cjs",
        minify: true,
        // Their whole texts are in the file beside it.
        legalComments: "none",
        logLevel: "warning",
        // ES modules first: of those, what nobody uses can be left out.
        mainFields: ["module", "main"],
        alias: { "@bridgepool/core/shared": join(folder, "..", "core", "src", "shared.ts") },
        define: { "process.env.NODE_ENV": '"production"' },
    });
    const [program] = outputFiles;
    if (program === undefined) throw new Error(`esbuild made nothing of ${cloud}`);
    mkdirSync(programs, { recursive: true });
    replace(join(programs, `agent-${cloud}.cjs`), program.contents);
    replace(join(programs, `agent-${cloud}.LICENSES.txt`), licences(Object.keys(metafile.inputs)));
}

/**
 * Whoever reads meanwhile finds the whole old file or the whole new one.
 *
 * @param {string} file
 * @param {string | Uint8Array} contents
 */
function replace(file, contents) {
    writeFileSync(`${file}.${process.pid}`, contents);
    renameSync(`${file}.${process.pid}`, file);
}

/**
 * The licences of the packages that files are of: each text once, after the names of those that have it.
 *
 * @param {string[]} inputs relative to `folder`
 */
function licences(inputs) {
    const packages = new Set(inputs.map(packageOf).filter((path) => path !== undefined));
    /** @type {Map<string, string[]>} */
    const namesByText = new Map();
    for (const path of packages) {
        const { name, version, ...manifest } = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
        // The second is how it was written ten years ago.
        const license = manifest.license ?? manifest.licenses[0].type;
        const file = readdirSync(path).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
        const text =
            file === undefined
                ? `Without a text of their own: https://spdx.org/licenses/${license}.html`
                : readFileSync(join(path, file), "utf8").trim();
        namesByText.set(text, [...(namesByText.get(text) ?? []), `${name} ${version} (${license})`]);
    }
    return [...namesByText]
        .map(([text, names]) => `${names.sort().join("\n")}\n\n${text}\n`)
        .sort()
        .join(`\n${"-".repeat(78)}\n\n`);
}

/**
 * The folder of the package that a file is of; `undefined` for one of ours.
 *
 * @param {string} input
 */
function packageOf(input) {
    if (!input.includes("node_modules/")) return undefined;
    const path = join(folder, input);
    const start = path.lastIndexOf(`${sep}node_modules${sep}`) + `${sep}node_modules${sep}`.length;
    const [scope = "", name = ""] = path.slice(start).split(sep);
    const found = path.slice(0, start) + (scope.startsWith("@") ? join(scope, name) : scope);
    return existsSync(join(found, "package.json")) ? found : undefined;
}
