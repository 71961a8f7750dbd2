import type { Existing } from "../../model";

export function only(found: readonly Existing[], what: string): Existing {
    const [first, second] = found;
    if (first === undefined) {
        throw new Error(`no matching ${what} found`);
    }
    if (second !== undefined) {
        throw new Error(
            `multiple ${what}s matched; use additional constraints to reduce matches to a single ${what}`,
        );
    }
    return first;
}
