import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Machine, type MachineFile } from "../../../../tools/debian";

const root = join(__dirname, "..", "..", "..", "..", ".bridgepool", "debian-13");

/** Services of the root that a host of ours does not run, or cannot here. An empty unit is a masked one. */
const masked = ["coturn", "haproxy", "nginx", "prosody", "systemd-modules-load"].map(
    (name) => [`/etc/systemd/system/${name}.service`, ""] as const,
);

/** A machine on which systemd runs. */
export class BootedMachine extends Machine {
    /**
     * Boots Debian 13: a private copy of the root whose first process is systemd, with a loopback network of its own.
     * It is gone, whatever it runs, when it is closed or this process ends.
     *
     * @param files - what is there before systemd starts
     * @param enabled - units that are enabled before systemd starts
     */
    static async boot(
        files: Readonly<Record<string, MachineFile>>,
        enabled: readonly string[] = [],
    ): Promise<BootedMachine> {
        if (!existsSync(root)) {
            throw new Error("There is no Debian root. Run 'node tools/debian-root.mjs' as root first.");
        }
        const isolation = ["--mount", "--propagation", "private"];
        const outer = spawn("unshare", [...isolation, "sh", "-c", OUTER, "boot", root, INNER]);
        let errors = "";
        outer.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
        const ended = once(outer, "close");
        try {
            const pid = await until("there is a first process", () => firstProcess(outer));
            const machine = new BootedMachine({ process: outer, pid, ended });
            await until("the machine is prepared", () => machine.succeeds("test", "-e", "/run/waiting"));
            await machine.write({ ...Object.fromEntries(masked), ...files });
            if (enabled.length > 0) await machine.check(["systemctl", "--root=/", "enable", ...enabled]);
            await machine.check(["rm", "/run/waiting"]);
            await until("systemd answers", () => machine.succeeds("systemctl", "list-units"));
            return machine;
        } catch (error) {
            outer.stdin.end();
            const reason = `Debian did not boot (it needs root, namespaces and cgroup v2):\n${errors}`;
            throw new Error(reason, { cause: error });
        }
    }

    /** What a unit has said so far. */
    journal(unit: string): Promise<string> {
        return this.check(["journalctl", "--output", "cat", "--unit", unit]);
    }

    /** `active`, `inactive`, `failed`… */
    async state(unit: string): Promise<string> {
        return (await this.run(["systemctl", "is-active", unit])).stdout.trim();
    }

    /** Whether a command succeeds. */
    async succeeds(...command: string[]): Promise<boolean> {
        return (await this.run(command)).code === 0;
    }

    /** Waits until something is so; fails with the end of the journal. */
    async until(what: string, isSo: () => Promise<boolean>): Promise<void> {
        try {
            await until(what, isSo);
        } catch (error) {
            const log = await this.check(["journalctl", "--lines", "60"]);
            throw new Error(`${(error as Error).message}:\n${log}`, { cause: error });
        }
    }

    /** Waits until a unit has said something. */
    says(unit: string, text: string): Promise<void> {
        return this.until(`${unit} says '${text}'`, async () => (await this.journal(unit)).includes(text));
    }
}

/** Asks again, for half a minute, until the answer is neither nothing nor no. */
async function until<T>(
    what: string,
    ask: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
    const end = Date.now() + 30_000;
    while (Date.now() < end) {
        const answer = await ask();
        if (answer !== undefined && answer !== false) return answer;
        await sleep(100);
    }
    throw new Error(`After 30 seconds it is not so that ${what}`);
}

/** The one that is number 1 inside: the child of the inner unshare, which is a child of the outer shell. */
function firstProcess(outer: ChildProcess): number | undefined {
    const child = (pid: string | undefined) => {
        try {
            return pid && readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ")[0];
        } catch {
            return undefined; // it has ended
        }
    };
    return Number(child(child(String(outer.pid)))) || undefined;
}

// Ends when its input does: then everything inside is killed, and its control group removed.
const OUTER = `
set -e
mkdir -p /mnt; mount -t tmpfs -o mode=755 tmpfs /mnt
mkdir /mnt/upper /mnt/work /mnt/root /mnt/cgroup
mount -t overlay overlay -o lowerdir="$1",upperdir=/mnt/upper,workdir=/mnt/work /mnt/root
mount -t cgroup2 cgroup2 /mnt/cgroup
group=/mnt/cgroup/bridgepool-test-$$
mkdir $group
exec 3<&0
sh -c 'echo $$ > $0/cgroup.procs; exec unshare --pid --fork --kill-child --cgroup --net --uts --ipc --mount sh -c "$1"' \\
    $group "$2" </dev/null &
cat <&3 >/dev/null
kill -KILL $! || true
wait
until find $group -depth -type d -exec rmdir {} +; do sleep 0.1; done
`;

// What a container manager does before it starts systemd. What belongs to the whole kernel is read-only.
const INNER = `
set -e
cd /mnt/root
mount -t proc proc proc
mount --bind proc/sys proc/sys; mount -o remount,bind,ro proc/sys
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs dev
for name in full null random tty urandom zero; do touch dev/$name; mount --bind /dev/$name dev/$name; done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts dev/pts; ln -s pts/ptmx dev/ptmx
mount -t tmpfs tmpfs dev/shm
ln -s /proc/self/fd dev/fd
mount -t tmpfs -o mode=755 tmpfs run
ip link set lo up
touch run/waiting
pivot_root . mnt
exec chroot . sh -c 'umount --lazy /mnt; while test -e /run/waiting; do sleep 0.05; done
    exec env -i container=test /usr/lib/systemd/systemd'
`;
