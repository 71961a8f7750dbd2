import { createHash } from "node:crypto";

import { Fields, type TextKind } from "./fields";
import { formatPath, ROOT } from "./paths";
import type { Problem } from "./problems";
import { isRecord, show } from "./show";

/** The version of the marker that this package writes. */
export const ROSTER_VERSION = 1;

/** Where the marker is in the pool's bucket. It is written last, after every secret that it names. */
export const ROSTER_MARKER_KEY = "roster/marker.json";

/** One membership as a component knows it once its secret is stored. */
export interface RosterMembership {
    /** The user's own key in `serves`. */
    readonly key: string;
    /** Name or id of the secret that holds the invitation. */
    readonly secret: string;
    /** The exact version of that secret. */
    readonly secretVersion: string;
    /** The fraction of the pool's bridges that serve it. */
    readonly share: number;
    /** Of the invitation: number of its account. */
    readonly generation: number;
    /** Of the invitation: host name that bridges dial. */
    readonly host: string;
    /** Of the invitation: TCP port that bridges dial. */
    readonly port: number;
    /** Of the invitation: XMPP domain they sign in at. */
    readonly domain: string;
    /** Of the invitation: certificates to trust, PEM. */
    readonly trust: readonly string[];
}

/** One membership as the marker names it. No secret. */
export interface RosterEntry {
    readonly key: string;
    readonly secret: string;
    readonly secretVersion: string;
    readonly share: number;
    readonly generation: number;
    readonly host: string;
    readonly port: number;
    readonly domain: string;
    /** What the fetched invitation must hash to: {@link trustDigest}. */
    readonly digest: string;
}

/** What a pool serves, as its agents read it. */
export interface RosterMarker {
    readonly version: number;
    readonly pool: string;
    /** Sorted by key. */
    readonly entries: readonly RosterEntry[];
}

/** The marker's text: the same memberships give the same text, in whatever order they come. */
export function rosterMarker(pool: string, memberships: readonly RosterMembership[]): string {
    const entries = [...memberships]
        .sort((a, b) => (a.key < b.key ? -1 : 1))
        .map((membership): RosterEntry => ({
            key: membership.key,
            secret: membership.secret,
            secretVersion: membership.secretVersion,
            share: membership.share,
            generation: membership.generation,
            host: membership.host,
            port: membership.port,
            domain: membership.domain,
            digest: trustDigest(membership),
        }));
    const marker: RosterMarker = { version: ROSTER_VERSION, pool, entries };
    return JSON.stringify(marker);
}

/**
 * SHA-256, hexadecimal, over whom a bridge would talk to: the JSON `[host, port, domain, [trust…]]`, certificates in
 * the given order with their white space removed. An agent refuses an invitation that does not hash to what the marker says.
 */
export function trustDigest(of: Pick<RosterMembership, "host" | "port" | "domain" | "trust">): string {
    const certificates = of.trust.map((pem) => pem.replace(/\s+/g, ""));
    const text = JSON.stringify([of.host, of.port, of.domain, certificates]);
    return createHash("sha256").update(text).digest("hex");
}

/** Reads a marker; unknown fields are left out, any other version is refused. Never throws. */
export function parseRosterMarker(text: string): { marker?: RosterMarker; problems: Problem[] } {
    const fix = "run `pulumi up` on the stack of the pool, which writes it anew";
    const value = parseJson(text);
    if (!isRecord(value)) {
        return { problems: [{ path: ROOT, reason: "the marker is no JSON object", fix }] };
    }
    if (value["version"] !== ROSTER_VERSION) {
        const reason = `${show(value["version"])} is no version this program knows; it reads version ${ROSTER_VERSION}`;
        return { problems: [{ path: "version", reason, fix: "use a newer agent, or an older core" }] };
    }
    const problems: Problem[] = [];
    const fields = new Fields(value, [], problems);
    const marker: RosterMarker = {
        version: ROSTER_VERSION,
        pool: fields.text("pool"),
        entries: fields.records("entries", readEntry),
    };
    problems.push(...repeatedKeys(marker));
    return problems.length > 0 ? { problems } : { marker, problems };
}

/**
 * Whether an agent that follows one marker may follow the next: not when the next names an older generation of an
 * invitation that it follows, which would be an old marker put back. An invitation is followed by key and domain; one
 * that was removed in between is forgotten, and may come back in any generation.
 */
export function acceptsMarker(
    previous: RosterMarker | undefined,
    next: RosterMarker,
): { accepted: boolean; problems: Problem[] } {
    const followed = new Map(previous?.entries.map((entry) => [entry.key, entry]));
    const problems = next.entries.flatMap((entry, index): Problem[] => {
        const known = followed.get(entry.key);
        if (known === undefined || known.domain !== entry.domain || known.generation <= entry.generation) {
            return [];
        }
        const reason = `generation ${entry.generation} of ${show(entry.key)} is older than generation ${known.generation}, which is followed now`;
        const fix = `raise the generation of this pool's account at the Meet over ${known.generation}`;
        return [{ path: formatPath(["entries", index, "generation"]), reason, fix }];
    });
    return { accepted: problems.length === 0, problems };
}

const DIGEST: TextKind = {
    noun: "a SHA-256 digest, 64 hexadecimal digits",
    fits: (value) => /^[0-9a-f]{64}$/.test(value),
};

function readEntry(fields: Fields): RosterEntry {
    return {
        key: fields.text("key"),
        secret: fields.text("secret"),
        secretVersion: fields.text("secretVersion"),
        share: fields.number("share", "a number over 0 and at most 1", (share) => share > 0 && share <= 1),
        generation: fields.wholeNumber("generation", 1),
        host: fields.text("host"),
        port: fields.wholeNumber("port", 1, 65535),
        domain: fields.text("domain"),
        digest: fields.text("digest", DIGEST),
    };
}

function repeatedKeys(marker: RosterMarker): Problem[] {
    const keys = marker.entries.map((entry) => entry.key);
    return keys.flatMap((key, index): Problem[] => {
        if (keys.indexOf(key) === index) {
            return [];
        }
        const reason = `${show(key)} is there twice; a membership has one entry`;
        return [{ path: formatPath(["entries", index, "key"]), reason, fix: "take one of them away" }];
    });
}

function parseJson(text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return undefined;
    }
}
