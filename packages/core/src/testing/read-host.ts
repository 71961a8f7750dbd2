import { createHash } from "node:crypto";
import { parse } from "yaml";

import { accountVerifier, type AccountVerifier } from "../accounts";
import type { FileRow } from "../plan/types";
import { renderUserData } from "../render/host";
import { isList, isPlainObject, type Plain } from "./plain";
import { Unreadable } from "./read";

/** What a host is told by its user data, for clouds whose hosts boot from it. */
export interface UserDataFacts {
    readonly bytes: number;
    /** Whether rendering these facts again gives the same text, to the byte. */
    readonly rendered: boolean;
    readonly tool: { readonly path: string; readonly script: string };
    readonly packages: readonly string[];
    readonly environment: Readonly<Record<string, string>>;
    readonly bundleKey: string;
    /** Digest of the bundle that the host will accept. */
    readonly expects: string;
}

/** Reads user data as cloud-init and our boot program would. @throws Unreadable */
export function readUserData(text: string): UserDataFacts {
    return remembered(userData, text, () => parseUserData(text));
}

function parseUserData(text: string): UserDataFacts {
    const config: unknown = attempt("user data", () => parse(text) as unknown);
    const files = isPlainObject(config) && isList(config.write_files) ? config.write_files : [];
    const content = (path: string): string => {
        const file = files.find(
            (row): row is Record<string, Plain> => isPlainObject(row) && row.path === path,
        );
        if (typeof file?.content !== "string") {
            throw new Unreadable(`user data writes no ${path}`);
        }
        return file.content;
    };
    const order: unknown = attempt(
        "boot.json",
        () => JSON.parse(content("/etc/bridgepool/boot.json")) as unknown,
    );
    if (
        !isPlainObject(order) ||
        !isList(order.packages) ||
        typeof order.tool !== "string" ||
        typeof order.bundle !== "string" ||
        typeof order.sha256 !== "string"
    ) {
        throw new Unreadable("boot.json of the user data is not what the boot program reads");
    }
    const tool = { path: order.tool, script: content(order.tool) };
    const facts = {
        tool,
        packages: order.packages.map(String),
        environment: readEnvironment(content("/etc/bridgepool/host.env")),
        bundleKey: order.bundle,
        expects: order.sha256,
    };
    const again = renderUserData({
        tooling: { ...tool, packages: [], metadataAddresses: [] },
        packages: facts.packages,
        environment: facts.environment,
        bundle: { key: facts.bundleKey, sha256: facts.expects, text: "", files: [] },
    });
    return { ...facts, bytes: Buffer.byteLength(text), rendered: again === text };
}

/** Reads `NAME="value"` lines. */
function readEnvironment(text: string): Record<string, string> {
    const lines = text.split("\n").filter((line) => line !== "");
    return Object.fromEntries(
        lines.map((line) => {
            const [, name, value] = /^([A-Z0-9_]+)="(.*)"$/.exec(line) ?? [];
            if (name === undefined || value === undefined) {
                throw new Unreadable(`host.env of the user data has the line ${line}`);
            }
            return [name, value.replace(/\\(["\\$`])/g, "$1")];
        }),
    );
}

export interface BundleFacts {
    readonly sha256: string;
    readonly files: readonly FileRow[];
}

/** The files of a bundle, and the digest that a host would compute of it. @throws Unreadable */
export function readBundle(text: string): BundleFacts {
    return remembered(bundles, text, () => parseBundle(text));
}

function parseBundle(text: string): BundleFacts {
    const bundle: unknown = attempt("the bundle", () => JSON.parse(text) as unknown);
    const rows = isPlainObject(bundle) && isList(bundle.files) ? bundle.files : undefined;
    if (!rows) {
        throw new Unreadable("the bundle has no list of files");
    }
    const files = rows.map((row) => {
        const { path, mode, owner, content } = isPlainObject(row) ? row : {};
        if (
            typeof path !== "string" ||
            typeof mode !== "string" ||
            typeof owner !== "string" ||
            typeof content !== "string"
        ) {
            throw new Unreadable("a file of the bundle lacks its path, mode, owner or content");
        }
        return { path, mode: Number.parseInt(mode, 8), owner, content };
    });
    return { sha256: createHash("sha256").update(text).digest("hex"), files };
}

/**
 * Whether an account signs in with this password, by the verifier that the Meet's host has of it. Verifiers take their
 * time, as they should.
 */
export function signsIn(verifier: AccountVerifier, password: string): boolean {
    const { user, notAfter } = verifier;
    const own = remembered(verifiers, JSON.stringify([user, password, notAfter]), () =>
        accountVerifier({ user, password, ...(notAfter !== undefined && { notAfter }) }),
    );
    return JSON.stringify(own) === JSON.stringify(verifier);
}

// A mutant leaves nearly everything as it was: what has been read once is not read again.
const REMEMBERED = 100;
const userData = new Map<string, UserDataFacts>();
const bundles = new Map<string, BundleFacts>();
const verifiers = new Map<string, AccountVerifier>();

function remembered<Value>(known: Map<string, Value>, text: string, read: () => Value): Value {
    const value = known.get(text) ?? read();
    if (known.size > REMEMBERED) {
        known.clear();
    }
    known.set(text, value);
    return value;
}

function attempt<Value>(what: string, read: () => Value): Value {
    try {
        return read();
    } catch (error) {
        if (error instanceof Unreadable) {
            throw error;
        }
        throw new Unreadable(
            `${what} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
        );
    }
}
