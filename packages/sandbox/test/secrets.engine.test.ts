/** Secrets, certificates and time. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import * as tls from "@pulumi/tls";
import { aws as awsModel } from "../src/aws/index";
import { random as randomModel } from "../src/random/index";
import { Sandbox } from "../src/sandbox";
import { tls as tlsModel } from "../src/tls/index";
import { text } from "./text";

const providers = [awsModel, tlsModel, randomModel];
const config = { "aws:region": "eu-west-3" };
const CANARY = "canary-7c1f0e52";

describe("secrets", () => {
    let folder: string;
    let sandbox: Sandbox;
    beforeEach(async () => {
        folder = mkdtempSync(path.join(tmpdir(), "secrets-"));
        sandbox = await Sandbox.start({ providers, worldFile: path.join(folder, "world.json") });
    });
    afterEach(() => {
        sandbox.stop();
        rmSync(folder, { recursive: true, force: true });
    });

    it("appear in no state, export, log, output or file; only in what the provider must be told", async () => {
        const stack = await sandbox.stack({
            config,
            program: () => {
                const given = pulumi.secret(CANARY);
                const password = new random.RandomPassword("password", { length: 30 });
                const key = new tls.PrivateKey("key", { algorithm: "ED25519" });
                const all = { given, password: password.result, key: key.privateKeyPem };
                new aws.ssm.Parameter("kept", { type: "SecureString", value: pulumi.jsonStringify(all) });
                return all;
            },
        });
        const preview = await stack.preview();
        const up = await stack.up();
        const again = await stack.preview({ args: ["--diff"] });
        assert.deepEqual(again.changes, { same: 4 });
        const refresh = await stack.refresh();

        const { password, key } = await stack.outputs();
        const body = text(key).split("\n")[1] ?? "";
        const canaries = [CANARY, text(password), body];
        assert.ok(canaries.every((canary) => canary.length >= 15));
        const places = {
            export: (await stack.export()).text,
            state: readFileSync(stack.stateFile, "utf8"),
            "world file": readFileSync(path.join(folder, "world.json"), "utf8"),
            ...Object.fromEntries(
                [preview, up, again, refresh].flatMap(({ stdout, stderr, eventLog }, i) => [
                    [`output ${i}`, stdout + stderr],
                    [`event log ${i}`, eventLog],
                ]),
            ),
        };
        for (const [place, content] of Object.entries(places)) {
            assert.ok(content.length > 100 || place.startsWith("output"), place);
            for (const canary of canaries) {
                assert.ok(!content.includes(canary), `${place} has ${canary}`);
            }
        }
        const told = sandbox.world.calls.filter(({ inputs }) => JSON.stringify(inputs).includes(CANARY));
        assert.deepEqual([...new Set(told.map(({ token }) => token))], ["aws:ssm/parameter:Parameter"]);
    });

    it("that are write-only are sent, not kept, and no change by themselves", async () => {
        const program = (version: number) => () => {
            const key = new tls.PrivateKey(`key-${version}`, { algorithm: "ED25519" });
            new tls.SelfSignedCert("certificate", {
                privateKeyPemWo: key.privateKeyPem,
                privateKeyPemWoVersion: version,
                allowedUses: [],
                validityPeriodHours: 1,
            });
        };
        const stack = await sandbox.stack({ program: program(1) });
        await stack.up();
        const { resources } = await stack.export();
        const kept = resources.find(({ type }) => type.endsWith(":SelfSignedCert"));
        assert.ok(kept?.inputs && "privateKeyPemWo" in kept.inputs);
        assert.ok(kept.outputs && !("privateKeyPemWo" in kept.outputs));
        assert.deepEqual((await stack.refresh()).changes, { same: 3 });
        assert.deepEqual((await stack.up()).changes, { same: 3 });
        stack.setProgram(program(2));
        assert.deepEqual((await stack.up()).changes, { create: 1, delete: 1, replace: 1, same: 1 });
    });

    it("are not repeated by a refusal", async () => {
        const stack = await sandbox.stack({
            config,
            program: () => {
                new tls.SelfSignedCert("certificate", {
                    privateKeyPem: CANARY,
                    allowedUses: [],
                    validityPeriodHours: 1,
                });
            },
        });
        const up = await stack.up({ check: false });
        assert.match(up.stdout, /privateKeyPem is not a private key in PEM/);
        assert.ok(!(up.stdout + up.stderr + up.eventLog).includes(CANARY));
    });
}).timeout(180_000);

describe("a certificate", () => {
    it("is renewed when its time has come, and not by a change of when that is", async () => {
        let now = new Date("2030-01-01T00:00:00Z");
        const sandbox = await Sandbox.start({ providers, clock: () => now });
        try {
            const program = (earlyRenewalHours: number) => () => {
                const key = new tls.PrivateKey("key", { algorithm: "ECDSA", ecdsaCurve: "P256" });
                const certificate = new tls.SelfSignedCert("certificate", {
                    privateKeyPem: key.privateKeyPem,
                    allowedUses: ["server_auth"],
                    dnsNames: ["auth.example"],
                    validityPeriodHours: 100,
                    earlyRenewalHours,
                });
                return { pem: certificate.certPem, ready: certificate.readyForRenewal };
            };
            const stack = await sandbox.stack({ program: program(10) });
            await stack.up();
            const { pem } = await stack.outputs();
            assert.deepEqual((await stack.preview()).changes, { same: 3 });

            stack.setProgram(program(20));
            assert.deepEqual((await stack.up()).changes, { update: 1, same: 2 });
            assert.deepEqual(await stack.outputs(), { pem, ready: false });

            now = new Date("2030-01-04T07:00:00Z"); // 79 hours
            assert.deepEqual((await stack.preview()).changes, { same: 3 });
            now = new Date("2030-01-04T08:00:00Z"); // 80 hours
            await stack.refresh();
            const kept = (await stack.export()).resources.find(({ type }) =>
                type.endsWith(":SelfSignedCert"),
            );
            assert.equal(kept?.outputs?.readyForRenewal, true);
            assert.deepEqual((await stack.up()).changes, { replace: 1, same: 2 });
            const renewed = await stack.outputs();
            assert.notEqual(renewed.pem, pem);
            assert.equal(renewed.ready, false);
            assert.deepEqual((await stack.preview()).changes, { same: 3 });
        } finally {
            sandbox.stop();
        }
    });
}).timeout(180_000);
