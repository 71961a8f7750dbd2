import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { renderBundle, type FileRow } from "@bridgepool/core";
import * as fc from "fast-check";

const file = fc.record<FileRow>(
    {
        path: fc.stringMatching(/^\/[a-z/.]{1,12}$/),
        mode: fc.integer({ min: 0, max: 0o7777 }),
        owner: fc.constantFrom("root:root", "0:0", "bridgepool-agent:root"),
        content: fc.string({ unit: "grapheme" }),
    },
    { noNullPrototype: true },
);
const files = fc.uniqueArray(file, { selector: ({ path }) => path });

describe("renderBundle", () => {
    it("is the same for the same files in any order", () => {
        fc.assert(
            fc.property(files, (rows) => {
                assert.deepEqual(renderBundle([...rows].reverse()), renderBundle(rows));
            }),
        );
    });

    it("is named by the digest of its text", () => {
        fc.assert(
            fc.property(files, (rows) => {
                const { key, sha256, text } = renderBundle(rows);
                assert.equal(sha256, createHash("sha256").update(text).digest("hex"));
                assert.equal(key, `bundle/${sha256}.json`);
            }),
        );
    });

    it("keeps every file as it was", () => {
        fc.assert(
            fc.property(files, (rows) => {
                const read = JSON.parse(renderBundle(rows).text) as {
                    files: (Omit<FileRow, "mode"> & { mode: string })[];
                };
                const sorted = [...rows].sort((a, b) => (a.path < b.path ? -1 : 1));
                assert.deepEqual(
                    read.files.map((row) => ({ ...row, mode: parseInt(row.mode, 8) })),
                    sorted,
                );
            }),
        );
    });

    it("changes with any change of a file", () => {
        const row: FileRow = { path: "/a", mode: 0o644, owner: "root:root", content: "a" };
        const changes: Partial<FileRow>[] = [
            { path: "/b" },
            { mode: 0o600 },
            { owner: "0:0" },
            { content: "b" },
        ];
        const keys = [row, ...changes.map((change) => ({ ...row, ...change }))].map(
            (each) => renderBundle([each]).key,
        );
        assert.equal(new Set(keys).size, keys.length);
    });

    it("refuses two files with one path", () => {
        const row: FileRow = { path: "/a", mode: 0o644, owner: "root:root", content: "a" };
        assert.throws(
            () => renderBundle([row, { ...row, content: "b" }]),
            /^Error: Two files of one host have the path \/a\.$/,
        );
    });
});
