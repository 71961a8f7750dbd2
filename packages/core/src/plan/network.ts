import ipaddr from "ipaddr.js";
import type { Problem } from "../problems";

/** The network's range is cut into this many equal ones, of which each zone has one: 2 to the power of 4. */
const ZONE_BITS = 4;

/** Largest and smallest range of a network, as prefix lengths: a zone's own range is then a /20 to a /28. */
const SHORTEST_PREFIX = 16;
const LONGEST_PREFIX = 24;

/** The keys a zone can have, each with a place of its own in the network. */
const ZONE_KEYS = "abcdefghijklmnop";

/** Most zones of one network. */
export const MOST_ZONES = ZONE_KEYS.length;

/** The range of one zone. */
export interface ZoneRow {
    /** `a`, `b`, `c`: the key of everything that exists once per zone. */
    readonly key: string;
    /** Which sixteenth of the network it has, from 0; also the number of its IPv6 network. */
    readonly position: number;
    /** Its IPv4 range: `10.0.16.0/20`. */
    readonly cidr: string;
}

/** The keys of the first zones of a region: 3 → a, b, c. */
export function zoneKeys(count: number): string[] {
    return Array.from(ZONE_KEYS.slice(0, count));
}

/**
 * Cuts a network into one range per zone. A zone's range follows from its key alone, so that adding or removing a
 * zone never moves another one. Call {@link networkProblems} first.
 *
 * @param cidr Range of the network in CIDR notation, IPv4, /16 to /24.
 * @param keys Keys of the zones: letters from a to p.
 */
export function planZones(cidr: string, keys: readonly string[]): ZoneRow[] {
    const [address, prefix] = ipaddr.IPv4.parseCIDR(cidr);
    const zonePrefix = prefix + ZONE_BITS;
    const base = toNumber(address);
    return keys.map((key) => {
        const position = ZONE_KEYS.indexOf(key);
        return {
            key,
            position,
            cidr: `${toAddress(base + position * 2 ** (32 - zonePrefix))}/${zonePrefix}`,
        };
    });
}

/**
 * The IPv6 range of one zone: a /64 of the network's range, by position.
 *
 * @param cidr Range of the network, /56 as clouds hand them out, or anything up to /60.
 * @param position See {@link ZoneRow}.
 */
export function zoneIpv6Cidr(cidr: string, position: number): string {
    const [address] = ipaddr.IPv6.parseCIDR(cidr);
    const parts = [...address.parts];
    // The fourth group ends at bit 64: its low bits number the /64 ranges.
    parts[3] = (parts[3] ?? 0) + position;
    return `${new ipaddr.IPv6(parts).toString()}/64`;
}

/** Everything wrong with the range and the zones of a network to be made. */
export function networkProblems(cidr: string, keys: readonly string[]): Problem[] {
    return [...cidrProblems(cidr), ...keyProblems(keys)];
}

function cidrProblems(cidr: string): Problem[] {
    const fix = "use for instance 10.0.0.0/16";
    if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(cidr)) {
        return [{ path: "cidr", reason: `"${cidr}" is no IPv4 network in CIDR notation`, fix }];
    }
    const [address, prefix] = ipaddr.IPv4.parseCIDR(cidr);
    if (prefix < SHORTEST_PREFIX || prefix > LONGEST_PREFIX) {
        const reason = `"${cidr}" has a prefix of /${prefix}; /${SHORTEST_PREFIX} to /${LONGEST_PREFIX} is allowed`;
        return [{ path: "cidr", reason, fix }];
    }
    const start = ipaddr.IPv4.networkAddressFromCIDR(cidr).toString();
    if (address.toString() !== start) {
        const reason = `"${cidr}" does not begin where its range begins`;
        return [{ path: "cidr", reason, fix: `use ${start}/${prefix}` }];
    }
    return [];
}

function keyProblems(keys: readonly string[]): Problem[] {
    const path = "zones";
    if (keys.length === 0) {
        return [{ path, reason: "a network of no zone holds no host", fix: "give at least 1" }];
    }
    const unknown = keys.filter((key) => key.length !== 1 || !ZONE_KEYS.includes(key));
    const doubled = keys.filter((key, index) => keys.indexOf(key) !== index);
    return [
        ...unknown.map((key) => ({
            path,
            reason: `"${key}" is no key of a zone`,
            fix: `use letters from a to ${ZONE_KEYS.at(-1) ?? ""}`,
        })),
        ...doubled.map((key) => ({ path, reason: `zone ${key} is given twice`, fix: "give each zone once" })),
    ];
}

function toNumber(address: ipaddr.IPv4): number {
    return address.octets.reduce((sum, octet) => sum * 256 + octet, 0);
}

function toAddress(value: number): string {
    return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
}
