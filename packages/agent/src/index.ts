import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The agent as one file, which a stock Node of version 20 or later runs with nothing installed beside it. */
export interface AgentProgram {
    /** Absolute path of the file. */
    readonly file: string;
    /** SHA-256 of the file, hexadecimal: names the release that runs. */
    readonly sha256: string;
    /** Length of the file. */
    readonly bytes: number;
    /** What Node has to be given before the file's name. */
    readonly nodeFlags: readonly string[];
}

/**
 * A small room for what is short-lived, in MiB. By default Node lets it grow to 48 before it tidies up; an agent that has
 * much to do then takes 25 MiB more of a host that belongs to the bridge.
 */
const NODE_FLAGS = ["--max-semi-space-size=1"];

/**
 * The agent for one cloud, as this package carries it.
 *
 * @throws Error in a checkout that has not been built
 */
export function agentProgram(cloud: "aws"): AgentProgram {
    // `src` and `dist` are neighbours.
    const file = join(__dirname, "..", "dist", "programs", `agent-${cloud}.cjs`);
    if (!existsSync(file)) {
        throw new Error(
            `The agent's program for ${cloud} is not there: ${file}. In a checkout, 'npm run build' makes it; in an ` +
                "installed @bridgepool/agent it is always there, so install that package again.",
        );
    }
    const contents = readFileSync(file);
    return {
        file,
        sha256: createHash("sha256").update(contents).digest("hex"),
        bytes: contents.length,
        nodeFlags: NODE_FLAGS,
    };
}
