import type { Invitation } from "@bridgepool/core/shared";

import { FailureKind } from "../board/documents";
import type { ProbeResult } from "../ports/meet";
import { addressesOf, connectTo } from "./connect";
import { type Session, signIn, type Stage } from "./session";
import { SignInError } from "./sign-in-error";

/** A session, and all addresses of the host that it is with. */
export interface Opened {
    readonly session: Session;
    readonly addresses: readonly string[];
}

/** What did not answer, by how far it had come. */
const SILENCES: Readonly<Record<"name" | "connection" | Stage, readonly [FailureKind, string]>> = {
    name: [FailureKind.Name, "the name service does not answer"],
    connection: [FailureKind.Connection, "nothing accepts a connection"],
    stream: [FailureKind.Connection, "a connection is accepted, and then nothing is said"],
    tls: [FailureKind.Connection, "the server falls silent during TLS"],
    login: [FailureKind.Connection, "the server falls silent during the sign-in"],
};

/**
 * Connects to a Meet and signs in, as the bridge would.
 *
 * @param limitSeconds for all of it
 * @throws SignInError
 */
export async function openSession(invitation: Invitation, limitSeconds: number): Promise<Opened> {
    const { host, port } = invitation;
    const abort = new AbortController();
    const limit = AbortSignal.timeout(limitSeconds * 1000);
    let stage: keyof typeof SILENCES = "name";
    const silence = new Promise<never>((_resolve, reject) => {
        limit.addEventListener("abort", () => {
            const [kind, reason] = SILENCES[stage];
            reject(new SignInError(kind, `${reason} (${host} port ${port}, within ${limitSeconds} s)`));
        });
    });
    const work = async (): Promise<Opened> => {
        const addresses = await addressesOf(host);
        stage = "connection";
        const socket = await connectTo(host, port, addresses, abort.signal);
        const session = await signIn(socket, invitation, (reached) => (stage = reached));
        return { session, addresses };
    };
    try {
        return await Promise.race([work(), silence]);
    } catch (error) {
        // Also ends what goes on when the time is up.
        abort.abort();
        throw error;
    }
}

/** Whether the bridge could sign in, and if not, why. Never throws. */
export async function probe(invitation: Invitation, limitSeconds: number): Promise<ProbeResult> {
    try {
        const { session, addresses } = await openSession(invitation, limitSeconds);
        session.close();
        return { ok: true, addresses };
    } catch (error) {
        return error instanceof SignInError
            ? { ok: false, kind: error.kind, reason: error.message }
            : { ok: false, kind: FailureKind.Connection, reason: "the sign-in failed for an unknown reason" };
    }
}
