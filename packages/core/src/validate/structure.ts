import { readFileSync } from "node:fs";
import * as path from "node:path";

import Ajv2020, { type ErrorObject, type ValidateFunction } from "ajv/dist/2020";

import { didYouMean } from "../names";
import { formatPath, type Path } from "../paths";
import type { Fault, Problem } from "../problems";
import { alternatives, isRecord, lowerFirst, show } from "../show";
import { TEXT_FORMATS } from "./formats";

/** The part of a JSON Schema that reports are made from. */
interface Schema {
    readonly title?: string;
    readonly description?: string;
    readonly type?: string;
    readonly format?: string;
    readonly const?: unknown;
    readonly enum?: readonly string[];
    readonly default?: unknown;
    readonly minimum?: number;
    readonly maximum?: number;
    readonly exclusiveMinimum?: number;
    readonly multipleOf?: number;
    readonly minItems?: number;
    readonly maxProperties?: number;
    readonly writeOnly?: boolean;
    readonly "x-fix"?: string;
    readonly $ref?: string;
    readonly allOf?: readonly Schema[];
    readonly properties?: Readonly<Record<string, Schema>>;
    readonly $defs?: Readonly<Record<string, Schema>>;
}

/** The definitions of `federation.schema.json` that are checked by themselves; `#` is the whole. */
export type Definition =
    | "#"
    | "#/$defs/MeetSettings"
    | "#/$defs/BridgePoolSettings"
    | "#/$defs/NetworkSettings"
    | "#/$defs/MembershipSettings"
    | "#/$defs/Memberships";

/**
 * Checks a value against a part of the published JSON Schema: types, ranges, formats, what must be there and what is
 * unknown. All problems, in the words of the report.
 */
export function structureProblems(definition: Definition, value: unknown, at: Path = []): Problem[] {
    const validate = validator(definition);
    if (validate(value)) {
        return [];
    }
    const problems = (validate.errors ?? []).flatMap((error) => toProblem(error, value, at));
    // A value of the wrong type is reported by each schema that describes it.
    const seen = new Set<string>();
    return problems.filter((problem) => {
        const identity = `${problem.path}\n${problem.reason}`;
        return !seen.has(identity) && seen.add(identity);
    });
}

/** The names of all properties that a row of a federation can have. */
export function propertyNames(
    definition: "#/$defs/FederationNetwork" | "#/$defs/FederationMeet" | "#/$defs/FederationPool",
): string[] {
    return Object.keys(knownProperties({ allOf: [{ $ref: definition }] }));
}

let loaded: { readonly ajv: Ajv2020; readonly schema: Schema } | undefined;
const SCHEMA_ID = "urn:bridgepool:federation:1";

/** Read at the first use, beside `src` in the workspace and beside `dist` in the published package. */
function load(): { readonly ajv: Ajv2020; readonly schema: Schema } {
    if (loaded === undefined) {
        const file = path.join(__dirname, "..", "..", "federation.schema.json");
        const schema = JSON.parse(readFileSync(file, "utf8")) as Schema;
        const ajv = new Ajv2020({ allErrors: true, verbose: true, strict: true });
        ajv.addKeyword("x-fix");
        for (const [name, format] of Object.entries(TEXT_FORMATS)) {
            ajv.addFormat(name, (text: string) => format.fault(text) === undefined);
        }
        ajv.addSchema(schema);
        loaded = { ajv, schema };
    }
    return loaded;
}

function validator(definition: Definition): ValidateFunction {
    const found = load().ajv.getSchema(SCHEMA_ID + (definition === "#" ? "" : definition));
    if (found === undefined) {
        throw new Error(`federation.schema.json has no ${definition}`);
    }
    return found;
}

function toProblem(error: ErrorObject, value: unknown, at: Path): Problem[] {
    const steps = [...at, ...pointerSteps(error.instancePath, value)];
    const schema = error.parentSchema as Schema;
    const params = error.params as Readonly<Record<string, unknown>>;
    switch (error.keyword) {
        case "propertyNames":
            // The name itself has been reported.
            return [];
        case "required": {
            const missing = String(params["missingProperty"]);
            return [{ path: formatPath([...steps, missing]), ...missingFault(missing, schema) }];
        }
        case "additionalProperties":
        case "unevaluatedProperties": {
            const unknown = String(params["additionalProperty"] ?? params["unevaluatedProperty"]);
            return [{ path: formatPath([...steps, unknown]), ...unknownFault(unknown, schema, error.data) }];
        }
        default: {
            const named = error.propertyName === undefined ? steps : [...steps, error.propertyName];
            return [{ path: formatPath(named), ...valueFault(error.data, schema) }];
        }
    }
}

/** A JSON pointer as a path. Whether a step is a key or a position, only the value can tell. */
function pointerSteps(pointer: string, value: unknown): Path {
    let part = value;
    return pointer
        .split("/")
        .slice(1)
        .map((escaped) => {
            const key = escaped.replace(/~1/g, "/").replace(/~0/g, "~");
            const step = Array.isArray(part) ? Number(key) : key;
            part = (part as Record<string | number, unknown>)[step];
            return step;
        });
}

function missingFault(name: string, schema: Schema): Fault {
    const meaning = (knownProperties(schema)[name]?.description ?? name).replace(/[.:;]? Required\b.*$/, "");
    return { reason: `${show(name)} is missing: ${lowerFirst(meaning)}`, fix: `add ${name}` };
}

function unknownFault(name: string, schema: Schema, owner: unknown): Fault {
    const known = knownProperties(schema);
    const cloud = isRecord(owner) && "cloud" in known ? owner["cloud"] : undefined;
    const otherwise =
        typeof cloud === "string" && cloud in known
            ? `take it away, or put it into ${show(cloud)} if only that cloud knows it`
            : "take it away";
    return {
        reason: `${show(name)} is no property of ${withArticle(schema.title ?? "object")}`,
        fix: didYouMean(name, Object.keys(known), otherwise),
    };
}

function withArticle(noun: string): string {
    return `${/^[AEIOaeio]/.test(noun) ? "an" : "a"} ${noun}`;
}

function valueFault(value: unknown, schema: Schema): Fault {
    const fault = typeof value === "string" ? TEXT_FORMATS[schema.format ?? ""]?.fault(value) : undefined;
    if (fault !== undefined) {
        return fault;
    }
    if (schema.maxProperties !== undefined && isRecord(value)) {
        const count = Object.keys(value).length;
        return {
            reason: `has ${count} entries; allowed are at most ${schema.maxProperties}`,
            fix: schema["x-fix"] ?? "take some away",
        };
    }
    if (schema.writeOnly === true) {
        // A secret is not quoted, whatever is wrong with it.
        return {
            reason: `this is not allowed; allowed is ${allowed(schema)}`,
            fix: `give it ${allowed(schema)}`,
        };
    }
    return {
        reason: `${show(value)} is not allowed; allowed is ${allowed(schema)}`,
        fix: mend(value, schema),
    };
}

/** What a schema allows, in words. */
function allowed(schema: Schema): string {
    if (schema.const !== undefined) {
        return show(schema.const);
    }
    if (schema.enum !== undefined) {
        return alternatives(schema.enum);
    }
    switch (schema.type) {
        case "integer":
        case "number":
            return `a ${schema.type === "integer" ? "whole number" : "number"}${bounds(schema)}`;
        case "boolean":
            return "true or false";
        case "array":
            return schema.minItems === undefined ? "a list" : "a list with at least one entry";
        case "object":
            return "an object of names and values";
        default:
            return TEXT_FORMATS[schema.format ?? ""]?.noun ?? "text";
    }
}

function bounds({ minimum, maximum, exclusiveMinimum, multipleOf }: Schema): string {
    if (multipleOf !== undefined) {
        return ` that is ${multipleOf} or a multiple of it`;
    }
    if (exclusiveMinimum !== undefined) {
        return maximum === undefined
            ? ` over ${exclusiveMinimum}`
            : ` over ${exclusiveMinimum} and at most ${maximum}`;
    }
    if (minimum === undefined) {
        return "";
    }
    return maximum === undefined ? ` from ${minimum}` : ` from ${minimum} to ${maximum}`;
}

/** What to write instead: what was most likely meant, else what is allowed nearest to it. */
function mend(value: unknown, schema: Schema): string {
    return asMeant(value, schema) ?? schema["x-fix"] ?? nearestAllowed(value, schema);
}

function asMeant(value: unknown, schema: Schema): string | undefined {
    if (value === null) {
        return schema.type === "object"
            ? "write {} for the defaults, or take it away"
            : "give it a value, or take it away";
    }
    if (schema.enum !== undefined && typeof value === "string") {
        return didYouMean(value, schema.enum, "");
    }
    switch (schema.type) {
        case "integer":
        case "number":
            return typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value))
                ? `write ${Number(value)} without quotes`
                : undefined;
        case "boolean":
            return typeof value === "string" && /^(true|yes|on|false|no|off)$/i.test(value)
                ? `write ${/^(true|yes|on)$/i.test(value)} without quotes`
                : undefined;
        case "array":
            return typeof value === "string" ? `write [${show(value)}]` : undefined;
        case "string":
            return typeof value === "number" || typeof value === "boolean"
                ? `write ${JSON.stringify(String(value))} in quotes`
                : undefined;
        default:
            return undefined;
    }
}

function nearestAllowed(value: unknown, schema: Schema): string {
    const orDefault = schema.default === undefined ? "" : `, or leave it out for ${show(schema.default)}`;
    const { minimum, maximum, exclusiveMinimum } = schema;
    if (typeof value === "number" && maximum !== undefined && value > maximum) {
        return `use ${maximum}${orDefault}`;
    }
    if (typeof value === "number" && minimum !== undefined && value < minimum) {
        return `use ${minimum}${orDefault}`;
    }
    if (typeof value === "number" && exclusiveMinimum !== undefined && value <= exclusiveMinimum) {
        return `use more than ${exclusiveMinimum}${orDefault}`;
    }
    if (typeof value === "number" && schema.type === "integer" && Number.isFinite(value)) {
        const step = schema.multipleOf ?? 1;
        return `use ${Math.ceil(value / step) * step}${orDefault}`;
    }
    return `give it ${allowed(schema)}${orDefault}`;
}

/** The properties that a schema names itself or takes over from others. */
function knownProperties(schema: Schema): Readonly<Record<string, Schema>> {
    const inherited = (schema.allOf ?? []).map((part) => {
        const name = part.$ref?.replace("#/$defs/", "") ?? "";
        return knownProperties(load().schema.$defs?.[name] ?? {});
    });
    return Object.assign({}, ...inherited, schema.properties) as Record<string, Schema>;
}
