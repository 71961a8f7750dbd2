/** Writes a program without components that makes the same resources as a state exported with its secrets in clear. */
import type { ExportedResource } from "@bridgepool/sandbox";

/** One resource of an exported state, with what else of it a program is written from. */
export interface StateResource extends ExportedResource {
    /** Whether it was looked up rather than made. */
    readonly external?: boolean;
    /** The properties that the program gave, with what each came from. Other inputs are the provider's defaults. */
    readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
}

/** The engine's mark of a secret in a state. Source: pulumi sdk/go/common/resource/sig. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/**
 * JavaScript text of a program with one statement per resource of the state, in its order (a state lists a resource
 * after everything it depends on). Values that came from another resource come from it again, and what it waited for
 * it waits for again, so that the graph, and with it what the engine can do at once, is the same.
 */
export function flatProgram(resources: readonly StateResource[]): string {
    const made = new Map<string, Made>();
    const lines = ['"use strict";', 'const pulumi = require("@pulumi/pulumi");'];
    for (const resource of resources) {
        if (resource.id === undefined || resource.type.startsWith("pulumi:")) continue;
        const variable = `made${made.size}`;
        lines.push(`const ${variable} = ${statement(resource, made)};`);
        made.set(resource.urn, { variable, computed: computedBy(resource, variable) });
    }
    return lines.join("\n");
}

/** A resource of the new program, with the texts that only it can give. */
interface Made {
    readonly variable: string;
    readonly computed: readonly Source[];
}

/** A text of the state, and the code that gives it. */
interface Source {
    readonly text: string;
    readonly code: string;
}

function statement(resource: StateResource, made: ReadonlyMap<string, Made>): string {
    const { id = "", inputs = {}, propertyDependencies: given = {}, dependencies = [] } = resource;
    const type = classOf(resource.type);
    const name = JSON.stringify(resource.urn.split("::").slice(3).join("::"));
    if (resource.external === true) {
        // A state does not say what the id of a resource that was looked up came from.
        const idOf = expression(
            id,
            [...made.values()].flatMap(({ computed }) => computed),
        );
        return `${type}.get(${name}, ${idOf}, ${expression(inputs, [])})`;
    }
    const args = Object.entries(given)
        .filter(([property]) => property in inputs)
        .map(([property, urns]) => {
            const sources = urns.flatMap((urn) => made.get(urn)?.computed ?? []);
            return `${JSON.stringify(property)}: ${expression(inputs[property], sources)}`;
        });
    const text = `{ ${args.join(", ")} }`;
    const alsoWaitsFor = dependencies
        .flatMap((urn) => made.get(urn)?.variable ?? [])
        .filter((variable) => !text.includes(`${variable}.`));
    const options = alsoWaitsFor.length === 0 ? "" : `, { dependsOn: [${alsoWaitsFor.join(", ")}] }`;
    return `new (${type})(${name}, ${text}${options})`;
}

/** `aws:ec2/subnet:Subnet` → `require("@pulumi/aws/ec2/subnet").Subnet` */
function classOf(token: string): string {
    const [pkg = "", module = "", name = ""] = token.split(":");
    return `require(${JSON.stringify(`@pulumi/${pkg}/${module.replace(/^index\//, "")}`)}).${name}`;
}

/** What a resource gives that was not given to it, the longest text first. */
function computedBy(resource: StateResource, variable: string): Source[] {
    const { id = "", inputs = {}, outputs = {}, propertyDependencies: given = {} } = resource;
    const known = new Set(Object.keys(given).map((property) => inputs[property]));
    return [["id", id] as const, ...Object.entries(outputs)]
        .map(([property, value]) => ({ text: unsealed(value), code: `${variable}.${property}` }))
        .filter((source): source is Source => typeof source.text === "string" && source.text.length > 7)
        .filter(({ text }) => !known.has(text))
        .sort((a, b) => b.text.length - a.text.length);
}

function expression(value: unknown, sources: readonly Source[]): string {
    if (typeof value === "string") return text(value, sources);
    if (Array.isArray(value)) return `[${value.map((item) => expression(item, sources)).join(", ")}]`;
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    const fields = value as Record<string, unknown>;
    if (fields[SIGNATURE] === SECRET) return `pulumi.secret(${expression(unsealed(fields), sources)})`;
    const members = Object.entries(fields).map(
        ([key, item]) => `${JSON.stringify(key)}: ${expression(item, sources)}`,
    );
    return `{ ${members.join(", ")} }`;
}

/** The value of a secret, or the value itself. */
function unsealed(value: unknown): unknown {
    if (typeof value !== "object" || value === null) return value;
    const { plaintext } = value as { plaintext?: string };
    return plaintext === undefined ? value : (JSON.parse(plaintext) as unknown);
}

function text(value: string, sources: readonly Source[]): string {
    const source =
        sources.find((candidate) => value === candidate.text) ??
        sources.find((candidate) => value.includes(candidate.text));
    if (source === undefined) return subnetBlock(value, sources) ?? JSON.stringify(value);
    if (value === source.text) return source.code;
    const rest = value.split(source.text).map((part) => text(part, sources));
    return `pulumi.concat(${rest.join(`, ${source.code}, `)})`;
}

/** The one text that is not put together from others: a subnet's IPv6 block, cut from that of its VPC. */
function subnetBlock(value: string, sources: readonly Source[]): string | undefined {
    const vpcBlock = sources.find((candidate) => candidate.text.endsWith(VPC_BLOCK_END));
    const end = value.slice(-VPC_BLOCK_END.length);
    return vpcBlock && end.endsWith("::/64")
        ? `${vpcBlock.code}.apply((block) => block.replace("${VPC_BLOCK_END}", "${end}"))`
        : undefined;
}
const VPC_BLOCK_END = "00::/56";
