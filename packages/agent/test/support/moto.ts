import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const server = join(__dirname, "..", "..", "..", "..", ".bridgepool", "moto", "bin", "moto_server");

/** A stand-in of AWS that runs: every service at one URL, in memory. */
export interface Moto {
    readonly url: string;
    close(): Promise<void>;
}

/** Starts moto's server at a free port. */
export async function startMoto(): Promise<Moto> {
    if (!existsSync(server)) throw new Error("There is no moto. Run 'node tools/moto.mjs' first.");
    const child = spawn(server, ["--host", "127.0.0.1", "--port", "0"], {
        stdio: ["ignore", "pipe", "pipe"],
        // Pages of ten: it would take a thousand objects to see the second of S3's own.
        env: { PATH: process.env["PATH"], PYTHONUNBUFFERED: "1", MOTO_S3_DEFAULT_MAX_KEYS: "10" },
    });
    // Also when the tests end in a way that no hook sees.
    const kill = (): void => void child.kill("SIGKILL");
    process.once("exit", kill);
    const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
    let said = "";
    const url = await new Promise<string>((resolve, reject) => {
        const hear = (text: Buffer): void => {
            said += text.toString();
            const found = /Running on (http:\/\/[\d.:]+)/.exec(said)?.[1];
            if (found !== undefined) resolve(found);
        };
        child.stdout.on("data", hear);
        child.stderr.on("data", hear);
        child.once("error", reject);
        void ended.then(() => reject(new Error(`moto did not start:\n${said}`)));
    });
    return {
        url,
        close: async () => {
            process.off("exit", kill);
            kill();
            await ended;
        },
    };
}
