/** Refuses inputs that the SDK's types do not allow, all of them at once. */
import { UNKNOWN, type Problem, type Value, type Values } from "../model";
import { below, isList, isObject } from "../values";
import type { SdkPackage, TypeTable } from "./package";
import type { Properties, Type } from "./types";

/** Every unknown property, missing required property and wrong type, in the order of the inputs. */
export function validateInputs(sdk: SdkPackage, table: TypeTable, inputs: Values): readonly Problem[] {
    const outputs = Object.keys(inputs).filter((name) => table.outputs.has(name) && !(name in table.inputs));
    const rest = Object.fromEntries(Object.entries(inputs).filter(([name]) => !outputs.includes(name)));
    return [
        ...outputs.map((name) => ({
            property: name,
            reason: `is computed by the provider and cannot be set; remove it`,
        })),
        ...validateMembers(sdk, table.inputs, rest, ""),
    ];
}

function validateMembers(
    sdk: SdkPackage,
    members: Properties,
    given: Values,
    path: string,
): readonly Problem[] {
    const missing = Object.entries(members)
        .filter(([name, { optional }]) => !optional && (given[name] === undefined || given[name] === null))
        .map(([name]) => ({
            property: below(path, name),
            reason: `is required${name in given ? " and must not be null" : " and missing"}`,
        }));
    const wrong = Object.entries(given).flatMap(([name, value]) => {
        const member = Object.hasOwn(members, name) ? members[name] : undefined;
        return member === undefined
            ? [{ property: below(path, name), reason: unknownProperty(name, Object.keys(members)) }]
            : validateValue(sdk, member.type, value, below(path, name));
    });
    return [...missing, ...wrong];
}

function validateValue(sdk: SdkPackage, type: Type, value: Value, path: string): readonly Problem[] {
    if (value === null || value === UNKNOWN) {
        return [];
    }
    const wrong = (reason: string) => [{ property: path, reason }];
    switch (type.kind) {
        case "any":
            return [];
        case "string":
        case "number":
        case "boolean":
            return typeof value === type.kind ? [] : wrong(`is ${shape(value)}; a ${type.kind} is expected`);
        case "literal":
            return value === type.value
                ? []
                : wrong(`is ${shape(value)}; ${JSON.stringify(type.value)} is expected`);
        case "enum": {
            const allowed = sdk.enumeration(type.name);
            return allowed.includes(value as string | number)
                ? []
                : wrong(
                      `is ${shape(value)}; allowed are ${allowed.map((one) => JSON.stringify(one)).join(", ")}`,
                  );
        }
        case "asset":
            return isObject(value) ? [] : wrong(`is ${shape(value)}; an asset or archive is expected`);
        case "list":
            return isList(value)
                ? value.flatMap((element, i) => validateValue(sdk, type.of, element, below(path, i)))
                : wrong(`is ${shape(value)}; a list is expected`);
        case "map":
            return isObject(value)
                ? Object.entries(value).flatMap(([key, one]) =>
                      validateValue(sdk, type.of, one, below(path, key)),
                  )
                : wrong(`is ${shape(value)}; an object is expected`);
        case "object":
            return isObject(value)
                ? validateMembers(sdk, sdk.object(type.name), value, path)
                : wrong(`is ${shape(value)}; an object is expected`);
        case "union": {
            const attempts = type.of.map((member) => validateValue(sdk, member, value, path));
            const best = attempts.find((problems) => problems.length === 0);
            // The member whose top-level shape fits says most about what is wrong inside.
            return (
                best ??
                attempts.find((problems) => problems.every((p) => p.property !== path)) ??
                attempts[0] ??
                []
            );
        }
    }
}

/** The value's shape; a string's text only when short, because this goes into messages. */
function shape(value: Value): string {
    if (value === null) {
        return "null";
    }
    if (isList(value)) {
        return "a list";
    }
    if (typeof value === "object") {
        return "an object";
    }
    const text = JSON.stringify(value);
    return text.length <= 40 ? `the ${typeof value} ${text}` : `a ${typeof value}`;
}

function unknownProperty(name: string, known: readonly string[]): string {
    const near = nearest(name, known);
    const list = [...known].sort().join(", ");
    return `is not a property of this type; ${near === undefined ? `known are ${list}` : `did you mean "${near}"?`}`;
}

/** The known name that differs by at most a third of its letters. */
export function nearest(name: string, known: readonly string[]): string | undefined {
    return known
        .map((candidate) => ({ candidate, away: distance(name.toLowerCase(), candidate.toLowerCase()) }))
        .filter(({ candidate, away }) => away <= Math.max(2, candidate.length / 3))
        .sort((a, b) => a.away - b.away)[0]?.candidate;
}

/** Levenshtein's edit distance. */
function distance(a: string, b: string): number {
    let row = Array.from({ length: b.length + 1 }, (_, j) => j);
    for (let i = 1; i <= a.length; i++) {
        const next = [i];
        for (let j = 1; j <= b.length; j++) {
            const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
            next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
        }
        row = next;
    }
    return row[b.length] ?? 0;
}
