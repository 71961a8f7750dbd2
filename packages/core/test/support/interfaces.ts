import { readFileSync } from "node:fs";
import * as path from "node:path";

import * as ts from "typescript";

/** An interface as it stands in the source, with what its comments say. */
export interface SourceInterface {
    readonly name: string;
    readonly extends: readonly string[];
    readonly description: string;
    readonly properties: readonly SourceProperty[];
}

export interface SourceProperty {
    readonly name: string;
    readonly optional: boolean;
    /** The type as it is written: `Record<string, Size>`. */
    readonly type: string;
    /** The comment without its tags, on one line. */
    readonly description: string;
    /** Text of `@default`. */
    readonly default?: string;
}

/** The exported interfaces of a source file, by name: its path in `src` of this package, or the whole path. */
export function readInterfaces(file: string): Map<string, SourceInterface> {
    const full = path.resolve(__dirname, "..", "..", "src", file);
    const source = ts.createSourceFile(full, readFileSync(full, "utf8"), ts.ScriptTarget.ES2022, true);
    const found = source.statements.filter(ts.isInterfaceDeclaration).map((node): SourceInterface => ({
        name: node.name.text,
        extends: (node.heritageClauses ?? []).flatMap((clause) => clause.types.map((type) => type.getText())),
        description: comment(node),
        properties: node.members.filter(ts.isPropertySignature).map(readProperty),
    }));
    return new Map(found.map((entry) => [entry.name, entry]));
}

function readProperty(node: ts.PropertySignature): SourceProperty {
    const tag = ts.getJSDocTags(node).find((entry) => entry.tagName.text === "default");
    return {
        name: ts.isStringLiteral(node.name) ? node.name.text : node.name.getText(),
        optional: node.questionToken !== undefined,
        type: node.type?.getText() ?? "",
        description: comment(node),
        ...(tag === undefined ? {} : { default: oneLine(ts.getTextOfJSDocComment(tag.comment) ?? "") }),
    };
}

function comment(node: ts.Node): string {
    const [doc] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
    return oneLine(ts.getTextOfJSDocComment(doc?.comment) ?? "");
}

function oneLine(text: string): string {
    return text.replace(/\s+/g, " ").trim();
}
