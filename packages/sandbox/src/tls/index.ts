/** The stand-in for `@pulumi/tls`: real keys and certificates, kept by nobody but the engine. */
import { createPublicKey, randomBytes } from "node:crypto";
import {
    type FunctionModel,
    type Problem,
    type PropertyRule,
    type ProviderModel,
    type ResourceModel,
    type Values,
} from "../model";
import { textOf, textsOf } from "../values";
import { certificateRequest, isAddress, locallySigned, selfSigned } from "./certificates";
import { isKey, keyProblems, makeKey, readKey } from "./keys";
import { fingerprintMd5, fingerprintSha256, publicKeyOpenssh } from "./ssh";
import { allUses } from "./uses";

function rules(
    file: string,
    onChange: PropertyRule["onChange"],
    names: readonly string[],
): Record<string, PropertyRule> {
    const rule = { onChange, source: `terraform-provider-tls internal/provider/${file}` };
    return Object.fromEntries(names.map((name) => [name, rule]));
}

const privateKey: ResourceModel = {
    token: "tls:index/privateKey:PrivateKey",
    properties: rules("resource_private_key.go: RequiresReplace", "replace", [
        "algorithm",
        "ecdsaCurve",
        "rsaBits",
    ]),
    check: keyProblems,
    id: () => randomBytes(20).toString("hex"), // the real one is the SHA-1 of the public key
    outputs: makeKey,
};

const names = ["subject", "dnsNames", "ipAddresses", "uris"];
const ownKey = ["privateKeyPem", "privateKeyPemWo", "privateKeyPemWoVersion"];
const authorityKey = ["caPrivateKeyPem", "caPrivateKeyPemWo", "caPrivateKeyPemWoVersion"];
const certificate = [
    "allowedUses",
    "validityPeriodHours",
    "isCaCertificate",
    "maxPathLength",
    "setSubjectKeyId",
];

const selfSignedCert: ResourceModel = {
    token: "tls:index/selfSignedCert:SelfSignedCert",
    properties: {
        ...rules("resource_self_signed_cert.go: RequiresReplace", "replace", [
            ...ownKey,
            ...names,
            ...certificate,
            "setAuthorityKeyId",
        ]),
        ...rules("resource_self_signed_cert.go: no RequiresReplace", "update", ["earlyRenewalHours"]),
    },
    check: (inputs) => [
        ...nameProblems(inputs),
        ...keyGiven(inputs, "privateKeyPem"),
        ...certificateProblems(inputs),
    ],
    checkCreate: (inputs) => [...keyMissing(inputs, "privateKeyPem"), ...authorityWithoutSubject(inputs)],
    id: newSerial,
    outputs: (inputs, serial, cloud) =>
        selfSigned(inputs, keyOf(inputs, "privateKeyPem"), serial, cloud.now()),
    expired: isReadyForRenewal,
};

const certRequest: ResourceModel = {
    token: "tls:index/certRequest:CertRequest",
    properties: rules("resource_cert_request.go: RequiresReplace", "replace", [...ownKey, ...names]),
    check: (inputs) => [...nameProblems(inputs), ...keyGiven(inputs, "privateKeyPem")],
    checkCreate: (inputs) => keyMissing(inputs, "privateKeyPem"),
    id: () => randomBytes(20).toString("hex"), // the real one is the SHA-1 of the request
    outputs: (inputs) => certificateRequest(inputs, keyOf(inputs, "privateKeyPem")),
};

const locallySignedCert: ResourceModel = {
    token: "tls:index/locallySignedCert:LocallySignedCert",
    properties: {
        ...rules("resource_locally_signed_cert.go: RequiresReplace", "replace", [
            ...["caCertPem", "certRequestPem"],
            ...authorityKey,
            ...certificate,
        ]),
        ...rules("resource_locally_signed_cert.go: no RequiresReplace", "update", ["earlyRenewalHours"]),
    },
    check: (inputs) => [
        ...pemProblems(inputs, "caCertPem", "CERTIFICATE"),
        ...pemProblems(inputs, "certRequestPem", "CERTIFICATE REQUEST"),
        ...keyGiven(inputs, "caPrivateKeyPem"),
        ...certificateProblems(inputs),
    ],
    checkCreate: (inputs) => keyMissing(inputs, "caPrivateKeyPem"),
    id: newSerial,
    outputs: (inputs, serial, cloud) =>
        locallySigned(inputs, keyOf(inputs, "caPrivateKeyPem"), serial, cloud.now()),
    expired: isReadyForRenewal,
};

const getPublicKey: FunctionModel = {
    token: "tls:index/getPublicKey:getPublicKey",
    call: (args) => {
        const pem = textOf(args.privateKeyPem);
        if (pem === undefined) {
            throw new Error(
                "tls.getPublicKey: give privateKeyPem; the sandbox does not read the OpenSSH form",
            );
        }
        const { key, algorithm } = readKey(pem);
        const publicKey = createPublicKey(key);
        return {
            algorithm,
            id: fingerprintSha256(publicKey),
            publicKeyPem: publicKey.export({ format: "pem", type: "spki" }) as string,
            publicKeyOpenssh: publicKeyOpenssh(publicKey),
            publicKeyFingerprintMd5: fingerprintMd5(publicKey),
            publicKeyFingerprintSha256: fingerprintSha256(publicKey),
        };
    },
};

/** A serial number of 128 random bits, which is the certificate's id. Source: common_cert.go, createCertificate. */
function newSerial(): string {
    return BigInt(`0x${randomBytes(16).toString("hex")}`).toString();
}

/** Source: common_cert.go, modifyPlanIfCertificateReadyForRenewal. */
function isReadyForRenewal(state: Values, inputs: Values, now: Date): readonly string[] {
    const end = Date.parse(textOf(state.validityEndTime) ?? "");
    const early = Number(inputs.earlyRenewalHours ?? 0) * 3_600_000;
    return Number.isNaN(end) || now.getTime() < end - early ? [] : ["readyForRenewal"];
}

function certificateProblems(inputs: Values): readonly Problem[] {
    const wrongUses = textsOf(inputs.allowedUses)
        .filter((use) => !allUses.includes(use))
        .map((use) => ({
            property: "allowedUses",
            reason: `has "${use}"; allowed are ${allUses.join(", ")}`,
        }));
    const negative = ["validityPeriodHours", "earlyRenewalHours"].flatMap((property) => {
        const value = inputs[property];
        return typeof value === "number" && (value < 0 || !Number.isInteger(value))
            ? [{ property, reason: `is ${value}; a whole number of hours from 0 is expected` }]
            : [];
    });
    return [...wrongUses, ...negative];
}

/** RFC 5280 §4.1.2.6: an authority needs a name. */
function authorityWithoutSubject(inputs: Values): readonly Problem[] {
    const subject = inputs.subject;
    const named = typeof subject === "object" && subject !== null && Object.keys(subject).length > 0;
    return inputs.isCaCertificate === true && !named
        ? [
              {
                  property: "subject",
                  reason: "is missing: the certificate of an authority needs at least one name",
              },
          ]
        : [];
}

function nameProblems(inputs: Values): readonly Problem[] {
    return textsOf(inputs.ipAddresses)
        .filter((address) => !isAddress(address))
        .map((address) => ({
            property: "ipAddresses",
            reason: `has "${address}", which is not an IP address`,
        }));
}

/** The value of a key is never repeated in a message. */
function keyGiven(inputs: Values, property: string): readonly Problem[] {
    const given = [property, `${property}Wo`].filter((name) => textOf(inputs[name]) !== undefined);
    return [
        ...given
            .filter((name) => !isKey(textOf(inputs[name]) ?? ""))
            .map((name) => ({
                property: name,
                reason: "is not a private key in PEM: RSA, ECDSA or ED25519",
            })),
        ...(given.length > 1
            ? [{ property, reason: `and ${property}Wo exclude each other: give one of them` }]
            : []),
    ];
}

function keyMissing(inputs: Values, property: string): readonly Problem[] {
    return textOf(inputs[property]) === undefined && textOf(inputs[`${property}Wo`]) === undefined
        ? [{ property, reason: `is missing: give it, or ${property}Wo` }]
        : [];
}

function keyOf(inputs: Values, property: string): string {
    return textOf(inputs[property]) ?? textOf(inputs[`${property}Wo`]) ?? "";
}

function pemProblems(inputs: Values, property: string, kind: string): readonly Problem[] {
    const value = textOf(inputs[property]);
    return value === undefined || value.trimStart().startsWith(`-----BEGIN ${kind}-----`)
        ? []
        : [{ property, reason: `does not begin with -----BEGIN ${kind}-----` }];
}

/** Stands in for the tls provider, with real keys and certificates. */
export const tls: ProviderModel = {
    name: "tls",
    sdk: "@pulumi/tls",
    resources: [privateKey, selfSignedCert, certRequest, locallySignedCert],
    functions: [getPublicKey],
    acceptSecrets: false,
    stateless: true,
    replaceOnConfig: [],
};
