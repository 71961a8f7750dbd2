import { Certificate } from "@pulumi/aws/acm/certificate";
import { CertificateValidation } from "@pulumi/aws/acm/certificateValidation";
import { Record as DnsEntry } from "@pulumi/aws/route53/record";
import { all, output, type Input, type Output } from "@pulumi/pulumi";
import { PrivateKey } from "@pulumi/tls/privateKey";
import { SelfSignedCert } from "@pulumi/tls/selfSignedCert";
import { childName, childTags, type Scope } from "../scope";
import type { DnsRecord } from "./dns";

/** The certificate that people see. */
export interface PublicCertificate {
    readonly arn: Output<string>;
    /** What DNS must say for it to be issued, where the component cannot say it itself. */
    readonly toCreate: readonly Output<DnsRecord>[];
}

/**
 * The certificate of the Meet's domain: the one that is given; else one from ACM, proved by a record in the Route 53 zone
 * or by one that somebody creates elsewhere.
 */
export function createPublicCertificate(
    scope: Scope,
    domain: string,
    given: { readonly certificateArn?: Input<string>; readonly zoneId?: Input<string> },
): PublicCertificate {
    if (given.certificateArn !== undefined) return { arn: output(given.certificateArn), toCreate: [] };
    const { region } = scope;
    const opts = { parent: scope.parent };
    const certificate = new Certificate(
        childName(scope, "domain"),
        { region, domainName: domain, validationMethod: "DNS", tags: childTags(scope, "domain") },
        opts,
    );
    const proof = certificate.domainValidationOptions.apply(([option]): DnsRecord => ({
        name: option?.resourceRecordName ?? "",
        type: option?.resourceRecordType ?? "",
        values: [option?.resourceRecordValue ?? ""],
        purpose: "proves to AWS that the domain is yours, now and at every renewal",
    }));
    if (given.zoneId === undefined) {
        return { arn: issuedOrPlaceholder(scope, domain, certificate), toCreate: [proof] };
    }
    const record = new DnsEntry(
        childName(scope, "domain-proof"),
        {
            zoneId: given.zoneId,
            name: proof.name,
            type: proof.type,
            ttl: 300,
            records: proof.values,
            // The same proof may be there for another certificate of the domain.
            allowOverwrite: true,
        },
        opts,
    );
    const validation = new CertificateValidation(
        childName(scope, "domain"),
        { region, certificateArn: certificate.arn, validationRecordFqdns: [record.fqdn] },
        opts,
    );
    return { arn: validation.certificateArn, toCreate: [] };
}

/**
 * A listener cannot have a certificate that is not issued yet. Until somebody has created the proof, it has one that we
 * signed ourselves: everything else can be made, and nothing is ever in clear. Each `up` looks again, and goes on
 * to the real one as soon as AWS has issued it.
 */
function issuedOrPlaceholder(scope: Scope, domain: string, certificate: Certificate): Output<string> {
    const placeholder = createPlaceholder(scope, domain);
    const seen = Certificate.get(
        childName(scope, "domain-seen"),
        certificate.arn,
        { region: scope.region },
        { parent: scope.parent },
    );
    return all([seen.status, certificate.arn, placeholder.arn]).apply(([status, issued, other]) =>
        status === "ISSUED" ? issued : other,
    );
}

/** Ten years: it is not trusted by anybody, so its end is of no use. */
const PLACEHOLDER_HOURS = 10 * 365 * 24;

function createPlaceholder(scope: Scope, domain: string): Certificate {
    const name = childName(scope, "domain-placeholder");
    const opts = { parent: scope.parent };
    const key = new PrivateKey(name, { algorithm: "ECDSA", ecdsaCurve: "P256" }, opts);
    const signed = new SelfSignedCert(
        name,
        {
            privateKeyPem: key.privateKeyPem,
            subject: { organization: "Placeholder until the certificate of the domain is issued" },
            dnsNames: [domain],
            allowedUses: ["digital_signature", "server_auth"],
            validityPeriodHours: PLACEHOLDER_HOURS,
            earlyRenewalHours: 0,
            isCaCertificate: false,
        },
        opts,
    );
    return new Certificate(
        name,
        {
            region: scope.region,
            certificateBody: signed.certPem,
            privateKey: key.privateKeyPem,
            tags: childTags(scope, "domain-placeholder"),
        },
        opts,
    );
}
