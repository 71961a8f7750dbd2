import { formatPath, type Path } from "../paths";
import type { Problem } from "../problems";
import { show } from "../show";
import { isLater } from "./outputs";

/** Deeper than any settings of a page; a limit, so that no input exhausts the stack. */
const DEEPEST = 32;

/** Every part of a value that JSON cannot hold: functions, dates, outputs, NaN, what contains itself. */
export function jsonProblems(value: unknown, at: Path): Problem[] {
    const problems: Problem[] = [];
    visit(value, at, [], new Set(), problems);
    return problems;
}

function visit(
    value: unknown,
    at: Path,
    ancestors: readonly unknown[],
    visited: Set<unknown>,
    problems: Problem[],
): void {
    const report = (reason: string): void => {
        problems.push({
            path: formatPath(at),
            reason: `${reason}; allowed are text, numbers, true, false, null, lists and objects of these`,
            fix: "give it plain data, or take it away",
        });
    };
    if (value === null || typeof value === "string" || typeof value === "boolean" || Number.isFinite(value)) {
        return;
    }
    if (typeof value !== "object") {
        report(`${show(value)} is not plain`);
    } else if (isLater(value)) {
        report("an output is not known when the page is made");
    } else if (!isPlain(value)) {
        report(`${show(value)} of a class is not plain`);
    } else if (ancestors.includes(value)) {
        report("this contains itself");
    } else if (ancestors.length >= DEEPEST) {
        report(`this is deeper than ${DEEPEST} levels`);
    } else if (!visited.has(value)) {
        visited.add(value);
        const parts = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
        for (const [step, part] of parts as [string | number, unknown][]) {
            visit(part, [...at, step], [...ancestors, value], visited, problems);
        }
    }
}

function isPlain(value: object): boolean {
    const prototype: unknown = Object.getPrototypeOf(value);
    return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}
