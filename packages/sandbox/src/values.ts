/** Reading property values whose shape is not yet known. An unknown value counts as absent. */
import { UNKNOWN, type Value, type Values } from "./model";

/** `Array.isArray` does not narrow a readonly array. */
export function isList(value: Value | undefined): value is readonly Value[] {
    return Array.isArray(value);
}

export function isObject(value: Value | undefined): value is Values {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function textOf(value: Value | undefined): string | undefined {
    return typeof value === "string" && value !== UNKNOWN ? value : undefined;
}

/** The strings of a list. */
export function textsOf(value: Value | undefined): readonly string[] {
    return isList(value) ? value.flatMap((one) => textOf(one) ?? []) : [];
}
