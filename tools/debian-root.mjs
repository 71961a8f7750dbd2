#!/usr/bin/env node
// @ts-check
// Prepares a Debian 13 root in .bridgepool/debian-13: the system our hosts run, with every program that reads
// what we render. Tests enter it through tools/debian.ts. Nothing to do when it is there already.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureProgram } from "./lib/apt.mjs";
import { findOnPath, runCommand } from "./lib/command.mjs";
import { cacheFolder, prepareFolder } from "./lib/paths.mjs";
import { Progress, runTool, Trouble } from "./lib/progress.mjs";

/** Debian 13. */
const suite = "trixie";

const packages = [
    "ca-certificates",
    "cloud-init",
    "coturn",
    "curl",
    "haproxy",
    "iproute2",
    "jq",
    "lua-sec",
    "lua-unbound",
    "nftables",
    "nginx-light",
    "openssl",
    "podman",
    "prosody",
    "python3",
    "shellcheck",
    "systemd",
    "unattended-upgrades",
];

/** What a root was made from; another recipe makes a new root. */
const stamp = createHash("sha256")
    .update(JSON.stringify({ recipe: 1, suite, packages }))
    .digest("hex");

/** Where the root is once {@link debianRoot} has returned. */
export const debianRootFolder = join(cacheFolder, "debian-13");

const stampFile = "etc/bridgepool-root-stamp";

/** @param {string} root */
function isCurrent(root) {
    const file = join(root, stampFile);
    return existsSync(file) && readFileSync(file, "utf8") === stamp;
}

/**
 * Makes the root if it is missing or was made by an older recipe.
 *
 * @returns {Promise<string>} its folder
 * @throws Trouble when the machine cannot make one, with what it lacks
 */
export async function debianRoot() {
    if (isCurrent(debianRootFolder)) return debianRootFolder;
    const progress = new Progress("debian");
    await checkMachine(progress);
    prepareFolder(cacheFolder, { gigabytes: 1.5, what: "The Debian 13 root" });
    removeAbandoned();

    const unfinished = `${debianRootFolder}.unfinished-${process.pid}`;
    try {
        await bootstrap(unfinished, progress);
        await installPackages(unfinished, progress);
        writeFileSync(join(unfinished, stampFile), stamp);
        if (!isCurrent(debianRootFolder)) {
            rmSync(debianRootFolder, { recursive: true, force: true });
            renameSync(unfinished, debianRootFolder);
        }
    } finally {
        rmSync(unfinished, { recursive: true, force: true });
    }
    progress.say(`ready in ${debianRootFolder}`);
    return debianRootFolder;
}

/** @param {Progress} progress */
async function checkMachine(progress) {
    if (process.platform !== "linux") {
        throw new Trouble(
            `The Debian 13 root needs Linux, and this is ${process.platform}. Run it in a Debian virtual machine or container.`,
        );
    }
    if (process.getuid?.() !== 0) {
        throw new Trouble(
            "The Debian 13 root needs root (debootstrap and mount do). Run it as root, for example with sudo.",
        );
    }
    await ensureProgram("debootstrap", "debootstrap", progress);
}

/** Removes what a killed run left behind. Mounts cannot be among it: they lived in that run's own namespace. */
function removeAbandoned() {
    const pattern = /^debian-13\.unfinished-(\d+)$/;
    for (const name of readdirSync(cacheFolder)) {
        const owner = pattern.exec(name)?.[1];
        if (owner === undefined || existsSync(`/proc/${owner}`)) continue;
        rmSync(join(cacheFolder, name), { recursive: true, force: true });
    }
}

/**
 * Runs a command with mounts and processes of its own: both vanish with it, however it ends.
 *
 * @param {string[]} command
 * @param {(line: string) => void} onLine
 */
function runIsolated(command, onLine) {
    const isolation = ["--mount", "--pid", "--fork", "--kill-child", "--propagation", "private"];
    return runCommand("unshare", [...isolation, ...command], {
        onLine,
        env: { DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C.UTF-8" },
    });
}

/**
 * @param {string} folder
 * @param {Progress} progress
 */
async function bootstrap(folder, progress) {
    const mirror = await machinesMirror();
    progress.say(`bootstrapping Debian 13 from ${mirror ?? "debootstrap's own mirror"}`);
    let steps = 0;
    await runIsolated(
        ["debootstrap", "--variant=minbase", suite, folder, ...(mirror === undefined ? [] : [mirror])],
        () => progress.pulse(`bootstrapping, ${(steps += 1)} steps`),
    );
}

/** The Debian mirror in this machine's own apt sources: the one known to be reachable. */
async function machinesMirror() {
    if (!findOnPath("apt-get")) return undefined;
    const listed = await runCommand("apt-get", [
        "indextargets",
        "--format",
        "$(REPO_URI)",
        "Created-By: Packages",
        "Component: main",
        "Label: Debian",
    ]);
    return listed.split("\n")[0] || undefined;
}

/**
 * Installs from inside, because debootstrap's own --include leaves prosody and cloud-init unconfigured.
 *
 * @param {string} root
 * @param {Progress} progress
 */
async function installPackages(root, progress) {
    progress.say(`installing ${packages.join(", ")}`);
    const machinesAptSettings = join(root, "etc/apt/apt.conf.d/00machine");
    writeFileSync(machinesAptSettings, await aptDownloadSettings());
    writeFileSync(join(root, "etc/resolv.conf"), readFileSync("/etc/resolv.conf"));
    // No service starts while packages are set up.
    writeFileSync(join(root, "usr/sbin/policy-rc.d"), "#!/bin/sh\nexit 101\n", { mode: 0o755 });

    const install =
        'set -e; mount -t proc proc "$0/proc"; mount --rbind /dev "$0/dev"; chroot "$0" apt-get update;' +
        'chroot "$0" apt-get install -y --no-install-recommends "$@"; chroot "$0" apt-get clean';
    let done = 0;
    await runIsolated(["sh", "-c", install, root, ...packages], (line) => {
        if (line.startsWith("Setting up ")) done += 1;
        progress.pulse(`installing, ${done} packages set up`);
    });
    rmSync(machinesAptSettings);
    mkdirSync(join(root, "run"), { recursive: true });
}

/** How this machine downloads packages (proxy, retries); its other settings are none of the root's business. */
async function aptDownloadSettings() {
    if (!findOnPath("apt-config")) return "";
    const settings = await runCommand("apt-config", ["dump"]);
    return settings
        .split("\n")
        .filter((line) => /^Acquire::(https?|Retries|Check-Valid-Until)\b/.test(line))
        .join("\n")
        .concat("\n");
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
    await runTool(async () => {
        await debianRoot();
    });
}
