import {
    PASSWORD_LENGTH,
    type AccountVerifier,
    type Invitation,
    type SignallingSecret,
} from "@bridgepool/core";
import {
    signsIn,
    Unreadable,
    type ObservedAccount,
    type ObservedCertificate,
    type ResourceReader,
} from "@bridgepool/core/testing";
import { child, roleOf, TYPES, type Component } from "./types";

// Accounts, certificates and what the signalling host is told of them.

export function invitationsOf({ recording }: Component): Readonly<Record<string, Invitation>> {
    return (recording.recording.outputs["invitations"] ?? {}) as unknown as Record<string, Invitation>;
}

/** The accounts that the host accepts, with the passwords that were made for them. */
export function readAccounts(component: Component): ObservedAccount[] {
    const { recording, path } = component;
    const start = `/${path}/accounts/`;
    const invitations = invitationsOf(component);
    return recording.all(TYPES.parameter).flatMap((parameter) => {
        const name = parameter.text("name");
        if (!name.startsWith(start) || parameter.text("type") !== "SecureString") {
            throw new Unreadable(`${parameter.what} is no encrypted secret of the component`);
        }
        const pool = name.slice(start.length);
        return parameter
            .json("value")
            .objects("accounts")
            .map((row) => {
                const user = row.text("user");
                const verifier = row.value as unknown as AccountVerifier;
                const { notAfter } = verifier;
                const generation = Number(user.slice(pool.length + 1));
                const invitation = invitations[pool];
                const current = invitation?.user === user;
                if (row.value["revoked"] === true) {
                    return { pool, generation, user, current, revoked: true, signsIn: false };
                }
                const passwords = [
                    readPassword(child(component, TYPES.password, `account-${pool}-${generation}`)),
                    ...(current ? [invitation.password] : []),
                ];
                return {
                    pool,
                    generation,
                    user,
                    current,
                    ...(notAfter !== undefined && { notAfter }),
                    signsIn: passwords.every((password) => signsIn(verifier, password)),
                };
            });
    });
}

/** A password of the contract's length; without special characters, which hosts would have to escape. */
function readPassword(password: ResourceReader): string {
    if (password.number("length") !== PASSWORD_LENGTH || password.flag("special")) {
        throw new Unreadable(`${password.what} is no password of ${PASSWORD_LENGTH} letters and digits`);
    }
    return password.attribute("result");
}

/** The pinned certificates: their names begin with `bridges-`, unlike that of the placeholder for people. */
export function readCertificates(component: Component): ObservedCertificate[] {
    return component.recording
        .all(TYPES.selfSigned)
        .filter((certificate) => roleOf(component, certificate).startsWith("bridges-"))
        .map((certificate) => {
            const key = readSigner(component, certificate);
            const [domain = "", ...others] = certificate.texts("dnsNames");
            if (others.length > 0) throw new Unreadable(`${certificate.what} is for more than one name`);
            return {
                generation: Number(roleOf(component, certificate).slice("bridges-".length)),
                domain,
                validityHours: certificate.number("validityPeriodHours"),
                selfSigned: true,
                authority: certificate.flag("isCaCertificate"),
                renewsItself: certificate.number("earlyRenewalHours") !== 0,
                certificate: certificate.attribute("certPem"),
                privateKey: key.attribute("privateKeyPem"),
            };
        });
}

/** The key that a self-signed certificate is of: an elliptic curve's, for signing connections and nothing else. */
export function readSigner({ recording }: Component, certificate: ResourceReader): ResourceReader {
    const key = recording.by(TYPES.privateKey, "privateKeyPem", certificate.text("privateKeyPem"));
    const right =
        key.text("algorithm") === "ECDSA" &&
        key.text("ecdsaCurve") === "P256" &&
        !certificate.flag("isCaCertificate") &&
        [...certificate.texts("allowedUses")].sort().join() === "digital_signature,server_auth";
    if (!right) throw new Unreadable(`${certificate.what} is for more than a server has to prove`);
    return key;
}

/** What the host reads as its secret, and where it is stored. */
export function readSignallingSecret(component: Component): SignallingSecret {
    const { recording, path } = component;
    const stored = recording.one(TYPES.secret, (one) => one.text("name") === `${path}/signalling`);
    const version = recording.one(
        TYPES.secretVersion,
        (one) => one.text("secretId") === stored.attribute("id"),
    );
    const secret = version.json("secretString");
    if (secret.text("focusPassword") !== readPassword(child(component, TYPES.password, "focus"))) {
        throw new Unreadable(`${version.what} has a password of focus that nobody made`);
    }
    return {
        focusPassword: secret.text("focusPassword"),
        certificate: secret.text("certificate"),
        ...("nextCertificate" in secret.value && { nextCertificate: secret.text("nextCertificate") }),
        privateKey: secret.text("privateKey"),
    };
}
