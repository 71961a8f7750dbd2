import { createHash } from "node:crypto";

/** By which agents say which roster they follow: SHA-256 of the marker's text, hexadecimal. */
export function digestOf(markerText: string): string {
    return createHash("sha256").update(markerText).digest("hex");
}
