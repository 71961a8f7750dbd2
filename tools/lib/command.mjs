// @ts-check
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { Trouble } from "./progress.mjs";

/**
 * Runs a command to its end and returns what it printed.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {object} [options]
 * @param {string} [options.cwd]
 * @param {NodeJS.ProcessEnv} [options.env] added to this process's environment
 * @param {string} [options.input] standard input; none by default
 * @param {number} [options.timeoutSeconds] none by default
 * @param {(line: string) => void} [options.onLine] sees each line of both streams as it comes
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>} a command that could not start or was
 *   killed has code 127 or 128
 */
export function tryCommand(command, args, options = {}) {
    return new Promise((resolve) => {
        const child = spawn(command, args, {
            cwd: options.cwd,
            env: { ...process.env, ...options.env },
            stdio: ["pipe", "pipe", "pipe"],
            timeout: options.timeoutSeconds === undefined ? undefined : options.timeoutSeconds * 1000,
        });
        let stdout = "";
        let stderr = "";
        child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
        child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
        if (options.onLine) {
            createInterface({ input: child.stdout }).on("line", options.onLine);
            createInterface({ input: child.stderr }).on("line", options.onLine);
        }
        child.stdin.on("error", () => undefined); // a command may end without reading its input
        child.stdin.end(options.input);
        child.on("error", (error) => resolve({ code: 127, stdout, stderr: error.message }));
        child.on("close", (code) => resolve({ code: code ?? 128, stdout, stderr }));
    });
}

/**
 * Like {@link tryCommand}, for a command that must succeed.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {Parameters<typeof tryCommand>[2]} [options]
 * @throws Trouble with what the command printed, shortened in the middle
 */
export async function runCommand(command, args, options) {
    const result = await tryCommand(command, args, options);
    if (result.code !== 0) {
        const printed = shortened(`${result.stdout}\n${result.stderr}`.trim().split("\n")).join("\n    ");
        throw new Trouble(`'${[command, ...args].join(" ")}' failed (exit ${result.code}):\n    ${printed}`);
    }
    return result.stdout;
}

/** Some programs say what is wrong first, others last.
 * @param {string[]} lines */
function shortened(lines) {
    return lines.length <= 30 ? lines : [...lines.slice(0, 15), "…", ...lines.slice(-15)];
}

/** The full path of a program on PATH, or undefined.
 * @param {string} name */
export function findOnPath(name) {
    for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
        const candidate = join(folder, name);
        try {
            accessSync(candidate, constants.X_OK);
            return candidate;
        } catch {
            continue;
        }
    }
    return undefined;
}
