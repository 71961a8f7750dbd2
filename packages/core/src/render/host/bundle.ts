import { createHash } from "node:crypto";
import type { Bundle } from "../../plan/specs";
import type { FileRow } from "../../plan/types";
import { octal } from "./files";

/**
 * The files of a host as one text under the digest of its content: the same files give the same key, and a host that
 * checks the digest runs exactly what was planned.
 *
 * @throws Error when two rows have the same path
 */
export function renderBundle(files: readonly FileRow[]): Bundle {
    const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
    const twice = sorted.find((row, index) => row.path === sorted[index + 1]?.path);
    if (twice) throw new Error(`Two files of one host have the path ${twice.path}.`);

    const rows = sorted.map(({ path, mode, owner, content }) => ({
        path,
        mode: octal(mode),
        owner,
        content,
    }));
    const text = `${JSON.stringify({ files: rows })}\n`;
    const sha256 = createHash("sha256").update(text).digest("hex");
    return { key: `bundle/${sha256}.json`, sha256, text, files: sorted };
}
