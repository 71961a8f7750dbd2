/** The command `sandbox` as a user runs it, on a project folder. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import {
    existsSync,
    mkdirSync,
    mkdtempSync,
    readFileSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { findEngine } from "../src/engine/locate";

const repository = path.resolve(__dirname, "../../..");
const main = path.resolve(__dirname, "../src/cli/main.ts");
const loader = pathToFileURL(require.resolve("tsx")).href;

const program = `
    const { Vpc } = require("@pulumi/aws/ec2/vpc");
    const { PrivateKey } = require("@pulumi/tls");
    const net = new Vpc("net", { cidrBlock: "10.0.0.0/16" });
    exports.key = new PrivateKey("key", { algorithm: "ED25519" }).privateKeyPem;
    exports.net = net.id;
`;

interface Ended {
    readonly code: number | null;
    readonly stdout: string;
    readonly stderr: string;
}

describe("the sandbox command", () => {
    let dir: string;
    beforeEach(() => {
        // With a blank in its name, because paths go through URLs and shells.
        dir = path.join(mkdtempSync(path.join(tmpdir(), "cli-")), "my project");
        mkdirSync(dir);
        symlinkSync(path.join(repository, "node_modules"), path.join(dir, "node_modules"));
        writeFileSync(
            path.join(dir, "Pulumi.yaml"),
            "name: trial\nruntime: {name: nodejs, options: {typescript: false}}\nconfig: {aws:region: eu-west-3}\n",
        );
        writeFileSync(path.join(dir, "package.json"), '{"name": "trial"}');
        writeFileSync(path.join(dir, "index.js"), program);
    });
    afterEach(() => rmSync(path.dirname(dir), { recursive: true, force: true }));

    const sandbox = async (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> => {
        const child = spawn(process.execPath, ["--import", loader, main, ...args], {
            cwd: dir,
            env: { ...process.env, BRIDGEPOOL_PULUMI: findEngine(repository), ...env },
        });
        let [stdout, stderr] = ["", ""];
        child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
        child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
        return new Promise((resolve, reject) => {
            child.on("error", reject);
            child.on("close", (code) => resolve({ code, stdout, stderr }));
        });
    };
    const pulumi = (...args: string[]) => sandbox(["--", "pulumi", ...args, "--non-interactive"]);
    const succeeds = ({ code, stdout, stderr }: Ended): string => {
        assert.equal(code, 0, stdout + stderr);
        return stdout;
    };

    it("gives a project a cloud that lasts, to look at, to disturb and to clear away", async () => {
        succeeds(await pulumi("stack", "init", "dev"));
        succeeds(await pulumi("up", "--yes", "--skip-preview"));
        assert.match(succeeds(await pulumi("up", "--yes", "--skip-preview")), /3 unchanged/);
        assert.match(succeeds(await sandbox(["world"])), /eu-west-3 +aws:ec2\/vpc:Vpc +net +vpc-/);

        succeeds(await sandbox(["drift", "net", "tags", '{"a": "b"}']));
        assert.match(succeeds(await pulumi("refresh", "--yes", "--skip-preview")), /~ 1 updated/);
        succeeds(await sandbox(["fail", "refuse", "--on", "update", "--message", "no, said the cloud"]));
        assert.match(
            succeeds(await sandbox(["world"])),
            /Still to go wrong:\n {2}refuse the update of anything/,
        );
        const failed = await pulumi("up", "--yes", "--skip-preview");
        assert.notEqual(failed.code, 0);
        assert.match(failed.stdout, /no, said the cloud/);
        succeeds(await pulumi("up", "--yes", "--skip-preview"));
        succeeds(await pulumi("destroy", "--yes", "--skip-preview"));
        assert.match(succeeds(await sandbox(["world"])), /The stand-in cloud is empty/);

        const state = path.join(dir, ".bridgepool");
        assert.ok(
            existsSync(path.join(state, "world.json")) && !existsSync(path.join(state, "world.json.lock")),
        );
        assert.ok(!readFileSync(path.join(state, "world.json"), "utf8").includes("10.0.0.0"));
    }).timeout(180_000);

    it("publishes DNS records by hand", async () => {
        const added = await sandbox(["dns", "add", "_Proof.example.org.", "CNAME", "_value.acm.example."]);
        assert.equal(
            succeeds(added),
            'Published: _proof.example.org CNAME _value.acm.example. The next "pulumi up" will find it.\n',
        );
        succeeds(await sandbox(["dns", "add", "xmpp.example.org", "A", "192.0.2.1", "192.0.2.2"]));
        assert.equal(
            succeeds(await sandbox(["dns", "list"])),
            [
                "NAME                TYPE   VALUE",
                "_proof.example.org  CNAME  _value.acm.example",
                "xmpp.example.org    A      192.0.2.1",
                "xmpp.example.org    A      192.0.2.2",
                "",
            ].join("\n"),
        );
        assert.match(succeeds(await sandbox(["world"])), /The stand-in cloud is empty/);
        assert.match(
            succeeds(await sandbox(["dns", "remove", "xmpp.example.org"])),
            /Removed: .*192\.0\.2\.1, .*192\.0\.2\.2\./,
        );
        assert.match(
            (await sandbox(["dns", "remove", "xmpp.example.org"])).stderr,
            /^sandbox: no record of xmpp\.example\.org was published; there are records of _proof\.example\.org\n/,
        );
    }).timeout(60_000);

    it("passes the command's exit code on, and says what it cannot do", async () => {
        assert.equal((await sandbox(["--", process.execPath, "-e", "process.exit(7)"])).code, 7);
        const unknown = await sandbox(["--", "no-such-program"]);
        assert.equal(unknown.code, 1);
        assert.equal(
            unknown.stderr,
            'sandbox: "no-such-program" was not found: is it installed, and on PATH?\n',
        );

        const noEngine = await sandbox(["--", "pulumi", "up"], {
            BRIDGEPOOL_PULUMI: undefined,
            PATH: dir,
        });
        assert.match(
            noEngine.stderr,
            /^sandbox: no Pulumi engine found: install the pulumi CLI .* or set BRIDGEPOOL_PULUMI/,
        );

        writeFileSync(path.join(dir, "file"), "");
        const noFolder = await sandbox(["--state", "file", "world"]);
        assert.match(
            noFolder.stderr,
            /^sandbox: The state folder .*file cannot be used .*: choose another one with --state/,
        );

        succeeds(await sandbox(["heal"]));
        writeFileSync(path.join(dir, ".bridgepool", "world.json"), "{");
        assert.match(
            (await sandbox(["world"])).stderr,
            /world\.json cannot be read .*start afresh by deleting/,
        );
        const other = await sandbox(["--state", "other", "heal"], { PULUMI_CONFIG_PASSPHRASE: "mine" });
        assert.equal(other.code, 0);
        assert.ok(!existsSync(path.join(dir, "other", "passphrase")));
    }).timeout(60_000);

    it("warns when a new passphrase will not open an old stack", async () => {
        writeFileSync(path.join(dir, "Pulumi.old.yaml"), "encryptionsalt: v1:abc\n");
        assert.match((await sandbox(["heal"])).stderr, /Pulumi\.old\.yaml .* sealed with another passphrase/);
    });

    it("explains itself", async () => {
        assert.match(succeeds(await sandbox(["--help"])), /run Pulumi programs without a cloud/);
        assert.match(succeeds(await sandbox(["--version"])), /^\d+\.\d+\.\d+\n$/);
    });
});
