/** Keys in the formats of OpenSSH: RFC 4253 §6.6, RFC 5656 §3.1, RFC 8709, and OpenSSH's PROTOCOL.key. */
import { createHash, createPublicKey, randomBytes, type JsonWebKey, type KeyObject } from "node:crypto";

/** `ssh-ed25519 AAAA…` and a line end; empty for curves SSH does not know (P-224). */
export function publicKeyOpenssh(key: KeyObject): string {
    const blob = publicBlob(key.export({ format: "jwk" }));
    return blob === undefined ? "" : `${sshName(key.export({ format: "jwk" }))} ${blob.toString("base64")}\n`;
}

/** `aa:bb:…`; empty where there is no SSH form. */
export function fingerprintMd5(key: KeyObject): string {
    const blob = publicBlob(key.export({ format: "jwk" }));
    const digest = blob && createHash("md5").update(blob).digest("hex");
    return digest?.replace(/..(?=.)/g, "$&:") ?? "";
}

/** `SHA256:…`, base64 without padding; empty where there is no SSH form. */
export function fingerprintSha256(key: KeyObject): string {
    const blob = publicBlob(key.export({ format: "jwk" }));
    return blob === undefined
        ? ""
        : `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
}

/** `-----BEGIN OPENSSH PRIVATE KEY-----`, not encrypted; empty where there is no SSH form. */
export function privateKeyOpenssh(key: KeyObject): string {
    const publicPart = publicBlob(createPublicKey(key).export({ format: "jwk" }));
    if (publicPart === undefined) {
        return "";
    }
    const check = randomBytes(4);
    const secret = Buffer.concat([check, check, privateFields(key.export({ format: "jwk" })), text("")]);
    const padding = Buffer.from(Array.from({ length: (8 - (secret.length % 8)) % 8 }, (_, i) => i + 1));
    const document = Buffer.concat([
        Buffer.from("openssh-key-v1\0"),
        text("none"), // cipher
        text("none"), // key derivation
        text(""),
        uint32(1), // number of keys
        text(publicPart),
        text(Buffer.concat([secret, padding])),
    ]);
    const lines = document.toString("base64").match(/.{1,70}/g) ?? [];
    return ["-----BEGIN OPENSSH PRIVATE KEY-----", ...lines, "-----END OPENSSH PRIVATE KEY-----", ""].join(
        "\n",
    );
}

const CURVES: Readonly<Record<string, string>> = {
    "P-256": "nistp256",
    "P-384": "nistp384",
    "P-521": "nistp521",
};

function sshName({ kty, crv = "" }: JsonWebKey): string | undefined {
    switch (kty) {
        case "RSA":
            return "ssh-rsa";
        case "OKP":
            return "ssh-ed25519";
        default:
            return crv in CURVES ? `ecdsa-sha2-${CURVES[crv]}` : undefined;
    }
}

function publicBlob(jwk: JsonWebKey): Buffer | undefined {
    const name = sshName(jwk);
    if (name === undefined) {
        return undefined;
    }
    switch (jwk.kty) {
        case "RSA":
            return Buffer.concat([text(name), integer(jwk.e), integer(jwk.n)]);
        case "OKP":
            return Buffer.concat([text(name), text(bytes(jwk.x))]);
        default:
            return Buffer.concat([text(name), text(CURVES[jwk.crv ?? ""] ?? ""), text(point(jwk))]);
    }
}

function privateFields(jwk: JsonWebKey): Buffer {
    const name = text(sshName(jwk) ?? "");
    switch (jwk.kty) {
        case "RSA":
            return Buffer.concat([name, ...[jwk.n, jwk.e, jwk.d, jwk.qi, jwk.p, jwk.q].map(integer)]);
        case "OKP":
            return Buffer.concat([
                name,
                text(bytes(jwk.x)),
                text(Buffer.concat([bytes(jwk.d), bytes(jwk.x)])),
            ]);
        default:
            return Buffer.concat([name, text(CURVES[jwk.crv ?? ""] ?? ""), text(point(jwk)), integer(jwk.d)]);
    }
}

/** An uncompressed point on a curve: SEC 1 §2.3.3. */
function point(jwk: JsonWebKey): Buffer {
    return Buffer.concat([Buffer.from([4]), bytes(jwk.x), bytes(jwk.y)]);
}

function bytes(value: string | undefined): Buffer {
    return Buffer.from(value ?? "", "base64url");
}

function uint32(value: number): Buffer {
    const buffer = Buffer.alloc(4);
    buffer.writeUInt32BE(value);
    return buffer;
}

function text(value: string | Buffer): Buffer {
    const body = Buffer.from(value);
    return Buffer.concat([uint32(body.length), body]);
}

/** RFC 4251 §5, mpint: no leading zeros, but one where the first bit would make it negative. */
function integer(value: string | undefined): Buffer {
    const body = bytes(value);
    const start = body.findIndex((byte) => byte !== 0);
    const trimmed = start < 0 ? Buffer.alloc(0) : body.subarray(start);
    return text((trimmed[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.alloc(1), trimmed]) : trimmed);
}
