import { parseArgs } from "node:util";

import { SETTINGS_FILE } from "../settings/settings";

/** What the command line asks for. */
export type Command =
    | { readonly name: "run" | "drain" | "undrain"; readonly settingsFile: string }
    | { readonly name: "status"; readonly settingsFile: string; readonly json: boolean }
    | { readonly name: "check"; readonly settingsFile: string }
    | UsageCommand
    | { readonly name: "version" | "help" };

export interface UsageCommand {
    readonly name: "usage";
    /** `2026-11` */
    readonly month: string;
    readonly format: UsageFormat;
}

export const USAGE_FORMATS = ["table", "csv", "json"] as const;
export type UsageFormat = (typeof USAGE_FORMATS)[number];

/** A command line that asks for nothing there is, with a sentence that says what there is. */
export class CommandLineError extends Error {
    public override readonly name = "CommandLineError";
}

/** Options of each command. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
    run: ["config"],
    status: ["config", "json"],
    check: [],
    drain: ["config"],
    undrain: ["config"],
    usage: ["month", "format"],
};

/**
 * Reads the words after `agent`.
 *
 * @param now whose month is the default of `usage`
 * @throws CommandLineError
 */
export function parseCommand(words: readonly string[], now: Date): Command {
    const { values, positionals } = parse(words);
    if (values.help === true) {
        return { name: "help" };
    }
    if (values.version === true) {
        return { name: "version" };
    }
    const [name, ...operands] = positionals;
    if (name === undefined) {
        return { name: "help" };
    }
    checkWords(name, operands, Object.keys(values));
    const settingsFile = values.config ?? SETTINGS_FILE;
    switch (name) {
        case "status":
            return { name, settingsFile, json: values.json === true };
        case "check":
            return { name, settingsFile: operands[0] ?? SETTINGS_FILE };
        case "usage":
            return { name, month: monthOf(values.month, now), format: formatOf(values.format) };
        default:
            return { name: name as "run" | "drain" | "undrain", settingsFile };
    }
}

function parse(words: readonly string[]) {
    try {
        return parseArgs({
            args: [...words],
            allowPositionals: true,
            options: {
                config: { type: "string" },
                json: { type: "boolean" },
                month: { type: "string" },
                format: { type: "string" },
                help: { type: "boolean", short: "h" },
                version: { type: "boolean", short: "v" },
            },
        });
    } catch (error) {
        throw new CommandLineError(error instanceof Error ? error.message : "This is no command.");
    }
}

function checkWords(name: string, operands: readonly string[], given: readonly string[]): void {
    const allowed = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (allowed === undefined) {
        throw new CommandLineError(
            `There is no command "${name}"; there are ${Object.keys(COMMANDS).join(", ")}.`,
        );
    }
    const most = name === "check" ? 1 : 0;
    if (operands.length > most) {
        throw new CommandLineError(
            `"${operands[most] ?? ""}" is too much: agent ${name} takes nothing there.`,
        );
    }
    const foreign = given.find((option) => !allowed.includes(option));
    if (foreign !== undefined) {
        throw new CommandLineError(`agent ${name} takes no --${foreign}.`);
    }
}

function monthOf(given: string | undefined, now: Date): string {
    if (given !== undefined && !/^\d{4}-(0[1-9]|1[0-2])$/.test(given)) {
        throw new CommandLineError(`"${given}" is no month; write a year and a month: --month 2026-11.`);
    }
    return given ?? now.toISOString().slice(0, 7);
}

function formatOf(given = "table"): UsageFormat {
    const format = USAGE_FORMATS.find((known) => known === given);
    if (format === undefined) {
        throw new CommandLineError(`"${given}" is no format; there are ${USAGE_FORMATS.join(", ")}.`);
    }
    return format;
}
