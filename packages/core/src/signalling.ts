/** What the signalling host of a Meet reads as its secret `signalling`. */
export interface SignallingSecret {
    /** Password of `focus`, with which Jicofo signs in over loopback. */
    readonly focusPassword: string;
    /** The certificate of `auth.<domain>` that is in use, PEM; of the user's own the whole chain. */
    readonly certificate: string;
    /** The one that comes into use next, PEM: Jicofo trusts it already. Absent with a certificate of the user's own. */
    readonly nextCertificate?: string;
    /** Its private key, PEM. */
    readonly privateKey: string;
}

/** The text of the secret `signalling`: JSON `{"focusPassword","certificate","nextCertificate"?,"privateKey"}`. */
export function signallingDocument(secret: SignallingSecret): string {
    const { focusPassword, certificate, nextCertificate, privateKey } = secret;
    return JSON.stringify({ focusPassword, certificate, nextCertificate, privateKey });
}
