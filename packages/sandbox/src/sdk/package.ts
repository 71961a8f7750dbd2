/**
 * What an installed Pulumi SDK package says about its resource types. The generated code is a table in disguise:
 * the class lists inputs and outputs, the `.d.ts` their types. Read on demand, kept for the life of the process;
 * no cache on disk, because the largest package (aws, 5.7 MB of nested types) is indexed in under 0.1 s.
 */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import { parseMembers, type Properties } from "./types";

/** One resource type, or the provider's own configuration. */
export interface TypeTable {
    readonly token: string;
    readonly inputs: Properties;
    /** Names of properties that only the provider can set. */
    readonly outputs: ReadonlySet<string>;
    /** Names of properties that are secret in state whatever the program says. */
    readonly secrets: ReadonlySet<string>;
}

export interface SdkPackage {
    /** npm name: `@pulumi/aws`. */
    readonly name: string;
    readonly version: string;
    /** Undefined when the package has no such resource type. */
    resource(token: string): TypeTable | undefined;
    /** The provider's configuration. */
    provider(): TypeTable;
    /** The arguments of a function such as `aws:ec2/getAmi:getAmi`; undefined when the package has none of that name. */
    invocation(token: string): TypeTable | undefined;
    /** The members of a nested type: `ec2.InstanceEbsBlockDevice`. */
    object(name: string): Properties;
    /** The values of an enumeration: `iam.ManagedPolicy`. */
    enumeration(name: string): readonly (string | number)[];
}

const opened = new Map<string, SdkPackage>();

/**
 * The SDK package a project would import.
 * @param name npm name, such as `@pulumi/aws`
 * @param projectDir where `require` would start to look
 * @throws when it is not installed there
 */
export function openSdk(name: string, projectDir: string): SdkPackage {
    const root = locate(name, projectDir);
    const known = opened.get(root);
    if (known !== undefined) {
        return known;
    }
    const sdk = readPackage(name, root);
    opened.set(root, sdk);
    return sdk;
}

function locate(name: string, projectDir: string): string {
    for (const start of [projectDir, __dirname]) {
        try {
            return path.dirname(createRequire(path.join(start, "_")).resolve(`${name}/package.json`));
        } catch {
            // Not visible from here: try the next place.
        }
    }
    throw new Error(`${name} is not installed in ${projectDir}: run "npm install ${name}" there`);
}

function readPackage(name: string, root: string): SdkPackage {
    const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
        version: string;
    };
    const nested = once(() => indexInterfaces(readIfThere(path.join(root, "types", "input.d.ts"))));
    const objects = new Map<string, Properties>();
    const enums = new Map<string, readonly (string | number)[]>();
    const tables = new Map<string, TypeTable | undefined>();
    return {
        name,
        version,
        resource: (token) => remember(tables, token, () => readResource(root, token)),
        provider: () => {
            const table = remember(tables, "provider", () =>
                readClass(path.join(root, "provider"), "provider"),
            );
            if (table === undefined) {
                throw new Error(
                    `${name} ${version} in ${root} has no provider class: is the package complete?`,
                );
            }
            return table;
        },
        invocation: (token) => remember(tables, `${token}()`, () => readFunction(root, token)),
        object: (type) =>
            remember(objects, type, () => {
                const body = nested().get(type);
                if (body === undefined) {
                    throw new Error(
                        `${name} ${version} refers to a type ${type} that its types/input.d.ts lacks`,
                    );
                }
                return parseMembers(body());
            }),
        enumeration: (type) => remember(enums, type, () => readEnum(root, type)),
    };
}

function readResource(root: string, token: string): TypeTable | undefined {
    return filesOf(root, token)
        .map((file) => readClass(file, token))
        .find((table) => table !== undefined);
}

function readFunction(root: string, token: string): TypeTable | undefined {
    const file = filesOf(root, token).find((one) => readIfThere(`${one}.js`).includes(`.invoke("${token}"`));
    const name = token.split(":")[2] ?? "";
    const args = indexInterfaces(readIfThere(`${file}.d.ts`)).get(
        `${name.charAt(0).toUpperCase()}${name.slice(1)}Args`,
    );
    const members = parseMembers(args?.() ?? ""); // no interface: no arguments
    return file === undefined
        ? undefined
        : { token, inputs: members, outputs: new Set(), secrets: new Set() };
}

/** `aws:ec2/vpc:Vpc` is in `ec2/vpc`, give or take letter case and an underscore after a reserved name. */
function filesOf(root: string, token: string): readonly string[] {
    const [, module = "", name = ""] = token.split(":");
    const folder = path.join(root, path.dirname(module.replace(/^index\//, "")));
    const file = path.basename(module).toLowerCase();
    return name === "" || !existsSync(folder)
        ? []
        : readdirSync(folder)
              .filter((entry) => [`${file}.js`, `${file}_.js`].includes(entry.toLowerCase()))
              .map((entry) => path.join(folder, entry.slice(0, -".js".length)));
}

function readClass(file: string, token: string): TypeTable | undefined {
    const code = readIfThere(`${file}.js`);
    const [, type] = /static __pulumiType = '([^']+)'/.exec(code) ?? [];
    if (type === undefined || (token !== "provider" && type !== token)) {
        return undefined;
    }
    const className = token === "provider" ? "Provider" : (token.split(":")[2] ?? "");
    const assigned = [...code.matchAll(/^\s*resourceInputs\["(\w+)"\] = (.*);$/gm)];
    const [, secrets = ""] = /additionalSecretOutputs: \[([^\]]*)\]/.exec(code) ?? [];
    const args = indexInterfaces(readIfThere(`${file}.d.ts`)).get(`${className}Args`);
    return {
        token,
        inputs: parseMembers(args?.() ?? ""),
        outputs: new Set(
            assigned.flatMap(([, name = "", value]) => (value === "undefined /*out*/" ? name : [])),
        ),
        secrets: new Set([...secrets.matchAll(/"(\w+)"/g)].map(([, name = ""]) => name)),
    };
}

/** `export declare const Metric: { readonly GroupMinSize: "GroupMinSize"; … }` in `types/enums/<module>/index.d.ts`. */
function readEnum(root: string, type: string): readonly (string | number)[] {
    const at = type.lastIndexOf(".");
    const module = at < 0 ? "" : type.slice(0, at).replaceAll(".", path.sep);
    const text = readIfThere(path.join(root, "types", "enums", module, "index.d.ts"));
    const [, body] =
        new RegExp(`export declare const ${type.slice(at + 1)}: \\{([\\s\\S]*?)\\n\\};`).exec(text) ?? [];
    if (body === undefined) {
        throw new Error(`the SDK in ${root} refers to an enumeration ${type} that it does not declare`);
    }
    const plain = body.replace(/\/\*[\s\S]*?\*\//g, "");
    return [...plain.matchAll(/readonly \w+: ("[^"]*"|-?[\d.]+);/g)].map(
        ([, value = ""]) => JSON.parse(value) as string | number,
    );
}

/** The text between the braces of every interface, by qualified name; cut out only when asked for. */
function indexInterfaces(text: string): ReadonlyMap<string, () => string> {
    const found = new Map<string, () => string>();
    let namespace = "";
    let open: { name: string; start: number } | undefined;
    const lines = /^(?:export declare namespace ([\w.]+) \{|(export | {4})interface (\w+) \{|(?: {4})?\})$/gm;
    for (const line of text.matchAll(lines)) {
        const [all, module, indent, name] = line;
        const { index } = line;
        if (module !== undefined) {
            namespace = `${module}.`;
        } else if (name !== undefined) {
            open = { name: indent === "export " ? name : namespace + name, start: index + all.length };
        } else if (open !== undefined) {
            const { start } = open;
            found.set(open.name, () => text.slice(start, index));
            open = undefined;
        } else {
            namespace = "";
        }
    }
    return found;
}

function readIfThere(file: string): string {
    return existsSync(file) ? readFileSync(file, "utf8") : "";
}

function once<T>(make: () => T): () => T {
    let made: { value: T } | undefined;
    return () => (made ??= { value: make() }).value;
}

function remember<T>(into: Map<string, T>, key: string, make: () => T): T {
    const known = into.get(key);
    if (known !== undefined || into.has(key)) {
        return known as T;
    }
    const value = make();
    into.set(key, value);
    return value;
}
