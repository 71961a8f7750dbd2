/** `npm run bench [-- NAME…]`: see README.md beside this file. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { agent } from "./agent-benchmark";
import { flat, growth, tree, userdata } from "./engine-benchmarks";
import { fleet } from "./fleet-benchmark";
import { root } from "./project";
import { types } from "./type-benchmark";

const benchmarks = { tree, userdata, flat, growth, types, agent, fleet };

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
    const builds = [
        [join(root, "node_modules", "typescript", "bin", "tsc"), "-b", ...PACKAGES],
        [join(root, "packages", "agent", "bundle.mjs")],
    ];
    for (const build of builds) {
        const { status } = spawnSync(process.execPath, build, { cwd: root, stdio: "inherit" });
        if (status === 0) continue;
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
