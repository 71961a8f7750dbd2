/** One process at a time: a file that says who holds the lock, and that nobody has to remove by hand. */
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";

/**
 * Takes the lock of a file, also from a process that ended without giving it back.
 * @returns gives the lock back
 * @throws when a living process holds it
 */
export function lock(file: string): () => void {
    const lockFile = `${file}.lock`;
    if (take(lockFile)) {
        return () => rmSync(lockFile, { force: true });
    }
    const holder = readFileSync(lockFile, "utf8");
    const pid = parseInt(holder, 10);
    if (living(pid) === holder) {
        throw new Error(
            `${path.dirname(file)} is in use by process ${pid}: wait for it to end, or use another folder (--state)`,
        );
    }
    rmSync(lockFile, { force: true });
    return lock(file);
}

/** Writes the file before it gets its name, so that nobody ever reads half of it; false when the name is taken. */
function take(lockFile: string): boolean {
    const unnamed = `${lockFile}.${process.pid}`;
    writeFileSync(unnamed, living(process.pid) ?? "", { mode: 0o600 });
    try {
        linkSync(unnamed, lockFile);
        return true;
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
            throw error;
        }
        return false;
    } finally {
        rmSync(unnamed, { force: true });
    }
}

/**
 * A process as the lock file names it, or undefined when it does not run. Its number alone is not enough where the
 * system tells more: a killed process keeps its number until its parent takes note, which in a container may be never,
 * and afterwards another one may get it.
 */
function living(pid: number): string | undefined {
    if (existsSync("/proc/self/stat")) {
        return livingOnLinux(pid);
    }
    try {
        process.kill(pid, 0);
        return String(pid);
    } catch (error) {
        return (error as NodeJS.ErrnoException).code === "EPERM" ? String(pid) : undefined;
    }
}

/** Source: proc(5), /proc/pid/stat: after the name in parentheses, field 3 is the state and field 22 the start time. */
function livingOnLinux(pid: number): string | undefined {
    let stat: string;
    try {
        stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    } catch {
        return undefined;
    }
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state = "", started = ""] = [fields[0], fields[22 - 3]];
    return "ZX".includes(state) ? undefined : `${pid} ${started}`;
}
