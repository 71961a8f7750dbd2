import type { FileRow } from "../../plan/types";

/** A file of root that everyone may read: configuration, units, rules. */
export function textFile(path: string, content: string): FileRow {
    return { path, mode: 0o644, owner: "root:root", content };
}

/** A program of root that everyone may run. */
export function programFile(path: string, content: string): FileRow {
    return { path, mode: 0o755, owner: "root:root", content };
}

/** Permission bits as people write them: `0644`. */
export function octal(mode: number): string {
    return mode.toString(8).padStart(4, "0");
}
