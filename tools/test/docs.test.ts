// What an editor shows when a user hovers: every public name explains itself, every argument says what happens without it.
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";

const root = join(__dirname, "..", "..");
const entries = readdirSync(join(root, "packages"))
    .map((name) => join(root, "packages", name, "src", "index.ts"))
    .filter((file) => existsSync(file));

function parsedConfig(): ts.ParsedCommandLine {
    const file = join(root, "tsconfig.json");
    const { config } = ts.readConfigFile(file, (path) => ts.sys.readFile(path)) as { config: unknown };
    return ts.parseJsonConfigFileContent(config, ts.sys, root);
}

const program = ts.createProgram(entries, parsedConfig().options);
const checker = program.getTypeChecker();

/** The names that a package's public entry exports, each at its declaration. */
function publicNames(entry: string): ts.Symbol[] {
    const module = checker.getSymbolAtLocation(program.getSourceFile(entry)!)!;
    return checker
        .getExportsOfModule(module)
        .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol));
}

function docOf(symbol: ts.Symbol): string {
    const tags = symbol
        .getJsDocTags(checker)
        .map((tag) => `@${tag.name} ${ts.displayPartsToString(tag.text)}`);
    return [ts.displayPartsToString(symbol.getDocumentationComment(checker)), ...tags].join("\n");
}

function place(symbol: ts.Symbol): string {
    const declaration = symbol.declarations![0]!;
    const file = declaration.getSourceFile();
    const { line } = file.getLineAndCharacterOfPosition(declaration.getStart());
    return `${relative(root, file.fileName)}:${line + 1} ${symbol.name}`;
}

function isOurs(symbol: ts.Symbol): boolean {
    const file = symbol.declarations?.[0]?.getSourceFile().fileName ?? "";
    return file.startsWith(join(root, "packages")) && !file.includes("node_modules");
}

/** Every interface of ours that a user fills in: the `…Args` of an entry, and what their properties are made of. */
function argumentInterfaces(entry: string): Set<ts.Symbol> {
    const found = new Set<ts.Symbol>();
    const seen = new Set<ts.Type>();
    const visit = (type: ts.Type): void => {
        if (seen.has(type)) return;
        seen.add(type);
        if (type.isUnionOrIntersection()) type.types.forEach(visit);
        // Input<T>, T[] and Record<string, T> lead to T.
        checker.getTypeArguments(type as ts.TypeReference).forEach(visit);
        type.aliasTypeArguments?.forEach(visit);
        for (const info of checker.getIndexInfosOfType(type)) visit(info.type);

        const symbol = type.getSymbol();
        if (symbol === undefined || !isOurs(symbol) || !(symbol.flags & ts.SymbolFlags.Interface)) return;
        found.add(symbol);
        for (const property of type.getProperties()) visit(checker.getTypeOfSymbol(property));
    };
    publicNames(entry)
        .filter((symbol) => symbol.name.endsWith("Args") && symbol.flags & ts.SymbolFlags.Interface)
        .forEach((symbol) => visit(checker.getDeclaredTypeOfSymbol(symbol)));
    return found;
}

describe("what an editor shows on hover", () => {
    for (const entry of entries) {
        const name = relative(root, entry);

        it(`explains every name that ${name} exports`, () => {
            const names = publicNames(entry).filter(isOurs);
            assert.ok(names.length > 0, "the entry exports nothing");
            assert.deepEqual(names.filter((symbol) => docOf(symbol).trim() === "").map(place), []);
        });

        it(`explains every output of the components of ${name}`, () => {
            const outputs = publicNames(entry)
                .filter((symbol) => symbol.flags & ts.SymbolFlags.Class)
                .flatMap((symbol) => checker.getDeclaredTypeOfSymbol(symbol).getProperties())
                .filter((member) => isOurs(member) && isPublicField(member));
            assert.deepEqual(outputs.filter((member) => docOf(member).trim() === "").map(place), []);
        });

        it(`gives the default of every optional argument in ${name}, and says which are required`, () => {
            const problems = [...argumentInterfaces(entry)]
                .flatMap((symbol) => checker.getDeclaredTypeOfSymbol(symbol).getProperties())
                .filter(isOurs)
                .flatMap((property) => {
                    const optional = (property.flags & ts.SymbolFlags.Optional) !== 0;
                    const said = optional ? /@default \S/ : /\bRequired\b/;
                    const wanted = optional ? "no @default" : "does not say 'Required'";
                    return said.test(docOf(property)) ? [] : [`${place(property)}: ${wanted}`];
                });
            assert.deepEqual([...new Set(problems)], []);
        });
    }

    it("has arguments to look at", () => {
        const aws = entries.find((entry) => entry.includes(join("packages", "aws")))!;
        const names = [...argumentInterfaces(aws)].map((symbol) => symbol.name);
        for (const name of ["NetworkArgs", "MeetArgs", "BridgePoolArgs", "NetworkReference"]) {
            assert.ok(names.includes(name), `${name} was not found among ${names.join(", ")}`);
        }
    });
});

function isPublicField(member: ts.Symbol): boolean {
    const declaration = member.valueDeclaration;
    return (
        declaration !== undefined &&
        ts.isPropertyDeclaration(declaration) &&
        !ts.isPrivateIdentifier(declaration.name) &&
        (ts.getCombinedModifierFlags(declaration) &
            (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) ===
            0
    );
}
