import { RunError } from "@pulumi/pulumi/errors";

import { formatProblems } from "./format-problems";

export { formatProblems };

/** One thing wrong with what the user gave, in the user's own words. */
export interface Problem {
    /** Where: a property path such as `pools.paris.serves.shared.share`. */
    readonly path: string;
    /** What is wrong, the value given and what is allowed: `1.4 is not a share; a share is over 0 and at most 1`. */
    readonly reason: string;
    /** What to do about it: `use 1 to serve it with every bridge`. */
    readonly fix: string;
    /** Line in the file it was read from, counted from 1. Absent for data that came from code. */
    readonly line?: number;
    /** Column in that line, counted from 1. */
    readonly column?: number;
}

/** What is wrong with a single value, before it is known where the value stands. */
export interface Fault {
    readonly reason: string;
    readonly fix: string;
}

/**
 * Thrown with every problem of an input at once, before any resource is registered. A `RunError`, so that `pulumi`
 * prints the report alone, without a stack trace.
 */
export class ProblemsError extends RunError {
    public constructor(
        /** What was checked: `federation.yaml` or `BridgePool "paris"`. */
        public readonly subject: string,
        public readonly problems: readonly Problem[],
    ) {
        super(formatProblems(subject, problems));
        this.name = "ProblemsError";
    }
}

/** Throws one {@link ProblemsError} with all problems, or does nothing when there are none. */
export function throwProblems(subject: string, problems: readonly Problem[]): void {
    if (problems.length > 0) {
        throw new ProblemsError(subject, problems);
    }
}
