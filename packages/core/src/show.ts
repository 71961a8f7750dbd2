const LONGEST = 60;

/**
 * A value as it is quoted in a report: short, on one line, and safe for any value at all. Lists and objects are only
 * named, since they may be long, circular, or hold a secret.
 */
export function show(value: unknown): string {
    switch (typeof value) {
        case "string":
            return value.length > LONGEST
                ? `${JSON.stringify(value.slice(0, LONGEST))}… (${value.length} characters)`
                : JSON.stringify(value);
        case "number":
        case "boolean":
            return String(value);
        case "bigint":
            return `${value}n`;
        case "undefined":
            return "nothing";
        case "object":
            if (value === null) {
                return "null";
            }
            return Array.isArray(value) ? "a list" : "an object";
        default:
            return `a ${typeof value}`;
    }
}

/** Several names as a sentence has them: `"a", "b" or "c"`. */
export function alternatives(names: readonly string[], conjunction = "or"): string {
    const quoted = names.map((name) => JSON.stringify(name));
    return quoted.length < 2
        ? quoted.join("")
        : `${quoted.slice(0, -1).join(", ")} ${conjunction} ${quoted[quoted.length - 1]}`;
}

/** Whether a value is an object with properties: no list, no null. */
export function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A sentence as it goes on in the middle of another: `BridgePool` and `YAML` stay as they are. */
export function lowerFirst(sentence: string): string {
    return /^[A-Z][a-z]*\b/.test(sentence) ? sentence.charAt(0).toLowerCase() + sentence.slice(1) : sentence;
}
