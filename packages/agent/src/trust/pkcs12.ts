import { X509Certificate } from "node:crypto";

import { ContentInfo, id_data } from "@peculiar/asn1-cms";
import {
    AuthenticatedSafe,
    CertBag,
    id_certBag,
    id_x509Certificate,
    PFX,
    PKCS12Attribute,
    SafeBag,
    SafeContents,
} from "@peculiar/asn1-pfx";
import { AsnConvert, AsnObjectIdentifierConverter, OctetString } from "@peculiar/asn1-schema";
import { anyExtendedKeyUsage } from "@peculiar/asn1-x509";

/** Oracle's attribute. A certificate without it is, to Java, not a trusted one but a stray part of some key's chain. */
const TRUSTED_KEY_USAGE = "2.16.840.1.113894.746875.1.1";

/**
 * A trust store (PKCS #12, RFC 7292) that a JVM reads, whatever password it is told, or none: nothing in it is secret,
 * so it is neither encrypted nor sealed.
 *
 * @param certificates PEM, in any order, also repeated: the same set gives the same bytes
 * @throws Error when one is no certificate
 */
export function trustStore(certificates: readonly string[]): Buffer {
    const unique = [...new Set(certificates.map((pem) => derOf(pem).toString("base64")))].sort();
    const bags = unique.map((der) => trustedBag(Buffer.from(der, "base64")));
    const safe = new AuthenticatedSafe([unencrypted(new SafeContents(bags))]);
    const store = new PFX({ authSafe: unencrypted(safe), macData: undefined });
    return Buffer.from(AsnConvert.serialize(store));
}

function derOf(pem: string): Buffer {
    try {
        return new X509Certificate(pem).raw;
    } catch {
        throw new Error("one of the certificates to trust is no certificate in PEM");
    }
}

function trustedBag(der: Buffer): SafeBag {
    const certificate = new CertBag({
        certId: id_x509Certificate,
        certValue: AsnConvert.serialize(new OctetString(der)),
    });
    // Its constructor takes such fields and forgets them.
    const isTrusted = Object.assign(new PKCS12Attribute(), {
        attrId: TRUSTED_KEY_USAGE,
        attrValues: [AsnObjectIdentifierConverter.toASN(anyExtendedKeyUsage).toBER()],
    });
    return new SafeBag({
        bagId: id_certBag,
        bagValue: AsnConvert.serialize(certificate),
        bagAttributes: [isTrusted],
    });
}

function unencrypted(content: SafeContents | AuthenticatedSafe): ContentInfo {
    return new ContentInfo({
        contentType: id_data,
        content: AsnConvert.serialize(new OctetString(AsnConvert.serialize(content))),
    });
}
