import assert from "node:assert/strict";
import { createHash, createPrivateKey, createPublicKey, sign, verify, X509Certificate } from "node:crypto";
import type { ResourceModel, Values } from "../src/model";
import { refusalOf } from "../src/testing/index";
import { makeKey } from "../src/tls/keys";
import { tls } from "../src/tls/index";
import { World } from "../src/world/world";
import { instanceOf } from "../src/server/instance";
import { viewOf } from "../src/server/view";
import { text } from "./text";

const now = new Date("2030-01-01T00:00:00.500Z");

function model(type: string): ResourceModel {
    const found = tls.resources.find(({ token }) => token.endsWith(`:${type}`));
    assert.ok(found);
    return found;
}

const show = (value: unknown) => JSON.stringify(value).replaceAll('"', "");

async function make(type: string, inputs: Values): Promise<Values & { readonly id: string }> {
    const cloud = viewOf(new World({ clock: () => now }), instanceOf(tls, {}), { region: "", seed: type });
    const id = model(type).id(inputs, cloud);
    return { ...inputs, ...(await model(type).outputs(inputs, id, cloud)), id };
}

describe("private keys", () => {
    for (const inputs of [
        { algorithm: "RSA", rsaBits: 2048 },
        { algorithm: "ECDSA", ecdsaCurve: "P256" },
        { algorithm: "ECDSA", ecdsaCurve: "P384" },
        { algorithm: "ECDSA", ecdsaCurve: "P521" },
        { algorithm: "ECDSA" },
        { algorithm: "ED25519" },
    ] as Values[]) {
        it(`${Object.values(inputs).map(show).join(" ")} are one key in all their forms`, async () => {
            const key = await makeKey(inputs);
            const message = Buffer.from("message");
            const digest = inputs.algorithm === "ED25519" ? null : "sha256";
            const signature = sign(digest, message, createPrivateKey(text(key.privateKeyPem)));
            assert.ok(verify(digest, message, createPublicKey(text(key.publicKeyPem)), signature));
            const pkcs8 = createPrivateKey(text(key.privateKeyPemPkcs8));
            assert.equal(createPublicKey(pkcs8).export({ format: "pem", type: "spki" }), key.publicKeyPem);

            if (inputs.algorithm === "ECDSA" && inputs.ecdsaCurve === undefined) {
                assert.equal(key.publicKeyOpenssh, ""); // P224, the provider's default, is none of SSH's curves
                return;
            }
            const [kind = "", blob = ""] = text(key.publicKeyOpenssh).trim().split(" ");
            const bytes = Buffer.from(blob, "base64");
            assert.equal(bytes.subarray(4, 4 + bytes.readUInt32BE(0)).toString(), kind);
            const sha256 = createHash("sha256").update(bytes).digest("base64").replace(/=+$/, "");
            assert.equal(key.publicKeyFingerprintSha256, `SHA256:${sha256}`);
            assert.match(text(key.publicKeyFingerprintMd5), /^([0-9a-f]{2}:){15}[0-9a-f]{2}$/);
            assert.deepEqual(publicPartOf(text(key.privateKeyOpenssh)), bytes);
        });
    }

    it("are refused with a length or a curve that does not exist", async () => {
        const refused = (inputs: Values) =>
            refusalOf({ world: new World(), providers: [tls], token: model("PrivateKey").token, inputs });
        assert.match(
            (await refused({ algorithm: "DSA" })) ?? "",
            /algorithm is "DSA"; allowed are RSA, ECDSA/,
        );
        assert.match(
            (await refused({ algorithm: "ECDSA", ecdsaCurve: "P1" })) ?? "",
            /allowed are P224, P256/,
        );
        assert.match((await refused({ algorithm: "RSA", rsaBits: 512 })) ?? "", /from 1024/);
    });
});

/** The public key inside an OpenSSH private key, past its header: OpenSSH's PROTOCOL.key. */
function publicPartOf(pem: string): Buffer {
    const body = Buffer.from(pem.replace(/-----[^-]+-----/g, ""), "base64");
    let at = "openssh-key-v1\0".length;
    const next = () => {
        const length = body.readUInt32BE(at);
        at += 4 + length;
        return body.subarray(at - length, at);
    };
    next();
    next();
    next();
    at += 4;
    const publicPart = next();
    assert.equal(next().length % 8, 0);
    return publicPart;
}

describe("certificates", () => {
    it("say what was asked for, and are signed by their own key", async () => {
        const { privateKeyPem = "" } = await makeKey({ algorithm: "ECDSA", ecdsaCurve: "P256" });
        const certificate = await make("SelfSignedCert", {
            privateKeyPem,
            allowedUses: ["digital_signature", "server_auth"],
            validityPeriodHours: 48,
            dnsNames: ["auth.meet.example"],
            ipAddresses: ["192.0.2.1"],
            subject: { commonName: "auth.meet.example", organization: "Example" },
        });
        const parsed = new X509Certificate(text(certificate.certPem));
        assert.equal(parsed.subject, "O=Example\nCN=auth.meet.example");
        assert.equal(parsed.issuer, parsed.subject);
        assert.equal(parsed.subjectAltName, "DNS:auth.meet.example, IP Address:192.0.2.1");
        assert.equal(parsed.ca, false);
        assert.deepEqual(parsed.keyUsage, ["1.3.6.1.5.5.7.3.1"]);
        assert.ok(parsed.verify(parsed.publicKey));
        assert.ok(parsed.checkPrivateKey(createPrivateKey(text(privateKeyPem))));
        assert.equal(BigInt(`0x${parsed.serialNumber}`).toString(), certificate.id);
        assert.equal(certificate.validityStartTime, "2030-01-01T00:00:00Z");
        assert.equal(certificate.validityEndTime, "2030-01-03T00:00:00Z");
        assert.equal(new Date(parsed.validTo).toISOString(), "2030-01-03T00:00:00.000Z");
        assert.equal(certificate.keyAlgorithm, "ECDSA");
    });

    for (const key of [
        { algorithm: "RSA" },
        { algorithm: "ECDSA", ecdsaCurve: "P384" },
        { algorithm: "ED25519" },
    ] as Values[]) {
        it(`of an authority sign requests (${show(key.algorithm)})`, async () => {
            const authorityKey = text((await makeKey(key)).privateKeyPem);
            const authority = await make("SelfSignedCert", {
                privateKeyPem: authorityKey,
                allowedUses: ["cert_signing"],
                validityPeriodHours: 48,
                isCaCertificate: true,
                subject: { commonName: "authority" },
            });
            const request = await make("CertRequest", {
                privateKeyPem: text((await makeKey({ algorithm: "ED25519" })).privateKeyPem),
                dnsNames: ["bridge.example"],
                subject: { commonName: "bridge" },
            });
            const signed = await make("LocallySignedCert", {
                caPrivateKeyPem: authorityKey,
                caCertPem: authority.certPem ?? "",
                certRequestPem: request.certRequestPem ?? "",
                allowedUses: ["client_auth"],
                validityPeriodHours: 24,
            });
            const [above, below] = [authority, signed].map(
                ({ certPem }) => new X509Certificate(text(certPem)),
            );
            assert.ok(above && below);
            assert.ok(above.ca);
            assert.ok(below.checkIssued(above) && below.verify(above.publicKey));
            assert.equal(below.subject, "CN=bridge");
            assert.equal(below.subjectAltName, "DNS:bridge.example");
        });
    }

    it("ask for renewal in time, and not before", () => {
        const { expired } = model("SelfSignedCert");
        const state = { validityEndTime: "2030-01-03T00:00:00Z" };
        const at = (time: string, inputs: Values = {}) => expired?.(state, inputs, new Date(time));
        assert.deepEqual(at("2030-01-02T23:59:59Z"), []);
        assert.deepEqual(at("2030-01-03T00:00:00Z"), ["readyForRenewal"]);
        assert.deepEqual(at("2030-01-02T23:00:00Z", { earlyRenewalHours: 1 }), ["readyForRenewal"]);
    });

    it("are refused without a key, with a wrong one, for unknown uses", async () => {
        const refused = async (inputs: Values) =>
            (await refusalOf({
                world: new World(),
                providers: [tls],
                token: model("SelfSignedCert").token,
                inputs: { allowedUses: [], validityPeriodHours: 1, ...inputs },
            })) ?? "accepted";
        assert.match(await refused({}), /privateKeyPem is missing: give it, or privateKeyPemWo/);
        const secret = "not-a-key-4711";
        assert.match(await refused({ privateKeyPem: secret }), /is not a private key in PEM/);
        assert.ok(!(await refused({ privateKeyPem: secret })).includes(secret));
        assert.match(
            await refused({ allowedUses: ["serve"] }),
            /allowedUses has "serve"; allowed are any_extended/,
        );
        assert.match(await refused({ ipAddresses: ["1.2.3"] }), /"1.2.3", which is not an IP address/);
        const { privateKeyPem = "" } = await makeKey({ algorithm: "ED25519" });
        assert.match(
            await refused({ privateKeyPem, isCaCertificate: true }),
            /an authority needs at least one name/,
        );
        const { privateKeyPem: p224 = "" } = await makeKey({ algorithm: "ECDSA" });
        assert.match(await refused({ privateKeyPem: p224 }), /cannot sign with a key on the curve P224/);
    });
});
