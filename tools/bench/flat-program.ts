/** Writes a program without components that makes the same resources as a state exported with its secrets in clear. */
import type { ExportedResource } from "@bridgepool/sandbox";

/** The engine's mark of a secret, an asset or an archive in a state. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/**
 * JavaScript text of a program with one `new` per resource of the state, in its order (a state lists a resource
 * after everything it depends on). Values that came from another resource come from it again, so that the
 * graph, and with it what the engine can do at once, is the same.
 */
export function flatProgram(resources: readonly ExportedResource[]): string {
    const made = new Map<string, ExportedResource>();
    const lines = ['"use strict";', 'const pulumi = require("@pulumi/pulumi");'];
    for (const resource of resources) {
        if (resource.id === undefined || resource.type.startsWith("pulumi:")) continue;
        const variable = `r${made.size}`;
        const name = resource.urn.split("::").slice(3).join("::");
        const inputs = expression(resource.inputs ?? {}, sources(resource, made));
        lines.push(
            `const ${variable} = new (${classOf(resource.type)})(${JSON.stringify(`${name}-${variable}`)}, ${inputs});`,
        );
        made.set(resource.urn, { ...resource, id: variable });
    }
    return lines.join("\n");
}

/** `aws:ec2/subnet:Subnet` → `require("@pulumi/aws/ec2/subnet").Subnet` */
function classOf(token: string): string {
    const [pkg = "", module = "", name = ""] = token.split(":");
    const file = module.replace(/^index\//, "");
    return `require(${JSON.stringify(`@pulumi/${pkg}/${file}`)}).${name}`;
}

interface Source {
    readonly text: string;
    readonly code: string;
}

/** What the resource may have taken from those it depends on: the text of an output, and the code that gives it. */
function sources(resource: ExportedResource, made: ReadonlyMap<string, ExportedResource>): Source[] {
    return (resource.dependencies ?? [])
        .flatMap((urn) => made.get(urn) ?? [])
        .flatMap((other) =>
            Object.entries(other.outputs ?? {})
                .map(([property, value]): [string, unknown] => [property, unsealed(value)])
                .filter(
                    (entry): entry is [string, string] => typeof entry[1] === "string" && entry[1].length > 7,
                )
                .map(([property, text]) => ({ text, code: `${other.id ?? ""}.${property}` })),
        )
        .sort((a, b) => b.text.length - a.text.length);
}

function expression(value: unknown, from: readonly Source[]): string {
    if (typeof value === "string") return text(value, from);
    if (Array.isArray(value)) return `[${value.map((item) => expression(item, from)).join(", ")}]`;
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    const fields = value as Record<string, unknown>;
    if (fields[SIGNATURE] === SECRET) return `pulumi.secret(${expression(unsealed(fields), from)})`;
    const members = Object.entries(fields)
        .filter(([key]) => key !== "__defaults")
        .map(([key, item]) => `${JSON.stringify(key)}: ${expression(item, from)}`);
    return `{ ${members.join(", ")} }`;
}

/** The value of a secret, or the value itself. The state was exported with its secrets in clear. */
function unsealed(value: unknown): unknown {
    if (typeof value !== "object" || value === null) return value;
    const { plaintext } = value as { plaintext?: string };
    return plaintext === undefined ? value : (JSON.parse(plaintext) as unknown);
}

function text(value: string, from: readonly Source[]): string {
    const source = from.find((candidate) => value.includes(candidate.text));
    if (source === undefined) return JSON.stringify(value);
    if (value === source.text) return source.code;
    const rest = value.split(source.text).map((part) => text(part, from));
    return `pulumi.concat(${rest.join(`, ${source.code}, `)})`;
}
