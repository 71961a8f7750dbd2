/** Reading property values whose shape is not yet trusted. An unknown leaf counts as absent everywhere. */
import { UNKNOWN, type Value, type Values } from "../../model";

export function text(value: Value | undefined): string | undefined {
    return typeof value === "string" && value !== UNKNOWN ? value : undefined;
}

export function number(value: Value | undefined): number | undefined {
    return typeof value === "number" ? value : undefined;
}

export function flag(value: Value | undefined): boolean | undefined {
    return typeof value === "boolean" ? value : undefined;
}

export function list(value: Value | undefined): readonly Value[] {
    return isList(value) ? value : [];
}

export function texts(value: Value | undefined): readonly string[] {
    return list(value).flatMap((element) => text(element) ?? []);
}

export function record(value: Value | undefined): Values | undefined {
    return typeof value === "object" && value !== null && !isList(value) ? value : undefined;
}

export function records(value: Value | undefined): readonly Values[] {
    return list(value)
        .map(record)
        .filter((element) => element !== undefined);
}

/** Known and not null: what a provider calls "set". */
export function isSet(value: Value | undefined): boolean {
    return value !== undefined && value !== null && value !== UNKNOWN;
}

/** `Array.isArray` does not narrow a readonly array. */
function isList(value: Value | undefined): value is readonly Value[] {
    return Array.isArray(value);
}

export interface Selected {
    /** The concrete path: `rules[2].id`. */
    readonly path: string;
    readonly value: Value;
}

/** Every known value at a path such as `rules[].expiration.days`, with its concrete path. */
export function select(inputs: Values, path: string): readonly Selected[] {
    let found: readonly Selected[] = [{ path: "", value: inputs }];
    for (const step of path.split(".")) {
        const each = step.endsWith("[]");
        const name = each ? step.slice(0, -2) : step;
        found = found.flatMap((from) => {
            const value = record(from.value)?.[name];
            const at = from.path === "" ? name : `${from.path}.${name}`;
            if (value === undefined) {
                return [];
            }
            return each
                ? list(value).map((v, i) => ({ path: `${at}[${i}]`, value: v }))
                : [{ path: at, value }];
        });
    }
    return found.filter((selected) => isSet(selected.value));
}
