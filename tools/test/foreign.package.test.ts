// The packages as a stranger gets them: packed by npm, installed into an empty repository, type-checked, previewed.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import {
    cpSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, join } from "node:path";
import { promisify } from "node:util";
import ts from "typescript";

const run = promisify(execFile);
const root = join(__dirname, "..", "..");
const packages = readdirSync(join(root, "packages")).filter((name) => existsSync(packageFile(name)));

function packageFile(name: string): string {
    return join(root, "packages", name, "package.json");
}

interface Manifest {
    name: string;
    peerDependencies?: Record<string, string>;
    devDependencies?: Record<string, string>;
}

function manifest(name: string): Manifest {
    return JSON.parse(readFileSync(packageFile(name), "utf8")) as Manifest;
}

// What a reader of the README copies first.
const [, userProgram = ""] = /^```ts\n(.*?)^```$/ms.exec(readFileSync(join(root, "README.md"), "utf8")) ?? [];

// The settings of Pulumi's own TypeScript templates.
const userTsconfig = {
    compilerOptions: {
        strict: true,
        target: "es2022",
        module: "nodenext",
        moduleResolution: "nodenext",
        types: ["node"],
        skipLibCheck: true,
        noEmit: true,
    },
    include: ["index.ts", "examples/*/*.ts"],
};

describe("a foreign repository that installs the packed packages", function () {
    this.timeout("10m");

    let folder: string;
    // The engine that `npm test` puts on PATH, or the one that it has left here.
    const env = {
        ...process.env,
        PATH: [process.env.PATH, join(root, ".bridgepool/engine/bin")].join(delimiter),
    };
    /** Runs a command there. */
    const there = (command: string, ...args: string[]) =>
        run(command, args, { cwd: folder, env, maxBuffer: 64 * 1024 * 1024 });

    before(async () => {
        folder = mkdtempSync(join(tmpdir(), "bridgepool-foreign-"));
        const tarballs = join(folder, "tarballs");
        mkdirSync(tarballs);
        const workspaces = packages.flatMap((name) => ["--workspace", `packages/${name}`]);
        await run("npm", ["pack", ...workspaces, "--pack-destination", tarballs], { cwd: root });

        // The peers, in the versions that this repository itself is tested with.
        const versions = Object.assign(
            {},
            ...packages.map((name) => manifest(name).devDependencies),
        ) as Record<string, string>;
        const peers = packages
            .flatMap((name) => Object.keys(manifest(name).peerDependencies ?? {}))
            .filter((name) => !name.startsWith("@bridgepool/"));
        writeFileSync(
            join(folder, "package.json"),
            JSON.stringify({
                name: "foreign",
                private: true,
                dependencies: {
                    ...Object.fromEntries(peers.map((name) => [name, versions[name]])),
                    ...Object.fromEntries(
                        readdirSync(tarballs).map((file) => [
                            file.replace(/^bridgepool-(.*)-\d+\.\d+\.\d+.*$/, "@bridgepool/$1"),
                            `file:tarballs/${file}`,
                        ]),
                    ),
                },
                devDependencies: { typescript: "~6.0.0", "@types/node": "^20.0.0" },
            }),
        );
        writeFileSync(join(folder, "index.ts"), userProgram);
        writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(userTsconfig));
        writeFileSync(join(folder, "Pulumi.yaml"), "name: foreign\nruntime: nodejs\n");
        cpSync(join(root, "examples"), join(folder, "examples"), {
            recursive: true,
            filter: (path) => !["node_modules", "dist", "test"].includes(basename(path)),
        });
        await there("npm", "install", "--prefer-offline", "--no-audit", "--no-fund");
    });

    after(() => {
        rmSync(folder, { recursive: true, force: true });
    });

    it("holds nothing but what is meant to be published", () => {
        for (const name of packages) {
            const installed = join(folder, "node_modules", "@bridgepool", name);
            const files = readdirSync(installed, { recursive: true, encoding: "utf8" });
            assert.ok(files.includes("README.md"), `${name} has no README.md`);
            const stray = files.filter((file) => /\.test\.|(^|\/)src\/|tsbuildinfo|(?<!\.d)\.ts$/.test(file));
            assert.deepEqual(stray, [], name);
        }
    });

    it("type-checks a first program and every example", async () => {
        await there("npx", "--no-install", "tsc");
    });

    it("gets declarations that are sound by themselves", () => {
        // Checking every library's declarations would take seconds and gigabytes; these are the ones we publish.
        const ours = packages.flatMap((name) => {
            const dist = join(folder, "node_modules", "@bridgepool", name, "dist");
            return readdirSync(dist, { recursive: true, encoding: "utf8" })
                .filter((file) => file.endsWith(".d.ts"))
                .map((file) => join(dist, file));
        });
        const { options } = ts.parseJsonConfigFileContent(userTsconfig, ts.sys, folder);
        const program = ts.createProgram(ours, { ...options, skipLibCheck: false });
        const problems = ours.flatMap((file) => program.getSemanticDiagnostics(program.getSourceFile(file)));
        const texts = problems.map(
            ({ file, messageText }) =>
                `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
        );
        assert.deepEqual(texts, []);
    });

    it("previews the first program on the sandbox with the real engine", async () => {
        const pulumi = (...args: string[]) =>
            there(
                "npx",
                "--no-install",
                "@bridgepool/sandbox",
                "--state",
                join(folder, "state"),
                "--",
                "pulumi",
                ...args,
            );
        await pulumi("stack", "init", "dev", "--non-interactive");
        const { stdout } = await pulumi("preview", "--stack", "dev", "--non-interactive");
        assert.match(stdout, /\+ +bridgepool-aws:index:Meet +renater +create/);
        assert.match(stdout, /\+ +bridgepool-aws:index:BridgePool +france +create/);
    });
});
