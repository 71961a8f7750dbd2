/** Runs a command in the sandbox. */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import * as path from "node:path";
import { engineEnvironment, engineFolders } from "../engine/environment";
import { findEngine } from "../engine/locate";
import { provideLanguageHost } from "../language-host/install";
import { serveProviders } from "../server/start";
import { World } from "../world/world";
import { providers } from "./providers";
import type { StateFolder } from "./state";
import { Trouble } from "./trouble";

/** The exit code of the command. */
export async function runCommand(
    command: readonly [string, ...string[]],
    state: StateFolder,
    cwd: string,
    env: NodeJS.ProcessEnv,
): Promise<number> {
    const engine = findEngine(cwd, env);
    const world = new World({ file: state.worldFile, passphrase: state.passphrase });
    try {
        const served = await serveProviders(providers, world, cwd);
        const folders = engineFolders(state.dir);
        provideLanguageHost(engine, folders.home);
        try {
            return await foreground(command, cwd, {
                ...env,
                ...engineEnvironment(folders),
                PATH: [path.dirname(engine), env.PATH ?? ""].join(path.delimiter),
                PULUMI_DEBUG_PROVIDERS: served.attach,
                PULUMI_CONFIG_PASSPHRASE: state.passphrase,
            });
        } finally {
            served.stop();
        }
    } finally {
        world.close();
    }
}

/** Runs a command at this terminal to its end. */
async function foreground(
    [program, ...args]: readonly [string, ...string[]],
    cwd: string,
    env: NodeJS.ProcessEnv,
): Promise<number> {
    const child = spawn(program, args, { cwd, env, stdio: "inherit" });
    // The terminal interrupts the command too: it decides how to end, and we wait. Other signals reach only us.
    const interrupted = () => undefined;
    const terminated = (signal: NodeJS.Signals) => child.kill(signal);
    process.on("SIGINT", interrupted);
    process.on("SIGTERM", terminated);
    process.on("SIGHUP", terminated);
    try {
        return await new Promise((resolve, reject) => {
            child.on("error", (error: NodeJS.ErrnoException) => {
                reject(
                    error.code === "ENOENT"
                        ? new Trouble(`"${program}" was not found: is it installed, and on PATH?`)
                        : error,
                );
            });
            child.on("close", (code, signal) => {
                resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
            });
        });
    } finally {
        process.off("SIGINT", interrupted);
        process.off("SIGTERM", terminated);
        process.off("SIGHUP", terminated);
    }
}
