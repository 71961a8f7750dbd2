import assert from "node:assert/strict";

/** A value that must be a string. */
export function text(value: unknown): string {
    assert.equal(typeof value, "string");
    return value as string;
}
