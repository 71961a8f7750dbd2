import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";

/** Texts by where they were found: a log, a page, a file. */
export type Places = Readonly<Record<string, string>>;

/** Fails when a secret is in any place, in any form in which programs write things. @param secrets by their names */
export function assertNoCanary(secrets: Readonly<Record<string, string>>, places: Places): void {
    const sightings = Object.entries(secrets).flatMap(([name, secret]) => {
        assert.ok(secret.length >= 8, `${name} is too short to be told from chance`);
        return Object.entries(places).flatMap(([where, text]) =>
            formsOf(secret)
                .filter(([, form]) => text.includes(form))
                .map(([how]) => `${name} is in ${where}, ${how}`),
        );
    });
    assert.deepEqual(sightings, []);
}

/** The files of a folder and its folders, byte for byte. */
export function filesOf(folder: string): Places {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
        entry.isFile(),
    );
    return Object.fromEntries(
        files.map((entry) => {
            const file = path.join(entry.parentPath, entry.name);
            return [file, readFileSync(file, "latin1")];
        }),
    );
}

/** What everybody on the host can see of a process, and what its owner can: command line and environment. */
export function processOf(pid: number): Places {
    return Object.fromEntries(
        ["cmdline", "environ"].map((name) => [
            `${name} of ${pid}`,
            readFileSync(`/proc/${pid}/${name}`, "latin1"),
        ]),
    );
}

/** Ways to write a secret: as it is, and as JSON, URLs, base64 and hexadecimal digits have it. */
function formsOf(secret: string): [string, string][] {
    return [
        ["as it is", secret],
        ["in JSON", JSON.stringify(secret).slice(1, -1)],
        ["in a URL", encodeURIComponent(secret)],
        ["in hexadecimal", Buffer.from(secret).toString("hex")],
        ...[0, 1, 2].map((offset): [string, string] => ["in base64", base64Within(secret, offset)]),
        ...[0, 1, 2].map((offset): [string, string] => [
            "in base64url",
            urlSafe(base64Within(secret, offset)),
        ]),
    ];
}

/** How the base64 of a longer text has the secret in it, so many bytes after a multiple of three: without its edges. */
function base64Within(secret: string, offset: number): string {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]);
    const whole = bytes.subarray(0, bytes.length - (bytes.length % 3)).toString("base64");
    return whole.slice(Math.ceil((offset * 8) / 6));
}

function urlSafe(base64: string): string {
    return base64.replaceAll("+", "-").replaceAll("/", "_");
}
