import { isRecord } from "../show";

/** Whether a value will be known only while Pulumi deploys: an output, or a promise. */
export function isLater(value: unknown): boolean {
    if (typeof value !== "object" || value === null) {
        return false;
    }
    // The mark by which Pulumi's own Output.isInstance knows them, also from a second copy of the SDK.
    return value instanceof Promise || (value as { __pulumiOutput?: unknown }).__pulumiOutput === true;
}

/**
 * The settings of a Meet without what is not known yet: certificate and key may be outputs. Anything else that is one
 * stays, to be reported.
 */
export function withKnownTrust(settings: unknown): unknown {
    if (!isRecord(settings) || !isRecord(settings["trust"])) {
        return settings;
    }
    const known = Object.entries(settings["trust"]).filter(([, value]) => !isLater(value));
    return { ...settings, trust: Object.fromEntries(known) as unknown };
}
