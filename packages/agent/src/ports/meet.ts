import type { Invitation } from "@bridgepool/core/shared";

import type { FailureKind } from "../board/documents";

/** What an agent asks of a Meet's Prosody, over its own connection with the pool's account. */
export interface MeetConnections {
    /**
     * Does what the bridge would do to sign in, and says where it fails: name, connection, TLS against this
     * invitation's own certificates, login. Ends the connection again. Never throws; takes at most 10 seconds.
     */
    probe(invitation: Invitation): Promise<ProbeResult>;
    /**
     * Marks this bridge as draining for this Meet alone, or takes that back. Prosody forgets a mark 120 seconds after
     * the last request, so whoever wants it asks again every 30 seconds.
     *
     * @throws MeetError when it cannot be asked or refuses
     */
    setDrain(invitation: Invitation, nickname: string, isDraining: boolean): Promise<void>;
    /** Ends every connection: the agent ends. */
    close(): void;
}

export class MeetError extends Error {
    public override readonly name = "MeetError";
}

export type ProbeResult =
    | { readonly ok: true; /** All addresses of the host name. */ readonly addresses: readonly string[] }
    | { readonly ok: false; readonly kind: FailureKind; readonly reason: string };

/** The XML namespace of the drain request: `<drain xmlns='…' bridge='<nickname>' state='on|off'/>` in an IQ of type set to the XMPP domain. */
export const DRAIN_NAMESPACE = "urn:bridgepool:drain:1";

/** How often a wish to drain is repeated, in seconds. */
export const DRAIN_REPEAT_SECONDS = 30;

/** When Prosody forgets one that is not repeated, in seconds. */
export const DRAIN_FORGOTTEN_SECONDS = 120;

/** The trust store of the bridge's JVM. */
export interface TrustStore {
    /** Writes all certificates to trust, whole and at once. The same certificates are no change. */
    write(certificates: readonly string[]): Promise<void>;
}
