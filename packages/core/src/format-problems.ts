import { ROOT } from "./paths";
import type { Problem } from "./problems";

/** The report as it is printed: a headline, then one line per problem. */
export function formatProblems(subject: string, problems: readonly Problem[]): string {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    const lines = problems.map((problem) => `  ${whereOf(problem)}: ${problem.reason}; ${problem.fix}`);
    return [`${subject} has ${count}:`, ...lines].join("\n");
}

function whereOf({ path, line, column = 1 }: Problem): string {
    if (line === undefined) {
        return path;
    }
    const position = `line ${line}, column ${column}`;
    return path === ROOT ? position : `${path} (${position})`;
}
