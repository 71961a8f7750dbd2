import { readFile } from "node:fs/promises";

import { formatProblems } from "@bridgepool/core/shared";

import { parseSettings } from "../settings/parse";
import type { AgentSettings } from "../settings/settings";
import { CommandError } from "./world";

/** @throws CommandError that names everything that is wrong with the file */
export async function readSettings(file: string): Promise<AgentSettings> {
    const { settings, problems } = parseSettings(await readText(file, `The settings file ${file}`));
    if (settings === undefined) {
        throw new CommandError(formatProblems(file, problems));
    }
    return settings;
}

/**
 * @param what what it is, as the beginning of a sentence
 * @throws CommandError
 */
export async function readText(file: string, what: string): Promise<string> {
    try {
        return await readFile(file, "utf8");
    } catch (error) {
        const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
        const why: Readonly<Record<string, string>> = {
            ENOENT: "does not exist",
            EACCES: "may not be read by this user; try it as root",
            EISDIR: "is a folder",
        };
        throw new CommandError(`${what} ${why[code] ?? `cannot be read (${code})`}.`);
    }
}
