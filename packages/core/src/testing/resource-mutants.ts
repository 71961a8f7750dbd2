import { formatPath, parsePath, type Path } from "../paths";
import {
    canonical,
    isList,
    isPlainObject,
    patternText,
    type Plain,
    type PlainObject,
    valuesOf,
    withPart,
} from "./plain";
import { parseJson } from "./read";
import { isComponent, type RecordedResource, type Recording, withResource } from "./recording";

/** A recording in which one thing is not as the package made it. */
export interface ResourceMutant {
    /** `aws:ec2/securityGroup:SecurityGroup france-hosts: description removed` */
    readonly name: string;
    readonly type: string;
    /** What the table of free properties calls it: `ingress[].cidrBlocks[]`; of options `$dependsOn`; of the whole `$self`. */
    readonly property: string;
    /** Equal for mutants of equal resources, which need not be tried twice. */
    readonly key: string;
    readonly recording: Recording;
}

/** Every recording that differs from this one in one resource, input, element or option. */
export function resourceMutants(recording: Recording): ResourceMutant[] {
    return recording.resources
        .filter((resource) => !isComponent(recording, resource))
        .flatMap((resource) => [
            mutant(recording, resource, "$self", "removed", undefined),
            ...inputMutants(recording, resource),
            ...optionMutants(recording, resource),
        ]);
}

function mutant(
    recording: Recording,
    resource: RecordedResource,
    property: string,
    change: string,
    mutated: RecordedResource | undefined,
): ResourceMutant {
    return {
        name: `${resource.type} ${resource.name}: ${property} ${change}`,
        type: resource.type,
        property: property.replace(/\[\d+\]/g, "[]"),
        key: `${resource.type} ${resource.name} ${property} ${change} ${canonical(resource.inputs)}`,
        recording: withResource(recording, resource.urn, () => mutated),
    };
}

function inputMutants(recording: Recording, resource: RecordedResource): ResourceMutant[] {
    return changesOf(resource.inputs).map(({ path, change, inputs }) =>
        mutant(recording, resource, formatPath(path), change, { ...resource, inputs: inputs as PlainObject }),
    );
}

interface Change {
    readonly path: Path;
    readonly change: string;
    readonly inputs: Plain;
}

/** Changes of each part of a value: also within texts that are JSON, such as policies. */
function changesOf(whole: Plain): Change[] {
    return valuesOf(whole).flatMap(({ path, value }) => {
        // An empty list or object says the same as none.
        const empty = canonical(value) === "[]" || canonical(value) === "{}";
        const removed: Change[] =
            path.length === 0 || empty
                ? []
                : [{ path, change: "removed", inputs: withPart(whole, path, undefined) }];
        const embedded = typeof value === "string" ? parseJson(value) : undefined;
        const changes =
            isPlainObject(embedded) || isList(embedded)
                ? changesOf(embedded).map((inner) => ({
                      path: [...path, ...inner.path],
                      change: inner.change,
                      inputs: withPart(whole, path, JSON.stringify(inner.inputs)),
                  }))
                : alternatives(value).map(([change, other]) => ({
                      path,
                      change,
                      inputs: withPart(whole, path, other),
                  }));
        return [...removed, ...changes];
    });
}

function alternatives(value: Plain): (readonly [string, Plain])[] {
    if (isList(value)) {
        const [first] = value;
        const more = first === undefined ? undefined : (alternatives(first)[0]?.[1] ?? altered(first));
        return more === undefined ? [] : [["with one more", [...value, more]]];
    }
    if (isPlainObject(value)) {
        return [];
    }
    if (typeof value === "boolean") {
        return [["turned", !value]];
    }
    if (typeof value === "number") {
        return [
            ["one more", value + 1],
            ["one less", value - 1],
        ];
    }
    if (typeof value !== "string") {
        return [];
    }
    if (value === "true" || value === "false") {
        return [["turned", String(value === "false")]];
    }
    if (/^\d+$/.test(value)) {
        return [["one more", String(Number(value) + 1)]];
    }
    const widened = widen(value);
    return [
        ["altered", `altered-${value}`],
        ...(widened === undefined ? [] : [["widened", widened] as const]),
    ];
}

/** An object like this one with its first text altered. */
function altered(value: Plain): Plain | undefined {
    if (!isPlainObject(value)) {
        return undefined;
    }
    const [first] = valuesOf(value).filter(
        (part) => part.path.length > 0 && !isList(part.value) && !isPlainObject(part.value),
    );
    const other = first && alternatives(first.value)[0]?.[1];
    return first && other !== undefined ? withPart(value, first.path, other) : undefined;
}

/** The same thing said of everybody: networks, and names of permissions and resources. */
function widen(text: string): string | undefined {
    if (/^[\d.]+\/\d+$/.test(text)) {
        return text === "0.0.0.0/0" ? undefined : "0.0.0.0/0";
    }
    if (/^[\da-f:]+\/\d+$/.test(text)) {
        return text === "::/0" ? undefined : "::/0";
    }
    return /^[\w-]+:[\w*-]/.test(text) && text !== "*" ? "*" : undefined;
}

function optionMutants(recording: Recording, resource: RecordedResource): ResourceMutant[] {
    const change = (property: string, what: string, changed: Partial<RecordedResource>): ResourceMutant =>
        mutant(recording, resource, property, what, { ...resource, ...changed });
    return [
        change("$parent", "removed", { parent: "" }),
        change("$provider", "removed", { provider: "" }),
        ...resource.secrets.map((path) =>
            change(`$secret ${patternText(parsePath(path))}`, "in clear", {
                secrets: resource.secrets.filter((other) => other !== path),
            }),
        ),
        ...resource.waitsFor.map((urn) =>
            change("$dependsOn", `without ${urn.slice(urn.lastIndexOf(":") + 1)}`, {
                waitsFor: resource.waitsFor.filter((other) => other !== urn),
            }),
        ),
        ...Object.keys(resource.options).map((name) =>
            change(`$${name}`, "removed", {
                options: withPart(resource.options, [name], undefined) as PlainObject,
            }),
        ),
    ];
}
