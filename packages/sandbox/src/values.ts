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

/** A path one step deeper, as Pulumi writes it: names that are no identifiers are quoted. */
export function below(path: string, step: string | number): string {
    if (typeof step === "number") {
        return `${path}[${step}]`;
    }
    if (!/^[A-Za-z_]\w*$/.test(step)) {
        return `${path}[${JSON.stringify(step)}]`;
    }
    return path === "" ? step : `${path}.${step}`;
}
