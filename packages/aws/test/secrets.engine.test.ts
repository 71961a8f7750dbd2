import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { leaves } from "./support/leaves";
import { small, withStack } from "./support/engine";

/** Inputs that may hold a secret in clear on their way to the cloud, by type and property: they store it or sign with it. */
const PLACES = new Set([
    "aws:secretsmanager/secretVersion:SecretVersion secretString",
    "aws:acm/certificate:Certificate privateKey",
    "tls:index/selfSignedCert:SelfSignedCert privateKeyPem",
]);

describe("Secrets on the real engine", function () {
    this.timeout(300_000);

    it("are in clear in no state, export, log, output or user data, and only where they belong in the cloud", async () => {
        await withStack(small({ meets: ["renater", "shared"] }), async (stack, { world }) => {
            const preview = await stack.preview();
            const up = await stack.up();
            const secrets = secretsIn((await stack.command(["stack", "export", "--show-secrets"])).stdout);
            assert.ok(
                secrets.length >= 10 && secrets.every((secret) => secret.length >= 30),
                `${secrets.length}`,
            );

            const exported = await stack.export();
            const refreshed = await stack.refresh();
            const texts = {
                state: readFileSync(stack.stateFile, "utf8"),
                export: exported.text,
                ...Object.fromEntries(
                    Object.entries({ preview, up, refreshed }).flatMap(
                        ([name, { stdout, stderr, eventLog }]) => [
                            [`${name} stdout`, stdout],
                            [`${name} stderr`, stderr],
                            [`${name} events`, eventLog],
                        ],
                    ),
                ),
            };
            for (const [where, text] of Object.entries(texts)) {
                assert.ok(text.length > 0 || where.endsWith("stderr"), where);
                for (const secret of secrets)
                    assert.ok(!text.includes(secret), `${where} holds a secret in clear`);
            }
            const places = world.calls.flatMap(({ token, inputs }) =>
                leaves(inputs)
                    .filter(([, value]) => secrets.some((secret) => holds(value, secret)))
                    .map(([path]) => `${token} ${path}`),
            );
            assert.deepEqual(
                [...new Set(places)].filter((place) => !PLACES.has(place)),
                [],
            );
            assert.ok(places.length > 0);
        });
    });
});

/** Every password, and a line of every private key. */
function secretsIn(exported: string): string[] {
    const { deployment } = JSON.parse(exported) as {
        deployment: { resources: { type: string; outputs?: Record<string, { plaintext?: string }> }[] };
    };
    const opened = (value: { plaintext?: string } | undefined) =>
        JSON.parse(value?.plaintext ?? '""') as string;
    return deployment.resources.flatMap(({ type, outputs }) => {
        if (type === "random:index/randomPassword:RandomPassword") return [opened(outputs?.["result"])];
        if (type === "tls:index/privateKey:PrivateKey") {
            return [opened(outputs?.["privateKeyPem"]).split("\n")[1] ?? ""];
        }
        return [];
    });
}

/** In clear, or in base64 as user data is. */
function holds(value: string, secret: string): boolean {
    return value.includes(secret) || Buffer.from(value, "base64").includes(secret);
}
