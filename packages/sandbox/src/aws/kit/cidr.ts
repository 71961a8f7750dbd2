/** Address blocks, IPv4 and IPv6, as one kind of number. */
import { isIPv4, isIPv6 } from "node:net";

export interface Cidr {
    readonly version: 4 | 6;
    /** First address. */
    readonly first: bigint;
    /** Last address. */
    readonly last: bigint;
    readonly prefix: number;
    /** False where bits after the prefix are set: `10.0.0.1/16`. */
    readonly aligned: boolean;
}

/** Undefined where the text is no block. */
export function parseCidr(text: string): Cidr | undefined {
    const [address = "", length = "", ...rest] = text.split("/");
    if (rest.length > 0 || !/^\d{1,3}$/.test(length)) {
        return undefined;
    }
    const version = isIPv4(address) ? 4 : isIPv6(address) && !address.includes("%") ? 6 : undefined;
    if (version === undefined) {
        return undefined;
    }
    const bits = version === 4 ? 32 : 128;
    const prefix = Number(length);
    if (prefix > bits) {
        return undefined;
    }
    const value = version === 4 ? ipv4Number(address) : ipv6Number(address);
    const size = 1n << BigInt(bits - prefix);
    const first = (value / size) * size;
    return { version, first, last: first + size - 1n, prefix, aligned: value === first };
}

export function contains(outer: Cidr, inner: Cidr): boolean {
    return outer.version === inner.version && outer.first <= inner.first && inner.last <= outer.last;
}

export function overlaps(a: Cidr, b: Cidr): boolean {
    return a.version === b.version && a.first <= b.last && b.first <= a.last;
}

export function ipv4Text(value: bigint): string {
    return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join(".");
}

function ipv4Number(address: string): bigint {
    return address.split(".").reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

function ipv6Number(address: string): bigint {
    const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address);
    if (dotted !== null) {
        const low = ipv4Number(dotted[2] ?? "");
        return ipv6Number(`${dotted[1]}${(low >> 16n).toString(16)}:${(low & 0xffffn).toString(16)}`);
    }
    const [head = "", tail] = address.split("::");
    const groups = (part: string | undefined): string[] => (part ? part.split(":") : []);
    const before = groups(head);
    const after = groups(tail);
    const zeros = tail === undefined ? [] : new Array<string>(8 - before.length - after.length).fill("0");
    return [...before, ...zeros, ...after].reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
}
