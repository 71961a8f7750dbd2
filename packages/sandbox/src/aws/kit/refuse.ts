/** The refusals most resource types share. Each takes a path as `select` reads it and skips absent values. */
import type { Problem, Value, Values } from "../../model";
import { isSet, number, record, select, text } from "./values";

export function problem(property: string, reason: string): Problem {
    return { property, reason };
}

/** One value from a closed list. */
export function oneOf(
    inputs: Values,
    path: string,
    allowed: readonly (string | number)[],
): readonly Problem[] {
    return select(inputs, path)
        .filter(({ value }) => !allowed.includes(value as string | number))
        .map(({ path: at, value }) => problem(at, `is ${show(value)}; allowed are ${allowed.join(", ")}`));
}

/** A number from `min` to `max`, or one of the special values. */
export function range(
    inputs: Values,
    path: string,
    min: number,
    max: number,
    special: readonly number[] = [],
): readonly Problem[] {
    const or = special.length > 0 ? ` or ${special.join(", ")}` : "";
    return select(inputs, path).flatMap(({ path: at, value }) => {
        const given = number(value);
        const fine = given === undefined || (given >= min && given <= max) || special.includes(given);
        return fine ? [] : problem(at, `is ${given}; allowed are ${min} to ${max}${or}`);
    });
}

/** A string of at most `max` characters. The value itself is not repeated: it may be long, or secret. */
export function length(inputs: Values, path: string, min: number, max: number): readonly Problem[] {
    return select(inputs, path).flatMap(({ path: at, value }) => {
        const given = text(value);
        const fine = given === undefined || (given.length >= min && given.length <= max);
        return fine ? [] : problem(at, `has ${given.length} characters; allowed are ${min} to ${max}`);
    });
}

export function matches(inputs: Values, path: string, pattern: RegExp, says: string): readonly Problem[] {
    return select(inputs, path).flatMap(({ path: at, value }) => {
        const given = text(value);
        return given === undefined || pattern.test(given) ? [] : problem(at, `is ${show(given)}; ${says}`);
    });
}

export function arn(inputs: Values, path: string): readonly Problem[] {
    return matches(
        inputs,
        path,
        /^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(\d{12}|aws)?:.+$/,
        "an ARN is expected, such as arn:aws:service:region:account:resource",
    );
}

/** Properties that exclude one another. */
export function atMostOne(inputs: Values, ...properties: readonly string[]): readonly Problem[] {
    const given = properties.filter((property) => isSet(inputs[property]));
    return given.length <= 1 ? [] : [problem(given[1] ?? "", `conflicts with ${given[0]}: give one of them`)];
}

/** For `checkCreate` only: in a preview an unknown property looks like a missing one. */
export function atLeastOne(inputs: Values, ...properties: readonly string[]): readonly Problem[] {
    const given = properties.some((property) => isSet(inputs[property]));
    return given
        ? []
        : [problem("", `needs ${properties.length === 1 ? "" : "one of "}${properties.join(", ")}`)];
}

/** Tag limits: https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html */
export function tagLimits(inputs: Values, path = "tags", most = 50): readonly Problem[] {
    return select(inputs, path).flatMap(({ path: at, value }) => {
        const tags = Object.entries(record(value) ?? {});
        const each = tags.flatMap(([key, given]) => {
            const found: Problem[] = [];
            if (key.length < 1 || key.length > 128) {
                found.push(
                    problem(`${at}["${key}"]`, `has a key of ${key.length} characters; allowed are 1 to 128`),
                );
            }
            if (/^aws:/i.test(key)) {
                found.push(problem(`${at}["${key}"]`, `begins with "aws:", which AWS keeps for itself`));
            }
            if (typeof given === "string" && given.length > 256) {
                found.push(
                    problem(`${at}["${key}"]`, `has ${given.length} characters; allowed are at most 256`),
                );
            }
            return found;
        });
        return tags.length > most
            ? [problem(at, `has ${tags.length} tags; AWS allows ${most} on one resource`), ...each]
            : each;
    });
}

/** A value as it may stand in a message. */
export function show(value: Value | undefined): string {
    return value === undefined ? "absent" : JSON.stringify(value);
}
