import "reflect-metadata";

import { webcrypto } from "node:crypto";

import * as x509 from "@peculiar/x509";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

/** What a certificate for a test says of itself. */
export interface CertificateSpec {
    /** Names it is for. */
    readonly names: readonly string[];
    readonly ca?: boolean;
    readonly notBefore?: Date;
    readonly notAfter?: Date;
}

/** Makes a self-signed certificate and its key, both PEM. Nothing is kept. */
export async function makeCertificate(
    spec: CertificateSpec,
): Promise<{ certificate: string; privateKey: string }> {
    const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
        name: `CN=${spec.names[0] ?? "test"}`,
        keys,
        signingAlgorithm: ALGORITHM,
        notBefore: spec.notBefore ?? new Date("2026-01-01T00:00:00Z"),
        notAfter: spec.notAfter ?? new Date("2100-01-01T00:00:00Z"),
        extensions: [
            new x509.BasicConstraintsExtension(spec.ca ?? false),
            new x509.SubjectAlternativeNameExtension(spec.names.map((value) => ({ type: "dns", value }))),
        ],
    });
    const key = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
    return {
        certificate: certificate.toString("pem"),
        privateKey: x509.PemConverter.encode(key, "PRIVATE KEY"),
    };
}
