/** `npm run bench [-- NAME…]`: see README.md beside this file. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { flat, growth, tree, userdata } from "./engine-benchmarks";
import { root } from "./project";
import { types } from "./type-benchmark";

const benchmarks = { tree, userdata, flat, growth, types };

async function main(): Promise<void> {
    const names = process.argv.slice(2);
    const unknown = names.filter((name) => !(name in benchmarks));
    if (unknown.length > 0) {
        console.error(
            `There is no benchmark ${unknown.join(", ")}; there are ${Object.keys(benchmarks).join(", ")}.`,
        );
        process.exitCode = 2;
        return;
    }
    // What is measured is what users install: the built packages.
    const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
    const build = spawnSync(process.execPath, [tsc, "-b", ...PACKAGES], { cwd: root, stdio: "inherit" });
    if (build.status !== 0) {
        console.error("The packages do not build; nothing was measured.");
        process.exitCode = 1;
        return;
    }
    for (const [name, benchmark] of Object.entries(benchmarks)) {
        if (names.length > 0 && !names.includes(name)) continue;
        console.log(`\n${name}`);
        if (!(await benchmark())) process.exitCode = 1;
    }
}

const PACKAGES = ["packages/core", "packages/aws", "packages/sandbox"];

void main();
