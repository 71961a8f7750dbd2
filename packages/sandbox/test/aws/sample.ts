/** Inputs with every property an SDK type declares, which notice when something reads a property it does not. */
import type { Value, Values } from "../../src/model";
import type { SdkPackage } from "../../src/sdk/package";
import type { Properties, Type } from "../../src/sdk/types";

export interface Sample {
    readonly inputs: Values;
    /** Properties that were read and are not in the SDK: `networkInterfaces[].secruityGroups`. */
    readonly misread: Set<string>;
}

export function fullSample(sdk: SdkPackage, members: Properties): Sample {
    const misread = new Set<string>();
    const object = (declared: Properties, path: string, depth: number): Values =>
        new Proxy(
            Object.fromEntries(
                Object.entries(declared).map(([name, { type }]) => [
                    name,
                    value(type, `${path}${name}`, depth),
                ]),
            ),
            {
                get(target, name, receiver) {
                    if (typeof name === "string" && name !== "toJSON" && !Object.hasOwn(declared, name)) {
                        misread.add(path + name);
                    }
                    return Reflect.get(target, name, receiver) as unknown;
                },
            },
        );
    const value = (type: Type, path: string, depth: number): Value => {
        switch (type.kind) {
            case "string":
                return "sample";
            case "number":
                return 1;
            case "boolean":
                return true;
            case "any":
            case "asset":
                return {};
            case "literal":
                return type.value;
            case "enum":
                return sdk.enumeration(type.name)[0] ?? "";
            case "list":
                return [value(type.of, `${path}[]`, depth)];
            case "map":
                return { key: value(type.of, path, depth) };
            case "object":
                return depth > 8 ? {} : object(sdk.object(type.name), `${path}.`, depth + 1);
            case "union":
                return value(type.of[0] ?? { kind: "string" }, path, depth);
        }
    };
    return { inputs: object(members, "", 0), misread };
}

/** Whether a path such as `networkInterfaces[].securityGroups[]` leads to something the SDK declares. */
export function declares(sdk: SdkPackage, members: Properties, path: string): boolean {
    let here: Properties | undefined = members;
    for (const step of path.split(".")) {
        let type: Type | undefined = here?.[step.replaceAll("[]", "")]?.type;
        for (let lists = step.split("[]").length - 1; lists > 0; lists -= 1) {
            type = type?.kind === "list" ? type.of : undefined;
        }
        if (type === undefined) {
            return false;
        }
        here = type.kind === "object" ? sdk.object(type.name) : undefined;
    }
    return true;
}
