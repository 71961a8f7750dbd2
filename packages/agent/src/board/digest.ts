import { createHash } from "node:crypto";

/** SHA-256 of a marker's text, hexadecimal: by this agents tell each other which roster they follow. */
export function digestOf(markerText: string): string {
    return createHash("sha256").update(markerText).digest("hex");
}
