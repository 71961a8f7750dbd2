#!/usr/bin/env node
// @ts-check
// Finds the Pulumi CLI, or gets one: from PATH, else by npm's `pulumi` launcher, else built from its Go module.
// What was got once stays in .bridgepool/engine. As a command it prints the path on its last line.
import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { delimiter, dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { findOnPath, runCommand, tryCommand } from "./lib/command.mjs";
import { cacheFolder, prepareFolder, repositoryRoot } from "./lib/paths.mjs";
import { Progress, runTool, Trouble } from "./lib/progress.mjs";

/** The oldest CLI that speaks the protocol of our SDK range (`@pulumi/pulumi` ^3.200.0). */
const oldestVersion = "3.200.0";

/** npm's `pulumi` downloads the CLI when it first runs; this version of the launcher does so into PULUMI_HOME. */
const launcher = "pulumi@3.265.0";
const launcherTimeoutSeconds = 300;

const engineFolder = join(cacheFolder, "engine");
const goModuleFolder = join(repositoryRoot, "tools", "engine");
const goPackage = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";

/** A cold build fills Go's module cache with 2.1 GB and its build cache with 1.6 GB, and links in a temporary folder. */
const coldBuildGigabytes = 6;
const warmBuildGigabytes = 2;

/**
 * @typedef {object} Engine
 * @property {string} path the `pulumi` program
 * @property {string} version such as `3.248.0`
 * @property {string} origin where it came from, for the user: "on PATH"
 */

/**
 * Finds or gets the Pulumi CLI. Says which it is; fast when there is one already.
 *
 * @returns {Promise<Engine>}
 * @throws Trouble with what to install when there is no way to get one
 */
export async function findEngine() {
    const progress = new Progress("engine");
    const engine =
        (await probe(findOnPath("pulumi"), "found on PATH", progress)) ??
        (await probe(launcherBinary(), "downloaded earlier by npm's 'pulumi' launcher", progress)) ??
        (await probe(builtBinary(), "built earlier from its Go module", progress)) ??
        (await download(progress)) ??
        (await build(progress));
    progress.say(`Pulumi ${engine.version}, ${engine.origin}: ${engine.path}`);
    if (engine.path.startsWith(engineFolder)) linkAsBin(dirname(engine.path));
    return engine;
}

/** What was got here is also at .bridgepool/engine/bin, where the sandbox looks.
 * @param {string} folder */
function linkAsBin(folder) {
    const bin = join(engineFolder, "bin");
    if (existsSync(bin) && realpathSync(bin) === realpathSync(folder)) return;
    const unfinished = `${bin}.unfinished-${process.pid}`;
    symlinkSync(relative(engineFolder, folder), unfinished);
    renameSync(unfinished, bin);
}

/** The environment for a child process in which `pulumi` is this engine.
 * @param {Engine} engine */
export function withEngine(engine) {
    return { PATH: dirname(engine.path) + delimiter + (process.env["PATH"] ?? "") };
}

function wantedVersion() {
    const goMod = readFileSync(join(goModuleFolder, "go.mod"), "utf8");
    const version = /github\.com\/pulumi\/pulumi\/pkg\/v3 v(\S+)/.exec(goMod)?.[1];
    if (version === undefined) throw new Error("tools/engine/go.mod does not require pulumi/pkg/v3");
    return version;
}

function launcherHome() {
    return join(engineFolder, "launcher");
}

function launcherBinary() {
    return join(launcherHome(), "versions", wantedVersion(), "bin", "pulumi");
}

function builtBinary() {
    return join(engineFolder, `go-${wantedVersion()}`, "pulumi");
}

/**
 * Tries a program that may be a Pulumi CLI.
 *
 * @param {string | undefined} path
 * @param {string} origin
 * @param {Progress} progress
 * @returns {Promise<Engine | undefined>}
 */
async function probe(path, origin, progress) {
    if (path === undefined || !existsSync(path)) return undefined;
    const { code, stdout, stderr } = await tryCommand(path, ["version"], {
        env: { PULUMI_SKIP_UPDATE_CHECK: "true" },
        timeoutSeconds: 30,
    });
    const version = /^v?(\d+\.\d+\.\d+)/m.exec(stdout)?.[1];
    if (code !== 0 || version === undefined) {
        progress.say(`not using ${path}: 'pulumi version' failed (${firstLine(stderr) || `exit ${code}`})`);
        return undefined;
    }
    if (compareVersions(version, oldestVersion) < 0) {
        progress.say(`not using ${path}: it is ${version}, and ${oldestVersion} or newer is needed`);
        return undefined;
    }
    return { path, version, origin };
}

/** @param {Progress} progress */
async function download(progress) {
    prepareFolder(launcherHome(), { gigabytes: 1, what: "Downloading the Pulumi CLI" });
    progress.say("not on PATH; trying npm's 'pulumi' launcher, which downloads it");
    const firstRun = tryCommand(
        "npm",
        ["exec", "--yes", `--package=${launcher}`, "--", "pulumi", "version"],
        {
            env: {
                PULUMI_HOME: launcherHome(),
                PULUMI_VERSION: wantedVersion(),
                PULUMI_SKIP_UPDATE_CHECK: "true",
            },
            timeoutSeconds: launcherTimeoutSeconds,
        },
    );
    const { code, stdout, stderr } = await progress.during(firstRun, () => "downloading");
    const engine = await probe(launcherBinary(), "downloaded by npm's 'pulumi' launcher", progress);
    if (engine === undefined) {
        const reason =
            code === 128 ? `no answer in ${launcherTimeoutSeconds} s` : lastLine(stderr) || lastLine(stdout);
        progress.say(`the launcher could not get it (${reason}); going on with Go`);
    }
    return engine;
}

/**
 * Builds the CLI with upstream's own release flags. A finished build is moved into place in one step,
 * so an interrupted one leaves nothing that looks finished.
 *
 * @param {Progress} progress
 * @returns {Promise<Engine>}
 */
async function build(progress) {
    const go = await findGo();
    await checkSpace(go);
    const env = { CGO_ENABLED: "0", GOTOOLCHAIN: "local", GOWORK: "off" };

    progress.say(`building it from its Go module with ${go}; a first build takes 4 to 15 minutes`);
    let downloads = 0;
    const listed = await runCommand(go, ["list", "-deps", goPackage], {
        cwd: goModuleFolder,
        env,
        onLine: (line) => {
            if (line.startsWith("go: downloading")) progress.pulse(`fetching, ${(downloads += 1)} modules`);
        },
    });
    const total = listed.trim().split("\n").length;

    const unfinished = join(engineFolder, `unfinished-${process.pid}`);
    mkdirSync(unfinished, { recursive: true });
    const linkerFlags = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${wantedVersion()}`;
    const buildFlags = [
        "-trimpath",
        "-buildvcs=false",
        "-tags",
        "osusergo,grpcnotrace",
        "-ldflags",
        linkerFlags,
    ];
    progress.say(`compiling, at most ${total} packages`);
    let compiled = 0;
    const compile = runCommand(
        go,
        ["build", "-v", ...buildFlags, "-o", join(unfinished, "pulumi"), goPackage],
        {
            cwd: goModuleFolder,
            env,
            onLine: () => (compiled += 1),
        },
    );
    try {
        await progress.during(compile, () => `compiling, ${compiled} of at most ${total} packages`);
        rmSync(dirname(builtBinary()), { recursive: true, force: true });
        renameSync(unfinished, dirname(builtBinary()));
    } finally {
        rmSync(unfinished, { recursive: true, force: true });
    }
    const engine = await probe(builtBinary(), "built from its Go module", progress);
    if (engine === undefined) {
        throw new Trouble(`The Pulumi CLI was built and does not run. Delete ${engineFolder} and try again.`);
    }
    return engine;
}

async function findGo() {
    const goMod = readFileSync(join(goModuleFolder, "go.mod"), "utf8");
    const needed = /^go (\S+)/m.exec(goMod)?.[1] ?? "";
    const advice =
        "Install the Pulumi CLI (https://www.pulumi.com/docs/install) so that 'pulumi version' runs, " +
        `or Go ${needed} or newer (https://go.dev/dl) to have it built here; then run the same command again.`;
    const go = findOnPath("go");
    if (go === undefined) throw new Trouble(`There is no Pulumi CLI, and no Go to build it with. ${advice}`);
    const version = /go(\d+\.\d+(?:\.\d+)?)/.exec(await runCommand(go, ["version"]))?.[1] ?? "0";
    if (compareVersions(version, needed) < 0) {
        throw new Trouble(`There is no Pulumi CLI, and ${go} is too old to build it (${version}). ${advice}`);
    }
    return go;
}

/** @param {string} go */
async function checkSpace(go) {
    const caches = await runCommand(go, ["env", "GOMODCACHE", "GOCACHE"]);
    const [moduleCache = "", buildCache = ""] = caches.trim().split("\n");
    const warm = existsSync(join(moduleCache, `github.com/pulumi/pulumi/pkg/v3@v${wantedVersion()}`));
    const need = {
        gigabytes: warm ? warmBuildGigabytes : coldBuildGigabytes,
        what: "Building the Pulumi CLI",
    };
    for (const folder of [moduleCache, buildCache, engineFolder]) prepareFolder(folder, need);
}

/**
 * @param {string} one
 * @param {string} other
 */
function compareVersions(one, other) {
    const [a, b] = [one, other].map((version) => version.split(".").map(Number));
    for (let i = 0; i < 3; i += 1) {
        const difference = (a?.[i] ?? 0) - (b?.[i] ?? 0);
        if (difference !== 0) return difference;
    }
    return 0;
}

/** @param {string} text */
function firstLine(text) {
    return text.trim().split("\n")[0] ?? "";
}

/** @param {string} text */
function lastLine(text) {
    return text.trim().split("\n").at(-1) ?? "";
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
    await runTool(async () => {
        const engine = await findEngine();
        process.stdout.write(`${engine.path}\n`);
    });
}
