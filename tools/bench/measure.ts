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
    /** Largest value that is still good. Default: any is. */
    readonly limit?: number;
    readonly unit: string;
    /** What the value was made from. */
    readonly from?: string;
}

/**
 * The least of several runs of the same work. What a run takes over that is the machine's other business, of which there
 * is more or less, never less than none.
 */
export function least(runs: readonly Measured[]): Measured {
    return {
        seconds: Math.min(...runs.map((run) => run.seconds)),
        mebibytes: Math.min(...runs.map((run) => run.mebibytes)),
    };
}

/** Prints one measurement as it comes, so that a long benchmark shows that it goes on, and how far its runs differ. */
export function shown(what: string, measured: Measured): Measured {
    console.log(`  ${what}: ${measured.seconds.toFixed(2)} s, ${measured.mebibytes.toFixed(0)} MiB`);
    return measured;
}

/**
 * Runs `act` with an environment in which every Pulumi program writes down its peak memory as it ends, and prints what
 * was measured. The program runs in a process of its own, started by the engine, so only the process itself can tell.
 */
export async function measure<T>(
    what: string,
    env: NodeJS.ProcessEnv,
    act: () => Promise<T>,
): Promise<Measured & { readonly result: T }> {
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
        const start = process.hrtime.bigint();
        const result = await act();
        const seconds = Number(process.hrtime.bigint() - start) / 1e9;
        const kibibytes = readdirSync(folder)
            .filter((name) => name.endsWith(".rss"))
            .map((name) => Number(readFileSync(join(folder, name), "utf8")));
        if (kibibytes.length === 0) throw new Error("no program wrote down its memory");
        const mebibytes = Math.max(...kibibytes) / 1024;
        return { result, ...shown(what, { seconds, mebibytes }) };
    } finally {
        if (before === undefined) delete env.NODE_OPTIONS;
        else env.NODE_OPTIONS = before;
        rmSync(folder, { recursive: true, force: true });
    }
}

/**
 * How runs of ours compare with runs of theirs, made in turn: the median of the ratios of each two that followed one
 * another. What else the machine does comes and goes more slowly, so that it falls on both of a pair.
 */
export function ratios(
    name: string,
    ours: readonly Measured[],
    theirs: readonly Measured[],
    limits: Measured,
): readonly Figure[] {
    const ratio = (of: keyof Measured) => median(ours.map((run, i) => run[of] / (theirs[i]?.[of] ?? NaN)));
    const [mine, other] = [least(ours), least(theirs)];
    const seconds = `least ${mine.seconds.toFixed(2)} s against ${other.seconds.toFixed(2)} s`;
    const mebibytes = `least ${mine.mebibytes.toFixed(0)} MiB against ${other.mebibytes.toFixed(0)} MiB`;
    return [
        { name: `${name}, time`, value: ratio("seconds"), limit: limits.seconds, unit: "×", from: seconds },
        {
            name: `${name}, memory`,
            value: ratio("mebibytes"),
            limit: limits.mebibytes,
            unit: "×",
            from: mebibytes,
        },
    ];
}

function median(values: readonly number[]): number {
    return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

/** Prints the figures of one benchmark; false when one passes its limit. */
export function report(title: string, figures: readonly Figure[]): boolean {
    if (figures.length === 0) throw new Error(`${title}: there is nothing to report`);
    console.log(`\n${title}`);
    for (const { name, value, limit = Infinity, unit, from } of figures) {
        const shown = `${Number.isInteger(value) ? value : value.toFixed(2)} ${unit}`;
        const allowed = limit === Infinity ? "" : `limit ${limit}`;
        const verdict = limit === Infinity ? "" : value <= limit ? "ok" : "OVER THE LIMIT";
        const made = from === undefined ? "" : `(${from})`;
        const line = `  ${name.padEnd(46)} ${shown.padStart(13)}  ${allowed.padEnd(11)} ${verdict.padEnd(3)} ${made}`;
        console.log(line.trimEnd());
    }
    return figures.every(({ value, limit = Infinity }) => value <= limit);
}
