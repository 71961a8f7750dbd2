import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";

import type { Fault } from "./problems";

const BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** The certificates in a PEM text, each as a text of its own. */
export function splitCertificates(pem: string): string[] {
    return pem.match(BLOCK) ?? [];
}

/** The first certificate of a chain: that of the host itself. */
export function leafCertificate(pem: string): string {
    return splitCertificates(pem)[0] ?? pem;
}

/** A certificate, or nothing when the text is none. */
export function readCertificate(pem: string): X509Certificate | undefined {
    try {
        return new X509Certificate(pem);
    } catch {
        return undefined;
    }
}

/** What is wrong with a PEM text of one or more certificates. */
export function certificateFault(pem: string): Fault | undefined {
    const blocks = splitCertificates(pem);
    if (blocks.length > 0 && blocks.every((block) => readCertificate(block) !== undefined)) {
        return undefined;
    }
    return {
        reason: "this is no certificate; a certificate is PEM text that begins with -----BEGIN CERTIFICATE-----",
        fix: "give the text of the file, not its name, with its line breaks",
    };
}

/** What is wrong with a PEM text of a private key. The text is never quoted. */
export function privateKeyFault(pem: string): Fault | undefined {
    if (readPrivateKey(pem) !== undefined) {
        return undefined;
    }
    return {
        reason: "this is no private key; a private key is PEM text that has no passphrase",
        fix: "give the text of the file, not its name, with its line breaks",
    };
}

function readPrivateKey(pem: string): KeyObject | undefined {
    try {
        return createPrivateKey(pem);
    } catch {
        return undefined;
    }
}

/**
 * What is wrong with a certificate that bridges shall trust for one XMPP domain: it must name that domain, and must not
 * be able to sign others, since all organisations of a bridge share one trust store.
 */
export function pinFault(certificate: X509Certificate, domain: string): Fault | undefined {
    if (certificate.ca) {
        return {
            reason: "this certificate is a CA, which could sign for the other organisations of a bridge too; allowed is CA:FALSE",
            fix: `give the certificate of ${domain} itself`,
        };
    }
    if (certificate.checkHost(domain, { subject: "never" }) === undefined) {
        return {
            reason: `this certificate names ${certificate.subjectAltName ?? "no host"}; bridges check that it names DNS:${domain}`,
            fix: `give a certificate whose subject alternative names have ${domain}`,
        };
    }
    return undefined;
}

/** Whether a private key belongs to a certificate; a text that is no key is another's fault, and fits. */
export function keyFits(certificate: X509Certificate, privateKeyPem: string): boolean {
    const key = readPrivateKey(privateKeyPem);
    return key === undefined || certificate.checkPrivateKey(key);
}

/** Whether a certificate is valid at a moment. */
export function isValidAt(certificate: X509Certificate, moment: Date): boolean {
    return new Date(certificate.validFrom) <= moment && moment <= new Date(certificate.validTo);
}
