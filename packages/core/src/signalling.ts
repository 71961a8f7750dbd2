/** What the signalling host of a Meet reads as its secret `signalling`. */
export interface SignallingSecret {
    /** Password of `focus`, with which Jicofo signs in over loopback. */
    readonly focusPassword: string;
    /** The certificate of `auth.<domain>` that is in use, PEM; of the user's own the whole chain. */
    readonly certificatePem: string;
    /** Its private key, PEM. */
    readonly privateKeyPem: string;
}

/** The text of the secret `signalling`: JSON `{"focusPassword","certificatePem","privateKeyPem"}`. */
export function signallingDocument({
    focusPassword,
    certificatePem,
    privateKeyPem,
}: SignallingSecret): string {
    return JSON.stringify({ focusPassword, certificatePem, privateKeyPem });
}
