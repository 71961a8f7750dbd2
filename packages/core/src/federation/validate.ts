import type { Problem } from "../problems";
import { isRecord } from "../show";
import { meetRules } from "../validate/meet";
import { withKnownTrust } from "../validate/outputs";
import { groupRules } from "../validate/scaling";
import { structureProblems } from "../validate/structure";
import { blockProblems } from "./blocks";
import { consentProblems } from "./consent";
import { domainProblems } from "./domains";
import { placeProblems } from "./places";
import { rowsOf } from "./rows";

/**
 * Everything wrong with a federation, all at once: structure, the rules within each Meet and pool, and the rules
 * between them. Takes any value at all and never throws.
 */
export function validateFederation(data: unknown): Problem[] {
    return [
        ...structureProblems("#", withoutLaterTrust(data)),
        ...rowsOf(data, "meets").flatMap(({ name, row }) => meetRules(row, ["meets", name])),
        ...rowsOf(data, "pools").flatMap(({ name, row }) => groupRules("bridges", row, ["pools", name])),
        ...blockProblems(data),
        ...consentProblems(data),
        ...domainProblems(data),
        ...placeProblems(data),
    ];
}

/** Keys and certificates may be outputs in a federation that comes from code; what they are is not known yet. */
function withoutLaterTrust(data: unknown): unknown {
    if (!isRecord(data) || !isRecord(data["meets"])) {
        return data;
    }
    const meets = Object.entries(data["meets"]).map(([name, meet]) => [name, withKnownTrust(meet)]);
    return { ...data, meets: Object.fromEntries(meets) as unknown };
}
