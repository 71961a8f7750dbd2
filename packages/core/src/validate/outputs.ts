/** Whether a value will be known only while Pulumi deploys: an output, or a promise. */
export function isLater(value: unknown): boolean {
    if (typeof value !== "object" || value === null) {
        return false;
    }
    // The mark by which Pulumi's own Output.isInstance knows them, also from a second copy of the SDK.
    return value instanceof Promise || (value as { __pulumiOutput?: unknown }).__pulumiOutput === true;
}

/** The properties whose values are known now. */
export function withoutOutputs(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
    return Object.fromEntries(Object.entries(record).filter(([, value]) => !isLater(value)));
}
