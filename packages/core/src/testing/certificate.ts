import { createHash, generateKeyPairSync, sign } from "node:crypto";

/** A key and its self-signed certificate, PEM. */
export interface TestCertificate {
    readonly certificatePem: string;
    readonly privateKeyPem: string;
}

const made = new Map<string, TestCertificate>();

/**
 * A real certificate for one DNS name, self-signed and marked CA:FALSE, valid for ten years from yesterday: what the TLS provider
 * answers under mocks. The same `purpose` gives the same one within a process.
 */
export function testCertificate(name: string, purpose = ""): TestCertificate {
    const key = `${name}\n${purpose}`;
    const certificate = made.get(key) ?? makeCertificate(name, purpose);
    made.set(key, certificate);
    return certificate;
}

// RFC 5280 in DER (X.690), as little of it as such a certificate needs.
function makeCertificate(name: string, purpose: string): TestCertificate {
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const ecdsaWithSha256 = der(0x30, Buffer.from("06082a8648ce3d040302", "hex"));
    const commonName = der(0x30, Buffer.from("0603550403", "hex"), der(0x0c, Buffer.from(name)));
    const subject = der(0x30, der(0x31, commonName));
    const serial = createHash("sha256").update(`${name}${purpose}`).digest().subarray(0, 8);
    const now = new Date();
    const validity = der(0x30, time(now, -1), time(now, 3650));
    const basicConstraints = der(0x30, Buffer.from("0603551d130101ff04023000", "hex"));
    const dnsName = der(0x30, der(0x82, Buffer.from(name)));
    const alternativeName = der(0x30, Buffer.from("0603551d11", "hex"), der(0x04, dnsName));
    const body = der(
        0x30,
        Buffer.from("a003020102", "hex"),
        der(0x02, Buffer.concat([Buffer.from([1]), serial])),
        ecdsaWithSha256,
        subject,
        validity,
        subject,
        publicKey.export({ type: "spki", format: "der" }),
        der(0xa3, der(0x30, basicConstraints, alternativeName)),
    );
    const signature = Buffer.concat([Buffer.from([0]), sign("sha256", body, privateKey)]);
    return {
        certificatePem: pem(der(0x30, body, ecdsaWithSha256, der(0x03, signature))),
        privateKeyPem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    };
}

function der(tag: number, ...parts: Buffer[]): Buffer {
    const content = Buffer.concat(parts);
    const bytes =
        content.length < 0x80 ? [] : [...Buffer.from(content.length.toString(16).padStart(4, "0"), "hex")];
    const length = bytes.length === 0 ? [content.length] : [0x80 + bytes.length, ...bytes];
    return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

function time(now: Date, days: number): Buffer {
    const moment = new Date(now.getTime() + days * 86_400_000).toISOString();
    return der(0x17, Buffer.from(`${moment.slice(2, 19).replace(/[-:T]/g, "")}Z`));
}

function pem(content: Buffer): string {
    const lines = content.toString("base64").match(/.{1,64}/g) ?? [];
    return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}
