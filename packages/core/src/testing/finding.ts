import type { RuleId } from "./rules";

/** One place where what was made is not what was planned. */
export interface Finding {
    /** Rule of `docs/contract.md`. */
    readonly rule: RuleId;
    /** The row and field: `signalling.ports[bridges].port`. */
    readonly row: string;
    readonly expected: string;
    readonly found: string;
}

export function formatFinding(finding: Finding): string {
    return `${finding.rule}: ${finding.row} should be ${finding.expected}, and is ${finding.found}`;
}
