import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Result } from "@bridgepool/sandbox";
import { example, flagship, trial } from "./support/flagship";

describe("the flagship", function () {
    this.timeout(300_000);

    it("comes up, stays as it is, goes away whole, and comes up again", async () => {
        await trial(example("national-plus-shared"), async ({ sandbox, stack }) => {
            const first = await stack.up();
            const { meets, pools } = await stack.outputs();
            assert.deepEqual(meets, {
                renater: "https://rendez-vous.example.fr",
                dfn: "https://konferenz.example.de",
                shared: "https://meet.federation.example",
            });
            assert.deepEqual(pools, {
                france: { renater: 1, shared: 0.4 },
                germany: { dfn: 1, shared: 0.4 },
            });

            assertNothingChanges(await stack.up());
            assertNothingChanges(await stack.refresh());
            await stack.destroy();
            assert.deepEqual(sandbox.world.list(), [], "nothing is left in the cloud");
            const again = await stack.up();
            assert.deepEqual(again.changes, first.changes);
        });
    });

    it("is the same resources from a program and from a file", async () => {
        const created = async (name: string) => {
            let urns: string[] = [];
            await trial(example(name), async ({ stack }) => {
                const { steps } = await stack.preview();
                urns = steps.filter(({ op }) => op === "create").map(({ urn }) => urn);
            });
            return urns.sort();
        };
        assert.deepEqual(await created("from-file"), await created("national-plus-shared"));
    });
});

describe("the flagship's secrets", function () {
    this.timeout(300_000);

    /** Resources whose own business is to store a secret, or to sign with a private key: type → property. */
    const STORES: Readonly<Record<string, readonly string[]>> = {
        "aws:secretsmanager/secretVersion:SecretVersion": ["secretString"],
        "tls:index/selfSignedCert:SelfSignedCert": ["privateKeyPem"],
        "aws:acm/certificate:Certificate": ["privateKey"],
    };

    it("are in clear nowhere but where they are stored", async () => {
        await trial(flagship(), async ({ sandbox, stack }) => {
            const results = [
                await stack.preview(),
                await stack.up(),
                await stack.up(),
                await stack.refresh(),
            ];
            const secrets = secretsOf((await stack.command(["stack", "export", "--show-secrets"])).stdout);
            assert.ok(secrets.length >= 10, `only ${secrets.length} secrets were found`);

            const exported = await stack.export();
            const places: Record<string, string> = {
                "the exported state": exported.text,
                "the state file": readFileSync(stack.stateFile, "utf8"),
                "user data": decodedUserData(exported.text),
                "what the engine printed and logged": results.flatMap(printed).join("\n"),
            };
            for (const { token, inputs } of sandbox.world.calls) {
                const others = Object.entries(inputs).filter(([name]) => !STORES[token]?.includes(name));
                places[`what ${token} was given`] =
                    `${places[`what ${token} was given`] ?? ""}${JSON.stringify(others)}`;
            }
            places["what the destroy printed and logged"] = printed(await stack.destroy()).join("\n");
            const leaks = Object.entries(places).flatMap(([place, text]) =>
                secrets.some((secret) => text.includes(secret)) ? [place] : [],
            );
            assert.deepEqual(leaks, [], "secrets stand in clear");
        });
    });
});

function printed({ stdout, stderr, eventLog }: Result): string[] {
    return [stdout, stderr, eventLog];
}

function assertNothingChanges({ changes }: Result): void {
    const { same, ...others } = changes;
    assert.ok(same !== undefined && same > 0);
    assert.deepEqual(others, {});
}

/** Generated passwords and private keys, also as JSON holds them; the state was exported with secrets in clear. */
function secretsOf(state: string): string[] {
    const { deployment } = JSON.parse(state) as {
        deployment: { resources: { type: string; outputs?: Record<string, { plaintext?: string }> }[] };
    };
    const values = deployment.resources.flatMap(({ type, outputs = {} }) => {
        const property = {
            "random:index/randomPassword:RandomPassword": "result",
            "tls:index/privateKey:PrivateKey": "privateKeyPem",
        }[type];
        const sealed = property === undefined ? undefined : outputs[property]?.plaintext;
        return sealed === undefined ? [] : [JSON.parse(sealed) as string];
    });
    // A key inside JSON has its line ends escaped: a line from its middle is in both forms.
    return values.map((value) => value.split("\n")[1] ?? value);
}

function decodedUserData(state: string): string {
    return [...state.matchAll(/"userData": "([A-Za-z0-9+/=]+)"/g)]
        .map(([, encoded = ""]) => Buffer.from(encoded, "base64").toString())
        .join("\n");
}
