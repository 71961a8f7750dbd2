import type { Socket } from "node:net";
import { connect, type TLSSocket } from "node:tls";

import { FailureKind } from "../board/documents";
import { SignInError } from "./sign-in-error";

/**
 * Goes on over TLS, with a server that holds one of these certificates, valid now, for this name. What else this machine
 * trusts counts for nothing.
 *
 * @throws SignInError when it is any other server
 */
export async function secure(socket: Socket, trust: readonly string[], domain: string): Promise<TLSSocket> {
    const encrypted = connect({
        socket,
        servername: domain,
        ca: [...trust],
        // A pin is enough, also one that an authority has signed: the bridge's Java takes it so too.
        allowPartialTrustChain: true,
        minVersion: "TLSv1.2",
    });
    try {
        await new Promise<void>((resolve, reject) => {
            encrypted.once("secureConnect", resolve).once("error", reject);
        });
        return encrypted;
    } catch (error) {
        const { code = "unknown" } = error as NodeJS.ErrnoException;
        throw code === "ECONNRESET"
            ? new SignInError(FailureKind.Connection, `the server of ${domain} hangs up during TLS`)
            : new SignInError(FailureKind.Certificate, reasonOf(code, domain));
    }
}

const NOT_PINNED = "shows a certificate that the invitation does not name";

/** By OpenSSL's names of what is wrong with a certificate. */
const REASONS: Readonly<Record<string, string>> = {
    CERT_HAS_EXPIRED: "shows a certificate that has expired",
    CERT_NOT_YET_VALID: "shows a certificate that is not valid yet",
    DEPTH_ZERO_SELF_SIGNED_CERT: NOT_PINNED,
    SELF_SIGNED_CERT_IN_CHAIN: NOT_PINNED,
    UNABLE_TO_GET_ISSUER_CERT: NOT_PINNED,
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: NOT_PINNED,
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: NOT_PINNED,
    CERT_SIGNATURE_FAILURE: NOT_PINNED,
};

function reasonOf(code: string, domain: string): string {
    if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
        return `the server shows a certificate for another name than ${domain}`;
    }
    const reason = REASONS[code];
    return reason === undefined
        ? `the server of ${domain} agrees on no TLS of version 1.2 or later (${code})`
        : `the server of ${domain} ${reason}`;
}
