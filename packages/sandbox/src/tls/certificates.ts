/** Real X.509 certificates and requests. */
import { createPublicKey, webcrypto, type KeyObject } from "node:crypto";
import { isIP } from "node:net";
import type { Extension, JsonName } from "@peculiar/x509";
import type { Value, Values } from "../model";
import { textOf, textsOf } from "../values";
import { readKey } from "./keys";
import { extendedKeyUsages, keyUsages } from "./uses";

/** The library takes 0.2 s to load, so only when something is signed. It needs the polyfill before it. */
async function library() {
    await import("reflect-metadata");
    const x509 = await import("@peculiar/x509");
    x509.cryptoProvider.set(webcrypto as unknown as Parameters<typeof x509.cryptoProvider.set>[0]);
    return x509;
}

type Library = Awaited<ReturnType<typeof library>>;

/** What a certificate says besides who signs it. */
interface Template {
    readonly serial: string;
    readonly subject: JsonName | string;
    readonly publicKey: KeyObject;
    /** Subject alternative names. */
    readonly names: readonly Extension[];
}

/** `certPem` and the times of its validity. */
export async function selfSigned(
    inputs: Values,
    privateKeyPem: string,
    serial: string,
    now: Date,
): Promise<Values> {
    const x509 = await library();
    const { key, algorithm } = readKey(privateKeyPem);
    const publicKey = createPublicKey(key);
    const subject = subjectOf(inputs.subject);
    const template = { serial, subject, publicKey, names: alternativeNames(x509, inputs) };
    const issuer = { subject, publicKey, hasKeyId: hasKeyId(inputs) };
    return { ...(await sign(x509, inputs, template, issuer, key, now)), keyAlgorithm: algorithm };
}

export async function locallySigned(
    inputs: Values,
    caKeyPem: string,
    serial: string,
    now: Date,
): Promise<Values> {
    const x509 = await library();
    const { key, algorithm } = readKey(caKeyPem);
    const authority = new x509.X509Certificate(textOf(inputs.caCertPem) ?? "");
    const request = new x509.Pkcs10CertificateRequest(textOf(inputs.certRequestPem) ?? "");
    const template = {
        serial,
        subject: request.subjectName.toJSON(),
        publicKey: createPublicKey(request.publicKey.toString("pem")),
        names: request.extensions.filter(({ type }) => type === SUBJECT_ALTERNATIVE_NAME),
    };
    const issuer = {
        subject: authority.subjectName.toJSON(),
        publicKey: createPublicKey(authority.publicKey.toString("pem")),
        hasKeyId: authority.getExtension(SUBJECT_KEY_ID) !== null,
    };
    // Go signs with the authority's key id whenever the authority has one.
    const linked = { ...inputs, setAuthorityKeyId: issuer.hasKeyId };
    return { ...(await sign(x509, linked, template, issuer, key, now)), caKeyAlgorithm: algorithm };
}

export async function certificateRequest(inputs: Values, privateKeyPem: string): Promise<Values> {
    const x509 = await library();
    const { key, algorithm } = readKey(privateKeyPem);
    const request = await x509.Pkcs10CertificateRequestGenerator.create({
        name: subjectOf(inputs.subject),
        extensions: alternativeNames(x509, inputs),
        signingAlgorithm: signingAlgorithm(key),
        keys: {
            privateKey: await webKey(key, "sign"),
            publicKey: await webKey(createPublicKey(key), "verify"),
        } as never,
    });
    return { certRequestPem: `${request.toString("pem")}\n`, keyAlgorithm: algorithm };
}

const SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
const SUBJECT_KEY_ID = "2.5.29.14";

async function sign(
    x509: Library,
    inputs: Values,
    template: Template,
    issuer: {
        readonly subject: JsonName | string;
        readonly publicKey: KeyObject;
        readonly hasKeyId: boolean;
    },
    signingKey: KeyObject,
    now: Date,
): Promise<Values> {
    const start = new Date(Math.floor(now.getTime() / 1000) * 1000); // certificates know whole seconds
    const end = new Date(start.getTime() + Number(inputs.validityPeriodHours) * 3_600_000);
    const publicKey = await webKey(template.publicKey, "verify");
    const isAuthority = inputs.isCaCertificate === true;
    const pathLength =
        isAuthority && typeof inputs.maxPathLength === "number" ? inputs.maxPathLength : undefined;
    const keyId = async (key: KeyObject) =>
        x509.SubjectKeyIdentifierExtension.create(await webKey(key, "verify"));
    const certificate = await x509.X509CertificateGenerator.create({
        serialNumber: BigInt(template.serial).toString(16).padStart(32, "0"),
        subject: template.subject,
        issuer: issuer.subject,
        notBefore: start,
        notAfter: end,
        publicKey: publicKey as never,
        signingKey: (await webKey(signingKey, "sign")) as never,
        signingAlgorithm: signingAlgorithm(signingKey),
        extensions: [
            ...usages(x509, inputs.allowedUses),
            new x509.BasicConstraintsExtension(isAuthority, pathLength, true),
            ...(hasKeyId(inputs) ? [await keyId(template.publicKey)] : []),
            ...(inputs.setAuthorityKeyId === true
                ? [new x509.AuthorityKeyIdentifierExtension((await keyId(issuer.publicKey)).keyId)]
                : []),
            ...template.names,
        ],
    });
    return {
        certPem: `${certificate.toString("pem")}\n`,
        validityStartTime: withoutMilliseconds(start),
        validityEndTime: withoutMilliseconds(end),
        readyForRenewal: false,
    };
}

function hasKeyId(inputs: Values): boolean {
    return inputs.isCaCertificate === true || inputs.setSubjectKeyId === true;
}

function usages(x509: Library, allowed: Value | undefined): readonly Extension[] {
    const uses = textsOf(allowed);
    const flags = uses.flatMap((use) => keyUsages[use] ?? []).map((name) => x509.KeyUsageFlags[name]);
    const extended = uses.flatMap((use) => extendedKeyUsages[use] ?? []);
    return [
        ...(flags.length === 0
            ? []
            : [
                  new x509.KeyUsagesExtension(
                      flags.reduce((all, flag) => all | flag),
                      true,
                  ),
              ]),
        ...(extended.length === 0 ? [] : [new x509.ExtendedKeyUsageExtension(extended)]),
    ];
}

function alternativeNames(x509: Library, inputs: Values): Extension[] {
    const names = [
        ...textsOf(inputs.dnsNames).map((value) => ({ type: "dns" as const, value })),
        ...textsOf(inputs.ipAddresses).map((value) => ({ type: "ip" as const, value })),
        ...textsOf(inputs.uris).map((value) => ({ type: "url" as const, value })),
    ];
    return names.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(names)];
}

/** Names of subject properties in a distinguished name, in the order Go writes them. */
const ATTRIBUTES: readonly (readonly [property: string, attribute: string])[] = [
    ["country", "C"],
    ["organization", "O"],
    ["organizationalUnit", "OU"],
    ["locality", "L"],
    ["province", "ST"],
    ["streetAddresses", "2.5.4.9"],
    ["postalCode", "2.5.4.17"],
    ["commonName", "CN"],
    ["serialNumber", "2.5.4.5"],
    ["emailAddress", "E"],
];

function subjectOf(subject: Value | undefined): JsonName {
    const given = (typeof subject === "object" && subject !== null ? subject : {}) as Values;
    return ATTRIBUTES.flatMap(([property, attribute]) => {
        const value = given[property];
        const values = typeof value === "string" ? [value] : textsOf(value);
        return values.map((one) => ({ [attribute]: [one] }));
    });
}

/** The algorithms Go's crypto/x509 picks. */
function signingAlgorithm(key: KeyObject): { name: string; hash: string } {
    switch (key.asymmetricKeyType) {
        case "rsa":
            return { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
        case "ec":
            return {
                name: "ECDSA",
                hash: curveOf(key) === "P-256" ? "SHA-256" : curveOf(key) === "P-384" ? "SHA-384" : "SHA-512",
            };
        default:
            return { name: "Ed25519", hash: "" };
    }
}

function curveOf(key: KeyObject): string {
    const curves: Readonly<Record<string, string>> = {
        prime256v1: "P-256",
        secp384r1: "P-384",
        secp521r1: "P-521",
    };
    const curve = curves[key.asymmetricKeyDetails?.namedCurve ?? ""];
    if (curve === undefined) {
        throw new Error(
            `the sandbox cannot sign with a key on the curve P224, which is what tls.PrivateKey takes for ECDSA by ` +
                `default: set ecdsaCurve to P256, P384 or P521`,
        );
    }
    return curve;
}

async function webKey(key: KeyObject, use: "sign" | "verify"): Promise<webcrypto.CryptoKey> {
    const algorithm = signingAlgorithm(key);
    const parameters = algorithm.name === "ECDSA" ? { ...algorithm, namedCurve: curveOf(key) } : algorithm;
    const { subtle } = webcrypto;
    return use === "sign"
        ? subtle.importKey("pkcs8", key.export({ format: "der", type: "pkcs8" }), parameters, true, [use])
        : subtle.importKey("spki", key.export({ format: "der", type: "spki" }), parameters, true, [use]);
}

export function isAddress(value: string): boolean {
    return isIP(value) !== 0;
}

function withoutMilliseconds(time: Date): string {
    return time.toISOString().replace(/\.\d+Z$/, "Z");
}
