import {
    isCollection,
    isMap,
    isScalar,
    isSeq,
    LineCounter,
    parseDocument,
    Parser,
    visit,
    type CST,
    type Document,
    type Node,
    type Scalar,
} from "yaml";

import { ROOT, type Path } from "../paths";
import type { Problem } from "../problems";
import { lowerFirst } from "../show";

/** Longest text that is read: a federation of 200 organisations has a tenth of it. */
const LONGEST = 1024 * 1024;

/** Deepest nesting that is read: a federation needs about ten levels, a page's own settings at most 32 more. Deeper text would exhaust the stack of the parser. */
const DEEPEST = 64;

/** Most aliases that are read: each of 200 pools may repeat a block or two. */
const MOST_ALIASES = 1000;

/** Where something stands in a text, counted from 1. */
export interface Position {
    readonly line: number;
    readonly column: number;
}

/** A text of YAML 1.2 or JSON as plain data. */
export interface ReadText {
    /** The data. Absent when the text is so broken that what it says would be guessed. */
    readonly data?: { readonly root: unknown };
    readonly problems: readonly Problem[];
    /** Where a part of the data stands, or the nearest part around it that exists. */
    readonly position: (path: Path) => Position | undefined;
}

/** Reads YAML 1.2 or JSON: one document, every key once, aliases allowed. Takes any text and never throws. */
export function readText(text: string): ReadText {
    const tooBig = limitProblem(text);
    if (tooBig !== undefined) {
        return { problems: [tooBig], position: () => undefined };
    }
    const lines = new LineCounter();
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
    const at = (offset: number): Position => {
        const { line, col } = lines.linePos(offset);
        return { line: Math.max(line, 1), column: Math.max(col, 1) };
    };
    const { broken, wrong } = documentProblems(document, at);
    if (broken.length > 0) {
        return { problems: [...broken, ...wrong], position: () => undefined };
    }
    const position = (path: Path): Position | undefined => {
        const offset = offsetOf(document, path);
        return offset === undefined ? undefined : at(offset);
    };
    try {
        return {
            data: { root: document.toJS({ maxAliasCount: MOST_ALIASES }) as unknown },
            problems: wrong,
            position,
        };
    } catch {
        // Aliases to nothing are in `broken`: what is left to go wrong is their number.
        const reason = `the text repeats itself through aliases more than ${MOST_ALIASES} times over`;
        return {
            problems: [...wrong, { path: ROOT, reason, fix: "write the repeated parts out" }],
            position,
        };
    }
}

function limitProblem(text: string): Problem | undefined {
    if (text.length > LONGEST) {
        const reason = `the text has ${text.length} characters; allowed are at most ${LONGEST}`;
        return { path: ROOT, reason, fix: "keep only the federation in it" };
    }
    if (isDeeperThan(DEEPEST, text)) {
        const reason = `the text is nested deeper than ${DEEPEST} levels`;
        return { path: ROOT, reason, fix: "close each bracket where it belongs" };
    }
    if (text.trim() === "") {
        return { path: ROOT, reason: "the text is empty", fix: "begin with version: 1, meets and pools" };
    }
    return undefined;
}

/** Walks the tokens with a list of its own instead of the call stack. */
function isDeeperThan(limit: number, text: string): boolean {
    const open: { readonly token: CST.Token; readonly depth: number }[] = [...new Parser().parse(text)].map(
        (token) => ({ token, depth: 0 }),
    );
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
        const { token, depth } = next;
        if (depth > limit) {
            return true;
        }
        if (token.type === "document") {
            open.push(...(token.value === undefined ? [] : [{ token: token.value, depth }]));
        } else if ("items" in token) {
            for (const item of token.items) {
                const parts = ["key" in item ? item.key : undefined, item.value];
                open.push(...parts.flatMap((part) => (part ? [{ token: part, depth: depth + 1 }] : [])));
            }
        }
    }
    return false;
}

/** What to do about an error of the parser, by its code; most messages say it themselves. */
const FIXES: Readonly<Record<string, string>> = {
    DUPLICATE_KEY: "keep one of them",
    TAB_AS_INDENT: "indent with spaces",
    MULTIPLE_DOCS: "keep one federation in a file",
    TAG_RESOLVE_FAILED: "take the tag away",
};

/** Errors after which the parser still knows what the text says. */
const HARMLESS = ["DUPLICATE_KEY", "TAG_RESOLVE_FAILED"];

/** What makes the text unreadable, and what is merely not allowed in it. */
function documentProblems(
    document: Document.Parsed,
    at: (offset: number) => Position,
): { readonly broken: Problem[]; readonly wrong: Problem[] } {
    const broken: Problem[] = [];
    const wrong: Problem[] = [];
    for (const error of [...document.errors, ...document.warnings]) {
        (HARMLESS.includes(error.code) ? wrong : broken).push({
            path: ROOT,
            reason:
                error.code === "MULTIPLE_DOCS" ? "a second document begins here" : lowerFirst(error.message),
            fix: FIXES[error.code] ?? "correct the YAML or JSON here",
            ...at(error.pos[0]),
        });
    }
    const problem = (node: Node, reason: string, fix: string): Problem => ({
        path: ROOT,
        reason,
        fix,
        ...at(node.range?.[0] ?? 0),
    });
    let aliases = 0;
    visit(document, {
        Alias(_key, alias, ancestors) {
            aliases += 1;
            if (aliases > MOST_ALIASES) {
                const reason = `the text has more than ${MOST_ALIASES} aliases`;
                broken.push(problem(alias, reason, "write the repeated parts out"));
                return visit.BREAK;
            }
            const target = alias.resolve(document);
            if (target === undefined) {
                const reason = `there is no anchor &${alias.source} before this alias`;
                broken.push(problem(alias, reason, "add it, or write the value out"));
            } else if (ancestors.includes(target)) {
                const reason = `*${alias.source} is inside of what it stands for`;
                broken.push(problem(alias, reason, "write the value out"));
            }
            return undefined;
        },
        Pair(_key, { key }) {
            if (isCollection(key)) {
                broken.push(problem(key, "a list or mapping cannot be a name", "write the name as text"));
            } else if (isScalar(key) && key.value === "<<") {
                const fix = "write the properties out, or use an alias for a whole value";
                wrong.push(problem(key, "YAML 1.2 has no merge keys", fix));
            }
        },
    });
    return { broken, wrong };
}

/** Where the key or entry at the end of a path begins; of a path that ends nowhere, the last step that exists. */
function offsetOf(document: Document.Parsed, path: Path): number | undefined {
    let node: Node | null = document.contents;
    let offset = node?.range?.[0];
    for (const step of path) {
        const found = child(document, node, step);
        if (found === undefined) {
            break;
        }
        [node, offset] = [found.value, found.offset];
    }
    return offset;
}

function child(
    document: Document.Parsed,
    parent: Node | null,
    step: string | number,
): { readonly value: Node | null; readonly offset: number | undefined } | undefined {
    const node = resolved(document, parent);
    if (isMap<Node, Node | null>(node)) {
        const pair = node.items.find(({ key }) => isScalar(key) && nameOf(key) === step);
        return pair && { value: pair.value, offset: pair.key.range?.[0] };
    }
    if (isSeq<Node>(node) && typeof step === "number") {
        const entry = node.items[step];
        return entry && { value: entry, offset: entry.range?.[0] };
    }
    return undefined;
}

function resolved(document: Document.Parsed, node: Node | null): Node | null | undefined {
    return node !== null && "resolve" in node ? node.resolve(document) : node;
}

/** A key as the data has it: YAML's `1:` and `null:` are the names "1" and "". */
function nameOf({ value }: Scalar): string {
    return value === null ? "" : `${value as string | number | boolean}`;
}
