// What the tools say when the machine lacks something: each in a copy of tools/, with a PATH of its own.
import assert from "node:assert/strict";
import { execFile, spawn, spawnSync } from "node:child_process";
import {
    chmodSync,
    cpSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runInNewContext } from "node:vm";

const tools = join(__dirname, "..");

interface Trial {
    folder: string;
    /** Puts a program on PATH: a shell script with this body. */
    program: (name: string, body: string) => void;
    /** Runs a tool of the copy with nothing but those programs on PATH. */
    run: (tool: string) => Promise<{ code: number; stdout: string; stderr: string }>;
}

async function inCopy(use: (trial: Trial) => Promise<void>): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), "bridgepool-tools-"));
    const bin = join(folder, "bin");
    mkdirSync(bin);
    symlinkSync("/bin/sh", join(bin, "sh"));
    cpSync(tools, join(folder, "tools"), { recursive: true, filter: (path) => !path.endsWith("/test") });
    try {
        await use({
            folder,
            program(name, body) {
                writeFileSync(join(bin, name), `#!/bin/sh\n${body}\n`);
                chmodSync(join(bin, name), 0o755);
            },
            run: (tool) =>
                new Promise((resolve) => {
                    execFile(
                        process.execPath,
                        [join(folder, "tools", tool)],
                        { env: { PATH: bin } },
                        (error, stdout, stderr) => {
                            resolve({
                                code: typeof error?.code === "number" ? error.code : 0,
                                stdout,
                                stderr,
                            });
                        },
                    );
                }),
        });
    } finally {
        rmSync(folder, { recursive: true });
    }
}

describe("engine.mjs", () => {
    it("takes the CLI from PATH and prints where it is", () =>
        inCopy(async ({ folder, program, run }) => {
            program("pulumi", "echo v3.248.0");
            const { code, stdout } = await run("engine.mjs");
            assert.equal(code, 0);
            assert.match(stdout, /Pulumi 3\.248\.0, found on PATH/);
            assert.equal(stdout.trim().split("\n").at(-1), join(folder, "bin", "pulumi"));
        }));

    it("says which CLI is too old, why the launcher failed, and what to install when there is no Go", () =>
        inCopy(async ({ program, run }) => {
            program("pulumi", "echo v3.100.0");
            program("npm", "echo 'npm error network unreachable' >&2; exit 1");
            const { code, stdout, stderr } = await run("engine.mjs");
            assert.equal(code, 1);
            assert.match(
                stdout,
                /not using .*bin\/pulumi: it is 3\.100\.0, and 3\.200\.0 or newer is needed/,
            );
            assert.match(stdout, /the launcher could not get it \(npm error network unreachable\)/);
            assert.match(
                stderr,
                /^\nThere is no Pulumi CLI, and no Go to build it with\. Install the Pulumi CLI .* or Go 1\.\d+/,
            );
            assert.doesNotMatch(stderr, /^ +at /m);
        }));

    it("says that a CLI does not run, and that Go is too old", () =>
        inCopy(async ({ program, run }) => {
            program("pulumi", "echo 'cannot execute: wrong format' >&2; exit 126");
            program("npm", "exit 1");
            program("go", "echo go version go1.19.8 linux/amd64");
            const { code, stdout, stderr } = await run("engine.mjs");
            assert.equal(code, 1);
            assert.match(stdout, /'pulumi version' failed \(cannot execute: wrong format\)/);
            assert.match(stderr, /go is too old to build it \(1\.19\.8\)/);
        }));

    it("takes what the launcher downloads, and finds it again", () =>
        inCopy(async ({ folder, program, run }) => {
            // The launcher's own way: it puts the program under PULUMI_HOME and then runs it.
            program(
                "npm",
                'to="$PULUMI_HOME/versions/$PULUMI_VERSION/bin"; /bin/mkdir -p "$to"\n' +
                    'printf \'#!/bin/sh\\necho v%s\\n\' "$PULUMI_VERSION" > "$to/pulumi"; /bin/chmod 755 "$to/pulumi"',
            );
            const first = await run("engine.mjs");
            assert.match(first.stdout, /downloaded by npm's 'pulumi' launcher/);
            rmSync(join(folder, "bin", "npm"));
            const second = await run("engine.mjs");
            assert.equal(second.code, 0);
            assert.match(second.stdout, /downloaded earlier/);
            const linked = readFileSync(join(folder, ".bridgepool", "engine", "bin", "pulumi"), "utf8");
            assert.match(linked, /echo v3\./);
        }));

    it("says that the cache cannot be written", () =>
        inCopy(async ({ folder, run }) => {
            writeFileSync(join(folder, ".bridgepool"), "");
            const { code, stderr } = await run("engine.mjs");
            assert.equal(code, 1);
            assert.match(
                stderr,
                /\.bridgepool\/engine\/launcher cannot be written .* Make it writable for this user/,
            );
        }));
});

describe("the other tools", () => {
    it("say how much space is missing", async () => {
        const { prepareFolder } = await import("../lib/paths.mjs");
        assert.throws(
            () => prepareFolder(tmpdir(), { gigabytes: 1e6, what: "A test" }),
            /^Error: A test needs 1000000 GB free at .*, and [\d.]+ GB are\. Free some space/,
        );
    });

    it("name the package that brings a missing program", async () => {
        const { ensureProgram } = await import("../lib/apt.mjs");
        const { Progress } = await import("../lib/progress.mjs");
        const path = process.env.PATH;
        process.env.PATH = dirname(tools);
        try {
            await assert.rejects(
                ensureProgram("javac", "default-jdk-headless", new Progress("test")),
                /'javac' is not on PATH\. Install it \(on Debian and Ubuntu: apt-get install default-jdk-headless\)/,
            );
        } finally {
            process.env.PATH = path;
        }
    });

    it("refuse an old Node with one sentence", () => {
        const said: string[] = [];
        const codes: number[] = [];
        const run = (node: string) =>
            runInNewContext(readFileSync(join(tools, "check-node.cjs"), "utf8"), {
                process: { versions: { node }, execPath: "node", exit: (code: number) => codes.push(code) },
                console: { error: (text: string) => said.push(text) },
            }) as unknown;
        for (const node of ["14.9.0", "18.20.8", "20.18.3"]) run(node);
        for (const node of ["20.19.0", "22.0.0", "24.21.0"]) run(node);
        assert.deepEqual(codes, [1, 1, 1]);
        assert.match(
            said[0] ?? "",
            /needs Node 20\.19 or newer, and this is 14\.9\.0 \(node\)\. Install a newer one/,
        );
    });
});

describe("what `npm start` reports", () => {
    it("is each Meet's URL and whom each pool serves with what share", async () => {
        const { whatWasMade } = await import("../lib/report.mjs");
        assert.equal(
            whatWasMade({
                meets: { shared: "https://meet.example", renater: "https://rendez-vous.example" },
                pools: { paris: { renater: 1, shared: 0.4 }, spare: {} },
            }),
            [
                "Meets",
                "  shared   https://meet.example",
                "  renater  https://rendez-vous.example",
                "Pools",
                "  paris    serves renater with every bridge, shared with 40 % of its bridges",
                "  spare    serves nobody yet",
            ].join("\n"),
        );
    });

    it("is what the engine did, or that nothing changed", async () => {
        const { whatHappened } = await import("../lib/report.mjs");
        const history = (resourceChanges: object) => JSON.stringify([{ kind: "update", resourceChanges }]);
        assert.equal(whatHappened(history({ create: 70, same: 1, update: 2 })), "70 made, 2 changed");
        assert.equal(
            whatHappened(history({ same: 71 })),
            "no changes: all 71 resources are as the program says",
        );
    });
});

describe("the order of tests", () => {
    it("is decided by the seed and keeps every element", async () => {
        const { default: shuffle } = await import("../lib/shuffle.cjs");
        const list = Array.from({ length: 50 }, (_, i) => i);
        const once = shuffle.shuffled(list, 7);
        assert.deepEqual(once, shuffle.shuffled(list, 7));
        assert.notDeepEqual(once, shuffle.shuffled(list, 8));
        assert.deepEqual(
            [...once].sort((a, b) => a - b),
            list,
        );
    });
});

describe("after a run that was killed", () => {
    const urn = (name: string) => `urn:pulumi:try::project::aws:s3/bucket:Bucket::${name}`;
    const state = {
        checkpoint: {
            latest: {
                resources: [{ urn: urn("replaced"), id: "old" }],
                pending_operations: [
                    { type: "creating", resource: { urn: urn("replaced") } },
                    { type: "creating", resource: { urn: urn("not-made") } },
                    { type: "updating", resource: { urn: urn("updated") } },
                ],
            },
        },
    };

    it("what it made and did not record is found, and nothing that is recorded", async () => {
        const { madeAndNotRecorded, wasKilled } = await import("../lib/killed-run.mjs");
        assert.equal(wasKilled(state), true);
        assert.equal(wasKilled({ checkpoint: { latest: { resources: [] } } }), false);
        assert.equal(wasKilled({ checkpoint: {} }), false, "nothing was ever made");
        const made = [
            { urn: urn("replaced"), id: "old" },
            { urn: urn("replaced"), id: "new" },
            { urn: urn("updated"), id: "same" },
        ];
        assert.deepEqual(
            madeAndNotRecorded(state, made).map(({ id }) => id),
            ["new"],
        );
    });

    it("the engine's lock is removed, unless that engine runs", async () => {
        const { removeLocksOfTheDead } = await import("../lib/killed-run.mjs");
        const folder = mkdtempSync(join(tmpdir(), "bridgepool-locks-"));
        // Runs under that name until its input ends.
        writeFileSync(join(folder, "pulumi"), "#!/bin/sh\nread line\n", { mode: 0o755 });
        const engine = spawn(join(folder, "pulumi"));
        const { pid: dead } = spawnSync(process.execPath, ["--version"]);
        try {
            const locks = { "runs.json": engine.pid, "dead.json": dead, "another.json": process.pid };
            for (const [name, pid] of Object.entries(locks)) {
                writeFileSync(join(folder, name), JSON.stringify({ pid }));
            }
            removeLocksOfTheDead(folder);
            assert.deepEqual(
                readdirSync(folder).filter((name) => name.endsWith(".json")),
                process.platform === "linux" ? ["runs.json"] : ["another.json", "runs.json"],
            );
        } finally {
            engine.kill();
            rmSync(folder, { recursive: true });
        }
        removeLocksOfTheDead(folder);
    });
});
