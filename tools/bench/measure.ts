/** How the benchmarks measure and print. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Measured {
    readonly seconds: number;
    /** Peak resident memory of the process that was looked at, in MiB. */
    readonly mebibytes: number;
}

/** One line of a benchmark's result. */
export interface Figure {
    readonly name: string;
    readonly value: number;
    /** Largest value that is still good. */
    readonly limit: number;
    readonly unit: string;
}

export function median(values: readonly number[]): number {
    const sorted = [...values].sort((a, b) => a - b);
    const middle = sorted[Math.floor(sorted.length / 2)];
    if (middle === undefined) throw new Error("there is nothing to take the median of");
    return middle;
}

export function medians(runs: readonly Measured[]): Measured {
    return {
        seconds: median(runs.map((run) => run.seconds)),
        mebibytes: median(runs.map((run) => run.mebibytes)),
    };
}

export async function timed(act: () => Promise<unknown>): Promise<number> {
    const start = process.hrtime.bigint();
    await act();
    return Number(process.hrtime.bigint() - start) / 1e9;
}

/**
 * Runs `act` with an environment in which every Pulumi program writes down its peak memory as it ends.
 * The program runs in a process of its own, started by the engine, so only the process itself can tell.
 */
export async function withProgramMemory(
    env: NodeJS.ProcessEnv,
    act: () => Promise<unknown>,
): Promise<Measured> {
    const folder = join(tmpdir(), `bench-${process.pid}`);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const probe = join(folder, "probe.cjs");
    writeFileSync(
        probe,
        `if (/cmd.run/.test(process.argv[1] ?? "")) process.on("exit", () =>
            require("node:fs").writeFileSync(${JSON.stringify(folder)} + "/" + process.pid + ".rss", String(process.resourceUsage().maxRSS)));`,
    );
    const before = env.NODE_OPTIONS;
    env.NODE_OPTIONS = `${before ?? ""} --require ${probe}`;
    try {
        const seconds = await timed(act);
        const kibibytes = readdirSync(folder)
            .filter((name) => name.endsWith(".rss"))
            .map((name) => Number(readFileSync(join(folder, name), "utf8")));
        if (kibibytes.length === 0) throw new Error("no program wrote down its memory");
        return { seconds, mebibytes: Math.max(...kibibytes) / 1024 };
    } finally {
        if (before === undefined) delete env.NODE_OPTIONS;
        else env.NODE_OPTIONS = before;
        rmSync(folder, { recursive: true, force: true });
    }
}

/** Prints the figures of one benchmark; false when one passes its limit. */
export function report(title: string, figures: readonly Figure[]): boolean {
    console.log(`\n${title}`);
    for (const { name, value, limit, unit } of figures) {
        const verdict = value <= limit ? "ok" : "OVER THE LIMIT";
        const shown = Number.isInteger(value) ? String(value) : value.toFixed(2);
        console.log(`  ${name.padEnd(52)} ${shown.padStart(8)} ${unit.padEnd(9)} limit ${limit}  ${verdict}`);
    }
    return figures.every(({ value, limit }) => value <= limit);
}
