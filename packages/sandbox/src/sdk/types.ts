/** The type expressions that occur in generated Pulumi SDKs, read from their `.d.ts` text. */

/** What a value on the wire must look like. */
export type Type =
    | { readonly kind: "string" | "number" | "boolean" | "any" | "asset" }
    | { readonly kind: "list" | "map"; readonly of: Type }
    | { readonly kind: "object"; readonly name: string }
    | { readonly kind: "enum"; readonly name: string }
    | { readonly kind: "literal"; readonly value: string | number | boolean }
    | { readonly kind: "union"; readonly of: readonly Type[] };

export interface Property {
    readonly type: Type;
    readonly optional: boolean;
}

export type Properties = Readonly<Record<string, Property>>;

/** Reads `pulumi.Input<pulumi.Input<string>[] | undefined>` and its like. */
export function parseType(text: string): Type {
    const tokens =
        text.match(/"[^"]*"|'[^']*'|[A-Za-z_$][\w$.]*|-?\d+(?:\.\d+)?|\[\]|[<>|{}[\]():;?,]/g) ?? [];
    let next = 0;
    const peek = () => tokens[next];
    const take = () => tokens[next++] ?? "";
    const expect = (token: string) => {
        if (take() !== token) {
            throw new Error(`cannot read the SDK type "${text}": "${token}" expected at token ${next}`);
        }
    };

    const union = (): Type => {
        const members: Type[] = [];
        do {
            if (peek() === "|") {
                take();
            }
            if (peek() === "undefined" || peek() === "null") {
                take();
            } else {
                members.push(listOf(single()));
            }
        } while (peek() === "|");
        const [only] = members;
        return members.length === 1 && only !== undefined ? only : { kind: "union", of: members };
    };

    const listOf = (type: Type): Type => {
        let result = type;
        while (peek() === "[]") {
            take();
            result = { kind: "list", of: result };
        }
        return result;
    };

    const single = (): Type => {
        const token = take();
        if (token === "(") {
            const inner = union();
            expect(")");
            return inner;
        }
        if (token === "{") {
            return mapOf();
        }
        if (/^["']/.test(token)) {
            return { kind: "literal", value: token.slice(1, -1) };
        }
        if (/^-?\d/.test(token)) {
            return { kind: "literal", value: Number(token) };
        }
        if (peek() === "<") {
            take();
            const argument = union();
            expect(">");
            return token === "Array" ? { kind: "list", of: argument } : argument; // pulumi.Input<T>, Promise<T>
        }
        return named(token);
    };

    /** `{ [key: string]: T; }` */
    const mapOf = (): Type => {
        for (const token of ["[", "key", ":", "string", "]", ":"]) {
            expect(token);
        }
        const of = union();
        if (peek() === ";") {
            take();
        }
        expect("}");
        return { kind: "map", of };
    };

    const result = union();
    if (next !== tokens.length) {
        throw new Error(`cannot read the SDK type "${text}": "${tokens.slice(next).join(" ")}" is left over`);
    }
    return result;
}

function named(name: string): Type {
    switch (name) {
        case "string":
        case "number":
        case "boolean":
        case "any":
            return { kind: name };
        case "true":
        case "false":
            return { kind: "literal", value: name === "true" };
        case "pulumi.asset.Asset":
        case "pulumi.asset.Archive":
            return { kind: "asset" };
    }
    if (name.startsWith("inputs.")) {
        return { kind: "object", name: name.slice("inputs.".length) };
    }
    if (name.startsWith("enums.")) {
        return { kind: "enum", name: name.slice("enums.".length) };
    }
    // A resource class (`string | Role`) or an alias of string (`ARN`): the engine sends its id.
    return { kind: "string" };
}

/** Reads the members of an interface, given the text between its braces. */
export function parseMembers(body: string): Properties {
    const members: Record<string, Property> = {};
    const plain = body.replace(/\/\*[\s\S]*?\*\//g, "");
    for (const [, name, mark, type] of plain.matchAll(
        /^\s*(\w+)(\??):\s*((?:\{(?:[^{}]|\{[^{}]*\})*\}|[^;{])+);/gm,
    )) {
        if (name !== undefined && type !== undefined) {
            members[name] = { type: parseType(type), optional: mark === "?" };
        }
    }
    return members;
}
