import { didYouMean, formatPath, show, type Path, type Problem } from "@bridgepool/core";
import { Output } from "@pulumi/pulumi";

/** What a value must be: of a simple kind, or an object with fields of its own. */
export type Shape = Kind | Fields;
type Kind = "a text" | "a number" | "true or false" | "a list of texts" | "texts by name";

/** The fields of an object. */
export interface Fields {
    readonly fields: Readonly<Record<string, Shape>>;
    readonly required?: readonly string[];
}

/** A shape for each field of an interface: leaving one out does not compile. */
export type ShapesOf<Args> = Readonly<Record<keyof Args, Shape>>;

/** Names that are no field of `what`, required ones that are missing, and values of another kind. */
export function shapeProblems(
    what: string,
    { fields, required = [] }: Fields,
    value: Readonly<Record<string, unknown>>,
    path: Path,
): Problem[] {
    const missing = required.filter((name) => value[name] === undefined);
    return [
        ...missing.map((name) => ({
            path: formatPath(path),
            reason: `${show(name)} is missing`,
            fix: `add ${name}`,
        })),
        ...Object.entries(value).flatMap(([name, given]) => {
            const here = [...path, name];
            const wanted = fields[name];
            if (wanted !== undefined) return valueProblems(wanted, given, here);
            const reason = `${what} has no argument of this name`;
            return [
                {
                    path: formatPath(here),
                    reason,
                    fix: didYouMean(name, Object.keys(fields), "leave it out"),
                },
            ];
        }),
    ];
}

function valueProblems(wanted: Shape, given: unknown, path: Path): Problem[] {
    // In a federation that comes from code: what it will be is not known yet.
    if (Output.isInstance(given)) return [];
    if (typeof wanted !== "string") {
        return isObject(given)
            ? shapeProblems("this", wanted, given, path)
            : [wrong("an object", given, path)];
    }
    const each =
        wanted === "a list of texts" && Array.isArray(given)
            ? given.map((entry: unknown, index) => [index, entry] as const)
            : wanted === "texts by name" && isObject(given)
              ? Object.entries(given)
              : undefined;
    if (each) return each.flatMap(([step, entry]) => valueProblems("a text", entry, [...path, step]));
    return typeof given === TYPES[wanted] ? [] : [wrong(wanted, given, path)];
}

const TYPES: Readonly<Record<Kind, string | undefined>> = {
    "a text": "string",
    "a number": "number",
    "true or false": "boolean",
    "a list of texts": undefined,
    "texts by name": undefined,
};

function wrong(wanted: string, given: unknown, path: Path): Problem {
    const quoted = wanted === "a text" && (typeof given === "number" || typeof given === "boolean");
    const fix = quoted ? `write "${String(given)}"` : `give ${wanted}`;
    return { path: formatPath(path), reason: `${show(given)} is not ${wanted}`, fix };
}

/** Whether a value is an object of fields. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
