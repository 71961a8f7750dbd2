/** What the signalling host of a Meet reads as its secret `signalling`. */
export interface SignallingSecret {
    /** Password of `focus`, with which Jicofo signs in over loopback. */
    readonly focusPassword: string;
    /** The certificate of `auth.<domain>` that is in use, PEM; of the user's own the whole chain. */
    readonly certificate: string;
    /** Its private key, PEM. */
    readonly privateKey: string;
}

/** The text of the secret `signalling`: JSON `{"focusPassword","certificate","privateKey"}`. */
export function signallingDocument({ focusPassword, certificate, privateKey }: SignallingSecret): string {
    return JSON.stringify({ focusPassword, certificate, privateKey });
}
