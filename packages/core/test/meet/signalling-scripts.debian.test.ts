import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import {
    accountsDocument,
    accountVerifier,
    signallingDocument,
    type SignallingSecret,
} from "@bridgepool/core";
import { startMachine, type Machine } from "../../../../tools/debian";
import { meet, tooling } from "../support/meet";
import { machineFiles } from "../support/bridge-host";
import { makeCertificate } from "../support/self-signed";

const PREPARE = ["/usr/local/lib/bridgepool/prepare-signalling", tooling.path];
const ACCOUNTS = ["/usr/local/lib/bridgepool/accounts", tooling.path];
const RUN = "/run/bridgepool";
const FILE = `${RUN}/brewery/accounts.json`;

const focusPassword = 'focus-"${password}"-0123456789';
const france = { user: "france-1", password: "password-of-france" };
const hungary = {
    user: "hungary-12",
    password: "password-of-hungary",
    notAfter: "2030-01-01T01:00:00+01:00",
};

const makePair = () => makeCertificate({ names: ["auth.meet.example.org"] });

let certificate: string;
let privateKey: string;
let next: { certificate: string; privateKey: string };
let secret: string;
before(async () => {
    ({ certificate, privateKey } = await makePair());
    next = await makePair();
    secret = signallingDocument({
        focusPassword,
        certificate,
        nextCertificate: next.certificate,
        privateKey,
    });
});

/** A signalling host in a cloud that knows these secrets. */
async function host(files: Record<string, string>): Promise<Machine> {
    return startMachine({
        files: {
            ...machineFiles(meet().signalling.files),
            [tooling.path]: { text: tooling.script, mode: 0o755 },
            ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`/srv/cloud/${name}`, text])),
        },
    });
}

describe("prepare-signalling", () => {
    let machine: Machine;
    beforeEach(async () => (machine = await host({ "secrets/signalling": secret })));
    afterEach(() => machine.close());

    const offer = (other: SignallingSecret) =>
        machine.write({ "/srv/cloud/secrets/signalling": signallingDocument(other) });

    it("gives each container what it needs, readable by nobody else", async () => {
        await machine.check(PREPARE);
        const listed = await machine.check(["find", RUN, "-mindepth", "1", "-printf", "%M %U:%G %P\n"]);
        assert.deepEqual(listed.trim().split("\n").sort(), [
            "-r-------- 1000:1000 brewery/certificate.pem",
            "-r-------- 1000:1000 brewery/key.pem",
            "-r-------- 1000:1000 brewery/local-accounts.json",
            "-r-------- 1000:1000 jicofo/passwords.conf",
            "-r-------- 1000:1000 jicofo/trust.p12",
            "-r-------- 1000:1000 prosody/certificate.pem",
            "-r-------- 1000:1000 prosody/key.pem",
            "-r-------- 1000:1000 prosody/local-accounts.json",
            "drwxr-x--- 0:1000 brewery",
            "drwxr-x--- 0:1000 jicofo",
            "drwxr-x--- 0:1000 prosody",
        ]);
        for (const part of ["brewery", "prosody"]) {
            assert.equal(await machine.read(`${RUN}/${part}/certificate.pem`), certificate);
            assert.equal(await machine.read(`${RUN}/${part}/key.pem`), privateKey);
        }
    });

    it("gives both Prosodys the verifier that core computes, and the password to Jicofo alone", async () => {
        await machine.check(PREPARE);
        const { accounts } = JSON.parse(await machine.read(`${RUN}/brewery/local-accounts.json`)) as {
            accounts: unknown[];
        };
        assert.deepEqual(accounts, [accountVerifier({ user: "focus", password: focusPassword })]);
        const holders = await machine.run(["grep", "--recursive", "--files-with-matches", "0123456789", RUN]);
        assert.equal(holders.stdout, `${RUN}/jicofo/passwords.conf\n`);
    });

    const trusted = async () => javaTrusts(await machine.check(["base64", `${RUN}/jicofo/trust.p12`]));
    const fingerprints = (...pems: string[]) => pems.map((pem) => new X509Certificate(pem).fingerprint256);

    it("makes Jicofo's Java trust the Meet's own certificates alone: the one in use, and the next", async () => {
        await machine.check(PREPARE);
        assert.deepEqual((await trusted()).sort(), fingerprints(certificate, next.certificate).sort());
    });

    it("makes it trust the issuer too where the user brings a chain, and so the issuer's next one", async () => {
        const issuer = await makeCertificate({ names: ["ca.example.net"], ca: true });
        const chain = `${certificate}\n${issuer.certificate}\n`;
        await offer({ focusPassword, privateKey, certificate: chain });
        await machine.check(PREPARE);
        assert.deepEqual((await trusted()).sort(), fingerprints(certificate, issuer.certificate).sort());
        assert.equal(await machine.read(`${RUN}/prosody/certificate.pem`), chain);
    });

    it("changes no file when nothing has changed: a restart ends no session of focus", async () => {
        await machine.check(PREPARE);
        const stamps = () => machine.check(["find", RUN, "-type", "f", "-printf", "%i %C@ %P\n"]);
        const before = await stamps();
        await machine.check(PREPARE);
        await machine.check([...PREPARE, "certificate"]);
        assert.equal(await stamps(), before);
    });

    it("brings a new certificate to a running host, and no new password, which would cut Jicofo off", async () => {
        await machine.check(PREPARE);
        assert.equal(await machine.check([...PREPARE, "certificate"]), "");
        const third = await makePair();
        await offer({
            focusPassword: "another",
            certificate: next.certificate,
            nextCertificate: third.certificate,
            privateKey: next.privateKey,
        });
        assert.equal(
            await machine.check([...PREPARE, "certificate"]),
            "prepare-signalling: there is a new certificate for brewery\n" +
                "prepare-signalling: there is a new certificate for prosody\n",
        );
        for (const part of ["brewery", "prosody"]) {
            assert.equal(await machine.read(`${RUN}/${part}/certificate.pem`), next.certificate);
            assert.equal(await machine.read(`${RUN}/${part}/key.pem`), next.privateKey);
        }
        assert.deepEqual((await trusted()).sort(), fingerprints(next.certificate, third.certificate).sort());
        assert.doesNotMatch(await machine.read(`${RUN}/jicofo/passwords.conf`), /another/);
        const { accounts } = JSON.parse(await machine.read(`${RUN}/brewery/local-accounts.json`)) as {
            accounts: unknown[];
        };
        assert.deepEqual(accounts, [accountVerifier({ user: "focus", password: focusPassword })]);
    });

    it("keeps the pair it has when it is told a key that is another's, or that cannot be read", async () => {
        await machine.check(PREPARE);
        for (const [wrong, reason] of [
            [next.privateKey, /is not that of its certificate/],
            ["kkkk", /a certificate or a key that cannot be read/],
        ] as const) {
            await offer({ focusPassword, certificate, privateKey: wrong });
            const { code, stdout, stderr } = await machine.run([...PREPARE, "certificate"]);
            assert.deepEqual([code, stderr], [0, ""]);
            assert.match(stdout, reason);
            assert.match(stdout, /what was read before stays\n$/);
            assert.doesNotMatch(stdout, /kkkk|BEGIN/);
            assert.equal(await machine.read(`${RUN}/brewery/certificate.pem`), certificate);
            assert.equal(await machine.read(`${RUN}/brewery/key.pem`), privateKey);
        }
    });

    it("fails while there is no secret yet, and not when one was there before", async () => {
        await machine.write({ "/srv/cloud/away": "" });
        const first = await machine.run(PREPARE);
        assert.equal(first.code, 1);
        assert.equal(
            first.stderr,
            "prepare-signalling: the secret signalling cannot be read: the cloud is away\n",
        );
        await machine.check(["rm", "/srv/cloud/away"]);
        await machine.check(PREPARE);
        await machine.write({ "/srv/cloud/away": "" });
        const again = await machine.run(PREPARE);
        assert.equal(again.code, 0);
        assert.match(again.stdout, /the cloud is away; what was read before stays/);
    });

    it("refuses what no Meet writes, without saying what it was", async () => {
        for (const wrong of [
            "",
            "x",
            "[]",
            "{}",
            '{"focusPassword":"pppp","certificate":"cccc","privateKey":"kkkk"}',
        ]) {
            await machine.write({ "/srv/cloud/secrets/signalling": wrong });
            const { code, stdout, stderr } = await machine.run(PREPARE);
            assert.equal(code, 1, wrong);
            assert.match(stderr, /^prepare-signalling: the secret signalling (is not what|lacks)[^\n]*\n$/);
            assert.doesNotMatch(stdout + stderr, /pppp|cccc|kkkk/);
        }
    });
});

describe("accounts", () => {
    let machine: Machine;
    beforeEach(async () => (machine = await host({})));
    afterEach(() => machine.close());

    const offer = (entries: Record<string, unknown>) =>
        machine.write({ "/srv/cloud/accounts/.json": JSON.stringify(entries) });
    const users = async () =>
        (JSON.parse(await machine.read(FILE)) as { accounts: { user: string }[] }).accounts.map(
            ({ user }) => user,
        );
    const documents = () => ({
        "accounts/france": accountsDocument([france, { ...france, user: "france-2" }]),
        "accounts/hungary": accountsDocument([hungary]),
    });

    it("merges the accounts of all pools, readable by Prosody alone", async () => {
        await offer(documents());
        assert.equal(await machine.check(ACCOUNTS), "accounts: france-1, france-2, hungary-12\n");
        const { accounts } = JSON.parse(await machine.read(FILE)) as { accounts: unknown[] };
        assert.deepEqual(accounts[0], accountVerifier(france));
        assert.deepEqual(accounts[2], { ...accountVerifier(hungary), notAfter: "2030-01-01T00:00:00Z" });
        assert.equal(await machine.check(["stat", "--format=%A %u:%g", FILE]), "-r-------- 1000:1000\n");
    });

    it("names a revoked account, which needs no keys, and only a pool's own", async () => {
        await offer({ "accounts/france": accountsDocument([{ ...france, user: "france-2" }], ["france-1"]) });
        assert.equal(await machine.check(ACCOUNTS), "accounts: france-1 (revoked), france-2\n");
        const { accounts } = JSON.parse(await machine.read(FILE)) as { accounts: unknown[] };
        assert.deepEqual(accounts[0], { user: "france-1", revoked: true });
        const before = await machine.read(FILE);
        await offer({ "accounts/hungary": accountsDocument([], ["france-2"]) });
        assert.match((await machine.run(ACCOUNTS)).stderr, /not its own/);
        assert.equal(await machine.read(FILE), before);
    });

    it("is silent and changes nothing while nothing changes", async () => {
        await offer(documents());
        await machine.check(ACCOUNTS);
        const inode = await machine.check(["stat", "--format=%i %z", FILE]);
        assert.equal(await machine.check(ACCOUNTS), "");
        assert.equal(await machine.check(["stat", "--format=%i %z", FILE]), inode);
    });

    it("takes an account away with its entry, the last one too", async () => {
        await offer(documents());
        await machine.check(ACCOUNTS);
        await offer({ "accounts/france": accountsDocument([france]) });
        await machine.check(ACCOUNTS);
        assert.deepEqual(await users(), ["france-1"]);
        await offer({});
        assert.equal(await machine.check(ACCOUNTS), "accounts: none\n");
        assert.deepEqual(await users(), []);
    });

    it("keeps what was valid while the cloud is away", async () => {
        await offer(documents());
        await machine.check(ACCOUNTS);
        const before = await machine.read(FILE);
        await machine.write({ "/srv/cloud/away": "" });
        const { code, stderr } = await machine.run(ACCOUNTS);
        assert.equal(code, 1);
        assert.equal(
            stderr,
            "accounts: the accounts cannot be read: the cloud is away; what was valid stays valid\n",
        );
        assert.equal(await machine.read(FILE), before);
    });

    it("keeps what was valid when it is told what no Meet writes, and says whose it is", async () => {
        await offer(documents());
        await machine.check(ACCOUNTS);
        const before = await machine.read(FILE);
        const account = accountVerifier(france);
        const wrong: [string, unknown, RegExp][] = [
            ["no text", 7, /accounts\/france is not the JSON/],
            ["no JSON", "{", /accounts\/france is not the JSON/],
            ["no object", "[]", /accounts\/france is not the JSON/],
            ["no list", "{}", /accounts\/france has no list/],
            [
                "another pool's",
                JSON.stringify({ accounts: [{ ...account, user: "hungary-1" }] }),
                /not its own/,
            ],
            ["focus", JSON.stringify({ accounts: [{ ...account, user: "focus" }] }), /not its own/],
            ["no user", JSON.stringify({ accounts: [{ ...account, user: 1 }] }), /cannot be read/],
            ["a text", JSON.stringify({ accounts: ["x"] }), /cannot be read/],
            ["few rounds", JSON.stringify({ accounts: [{ ...account, iterations: 1 }] }), /fewer than 4096/],
            [
                "a short key",
                JSON.stringify({ accounts: [{ ...account, storedKey: "eA==" }] }),
                /no storedKey/,
            ],
            ["no base64", JSON.stringify({ accounts: [{ ...account, serverKey: "!" }] }), /cannot be read/],
            ["no date", JSON.stringify({ accounts: [{ ...account, notAfter: "soon" }] }), /cannot be read/],
        ];
        for (const [what, value, reason] of wrong) {
            await offer({ ...documents(), "accounts/france": value });
            const { code, stderr } = await machine.run(ACCOUNTS);
            assert.equal(code, 1, what);
            assert.match(stderr, reason, what);
            assert.equal(await machine.read(FILE), before, what);
        }
        await machine.write({ "/srv/cloud/accounts/.json": "garbage" });
        assert.equal((await machine.run(ACCOUNTS)).code, 1);
        assert.equal(await machine.read(FILE), before);
    });
});

/** Fingerprints of the certificates that a Java with this trust store trusts: other entries it would pass over. */
async function javaTrusts(store: string): Promise<string[]> {
    const folder = await mkdtemp(join(tmpdir(), "bridgepool-trust-"));
    try {
        await writeFile(join(folder, "trust.p12"), Buffer.from(store, "base64"));
        const list = ["-list", "-v", "-storetype", "PKCS12", "-storepass", "bridgepool"];
        const command = [...list, "-keystore", join(folder, "trust.p12"), "-J-Duser.language=en"];
        const { stdout } = await promisify(execFile)("keytool", command);
        const entries = stdout.split("Entry type: ").slice(1);
        return entries
            .filter((entry) => entry.startsWith("trustedCertEntry"))
            .map((entry) => /SHA256: ([0-9A-F:]+)/.exec(entry)?.[1] ?? "");
    } finally {
        await rm(folder, { recursive: true });
    }
}

describe("the files of a Meet's hosts, read by their programs", () => {
    let machine: Machine;
    before(async () => (machine = await host({})));
    after(() => machine.close());

    it("Quadlet makes a service of each container, and runs the brewery's Prosody without the image's supervisor", async () => {
        const { code, stdout, stderr } = await machine.run(["/usr/libexec/podman/quadlet", "-dryrun"]);
        assert.equal(code, 0, stderr);
        assert.doesNotMatch(stderr, /unsupported|invalid|error|warn/i);
        const services = [...stdout.matchAll(/^---(bridgepool-\w+)\.service---$/gm)].map(([, name]) => name);
        assert.deepEqual(services.sort(), [
            "bridgepool-brewery",
            "bridgepool-jicofo",
            "bridgepool-prosody",
            "bridgepool-web",
        ]);
        assert.match(
            stdout,
            /^ExecStart=.* --entrypoint prosody .*\/prosody:\S+ --config \/config\/prosody\.cfg\.lua -F$/m,
        );
    });

    it("systemd accepts every unit", async () => {
        const made = "/run/systemd/generator";
        await machine.check(["/usr/lib/systemd/system-generators/podman-system-generator", made, made, made]);
        await machine.check(["systemd-sysusers"]);
        const own = meet()
            .signalling.files.map(({ path }) => path)
            .filter((path) => /system\/[^/]+$/.test(path));
        for (const timer of ["bridgepool-accounts.timer", "bridgepool-certificate.timer"]) {
            assert.ok(own.some((path) => path.endsWith(timer)));
        }
        const parts = ["brewery", "jicofo", "prosody", "web"].map(
            (part) => `${made}/bridgepool-${part}.service`,
        );
        const { code, stderr } = await machine.run([
            "systemd-analyze",
            "verify",
            "--man=no",
            ...parts,
            ...own,
        ]);
        assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
    });
});
