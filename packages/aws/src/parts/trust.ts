import { signallingDocument, type CertificateRow, type Trust } from "@bridgepool/core";
import { Secret } from "@pulumi/aws/secretsmanager/secret";
import { SecretVersion } from "@pulumi/aws/secretsmanager/secretVersion";
import { all, output, secret, type Input, type Output, type Resource } from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword";
import { PrivateKey } from "@pulumi/tls/privateKey";
import { SelfSignedCert } from "@pulumi/tls/selfSignedCert";
import { childName, childTags, type Scope } from "../scope";
import { secretName } from "../secret-store";

/** How bridges know a Meet, and how the Meet proves it. */
export interface Identification {
    /** Certificates to trust, PEM: the one in use and the next. */
    readonly trust: readonly Output<string>[];
    /** The certificate in use and its private key, PEM. */
    readonly certificatePem: Output<string>;
    /** The next one; none when the user brings a certificate. */
    readonly nextCertificatePem?: Output<string>;
    readonly privateKeyPem: Output<string>;
}

/** A pinned certificate for each row of the plan, or the user's own. */
export function createTrust(scope: Scope, rows: readonly CertificateRow[], own: Trust = {}): Identification {
    if (own.certificatePem !== undefined && own.privateKeyPem !== undefined) {
        const certificatePem = output(own.certificatePem);
        return { trust: [certificatePem], certificatePem, privateKeyPem: secret(own.privateKeyPem) };
    }
    const made = rows.map((row) => ({ row, ...createCertificate(scope, row) }));
    const current = made.find(({ row }) => row.current);
    if (!current) throw new Error(`The plan of ${scope.name} has no certificate in use.`);
    const next = made.find(({ row }) => !row.current);
    return {
        trust: made.map(({ certificatePem }) => certificatePem),
        certificatePem: current.certificatePem,
        ...(next && { nextCertificatePem: next.certificatePem }),
        privateKeyPem: current.privateKeyPem,
    };
}

/** Named after its generation, so that advancing makes a new one and leaves the others alone. */
function createCertificate(scope: Scope, { generation, domain, validityHours }: CertificateRow) {
    const opts = { parent: scope.parent };
    const key = new PrivateKey(
        childName(scope, "bridges", String(generation)),
        { algorithm: "ECDSA", ecdsaCurve: "P256" },
        opts,
    );
    const certificate = new SelfSignedCert(
        childName(scope, "bridges", String(generation)),
        {
            privateKeyPem: key.privateKeyPem,
            subject: { commonName: domain.slice(0, COMMON_NAME_LIMIT) },
            dnsNames: [domain],
            allowedUses: ["digital_signature", "server_auth"],
            validityPeriodHours: validityHours,
            // Never replaced in somebody else's change: the next generation is made on purpose.
            earlyRenewalHours: 0,
            isCaCertificate: false,
        },
        opts,
    );
    return { certificatePem: certificate.certPem, privateKeyPem: key.privateKeyPem };
}

/** RFC 5280, ub-common-name. Names are matched with the certificate's DNS names, never with this. */
const COMMON_NAME_LIMIT = 64;

/** Stores what the signalling host must know, and nobody else. */
export function storeSignallingSecret(
    scope: Scope,
    path: string,
    { certificatePem, nextCertificatePem, privateKeyPem }: Identification,
): Resource {
    const { region } = scope;
    const opts = { parent: scope.parent };
    const focus = new RandomPassword(childName(scope, "focus"), { length: 32, special: false }, opts);
    const stored = new Secret(
        childName(scope, "signalling"),
        {
            region,
            name: secretName(path, "signalling"),
            description: `What the signalling host of ${scope.name} signs in and proves itself with`,
            recoveryWindowInDays: 0,
            tags: childTags(scope, "signalling"),
        },
        opts,
    );
    const text: Input<string> = secret(
        all([focus.result, certificatePem, output(nextCertificatePem), privateKeyPem]).apply(
            ([focusPassword, certificate, nextCertificate, privateKey]) =>
                signallingDocument({
                    focusPassword,
                    certificate,
                    ...(nextCertificate !== undefined && { nextCertificate }),
                    privateKey,
                }),
        ),
    );
    return new SecretVersion(
        childName(scope, "signalling"),
        { region, secretId: stored.id, secretString: text },
        opts,
    );
}
