import { type Reader, type RecordingReader, type ResourceReader, Unreadable } from "@bridgepool/core/testing";

/** Type token of a kind of the made-up provider. */
export const kind = (name: string): string => `memory:index:${name}`;

export function componentName({ recording }: RecordingReader): string {
    return recording.resources.find(({ urn }) => urn === recording.component)?.name ?? "";
}

/** A child's name without that of the component. */
export function childRole({ resource }: ResourceReader, name: string): string {
    return resource.name.slice(name.length + 1);
}

/** A word of the provider as the word of a plan. */
export function word<Words extends Readonly<Record<string, string>>>(
    reader: Reader,
    property: string,
    words: Words,
): Words[keyof Words] {
    const found = words[reader.text(property)];
    if (found === undefined) {
        throw new Unreadable(
            `${reader.what}: ${reader.text(property)} is none of ${Object.keys(words).join(", ")}`,
        );
    }
    return found as Words[keyof Words];
}

export function same(one: unknown, other: unknown): boolean {
    return JSON.stringify(one) === JSON.stringify(other);
}
