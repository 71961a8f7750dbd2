import { distance } from "fastest-levenshtein";

import type { Fault } from "./problems";
import { alternatives, show } from "./show";

/**
 * Longest name of a Meet, a BridgePool or a Network. It begins the names of cloud resources, and the tightest limit is
 * that of a load balancer: 32 characters, of which its own part, such as `-xmpp`, takes five and Pulumi's random ending
 * eight.
 */
export const NAME_LIMIT = 19;

/** Longest key of a membership, a schedule and the like: one DNS label (RFC 1035 §2.3.4). */
export const KEY_LIMIT = 63;

/** Longest name of DNS, without the final dot (RFC 1035 §2.3.4). */
const DNS_LIMIT = 253;

/** Longest domain of a Meet: the longest name made from it is `internal.auth.<domain>`. */
export const DOMAIN_LIMIT = DNS_LIMIT - "internal.auth.".length;

const LABEL = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

/** What is wrong with a name that must be one DNS label in lower case, or nothing. */
export function labelFault(value: string, limit: number, why: string): Fault | undefined {
    if (LABEL.test(value) && value.length <= limit) {
        return undefined;
    }
    const reason = `${show(value)} is no name; a name has a to z, 0 to 9 and hyphens between them, at most ${limit} characters${why}`;
    const mended = asLabel(value).slice(0, limit).replace(/-+$/, "");
    return { reason, fix: mended === "" ? "give it a name such as paris-2" : `write ${mended}` };
}

/** What is wrong with the name of a component. */
export function nameFault(value: string): Fault | undefined {
    return labelFault(value, NAME_LIMIT, ", because load balancers are named after it and have at most 32");
}

/** What is wrong with a key of the user's own, such as one in `serves`. */
export function keyFault(value: string): Fault | undefined {
    return labelFault(value, KEY_LIMIT, ", because secrets and metrics are named after it");
}

/** Whether a text is a name of DNS in lower case with two labels or more, and no IPv4 address. */
export function isDomain(value: string): boolean {
    const labels = value.split(".");
    return (
        value.length <= DNS_LIMIT &&
        labels.length >= 2 &&
        labels.every((label) => LABEL.test(label) && label.length <= KEY_LIMIT) &&
        !/^\d+$/.test(labels.at(-1) ?? "")
    );
}

/** What is wrong with the domain of a Meet. */
export function domainFault(value: string): Fault | undefined {
    if (value.length > DOMAIN_LIMIT) {
        return {
            reason: `${show(value)} is too long; a domain has at most ${DOMAIN_LIMIT} characters, so that internal.auth.<domain> stays within the 253 of DNS`,
            fix: "take a shorter one",
        };
    }
    if (isDomain(value)) {
        return undefined;
    }
    return {
        reason: `${show(value)} is no domain; a domain has two or more labels of a to z, 0 to 9 and hyphens, joined by dots`,
        fix: domainFix(value),
    };
}

/**
 * The known name that was most likely meant, `did you mean "france"?`; else the names there are, when they are few; else
 * what to do instead.
 */
export function didYouMean(given: string, known: readonly string[], otherwise: string): string {
    const near = nearest(given, known);
    if (near !== undefined) {
        return `did you mean ${show(near)}?`;
    }
    const names = [...new Set(known)].sort();
    const few = names.length > 0 && names.length <= 12;
    return [few ? `use ${alternatives(names)}` : "", otherwise].filter((part) => part !== "").join(", or ");
}

/** The known name within a third of its length in typing mistakes, if there is one. */
export function nearest(given: string, known: readonly string[]): string | undefined {
    const typed = given.toLowerCase();
    const ranked = known
        .map((name) => ({ name, mistakes: distance(typed, name.toLowerCase()) }))
        .filter(({ name, mistakes }) => mistakes <= Math.max(1, Math.floor(name.length / 3)))
        .sort((a, b) => a.mistakes - b.mistakes || (a.name < b.name ? -1 : 1));
    return ranked[0]?.name;
}

function asLabel(value: string): string {
    return value
        .normalize("NFKD")
        .replace(/\p{M}/gu, "")
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "-")
        .replace(/^-+|-+$/g, "");
}

function domainFix(value: string): string {
    const bare = value
        .trim()
        .replace(/^[a-z]+:\/\//i, "")
        .replace(/[/:].*$/, "")
        .replace(/\.$/, "");
    const ascii = asciiDomain(bare);
    if (ascii !== value && ascii !== undefined && domainFault(ascii) === undefined) {
        return `write ${ascii}`;
    }
    return "write it like meet.example.org";
}

/** The form of an international name that DNS knows: `réunion.example` is `xn--runion-bva.example`. */
function asciiDomain(value: string): string | undefined {
    try {
        return new URL(`https://${value}`).hostname;
    } catch {
        return undefined;
    }
}
