import { record, type RecordedResource, type Recording } from "@bridgepool/core/testing";
import type { Resource } from "@pulumi/pulumi";
import { answers } from "./answers";

/** What a program registers, on an `up`. */
export function up(program: () => Resource): Promise<Recording> {
    return record(answers, program);
}

/** What a program registers on the preview of a first `up`: nothing is known that a cloud computes. */
export function preview(program: () => Resource): Promise<Recording> {
    return record(answers, program, { preview: true });
}

/** One line per resource, sorted: `<parent> > <type> <name>`. */
export function tree(recording: Recording): string[] {
    return recording.resources
        .map(({ parent, type, name }) => `${lastName(parent)} > ${type} ${name}`)
        .sort((a, b) => (a < b ? -1 : 1));
}

/** The one resource of this type and name. */
export function the(recording: Recording, type: string, name: string): RecordedResource {
    const found = recording.resources.filter((row) => row.type.endsWith(`:${type}`) && row.name === name);
    const [only] = found;
    if (!only || found.length > 1) {
        throw new Error(`${found.length} resources ${type} ${name} in:\n${tree(recording).join("\n")}`);
    }
    return only;
}

/** All resources of a type. */
export function all(recording: Recording, type: string): RecordedResource[] {
    return recording.resources.filter((row) => row.type.endsWith(`:${type}`));
}

function lastName(urn: string): string {
    return urn.split("::").at(-1) ?? "";
}

/** An input that is a text. */
export function textOf(row: RecordedResource, property: string): string {
    const value = row.inputs[property];
    if (typeof value !== "string") throw new Error(`${row.name}: ${property} is no text`);
    return value;
}
