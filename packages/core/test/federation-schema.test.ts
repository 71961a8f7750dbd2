import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import * as path from "node:path";

import Ajv2020 from "ajv/dist/2020";

import { TEXT_FORMATS } from "../src/validate/formats";
import { readInterfaces, type SourceInterface, type SourceProperty } from "./support/interfaces";

interface Schema {
    readonly description?: string;
    readonly type?: string;
    readonly $ref?: string;
    readonly format?: string;
    readonly maximum?: number;
    readonly enum?: readonly string[];
    readonly const?: unknown;
    readonly default?: unknown;
    readonly items?: Schema;
    readonly additionalProperties?: Schema | boolean;
    readonly propertyNames?: Schema;
    readonly properties?: Readonly<Record<string, Schema>>;
    readonly required?: readonly string[];
    readonly allOf?: readonly Schema[];
    readonly $defs?: Readonly<Record<string, Schema>>;
}

const schema = JSON.parse(
    readFileSync(path.join(__dirname, "..", "federation.schema.json"), "utf8"),
) as Schema;
const interfaces = new Map([...readInterfaces("settings.ts"), ...readInterfaces("federation/types.ts")]);
const ROOT_INTERFACE = "Federation";

/** A definition without an interface: what the keys of `serves` are, wherever the values come from. */
const KEYS_ONLY = "Memberships";

function schemaOf(name: string): Schema {
    const found = name === ROOT_INTERFACE ? schema : schema.$defs?.[name];
    assert.ok(found, `the schema has no ${name}`);
    return found;
}

/** The TypeScript type that a schema stands for. */
function typeOf(part: Schema): string {
    if (part.enum !== undefined) {
        return "Cloud";
    }
    if (part.const !== undefined) {
        return typeof part.const;
    }
    if (part.type === "array") {
        return `${typeOf(part.items ?? {})}[]`;
    }
    if (typeof part.additionalProperties === "object") {
        return `Record<string, ${typeOf(part.additionalProperties)}>`;
    }
    if (part.$ref !== undefined) {
        return part.$ref.replace("#/$defs/", "");
    }
    if (part.type === "object") {
        return "Record<string, unknown>";
    }
    return part.type === "integer" ? "number" : (part.type ?? "unknown");
}

/** A default that is written as a value, as against one in words. */
function literal(text: string | undefined): unknown {
    try {
        return JSON.parse(text ?? "") as unknown;
    } catch {
        return undefined;
    }
}

function describeProperty(property: SourceProperty): string {
    const inWords = property.default !== undefined && literal(property.default) === undefined;
    return property.description + (inWords ? ` Default: ${property.default}.` : "");
}

describe("federation.schema.json", () => {
    it("is a JSON Schema 2020-12 of which a strict reader understands every word", () => {
        const ajv = new Ajv2020({ strict: true });
        ajv.addKeyword("x-fix");
        for (const name of Object.keys(TEXT_FORMATS)) {
            ajv.addFormat(name, true);
        }
        assert.equal(ajv.validateSchema(schema), true);
        assert.doesNotThrow(() => ajv.compile(schema));
    });

    it("uses every text format", () => {
        const used = new Set<string>();
        JSON.stringify(schema, (key, value: unknown) => {
            if (key === "format" && typeof value === "string") {
                used.add(value);
            }
            return value;
        });
        assert.deepEqual([...used].sort(), Object.keys(TEXT_FORMATS).sort());
    });

    it("has a definition for every interface, and an interface for every definition", () => {
        const expected = [...[...interfaces.keys()].filter((name) => name !== ROOT_INTERFACE), KEYS_ONLY];
        assert.deepEqual(Object.keys(schema.$defs ?? {}).sort(), expected.sort());
    });

    for (const entry of interfaces.values()) {
        describe(entry.name, () => {
            inStep(entry);
        });
    }
});

function inStep(entry: SourceInterface): void {
    const definition = schemaOf(entry.name);
    const { properties = {} } = definition;

    it("has the same description, parents and properties", () => {
        assert.equal(definition.description, entry.description);
        assert.deepEqual(
            (definition.allOf ?? []).map(({ $ref }) => $ref),
            entry.extends.map((parent) => `#/$defs/${parent}`),
        );
        assert.deepEqual(Object.keys(properties).sort(), entry.properties.map(({ name }) => name).sort());
        assert.deepEqual(
            [...(definition.required ?? [])].sort(),
            entry.properties
                .filter(({ optional }) => !optional)
                .map(({ name }) => name)
                .sort(),
        );
    });

    for (const property of entry.properties) {
        it(`${property.name}: has the same type, default and description`, () => {
            const part = properties[property.name] ?? {};
            const type = property.type.replace(/^Input<(.*)>$/, "$1").replace(/\bany\b/, "unknown");
            assert.equal(typeOf(part), type);
            assert.deepEqual(part.default, literal(property.default));
            assert.equal(part.description, describeProperty(property));
            assert.equal(
                property.default !== undefined,
                property.optional,
                "a default is stated exactly if optional",
            );
            const limit = part.maximum === undefined ? "" : String(part.maximum);
            assert.ok(property.description.includes(limit), `the limit ${limit} is not stated`);
        });
    }
}
