/** One call of the `pulumi` binary. */
import { spawn } from "node:child_process";

export interface Finished {
    readonly code: number;
    readonly stdout: string;
    readonly stderr: string;
}

/** Runs to the end and keeps what it printed. Never throws on a failing exit code. */
export async function run(
    binary: string,
    args: readonly string[],
    options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<Finished> {
    return new Promise((resolve, reject) => {
        const child = spawn(binary, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
        const stdout: Buffer[] = [];
        const stderr: Buffer[] = [];
        child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
        child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
        child.on("error", reject);
        child.on("close", (code) => {
            resolve({
                code: code ?? -1,
                stdout: Buffer.concat(stdout).toString("utf8"),
                stderr: Buffer.concat(stderr).toString("utf8"),
            });
        });
    });
}
