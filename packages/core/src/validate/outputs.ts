/** Whether a value will be known only while Pulumi deploys: an output, or a promise. */
export function isLater(value: unknown): boolean {
    if (typeof value !== "object" || value === null) {
        return false;
    }
    // The mark by which Pulumi's own Output.isInstance knows them, also from a second copy of the SDK.
    return value instanceof Promise || (value as { __pulumiOutput?: unknown }).__pulumiOutput === true;
}
