import {
    type AccountVerifier,
    type Invitation,
    PASSWORD_LENGTH,
    type SignallingSecret,
} from "@bridgepool/core";
import {
    type ObservedAccount,
    type ObservedCertificate,
    type RecordingReader,
    signsIn,
    Unreadable,
} from "@bridgepool/core/testing";

import { kind } from "./words";

export function readAccounts(recording: RecordingReader, name: string): ObservedAccount[] {
    const invitations = invitationsOf(recording);
    const vaults = recording
        .all(kind("Vault"))
        .filter((vault) => vault.text("path").startsWith(`${name}/accounts/`));
    return vaults.flatMap((vault) => {
        const pool = vault.text("path").slice(`${name}/accounts/`.length);
        return vault
            .json("value")
            .objects("accounts")
            .map((row) => {
                const verifier = row.value as unknown as AccountVerifier;
                const { notAfter } = verifier;
                const user = row.text("user");
                if (row.value.revoked === true) {
                    const generation = Number(user.slice(pool.length + 1));
                    return { pool, generation, user, current: false, revoked: true, signsIn: false };
                }
                const password = recording.one(
                    kind("Password"),
                    ({ resource }) => resource.name === `${name}-account-${user}`,
                );
                const current = invitations[pool]?.user === user;
                const secrets = [
                    password.attribute("value"),
                    ...(current ? [invitations[pool]?.password ?? ""] : []),
                ];
                const end = notAfter === undefined ? {} : { notAfter };
                return {
                    pool,
                    generation: Number(user.slice(pool.length + 1)),
                    user,
                    current,
                    ...end,
                    signsIn:
                        password.number("length") === PASSWORD_LENGTH &&
                        secrets.every((secret) => signsIn(verifier, secret)),
                };
            });
    });
}

export function readCertificates(recording: RecordingReader): ObservedCertificate[] {
    return recording.all(kind("Certificate")).map((certificate) => ({
        generation: certificate.number("generation"),
        domain: certificate.text("for"),
        validityHours: certificate.number("hours"),
        selfSigned: true,
        authority: certificate.flag("authority"),
        renewsItself: certificate.flag("renews"),
        certificate: certificate.attribute("pem"),
        privateKey: certificate.attribute("keyPem"),
    }));
}

export function readSecret(recording: RecordingReader, name: string): SignallingSecret {
    const secret = recording
        .one(kind("Vault"), (reader) => reader.text("path") === `${name}/signalling`)
        .json("value");
    const focus = recording.by(kind("Password"), "value", secret.text("focusPassword"));
    if (focus.number("length") !== PASSWORD_LENGTH) {
        throw new Unreadable(`${focus.what} is not as long as a password has to be`);
    }
    return {
        focusPassword: secret.text("focusPassword"),
        certificate: secret.text("certificate"),
        ...("nextCertificate" in secret.value && { nextCertificate: secret.text("nextCertificate") }),
        privateKey: secret.text("privateKey"),
    };
}

export function invitationsOf(recording: RecordingReader): Readonly<Record<string, Invitation>> {
    return (recording.recording.outputs.invitations ?? {}) as unknown as Record<string, Invitation>;
}
