import { formatPath, type Path } from "../paths";

/** Data as it is written in a recording or a plan: what JSON can say. */
export type Plain = null | boolean | number | string | readonly Plain[] | PlainObject;

export interface PlainObject {
    readonly [key: string]: Plain;
}

/** One value that has no parts, with its path. An empty list or object is a leaf: taking it away is a change too. */
export interface Leaf {
    readonly path: Path;
    readonly value: Plain;
}

export function isPlainObject(value: unknown): value is PlainObject {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isList(value: unknown): value is readonly Plain[] {
    return Array.isArray(value);
}

/** Anything that JSON can say, without what is undefined and what is no data. */
export function asPlain(value: unknown): Plain {
    return (JSON.parse(JSON.stringify(value ?? null)) as Plain | undefined) ?? null;
}

/** The parts of a list or an object under their keys; of anything else, nothing. */
export function partsOf(value: Plain): readonly (readonly [string | number, Plain])[] {
    if (isList(value)) {
        return value.map((part, index) => [index, part] as const);
    }
    return isPlainObject(value) ? Object.entries(value) : [];
}

/** Every value within, the whole included, parents before their parts. */
export function valuesOf(value: Plain, path: Path = []): Leaf[] {
    return [{ path, value }, ...partsOf(value).flatMap(([key, part]) => valuesOf(part, [...path, key]))];
}

/** Every value within that has no parts. */
export function leavesOf(value: Plain, path: Path = []): Leaf[] {
    const parts = partsOf(value);
    return parts.length === 0
        ? [{ path, value }]
        : parts.flatMap(([key, part]) => leavesOf(part, [...path, key]));
}

/** The part at a path, or nothing. */
export function partAt(value: Plain | undefined, path: Path): Plain | undefined {
    return path.reduce<Plain | undefined>((whole, key) => {
        if (isList(whole)) {
            return whole[Number(key)];
        }
        return isPlainObject(whole) ? whole[key] : undefined;
    }, value);
}

/** The whole with another part at a path, or without that part when none is given. The original stays as it is. */
export function withPart(whole: Plain, path: Path, part: Plain | undefined): Plain {
    const [key, ...rest] = path;
    if (key === undefined) {
        return part ?? null;
    }
    const changed = rest.length === 0 ? part : withPart(partAt(whole, [key]) ?? null, rest, part);
    if (isList(whole)) {
        const index = Number(key);
        return changed === undefined
            ? whole.filter((_, position) => position !== index)
            : [...whole.slice(0, index), changed, ...whole.slice(index + 1)];
    }
    const object = isPlainObject(whole) ? whole : {};
    const others = Object.entries(object).filter(([name]) => name !== String(key));
    // The changed part keeps its place, so that the texts of both stay comparable.
    return changed === undefined
        ? Object.fromEntries(others)
        : Object.keys(object).includes(String(key))
          ? Object.fromEntries(
                Object.entries(object).map(([name, value]) => [name, name === String(key) ? changed : value]),
            )
          : { ...object, [key]: changed };
}

/** A path with every position replaced by `[]`: the same for each element of a list. */
export function patternText(path: Path): string {
    return formatPath(path).replace(/\[\d+\]/g, "[]");
}

/** A value on one line, cut where it gets long. */
export function show(value: unknown): string {
    const text = value === undefined ? "nothing" : JSON.stringify(value);
    return text.length > 160 ? `${text.slice(0, 157)}...` : text;
}

/** A single value as text: a text as it is, anything else as JSON. */
export function word(value: Plain | undefined): string {
    return typeof value === "string" ? value : JSON.stringify(value ?? null);
}

/** The same text for equal data, whatever the order of the keys. */
export function canonical(value: Plain | undefined): string {
    if (value === undefined) {
        return "";
    }
    if (isList(value)) {
        return `[${value.map(canonical).join(",")}]`;
    }
    if (isPlainObject(value)) {
        const keys = Object.keys(value)
            .filter((key) => value[key] !== undefined)
            .sort();
        return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
    }
    return JSON.stringify(value);
}
