/** Key pairs, in every form that tls_private_key gives. */
import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import type { Problem, Values } from "../model";
import { textOf } from "../values";
import { fingerprintMd5, fingerprintSha256, privateKeyOpenssh, publicKeyOpenssh } from "./ssh";

const generate = promisify(generateKeyPair) as unknown as (
    type: string,
    options?: object,
) => Promise<{ privateKey: KeyObject; publicKey: KeyObject }>;

const ALGORITHMS = ["RSA", "ECDSA", "ED25519"];
const CURVES: Readonly<Record<string, string>> = {
    P224: "secp224r1",
    P256: "prime256v1",
    P384: "secp384r1",
    P521: "secp521r1",
};

/** Source: terraform-provider-tls internal/provider/resource_private_key.go. */
export const keyDefaults: Values = { rsaBits: 2048, ecdsaCurve: "P224" };

export function keyProblems({ algorithm, ecdsaCurve, rsaBits }: Values): readonly Problem[] {
    const oneOf = (property: string, value: string, allowed: readonly string[]) =>
        allowed.includes(value)
            ? []
            : [{ property, reason: `is "${value}"; allowed are ${allowed.join(", ")}` }];
    return [
        ...(typeof algorithm === "string" ? oneOf("algorithm", algorithm, ALGORITHMS) : []),
        ...(typeof ecdsaCurve === "string" ? oneOf("ecdsaCurve", ecdsaCurve, Object.keys(CURVES)) : []),
        ...(typeof rsaBits === "number" && (rsaBits < 1024 || !Number.isInteger(rsaBits))
            ? [{ property: "rsaBits", reason: `is ${rsaBits}; a whole number from 1024 is expected` }]
            : []),
    ];
}

export async function makeKey(inputs: Values): Promise<Values> {
    const { algorithm, ecdsaCurve, rsaBits }: Values = { ...keyDefaults, ...inputs };
    switch (algorithm) {
        case "RSA": {
            const { privateKey } = await generate("rsa", { modulusLength: rsaBits });
            return { ...keyDefaults, ...forms(privateKey, "pkcs1") };
        }
        case "ECDSA": {
            const { privateKey } = await generate("ec", { namedCurve: CURVES[textOf(ecdsaCurve) ?? ""] });
            return { ...keyDefaults, ...forms(privateKey, "sec1") };
        }
        default: {
            const { privateKey } = await generate("ed25519");
            return { ...keyDefaults, ...forms(privateKey, "pkcs8") };
        }
    }
}

function forms(privateKey: KeyObject, type: "pkcs1" | "sec1" | "pkcs8"): Values {
    const publicKey = createPublicKey(privateKey);
    // SSH knows no P-224, and Node cannot show it as a JWK.
    const inSsh = privateKey.asymmetricKeyDetails?.namedCurve !== CURVES.P224;
    return {
        privateKeyPem: privateKey.export({ format: "pem", type }) as string,
        privateKeyPemPkcs8: privateKey.export({ format: "pem", type: "pkcs8" }) as string,
        privateKeyOpenssh: inSsh ? privateKeyOpenssh(privateKey) : "",
        publicKeyPem: publicKey.export({ format: "pem", type: "spki" }) as string,
        publicKeyOpenssh: inSsh ? publicKeyOpenssh(publicKey) : "",
        publicKeyFingerprintMd5: inSsh ? fingerprintMd5(publicKey) : "",
        publicKeyFingerprintSha256: inSsh ? fingerprintSha256(publicKey) : "",
    };
}

/** The key in a PEM, and what tls calls its algorithm. @throws when it is none */
export function readKey(pem: string): { readonly key: KeyObject; readonly algorithm: string } {
    const key = createPrivateKey(pem);
    switch (key.asymmetricKeyType) {
        case "rsa":
            return { key, algorithm: "RSA" };
        case "ec":
            return { key, algorithm: "ECDSA" };
        case "ed25519":
            return { key, algorithm: "ED25519" };
        default:
            throw new Error(
                `a key of type ${key.asymmetricKeyType} cannot sign certificates; use RSA, ECDSA or ED25519`,
            );
    }
}

/** Whether a text holds a private key. */
export function isKey(pem: string): boolean {
    try {
        readKey(pem);
        return true;
    } catch {
        return false;
    }
}
