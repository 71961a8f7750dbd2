// Debian 13 for tests: runs the real programs on what we render.
//
// A machine is a private copy of .bridgepool/debian-13: an overlay in memory, with processes, mounts and a network
// of its own. So tests may write any file, listen on any port and run in parallel; and because everything
// lives in namespaces whose first process reads a pipe from this one, nothing is left behind however a test ends.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const root = join(__dirname, "..", ".bridgepool", "debian-13");

/** A file's text, or its text with what the plan says of it. */
export type MachineFile = string | { text: string; mode?: number; owner?: string };

export interface Outcome {
    code: number;
    stdout: string;
    stderr: string;
}

export interface RunOptions {
    /** Standard input. */
    input?: string;
    env?: Record<string, string>;
    /** The user that runs it. Default: root. */
    user?: string;
    /** Default: 30. */
    timeoutSeconds?: number;
}

export interface MachineOptions {
    /** Files by absolute path, written before anything runs. Their folders are made. */
    files?: Record<string, MachineFile>;
    /** `"host"` shares this machine's network, for a test that itself connects. Default: `"private"`, a loopback only. */
    network?: "private" | "host";
}

/** A program that was started and goes on. */
export interface Daemon {
    /** What it has printed so far, both streams. */
    output(): string;
    /** Waits until it has printed this; fails with its output when it ends first or 20 seconds have gone. */
    printed(text: string | RegExp): Promise<void>;
    /** Ends it and waits for that. Default signal: SIGTERM. */
    stop(signal?: "SIGTERM" | "SIGKILL"): Promise<void>;
}

/** Starts a machine. Close it, or let this process end. */
export async function startMachine(options: MachineOptions = {}): Promise<Machine> {
    if (!existsSync(root))
        throw new Error(`There is no Debian root. Run 'node tools/debian-root.mjs' as root first.`);
    const machine = new Machine(await boot(options.network ?? "private"));
    try {
        await machine.write(options.files ?? {});
    } catch (error) {
        await machine.close();
        throw error;
    }
    return machine;
}

/** Runs one command on a machine of its own. */
export async function runOnDebian(
    command: readonly string[],
    options: MachineOptions & RunOptions = {},
): Promise<Outcome> {
    const machine = await startMachine(options);
    try {
        return await machine.run(command, options);
    } finally {
        await machine.close();
    }
}

/** A running private copy of Debian 13. Made by {@link startMachine}. */
export class Machine {
    readonly #init: Init;

    constructor(init: Init) {
        this.#init = init;
    }

    /** Runs a command to its end; a failing one is an outcome, not an error. */
    async run(command: readonly string[], options: RunOptions = {}): Promise<Outcome> {
        const child = this.#spawn(command, options);
        const { stdout, stderr, ended } = collect(child);
        child.stdin?.on("error", () => undefined); // a command may end without reading its input
        child.stdin?.end(options.input ?? "");
        const timeoutSeconds = options.timeoutSeconds ?? 30;
        const limit = { reached: false };
        const timer = setTimeout(() => {
            limit.reached = true;
            signalInside(child, "SIGKILL");
        }, timeoutSeconds * 1000);
        const code = await ended;
        clearTimeout(timer);
        if (limit.reached) {
            throw new Error(
                `'${command.join(" ")}' ran for ${timeoutSeconds} s and was ended:\n${stdout()}${stderr()}`,
            );
        }
        return { code, stdout: stdout(), stderr: stderr() };
    }

    /** Like {@link run}, and fails unless the command succeeds. */
    async check(command: readonly string[], options: RunOptions = {}): Promise<string> {
        const { code, stdout, stderr } = await this.run(command, options);
        if (code !== 0) throw new Error(`'${command.join(" ")}' ended with ${code}:\n${stdout}${stderr}`);
        return stdout;
    }

    /** Starts a program that stays in the foreground. */
    start(command: readonly string[], options: RunOptions = {}): Daemon {
        const child = this.#spawn(command, options);
        const { stdout, stderr, ended } = collect(child);
        child.stdin?.end();
        let running = true;
        void ended.then(() => (running = false));
        const output = () => stdout() + stderr();
        return {
            output,
            async printed(text) {
                const until = Date.now() + 20_000;
                const seen = () => (typeof text === "string" ? output().includes(text) : text.test(output()));
                while (!seen()) {
                    if (!running || Date.now() > until) {
                        throw new Error(`'${command.join(" ")}' did not print ${String(text)}:\n${output()}`);
                    }
                    await sleep(20);
                }
            },
            async stop(signal = "SIGTERM") {
                signalInside(child, signal);
                await ended;
            },
        };
    }

    /** Writes files, as in {@link MachineOptions.files}. */
    async write(files: Record<string, MachineFile>): Promise<void> {
        const rows = Object.entries(files).map(([path, file]) => ({
            path,
            ...(typeof file === "string" ? { text: file } : file),
        }));
        if (rows.length > 0) await this.check(["python3", "-c", writeFiles], { input: JSON.stringify(rows) });
    }

    /** Reads a file. */
    read(path: string): Promise<string> {
        return this.check(["cat", path]);
    }

    /** Ends every process of the machine; its files and mounts are gone with them. */
    async close(): Promise<void> {
        this.#init.process.stdin?.end();
        await this.#init.ended;
    }

    #spawn(command: readonly string[], { env = {}, user }: RunOptions): ChildProcess {
        const asUser =
            user === undefined ? [] : ["setpriv", `--reuid=${user}`, `--regid=${user}`, "--init-groups"];
        const enter = ["--target", String(this.#init.pid), "--mount", "--pid", "--net", "--root", "--wd"];
        return spawn("nsenter", [...enter, ...asUser, ...command], {
            env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", HOME: "/root", LC_ALL: "C.UTF-8", ...env },
        });
    }
}

interface Init {
    process: ChildProcess;
    /** Its number as this machine sees it. */
    pid: number;
    ended: Promise<unknown>;
}

// The first process of a machine: builds the overlay, then waits for its input to close.
const bootScript = `
set -e
work=/mnt; mount -t tmpfs -o mode=755 tmpfs $work
mkdir $work/upper $work/work $work/root
mount -t overlay overlay -o lowerdir="$1",upperdir=$work/upper,workdir=$work/work $work/root
mount -t proc proc $work/root/proc
mount --rbind /dev $work/root/dev
mount -t tmpfs -o mode=755 tmpfs $work/root/run
test "$2" = host || chroot $work/root ip link set lo up
exec chroot $work/root sh -c 'echo ready; exec cat'
`;

async function boot(network: "private" | "host"): Promise<Init> {
    const isolation = ["--mount", "--pid", "--fork", "--kill-child", "--propagation", "private"];
    if (network === "private") isolation.push("--net");
    const unshare = spawn("unshare", [...isolation, "sh", "-c", bootScript, "boot", root, network]);
    const { stdout, stderr, ended } = collect(unshare);
    await Promise.race([ended, once(unshare.stdout, "data")]);
    const pid = unshare.pid === undefined ? undefined : childOf(unshare.pid);
    if (pid === undefined || !stdout().includes("ready")) {
        throw new Error(`A Debian machine did not start (it needs root and mount namespaces):\n${stderr()}`);
    }
    return { process: unshare, pid, ended };
}

/** unshare and nsenter fork: the program that matters is their child. */
function childOf(pid: number): number | undefined {
    try {
        return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")) || undefined;
    } catch {
        return undefined; // it has ended
    }
}

/** Signals a program inside a machine; nsenter would not pass the signal on. */
function signalInside(nsenter: ChildProcess, signal: "SIGTERM" | "SIGKILL"): void {
    const inside = nsenter.pid === undefined ? undefined : childOf(nsenter.pid);
    if (inside !== undefined) process.kill(inside, signal);
}

// Python, because the root has it and a plan's files have modes and owners.
const writeFiles = `
import json, os, pwd, shutil, sys
for row in json.load(sys.stdin):
    os.makedirs(os.path.dirname(row["path"]), exist_ok=True)
    with open(row["path"], "w") as file: file.write(row["text"])
    if "mode" in row: os.chmod(row["path"], row["mode"])
    if "owner" in row: shutil.chown(row["path"], *(row["owner"].split(":") + [None])[:2])
`;

/** What a child prints, and its exit code: 128 and the signal's number when a signal ended it, as in a shell. */
function collect(child: ChildProcess) {
    let stdout = "";
    let stderr = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const ended = new Promise<number>((resolve, reject) => {
        child.on("error", reject);
        child.on("close", (code, signal) => {
            resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
        });
    });
    return { stdout: () => stdout, stderr: () => stderr, ended };
}
