/** Wrong versions of inputs that are right: generated, not chosen, so that nothing is forgotten. Pure. */
import { UNKNOWN, type ResourceModel, type Value, type Values } from "../model";
import type { SdkPackage, TypeTable } from "../sdk/package";
import type { Properties, Type } from "../sdk/types";
import { mentions } from "../server/references";
import { below, isList, isObject } from "../values";

export type WrongKind = "missing" | "misspelt" | "wrong type" | "dangling" | "beyond a limit";

export interface Wrong {
    readonly kind: WrongKind;
    readonly token: string;
    /** The property that a refusal must name. */
    readonly property: string;
    readonly inputs: Values;
}

/** A value just beyond what a property allows. */
export interface Beyond {
    /** Top-level property. */
    readonly property: string;
    readonly value: Value;
}

/**
 * Every required input removed, every property name misspelt, every value of another type, every reference to something
 * that does not exist, every limit exceeded; one mistake each.
 * @param valid inputs that are accepted, such as a recorded create
 * @param limits what the model's own checks refuse; the length of the name is added
 */
export function wrongInputs(
    sdk: SdkPackage,
    model: ResourceModel,
    valid: Values,
    limits: readonly Beyond[] = [],
): readonly Wrong[] {
    const { token } = model;
    const table = sdk.resource(token);
    if (table === undefined) {
        throw new Error(`${sdk.name} ${sdk.version} has no resource type ${token}`);
    }
    const sites = sitesOf(sdk, table, valid);
    const wrong = (kind: WrongKind) => (change: Change) => ({ kind, token, ...change });
    return [
        ...sites.flatMap((site) => withoutRequired(valid, site)).map(wrong("missing")),
        ...sites.flatMap((site) => misspelt(valid, site)).map(wrong("misspelt")),
        ...sites.flatMap((site) => ofOtherType(valid, site)).map(wrong("wrong type")),
        ...dangling(model, valid).map(wrong("dangling")),
        ...[...tooLongName(model), ...limits]
            .map(({ property, value }) => ({ property, inputs: { ...valid, [property]: value } }))
            .map(wrong("beyond a limit")),
    ];
}

interface Change {
    readonly property: string;
    readonly inputs: Values;
}

type Step = string | number;

/** A place where a property of a known type stands. */
interface Site {
    readonly steps: readonly Step[];
    readonly type: Type;
    readonly required: boolean;
    /** Whether the last step is a name that the SDK declares, rather than a map's key or a list's index. */
    readonly named: boolean;
    /** Names declared beside it. */
    readonly siblings: readonly string[];
}

function sitesOf(sdk: SdkPackage, table: TypeTable, valid: Values): readonly Site[] {
    return sitesInMembers(sdk, table.inputs, valid, []);
}

function sitesInMembers(
    sdk: SdkPackage,
    members: Properties,
    values: Values,
    steps: readonly Step[],
): readonly Site[] {
    const siblings = Object.keys(members);
    return Object.entries(values).flatMap(([name, value]) => {
        const member = members[name];
        if (member === undefined || value === null || value === UNKNOWN) {
            return [];
        }
        const { type, optional } = member;
        const site = { steps: [...steps, name], type, required: !optional, named: true, siblings };
        return [site, ...sitesInValue(sdk, type, value, site.steps)];
    });
}

function sitesInValue(sdk: SdkPackage, type: Type, value: Value, steps: readonly Step[]): readonly Site[] {
    const inner = (of: Type, step: Step, one: Value): readonly Site[] => [
        { steps: [...steps, step], type: of, required: false, named: false, siblings: [] },
        ...sitesInValue(sdk, of, one, [...steps, step]),
    ];
    if (type.kind === "list" && isList(value)) {
        return value.flatMap((one, i) => inner(type.of, i, one));
    }
    if (type.kind === "map" && isObject(value)) {
        return Object.entries(value).flatMap(([key, one]) => inner(type.of, key, one));
    }
    return type.kind === "object" && isObject(value)
        ? sitesInMembers(sdk, sdk.object(type.name), value, steps)
        : [];
}

function withoutRequired(valid: Values, { steps, required }: Site): readonly Change[] {
    return required ? [{ property: pathOf(steps), inputs: changed(valid, steps, () => undefined) }] : [];
}

/** Two letters exchanged, or one doubled where that is no change or a name that exists. */
function misspelt(valid: Values, { steps, named, siblings }: Site): readonly Change[] {
    const name = steps.at(-1);
    if (!named || typeof name !== "string") {
        return [];
    }
    const swapped = name.slice(0, -2) + name.slice(-1) + name.slice(-2, -1);
    const wrong = swapped === name || siblings.includes(swapped) ? name + name.slice(-1) : swapped;
    const parent = steps.slice(0, -1);
    const inputs = changed(valid, parent, (value) =>
        isObject(value)
            ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key === name ? wrong : key, one]))
            : value,
    );
    return [{ property: pathOf([...parent, wrong]), inputs }];
}

function ofOtherType(valid: Values, { steps, type }: Site): readonly Change[] {
    const value = otherThan(type);
    return value === undefined
        ? []
        : [{ property: pathOf(steps), inputs: changed(valid, steps, () => value) }];
}

/** A value that no reading of the type allows; undefined where everything is allowed. */
function otherThan(type: Type): Value | undefined {
    const candidates: readonly (readonly [kind: string, value: Value])[] = [
        ["list", ["unexpected"]],
        ["object", { unexpected: "value" }],
        ["string", "unexpected"],
    ];
    const taken = shapesOf(type);
    return taken.includes("any") ? undefined : candidates.find(([kind]) => !taken.includes(kind))?.[1];
}

function shapesOf(type: Type): readonly string[] {
    switch (type.kind) {
        case "union":
            return type.of.flatMap(shapesOf);
        case "map":
        case "asset":
            return ["object"];
        case "literal":
            return [typeof type.value];
        case "enum":
            return []; // a closed list: any other string is as wrong as any other type
        default:
            return [type.kind];
    }
}

/** The same kind of value with another ending. */
function dangling(model: ResourceModel, valid: Values): readonly Change[] {
    return (model.references ?? []).flatMap((reference) =>
        mentions(valid, reference).flatMap(({ path, value }) => {
            if (typeof value !== "string") {
                return [];
            }
            const missing = value.slice(0, -1) + (value.endsWith("0") ? "1" : "0");
            return [{ property: path, inputs: changed(valid, stepsOf(path), () => missing) }];
        }),
    );
}

function tooLongName({ name }: ResourceModel): readonly Beyond[] {
    return name === undefined ? [] : [{ property: name.property, value: "a".repeat(name.maxLength + 1) }];
}

/** The inputs with one place changed; undefined removes it. */
function changed(
    values: Values,
    steps: readonly Step[],
    change: (value: Value) => Value | undefined,
): Values {
    return (changedValue(values, steps, change) ?? {}) as Values;
}

function changedValue(
    value: Value,
    [step, ...rest]: readonly Step[],
    change: (value: Value) => Value | undefined,
): Value | undefined {
    if (step === undefined) {
        return change(value);
    }
    if (isList(value)) {
        return value.flatMap((one, i) => {
            const next = i === step ? changedValue(one, rest, change) : one;
            return next === undefined ? [] : [next]; // in a list of its own, because flatMap opens one
        });
    }
    return isObject(value)
        ? Object.fromEntries(
              Object.entries(value).flatMap(([key, one]) => {
                  const next = key === step ? changedValue(one, rest, change) : one;
                  return next === undefined ? [] : [[key, next]];
              }),
          )
        : value;
}

/** As the refusals write it. */
function pathOf(steps: readonly Step[]): string {
    return steps.reduce<string>(below, "");
}

function stepsOf(path: string): readonly Step[] {
    return [...path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, name, index]) => name ?? Number(index));
}
