import { formatPath, parsePath } from "../paths";
import { throwProblems, type Problem } from "../problems";
import { isRecord } from "../show";
import { problemsWith, type CloudPackages } from "./clouds";
import { rowsOf } from "./rows";
import { readText } from "./text";
import type { Federation } from "./types";
import { validateFederation } from "./validate";

/** How to read a federation. */
export interface ReadOptions {
    /** The packages of the clouds it is in: with them, a cloud's own blocks are checked too. @default the blocks are not checked */
    readonly clouds?: CloudPackages;
}

/** What came of reading a federation. */
export interface ParsedFederation {
    /** The federation. Absent when there are problems. */
    readonly federation?: Federation;
    /** Every problem, in the order of the text, with line and column. */
    readonly problems: readonly Problem[];
}

/**
 * Reads a federation from YAML 1.2 or JSON.
 * @param options.name what the text is called in the report: `federation.yaml`
 * @throws ProblemsError with every problem, in the order of the text, with line and column
 */
export function readFederation(text: string, options: ReadOptions & { readonly name: string }): Federation {
    const { federation, problems } = parseFederation(text, options);
    throwProblems(options.name, problems);
    return federation as Federation;
}

/** As {@link readFederation}, but gives problems back instead of throwing them. Takes any text and never throws. */
export function parseFederation(text: string, options: ReadOptions = {}): ParsedFederation {
    const { data: read, problems: ofText, position } = readText(text);
    if (read === undefined) {
        return { problems: inOrder(ofText) };
    }
    const data = read.root;
    const found = [
        ...(options.clouds ? problemsWith(options.clouds, data) : validateFederation(data)),
        ...privateKeys(data),
    ];
    const placed = found.map((problem) => ({ ...problem, ...position(parsePath(problem.path)) }));
    const problems = inOrder([...ofText, ...placed]);
    return problems.length > 0 ? { problems } : { federation: data as Federation, problems };
}

/** A file is copied, mailed and committed: it is no place for a secret, though data that comes from code may hold one. */
function privateKeys(data: unknown): Problem[] {
    return rowsOf(data, "meets")
        .filter(({ row: { trust } }) => isRecord(trust) && trust["privateKeyPem"] !== undefined)
        .map(({ name }) => ({
            path: formatPath(["meets", name, "trust", "privateKeyPem"]),
            reason: "a private key does not belong in a file",
            fix: `take certificatePem and privateKeyPem away here, and set federation.meets.${name}.trust in the program, from a secret of the stack's configuration`,
        }));
}

function inOrder(problems: readonly Problem[]): Problem[] {
    return [...problems].sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}
