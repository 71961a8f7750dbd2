import assert from "node:assert/strict";
import { ProblemsError } from "@bridgepool/core";
import { testCertificate } from "@bridgepool/core/testing";
import { secret } from "@pulumi/pulumi";
import { leaves } from "./support/leaves";
import { meet as make } from "./support/meet";
import { all, textOf, the, up } from "./support/tree";

/** Where a secret may be, by type and property. */
const PLACES: Readonly<Record<string, string>> = {
    "SecretVersion secretString": "stores it",
    "Parameter value": "stores verifiers",
    "SelfSignedCert privateKeyPem": "signs with it",
};

describe("The secrets of a Meet", () => {
    it("are in the resources that store them or sign with them, marked, and nowhere else", async () => {
        const recording = await up(() => make());
        const secrets = recording.resources.flatMap(({ type, attributes }) =>
            type.endsWith(":RandomPassword")
                ? [JSON.stringify(attributes["result"]).slice(1, -1)]
                : type.endsWith(":PrivateKey")
                  ? [JSON.stringify(attributes["privateKeyPem"]).slice(1, 60)]
                  : [],
        );
        assert.equal(secrets.length, 5);
        for (const { name, type, inputs, secrets: marked } of recording.resources) {
            for (const [path, value] of leaves(inputs)) {
                if (!secrets.some((text) => JSON.stringify(value).includes(text))) continue;
                assert.ok(PLACES[`${type.split(":").at(-1) ?? ""} ${path}`], `${name} ${path}`);
                assert.ok(marked.includes(path), `${name} ${path} in clear`);
            }
        }
    });

    it("give the signalling host the password of focus, the certificate in use with its key, and the next one without", async () => {
        const recording = await up(() => make());
        const version = the(recording, "SecretVersion", "renater-signalling");
        const text = JSON.parse(textOf(version, "secretString")) as Record<string, string>;
        assert.deepEqual(text, {
            focusPassword: the(recording, "RandomPassword", "renater-focus").attributes["result"],
            certificate: the(recording, "SelfSignedCert", "renater-bridges-1").attributes["certPem"],
            nextCertificate: the(recording, "SelfSignedCert", "renater-bridges-2").attributes["certPem"],
            privateKey: the(recording, "PrivateKey", "renater-bridges-1").attributes["privateKeyPem"],
        });
    });
});

describe("The certificates that bridges trust", () => {
    it("are two generations, self-signed, no authorities, never renewed by themselves", async () => {
        const rows = all(await up(() => make()), "SelfSignedCert").map(({ name, inputs }) => [
            name,
            inputs["dnsNames"],
            inputs["isCaCertificate"],
            inputs["earlyRenewalHours"],
            inputs["validityPeriodHours"],
        ]);
        assert.deepEqual(rows, [
            ["renater-bridges-1", ["auth.rendez-vous.example.fr"], false, 0, 17520],
            ["renater-bridges-2", ["auth.rendez-vous.example.fr"], false, 0, 35040],
        ]);
    });

    it("advance by making a new one and leaving the others alone", async () => {
        const before = await up(() => make());
        const after = await up(() => make({ trust: { generation: 2 } }));
        const second = "renater-bridges-2";
        assert.deepEqual(the(before, "PrivateKey", second).inputs, the(after, "PrivateKey", second).inputs);
        assert.deepEqual(
            all(after, "PrivateKey").map(({ name }) => name),
            [second, "renater-bridges-3"],
        );
    });

    it("may be the user's own", async () => {
        const own = testCertificate("auth.rendez-vous.example.fr", "own");
        const trust = { certificatePem: own.certificatePem, privateKeyPem: secret(own.privateKeyPem) };
        const recording = await up(() => make({ trust }));
        assert.equal(all(recording, "SelfSignedCert").length, 0);
        const { france } = recording.outputs["invitations"] as Record<string, { trust: string[] }>;
        assert.deepEqual(
            france?.trust.map((pem) => pem.trim()),
            [own.certificatePem.trim()],
        );
    });
});

describe("The accounts of pools", () => {
    it("are a password each and one parameter per pool, with every valid generation", async () => {
        const accounts = {
            france: { generation: 3, keepPrevious: true, previousNotAfter: "2030-01-31T00:00:00Z" },
        };
        const recording = await up(() => make({ accounts }));
        const parameter = the(recording, "Parameter", "renater-accounts-france");
        assert.equal(parameter.inputs["name"], "/bridgepool/renater/accounts/france");
        assert.equal(parameter.inputs["type"], "SecureString");
        const { accounts: stored } = JSON.parse(textOf(parameter, "value")) as {
            accounts: Record<string, string>[];
        };
        assert.deepEqual(
            stored.map(({ user, notAfter }) => [user, notAfter]),
            [
                ["france-2", "2030-01-31T00:00:00Z"],
                ["france-3", undefined],
            ],
        );
        assert.ok(textOf(parameter, "value").length < 4096, "a standard parameter takes 4 KiB");
    });

    it("come and go alone: one pool more changes nothing else", async () => {
        const before = await up(() => make());
        const after = await up(() => make({ admits: ["france", "hungary", "newcomer"] }));
        const known = new Map(before.resources.map(({ urn, inputs }) => [urn, JSON.stringify(inputs)]));
        assert.deepEqual(
            after.resources
                .filter(({ urn, inputs }) => known.get(urn) !== JSON.stringify(inputs))
                .map(({ type, name }) => `${type.split(":").at(-1) ?? ""} ${name}`),
            ["Parameter renater-accounts-newcomer", "RandomPassword renater-account-newcomer-1"],
        );
    });
});

describe("The invitations of a Meet", () => {
    it("are one per admitted pool, with only the password secret", async () => {
        const recording = await up(() => make());
        const { france } = recording.outputs["invitations"] as Record<string, Record<string, unknown>>;
        const { trust, password, ...rest } = france ?? {};
        assert.deepEqual(rest, {
            version: 1,
            meet: "renater",
            host: "xmpp.rendez-vous.example.fr",
            port: 6222,
            domain: "auth.rendez-vous.example.fr",
            mucDomains: ["conference.rendez-vous.example.fr", "breakout.rendez-vous.example.fr"],
            user: "france-1",
            room: "jvbbrewery@internal.auth.rendez-vous.example.fr",
            generation: 1,
        });
        assert.equal((trust as string[]).length, 2);
        assert.equal(
            password,
            the(recording, "RandomPassword", "renater-account-france-1").attributes["result"],
        );
        assert.deepEqual(recording.secretOutputs, [
            "invitations.france.password",
            "invitations.hungary.password",
        ]);
    });

    it("are for pools that it admits", async () => {
        await up(() => {
            const meet = make();
            assert.throws(
                () => meet.invitation("hungry"),
                (error: unknown) =>
                    error instanceof ProblemsError && error.message.includes('did you mean "hungary"?'),
            );
            return meet;
        });
    });
});
