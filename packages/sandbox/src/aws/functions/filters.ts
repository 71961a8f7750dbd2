/** Filters of EC2 look-ups. */
import type { Values } from "../../model";
import { records, text, texts } from "../kit/values";

interface Filter {
    readonly name: string;
    readonly values: readonly string[];
}

export function filtersOf(args: Values): readonly Filter[] {
    return records(args.filters).map((filter) => ({
        name: text(filter.name) ?? "",
        values: texts(filter.values),
    }));
}

/** EC2 filters: every filter must match, each by any of its values; `*` and `?` are wildcards. */
export function passes(filters: readonly Filter[], valueOf: (name: string) => string | undefined): boolean {
    return filters.every(({ name, values }) => {
        const actual = valueOf(name);
        return actual !== undefined && values.some((value) => wildcard(value).test(actual));
    });
}

function wildcard(value: string): RegExp {
    const escaped = value
        .replace(/[.+^${}()|[\]\\]/g, "\\$&")
        .replaceAll("*", ".*")
        .replaceAll("?", ".");
    return new RegExp(`^${escaped}$`, "i");
}
