import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { startMachine, type Machine, type Outcome } from "../../../tools/debian";
import { hostEnvironment, hostTooling } from "../src/host-tool";
import { CREDENTIALS, startFakeAws, type Call, type FakeAws } from "./support/fake-aws";

const INSTANCE = {
    "instance-id": "i-0123456789abcdef0",
    "placement/availability-zone": "eu-west-3a",
    "placement/region": "eu-west-3",
    "local-ipv4": "10.0.0.7",
    "public-ipv4": "203.0.113.7",
};

describe("the program of a host", function () {
    this.timeout(120_000);
    let aws: FakeAws;
    let machine: Machine;
    const bundle = "the bundle, 100 % as it is\n";

    before(async () => {
        aws = await startFakeAws(INSTANCE, { secretsmanager, ssm, s3: s3(bundle) });
        const environment = {
            ...hostEnvironment("eu-west-3", "bridgepool/paris", "paris-store-1234567"),
            METADATA_URL: aws.url,
            PARAMETERS_URL: aws.url,
            S3_URL: aws.url,
            SECRETS_URL: aws.url,
        };
        machine = await startMachine({
            network: "host",
            files: {
                [hostTooling.path]: { text: hostTooling.script, mode: 0o755 },
                "/etc/bridgepool/host.env": Object.entries(environment)
                    .map(([name, value]) => `${name}="${value}"\n`)
                    .join(""),
                "/tmp/status.json": '{"bridge":"i-1"}',
            },
        });
    });

    after(async () => {
        await machine.close();
        await aws.close();
    });

    const cloud = (...words: string[]): Promise<Outcome> => machine.run([hostTooling.path, ...words]);
    const prints = async (text: string, ...words: string[]): Promise<void> => {
        assert.deepEqual(await cloud(...words), { code: 0, stdout: text, stderr: "" });
    };

    it("says nothing that shellcheck would mend", () => {
        const { stdout, status } = spawnSync(
            "shellcheck",
            // What host.env holds is known on the host only.
            ["--shell=bash", "--exclude=SC1091,SC2154", "-"],
            { input: hostTooling.script, encoding: "utf8" },
        );
        assert.equal(stdout, "");
        assert.equal(status, 0);
    });

    it("knows the facts of its instance", async () => {
        await prints("i-0123456789abcdef0\n", "metadata", "instance-id");
        await prints("eu-west-3a\n", "metadata", "zone");
        await prints("eu-west-3\n", "metadata", "region");
        await prints("10.0.0.7\n", "metadata", "private-ipv4");
        await prints("203.0.113.7\n", "metadata", "public-ipv4");
    });

    it("prints an empty line for what the instance has not", async () => {
        await prints("\n", "metadata", "ipv6");
    });

    it("reads a secret of its component, signed by its role", async () => {
        await prints(`{"password":"päss'word\\n"}`, "secret", "roster/shared");
        const call = aws.signed.at(-1);
        assert.equal(call?.headers["x-amz-target"], "secretsmanager.GetSecretValue");
        assert.equal(call.body, '{"SecretId":"bridgepool/paris/roster/shared"}');
    });

    it("reads parameters page by page", async () => {
        await prints('{"france":"{\\"accounts\\":[]}","hungary":"x y"}\n', "secrets", "accounts/");
    });

    it("reads an object to the byte", async () => {
        await prints(bundle, "object", "bundle/abc.json");
    });

    it("writes an object whose digest it sends", async () => {
        await prints("", "put-object", "board/status/i-1.json", "/tmp/status.json");
        const call = aws.signed.at(-1);
        assert.equal(call?.method, "PUT");
        assert.equal(call.url, "/paris-store-1234567/board/status/i-1.json");
        assert.equal(call.body, '{"bridge":"i-1"}');
        assert.equal(
            call.headers["x-amz-content-sha256"],
            createHash("sha256").update(call.body).digest("hex"),
        );
    });

    for (const [words, sentence] of [
        [
            ["secret", "absent"],
            "the secret bridgepool/paris/absent cannot be read: ResourceNotFoundException no such secret",
        ],
        [["secret", "binary"], "it holds no text"],
        [["object", "absent"], "the object absent of the bucket paris-store-1234567 cannot be read"],
        [["metadata", "colour"], "there is no metadata colour"],
        [["dance"], "use: metadata NAME"],
        [[], "use: metadata NAME"],
    ] as const) {
        it(`fails with a sentence: ${words.join(" ") || "no word"}`, async () => {
            const { code, stdout, stderr } = await cloud(...words);
            assert.notEqual(code, 0);
            assert.equal(stdout, "");
            assert.ok(stderr.includes(sentence), stderr);
        });
    }

    it("puts no secret on a command line", async () => {
        // A curl that notes its arguments before it does its work.
        await machine.write({
            "/opt/notes/curl": {
                text: '#!/bin/bash\nprintf "%s\\n" "$*" >>/tmp/notes\nexec /usr/bin/curl "$@"\n',
                mode: 0o755,
            },
        });
        const path = { env: { PATH: "/opt/notes:/usr/bin:/bin" } };
        await machine.check([hostTooling.path, "secret", "roster/shared"], path);
        const notes = await machine.check(["cat", "/tmp/notes"]);
        assert.match(notes, /GetSecretValue/);
        for (const word of [...Object.values(CREDENTIALS), "metadata-session", "word"]) {
            assert.ok(!notes.includes(word), word);
        }
    });
});

function secretsmanager({ body }: Call): { status?: number; body: string } {
    const { SecretId } = JSON.parse(body) as { SecretId: string };
    if (SecretId.endsWith("/binary")) return { body: '{"SecretBinary":"AA=="}' };
    return SecretId.endsWith("/absent")
        ? { status: 400, body: '{"__type":"com.aws#ResourceNotFoundException","message":"no such secret"}' }
        : { body: JSON.stringify({ SecretString: `{"password":"päss'word\\n"}` }) };
}

function ssm({ body }: Call): { body: string } {
    const { Path, WithDecryption, NextToken } = JSON.parse(body) as Record<string, unknown>;
    assert.equal(Path, "/bridgepool/paris/accounts");
    assert.equal(WithDecryption, true);
    const page = (name: string, value: string, more: object) =>
        JSON.stringify({
            Parameters: [{ Name: `/bridgepool/paris/accounts/${name}`, Value: value }],
            ...more,
        });
    return {
        body:
            NextToken === undefined
                ? page("france", '{"accounts":[]}', { NextToken: "two" })
                : page("hungary", "x y", {}),
    };
}

function s3(bundle: string) {
    return ({ method, url }: Call): { status?: number; body: string } => {
        if (method === "PUT") return { body: "" };
        return url === "/paris-store-1234567/bundle/abc.json"
            ? { body: bundle }
            : { status: 404, body: "<Error/>" };
    };
}
