/** The runtime options of Pulumi.yaml that concern Node: https://www.pulumi.com/docs/iac/concepts/projects/project-file/#runtime-options */
import type { ProgramInfo } from "@pulumi/pulumi/proto/language_pb";

export interface RuntimeOptions {
    /** Compile TypeScript on the fly. Default: true. */
    readonly typescript: boolean;
    /** Another file than `tsconfig.json`. */
    readonly tsconfig: string | undefined;
    /** Arguments for node itself. */
    readonly nodeargs: readonly string[];
    /** `auto` (by lock file), `npm`, `yarn`, `pnpm` or `bun`. */
    readonly packagemanager: string;
}

/** @throws when an option has a value it cannot have */
export function readOptions(info: ProgramInfo | undefined): RuntimeOptions {
    const options = (info?.getOptions()?.toJavaScript() ?? {}) as Record<string, unknown>;
    return {
        typescript: optional(options, "typescript", isBoolean, "true or false") ?? true,
        tsconfig: optional(options, "tsconfig", isString, "a path"),
        nodeargs: splitArguments(optional(options, "nodeargs", isString, "a string") ?? ""),
        packagemanager:
            optional(options, "packagemanager", isPackageManager, "auto, npm, yarn, pnpm or bun") ?? "auto",
    };
}

function optional<T>(
    options: Record<string, unknown>,
    name: string,
    accepts: (value: unknown) => value is T,
    allowed: string,
): T | undefined {
    const value = options[name];
    if (value === undefined || accepts(value)) {
        return value;
    }
    throw new Error(
        `Pulumi.yaml: runtime.options.${name} is ${JSON.stringify(value)}; ${allowed} is expected`,
    );
}

const isBoolean = (value: unknown): value is boolean => typeof value === "boolean";
const isString = (value: unknown): value is string => typeof value === "string";
const isPackageManager = (value: unknown): value is string =>
    isString(value) && ["auto", "npm", "yarn", "pnpm", "bun"].includes(value);

/** Splits at blanks outside quotes, as a shell would. */
export function splitArguments(line: string): readonly string[] {
    return [...line.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g)].map(([word]) =>
        word.replace(/"([^"]*)"|'([^']*)'/g, "$1$2"),
    );
}
