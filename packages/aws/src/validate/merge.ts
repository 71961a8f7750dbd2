import type { Problem } from "@bridgepool/core";

/** One list of problems, the first report of each property only: core's comes before what AWS alone would say. */
export function mergeProblems(...lists: readonly (readonly Problem[])[]): Problem[] {
    const merged: Problem[] = [];
    for (const list of lists) {
        const reported = new Set(merged.map(({ path }) => path));
        merged.push(...list.filter(({ path }) => !reported.has(path)));
    }
    return merged;
}
