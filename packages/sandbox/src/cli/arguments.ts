/** Reads the command line. Pure. */
import { parseArgs } from "node:util";
import type { Value } from "../model";
import { faultKinds, operations, type Fault, type FaultKind, type Operation } from "../world/faults";
import { Trouble } from "./trouble";

export type Request =
    | { readonly do: "help" | "version" }
    | { readonly do: "run"; readonly state?: string; readonly command: readonly [string, ...string[]] }
    | { readonly do: "world"; readonly state?: string }
    | {
          readonly do: "drift";
          readonly state?: string;
          readonly resource: string;
          readonly property: string;
          readonly value: Value;
      }
    | { readonly do: "remove"; readonly state?: string; readonly resource: string }
    | { readonly do: "fail"; readonly state?: string; readonly fault: Fault }
    | { readonly do: "heal"; readonly state?: string }
    | {
          readonly do: "dns add";
          readonly state?: string;
          readonly name: string;
          readonly type: string;
          readonly values: readonly string[];
      }
    | { readonly do: "dns list"; readonly state?: string }
    | { readonly do: "dns remove"; readonly state?: string; readonly name: string };

const state = { state: { type: "string" } } as const;
const subcommands: ReadonlySet<string> = new Set(["world", "drift", "remove", "fail", "heal", "dns"]);

/** @throws Trouble that says what is wrong and shows the right form */
export function readArguments(argv: readonly string[]): Request {
    const { own, rest, separated } = split(argv);
    const { values } = parse(own, {
        ...state,
        help: { type: "boolean", short: "h" },
        version: { type: "boolean" },
    });
    if (values.help === true) {
        return { do: "help" };
    }
    if (values.version === true) {
        return { do: "version" };
    }
    const [first, ...others] = rest;
    if (first === undefined) {
        throw new Trouble(`Say which command to run: sandbox -- pulumi up`);
    }
    return separated || !subcommands.has(first)
        ? { do: "run", state: values.state, command: [first, ...others] }
        : subcommand(first, others, values.state);
}

function subcommand(name: string, argv: readonly string[], before: string | undefined): Request {
    const help = argv.includes("--help") || argv.includes("-h");
    if (help) {
        return { do: "help" };
    }
    switch (name) {
        case "drift": {
            const { values, positionals } = parse(argv, state);
            const [resource, property, value] = counted("drift RESOURCE PROPERTY VALUE", positionals, 3);
            return {
                do: "drift",
                state: values.state ?? before,
                resource,
                property,
                value: readValue(value),
            };
        }
        case "remove": {
            const { values, positionals } = parse(argv, state);
            const [resource] = counted("remove RESOURCE", positionals, 1);
            return { do: "remove", state: values.state ?? before, resource };
        }
        case "fail": {
            const { values, positionals } = parse(argv, {
                ...state,
                on: { type: "string" },
                type: { type: "string" },
                name: { type: "string" },
                skip: { type: "string" },
                times: { type: "string" },
                message: { type: "string" },
            });
            const [kind] = counted("fail KIND [options]", positionals, 1);
            const { on, type, name, skip, times, message } = values;
            const fault = {
                kind: oneOf<FaultKind>("KIND", kind, faultKinds),
                ...(on !== undefined && { operation: oneOf<Operation>("--on", on, operations) }),
                ...(type !== undefined && { type }),
                ...(name !== undefined && { name }),
                ...(skip !== undefined && { skip: count("--skip", skip, 0) }),
                ...(times !== undefined && { times: count("--times", times, 1) }),
                ...(message !== undefined && { message }),
            };
            return { do: "fail", state: values.state ?? before, fault };
        }
        case "dns": {
            const { values, positionals } = parse(argv, state);
            return dns(positionals, values.state ?? before);
        }
        default: {
            const { values, positionals } = parse(argv, state);
            counted(name, positionals, 0);
            return { do: name === "heal" ? "heal" : "world", state: values.state ?? before };
        }
    }
}

function dns([verb, ...words]: readonly string[], given: string | undefined): Request {
    switch (verb) {
        case "add": {
            const [name, type, ...values] = words;
            if (name === undefined || type === undefined || values.length === 0) {
                throw unexpected("dns add NAME TYPE VALUE...", words);
            }
            return { do: "dns add", state: given, name, type, values };
        }
        case "list":
            counted("dns list", words, 0);
            return { do: "dns list", state: given };
        case "remove": {
            const [name] = counted("dns remove NAME", words, 1);
            return { do: "dns remove", state: given, name };
        }
        default:
            throw new Trouble(
                `"sandbox dns add", "sandbox dns list" or "sandbox dns remove" is expected` +
                    (verb === undefined ? "" : `; "${verb}" was given`),
            );
    }
}

/** Our own options come first; what follows is the command, with or without `--` in front (npx swallows it). */
function split(argv: readonly string[]): {
    own: readonly string[];
    rest: readonly string[];
    separated: boolean;
} {
    let end = 0;
    for (let word = argv[end]; word?.startsWith("-") === true && word !== "--"; word = argv[end]) {
        end += word === "--state" ? 2 : 1;
    }
    const separated = argv[end] === "--";
    return { own: argv.slice(0, end), rest: argv.slice(separated ? end + 1 : end), separated };
}

type Options = NonNullable<Parameters<typeof parseArgs>[0]>["options"];

function parse<const O extends NonNullable<Options>>(argv: readonly string[], options: O) {
    try {
        return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
    } catch (error) {
        throw new Trouble(`${(error as Error).message}. See "sandbox --help"`);
    }
}

function counted(usage: string, words: readonly string[], wanted: 0 | 1): [string];
function counted(usage: string, words: readonly string[], wanted: 3): [string, string, string];
function counted(usage: string, words: readonly string[], wanted: number): string[] {
    if (words.length !== wanted) {
        throw unexpected(usage, words);
    }
    return [...words];
}

function unexpected(usage: string, words: readonly string[]): Trouble {
    return new Trouble(
        `"sandbox ${usage}" is expected; ${words.length} words were given: ${words.join(" ")}`,
    );
}

function oneOf<T extends string>(what: string, given: string, allowed: readonly T[]): T {
    const found = allowed.find((one) => one === given);
    if (found === undefined) {
        throw new Trouble(`${what} is "${given}"; allowed are ${allowed.join(", ")}`);
    }
    return found;
}

function count(what: string, given: string, min: number): number {
    if (!/^\d{1,6}$/.test(given) || Number(given) < min) {
        throw new Trouble(`${what} is "${given}"; a whole number from ${min} is expected`);
    }
    return Number(given);
}

/** JSON where it is JSON, else the text itself: `5`, `true`, `["a"]`, `t3.large`. */
function readValue(text: string): Value {
    try {
        return JSON.parse(text) as Value;
    } catch {
        return text;
    }
}
