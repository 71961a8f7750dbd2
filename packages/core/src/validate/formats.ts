import ipaddr from "ipaddr.js";

import { certificateFault, privateKeyFault } from "../certificates";
import { domainFault, keyFault, nameFault, nearest } from "../names";
import { networkProblems, zoneKeys } from "../plan/network";
import type { Fault } from "../problems";
import { show } from "../show";
import { dateTimeFault } from "./date-time";

/** What a text of one kind is called in a report, and what can be wrong with it. */
export interface TextFormat {
    /** `a domain`: completes "allowed is …". */
    readonly noun: string;
    readonly fault: (value: string) => Fault | undefined;
}

/** Every `format` that `federation.schema.json` uses. */
export const TEXT_FORMATS: Readonly<Record<string, TextFormat>> = {
    name: { noun: "a name", fault: nameFault },
    key: { noun: "a name", fault: keyFault },
    domain: { noun: "a domain", fault: (value) => domainFault(value) },
    region: { noun: "a region", fault: regionFault },
    cidr: { noun: "a network in CIDR notation", fault: cidrFault },
    "network-cidr": { noun: "an IPv4 network in CIDR notation", fault: networkCidrFault },
    cron: { noun: "five cron fields", fault: cronFault },
    "time-zone": { noun: "an IANA time zone", fault: timeZoneFault },
    "date-time": { noun: "an ISO 8601 date and time", fault: dateTimeFault },
    "image-registry": { noun: "a registry and path", fault: imageRegistryFault },
    image: { noun: "an image reference", fault: imageFault },
    "pem-certificates": { noun: "a PEM certificate chain", fault: certificateFault },
    "pem-private-key": { noun: "a PEM private key", fault: privateKeyFault },
};

const REGION = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** Regions are compared letter by letter, by clouds and by Jicofo: one way of writing each, that of the clouds. */
export function regionFault(value: string): Fault | undefined {
    if (REGION.test(value) && value.length <= 63) {
        return undefined;
    }
    const mended = value
        .trim()
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "-")
        .replace(/^-+|-+$/g, "");
    return {
        reason: `${show(value)} is no region; a region has a to z, 0 to 9 and hyphens between them, at most 63 characters`,
        fix:
            mended === "" || mended.length > 63 ? "write it as the cloud does: eu-west-3" : `write ${mended}`,
    };
}

/** What is wrong with an IPv4 or IPv6 network in CIDR notation. */
export function cidrFault(value: string): Fault | undefined {
    const [, address = value, length] = /^([^/]*)\/(\d{1,3})$/.exec(value) ?? [];
    const v4 = ipaddr.IPv4.isValidFourPartDecimal(address);
    const v6 = !v4 && address.includes(":") && !address.includes("%") && ipaddr.IPv6.isValid(address);
    const bits = v4 ? 32 : 128;
    if (!v4 && !v6) {
        const reason = `${show(value)} is no network; a network is an address and a length such as 192.0.2.0/24 or 2001:db8::/32`;
        return { reason, fix: "write its first address, a slash and its length" };
    }
    if (length === undefined) {
        const reason = `${show(value)} has no length; a network is an address and a length such as 192.0.2.0/24`;
        return { reason, fix: `write ${address}/${bits} for this one address` };
    }
    if (Number(length) > bits) {
        const reason = `${show(value)} has the length ${length}; an ${v4 ? "IPv4" : "IPv6"} network has a length from 0 to ${bits}`;
        return { reason, fix: `write ${address}/${bits} for this one address` };
    }
    const first = firstAddress(address, length, v4);
    if (first === ipaddr.parse(address).toString()) {
        return undefined;
    }
    return {
        reason: `${show(value)} does not begin at the first address of its network, ${first}`,
        fix: `write ${first}/${length} for the whole network, or ${address}/${bits} for this one address`,
    };
}

/** A network in CIDR notation, read. */
export type AddressRange = ReturnType<typeof ipaddr.parseCIDR>;

/** Reads a network that {@link cidrFault} found right. */
export function readRange(cidr: string): AddressRange {
    return ipaddr.parseCIDR(cidr);
}

/** Two networks have addresses in common: the longer one lies in the shorter one. */
export function rangesOverlap([a, lengthA]: AddressRange, [b, lengthB]: AddressRange): boolean {
    return a.kind() === b.kind() && a.match(b, Math.min(lengthA, lengthB));
}

/** One way of writing a network: `2001:DB8:0::/32` is `2001:db8::/32`. */
export function canonicalRange(cidr: string): string {
    const [address, length] = ipaddr.parseCIDR(cidr);
    return `${address.toString()}/${length}`;
}

function firstAddress(address: string, length: string, v4: boolean): string {
    const kind = v4 ? ipaddr.IPv4 : ipaddr.IPv6;
    return kind.networkAddressFromCIDR(`${address}/${length}`).toString();
}

/** What is wrong with the range of a network that is to be cut into zones. */
function networkCidrFault(value: string): Fault | undefined {
    const [problem] = networkProblems(value, zoneKeys(1));
    return problem && { reason: problem.reason, fix: problem.fix };
}

const CRON_FIELDS = [
    { name: "minute", least: 0, most: 59 },
    { name: "hour", least: 0, most: 23 },
    { name: "day of the month", least: 1, most: 31 },
    { name: "month", least: 1, most: 12 },
    { name: "day of the week", least: 0, most: 7 },
] as const;

/** Cron as every cloud's scheduler reads it: numbers, `*`, ranges, lists and steps; no names, no seconds, no `@daily`. */
export function cronFault(value: string): Fault | undefined {
    const fields = value.trim().split(/\s+/);
    if (fields.length !== CRON_FIELDS.length) {
        return {
            reason: `${show(value)} has ${value.trim() === "" ? 0 : fields.length} fields; cron has five: minute, hour, day of the month, month, day of the week`,
            fix: "write 30 7 * * 1-5 for half past seven from Monday to Friday",
        };
    }
    const wrong = CRON_FIELDS.findIndex(
        (field, index) => !cronFieldFits(fields[index] ?? "", field.least, field.most),
    );
    const field = CRON_FIELDS[wrong];
    if (field === undefined) {
        return undefined;
    }
    return {
        reason: `${show(value)} has ${show(fields[wrong])} as the ${field.name}; allowed are numbers from ${field.least} to ${field.most}, *, ranges as 1-5, lists as 1,3 and steps as */10`,
        fix: `mend the ${field.name}, or write * for every one`,
    };
}

function cronFieldFits(text: string, least: number, most: number): boolean {
    return text.split(",").every((part) => {
        const [, range = "", step] = /^(\*|\d{1,2}(?:-\d{1,2})?)(?:\/(\d{1,2}))?$/.exec(part) ?? [];
        const [from = NaN, to = from] = range === "*" ? [least, most] : range.split("-").map(Number);
        return (
            range !== "" &&
            from >= least &&
            to <= most &&
            from <= to &&
            (step === undefined || Number(step) >= 1)
        );
    });
}

function timeZoneFault(value: string): Fault | undefined {
    const reason = `${show(value)} is no time zone; a time zone is an IANA name such as Europe/Paris`;
    const known = [...Intl.supportedValuesOf("timeZone"), "Etc/UTC"];
    const meant = nearest(value, known);
    const fix =
        meant === undefined
            ? "write Etc/UTC, or the region and city nearest to you"
            : `did you mean ${show(meant)}?`;
    // Intl also takes offsets and any case; the clouds' schedulers take neither.
    if (!/^[A-Z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(value) || !intlKnows(value)) {
        return { reason, fix };
    }
    const sameButCase = known.find((zone) => zone.toLowerCase() === value.toLowerCase());
    return sameButCase !== undefined && sameButCase !== value ? { reason, fix } : undefined;
}

function intlKnows(timeZone: string): boolean {
    try {
        new Intl.DateTimeFormat("en", { timeZone });
        return true;
    } catch {
        return false;
    }
}

const REGISTRY_PART = "[a-z0-9]+(?:[._-]+[a-z0-9]+)*";
const REGISTRY = `(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\\d{1,5})?)(?:/${REGISTRY_PART})*`;
const IMAGE_REGISTRY_PATTERN = new RegExp(`^${REGISTRY}$`);
const IMAGE_PATTERN = new RegExp(
    `^${REGISTRY}/${REGISTRY_PART}(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@sha256:[a-f0-9]{64})?$`,
);

function imageRegistryFault(value: string): Fault | undefined {
    if (IMAGE_REGISTRY_PATTERN.test(value)) {
        return undefined;
    }
    const mended = value
        .trim()
        .replace(/^[a-z]+:\/\//, "")
        .replace(/\/+$/, "");
    return {
        reason: `${show(value)} is no registry; a registry is a host and a path without scheme or final slash`,
        fix: IMAGE_REGISTRY_PATTERN.test(mended)
            ? `write ${mended}`
            : "write it like registry.example.org/jitsi",
    };
}

function imageFault(value: string): Fault | undefined {
    const example = "registry.example.org/jitsi/jvb@sha256:…";
    if (!IMAGE_PATTERN.test(value)) {
        const reason = `${show(value)} is no full image reference; it has registry, path, and tag or digest`;
        return { reason, fix: `write it like ${example}` };
    }
    const last = value.slice(value.lastIndexOf("/"));
    if (last.includes(":")) {
        return undefined;
    }
    return {
        reason: `${show(value)} has neither tag nor digest, so what runs would change by itself`,
        fix: `write it like ${example}`,
    };
}
