import type { Value } from "../../model";
import { text } from "./values";

/** A UUID made of 32 hex digits. */
export function uuid(hex: string): string {
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A domain name as it is compared: lower-case, without the dot at the end. */
export function plainName(name: Value | undefined): string {
    return (text(name) ?? "").replace(/\.$/, "").toLowerCase();
}
