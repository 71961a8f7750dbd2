/** What a change of inputs does to an existing resource. Pure. */
import type { ResourceModel, Value, Values } from "../model";
import { below, isList, isObject } from "../values";

export interface Change {
    /** `tags.Name`, `ingress[0].cidrBlocks[1]`, `policy`. */
    readonly path: string;
    readonly kind: "add" | "delete" | "update";
    readonly replace: boolean;
}

/**
 * Every place where old and new inputs differ. Null and absent are the same.
 * @param ignored property paths the program asked to ignore
 * @param silent top-level properties whose change means nothing, such as write-only ones
 */
export function diffInputs(
    model: Pick<ResourceModel, "properties" | "replaceWhen">,
    olds: Values,
    news: Values,
    ignored: readonly string[] = [],
    silent: ReadonlySet<string> = new Set(),
): readonly Change[] {
    const names = [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter(
        (name) => !silent.has(name),
    );
    const inThisCase = model.replaceWhen?.(olds, news) ?? [];
    const replaces = (name: string): boolean =>
        model.properties[name]?.onChange === "replace" || inThisCase.includes(name);
    return names.flatMap((name) =>
        differences(olds[name], news[name], name)
            .filter(({ path }) => !ignored.some((one) => isWithin(path, one)))
            .map((change) => ({ ...change, replace: replaces(name) })),
    );
}

type Difference = Pick<Change, "path" | "kind">;

function differences(old: Value | undefined, next: Value | undefined, path: string): readonly Difference[] {
    const [was, is] = [old ?? undefined, next ?? undefined];
    if (was === is) {
        return [];
    }
    if (was === undefined || is === undefined) {
        return [{ path, kind: was === undefined ? "add" : "delete" }];
    }
    if (isList(was) && isList(is)) {
        return longer(was, is).flatMap((_, i) => differences(was[i], is[i], below(path, i)));
    }
    if (isObject(was) && isObject(is)) {
        const names = [...new Set([...Object.keys(was), ...Object.keys(is)])];
        return names.flatMap((name) => differences(was[name], is[name], below(path, name)));
    }
    return [{ path, kind: "update" }];
}

function longer(a: readonly Value[], b: readonly Value[]): readonly Value[] {
    return a.length > b.length ? a : b;
}

function isWithin(path: string, parent: string): boolean {
    return path === parent || path.startsWith(`${parent}.`) || path.startsWith(`${parent}[`);
}
