import { formatPath, parsePath, type Path } from "../paths";
import type { Finding } from "./finding";
import { leavesOf, partAt, patternText, type Plain } from "./plain";
import type { RecordedResource, Recording } from "./recording";

/**
 * Looks for every secret of a recording, and for those that were handed to the component, in every input of every resource
 * and in the outputs.
 *
 * @param places inputs that store a secret or sign with it, as `type property`
 */
export function checkSecrets(
    recording: Recording,
    handedIn: readonly string[],
    places: Readonly<Record<string, string>>,
): Finding[] {
    const secrets = [...handedIn, ...recording.resources.flatMap((resource) => factsOf(resource).secrets)];
    const forms = [...new Set(secrets)].filter(({ length }) => length >= SHORTEST).flatMap(formsOf);
    const holds = (value: Plain): boolean =>
        typeof value === "string" && forms.some((form) => value.includes(form));

    const inputs = recording.resources.flatMap((resource) =>
        factsOf(resource).leaves.flatMap(({ row, place, value, marked }): Finding[] => {
            if (place in places) {
                return marked ? [] : [finding(row, "marked secret", "in clear")];
            }
            return holds(value) ? [finding(row, "no place for a secret", "one")] : [];
        }),
    );
    const outputs = leavesOf(recording.outputs)
        .filter(({ path, value }) => holds(value) && !isMarked(recording.secretOutputs, path))
        .map(({ path }) => finding(`outputs ${formatPath(path)}`, "marked secret", "in clear"));
    return [...inputs, ...outputs];
}

/** Shorter ones, such as a secret number, would be found anywhere. */
const SHORTEST = 8;

/** A secret as it looks in plain text, within JSON, and in base64 (but for its end, which depends on what follows). */
function formsOf(secret: string): string[] {
    return [secret, JSON.stringify(secret).slice(1, -1), Buffer.from(secret).toString("base64").slice(0, -4)];
}

interface SecrecyFacts {
    readonly leaves: readonly {
        readonly row: string;
        /** `type property` */
        readonly place: string;
        readonly value: Plain;
        readonly marked: boolean;
    }[];
    /** Texts that it holds or computes as secrets. */
    readonly secrets: readonly string[];
}

// Mutants share all resources but one with the recording that they were made from.
const known = new WeakMap<RecordedResource, SecrecyFacts>();

function factsOf(resource: RecordedResource): SecrecyFacts {
    const facts = known.get(resource) ?? readFacts(resource);
    known.set(resource, facts);
    return facts;
}

function readFacts({
    type,
    name,
    inputs,
    secrets,
    attributes,
    secretAttributes,
}: RecordedResource): SecrecyFacts {
    const held = secrets.map((text) => partAt(inputs, parsePath(text)) ?? null);
    const computed = secretAttributes.map((attribute) => attributes[attribute] ?? null);
    return {
        leaves: leavesOf(inputs).map(({ path, value }) => ({
            row: `${type} ${name} ${formatPath(path)}`,
            place: `${type} ${patternText(path)}`,
            value,
            marked: isMarked(secrets, path),
        })),
        secrets: [...held, ...computed]
            .flatMap((value) => leavesOf(value))
            .flatMap(({ value }) => (typeof value === "string" ? [value] : [])),
    };
}

/** Whether a value, or something around it, is marked. */
function isMarked(secrets: readonly string[], path: Path): boolean {
    return path.some((_, index) => secrets.includes(formatPath(path.slice(0, index + 1))));
}

function finding(row: string, expected: string, found: string): Finding {
    return { rule: "component/secrets", row, expected, found };
}
