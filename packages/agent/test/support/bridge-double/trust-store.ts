import { readFileSync } from "node:fs";

import { CertBag, id_certBag, PFX, SafeContents, AuthenticatedSafe } from "@peculiar/asn1-pfx";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";

const TRUSTED_KEY_USAGE = "2.16.840.1.113894.746875.1.1";

/** The certificates that a JVM would trust by this file, PEM. None where it is missing: then a JVM trusts nobody. */
export function readTrustStore(file: string): string[] {
    let content: Buffer;
    try {
        content = readFileSync(file);
    } catch {
        return [];
    }
    const safe = AsnConvert.parse(dataIn(AsnConvert.parse(content, PFX).authSafe), AuthenticatedSafe);
    return safe
        .flatMap((part) => [...AsnConvert.parse(dataIn(part), SafeContents)])
        .filter(
            ({ bagId, bagAttributes }) =>
                bagId === id_certBag && bagAttributes?.some(({ attrId }) => attrId === TRUSTED_KEY_USAGE),
        )
        .map(({ bagValue }) => AsnConvert.parse(AsnConvert.parse(bagValue, CertBag).certValue, OctetString))
        .map((der) => pem(Buffer.from(der.buffer)));
}

function dataIn({ content }: { content: ArrayBuffer }): ArrayBuffer {
    return AsnConvert.parse(content, OctetString).buffer;
}

function pem(der: Buffer): string {
    const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
    return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}
