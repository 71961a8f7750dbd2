import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Where all snapshots are. */
export const snapshotsFolder = join(__dirname, "..", "snapshots");

/**
 * Compares texts with the files of `snapshots/<folder>`: each must be there and equal, and no other file may be there.
 * With `UPDATE_SNAPSHOTS=1` in the environment it writes them instead: read the difference before committing it.
 */
export function matchSnapshots(folder: string, texts: Readonly<Record<string, string>>): void {
    const root = join(snapshotsFolder, folder);
    if (process.env["UPDATE_SNAPSHOTS"] === "1") {
        rmSync(root, { recursive: true, force: true });
        for (const [name, text] of Object.entries(texts)) {
            const file = join(root, name);
            mkdirSync(dirname(file), { recursive: true });
            writeFileSync(file, text);
        }
        return;
    }
    const kept = Object.fromEntries(
        filesBelow(root).map((name) => [name, readFileSync(join(root, name), "utf8")]),
    );
    assert.deepEqual(
        texts,
        kept,
        `The rendered files differ from snapshots/${folder}; UPDATE_SNAPSHOTS=1 rewrites it.`,
    );
}

function filesBelow(root: string): string[] {
    if (!existsSync(root)) return [];
    return readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) =>
        statSync(join(root, name)).isFile(),
    );
}
