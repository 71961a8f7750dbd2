import type { Socket } from "node:net";

import iqCaller, { type IQCaller } from "@xmpp/iq/caller.js";
import createMiddleware, { type IncomingContext } from "@xmpp/middleware";
import bindResource from "@xmpp/resource-binding";
import negotiateSasl from "@xmpp/sasl";
import streamFeatures from "@xmpp/stream-features";
import TcpConnection from "@xmpp/tcp/lib/Connection.js";
import xml, { type Element } from "@xmpp/xml";
import SaslFactory from "saslmechanisms";

import type { Invitation } from "@bridgepool/core/shared";

import { FailureKind } from "../board/documents";
import { ChallengeError, ScramSha1 } from "./scram";
import { SignInError } from "./sign-in-error";
import { secure } from "./tls";

const STREAM = "http://etherx.jabber.org/streams";
const STARTTLS = "urn:ietf:params:xml:ns:xmpp-tls";

/** What of an invitation a sign-in needs. */
export type Account = Pick<Invitation, "domain" | "user" | "password" | "trust">;

/** A client that has signed in. */
export interface Session {
    /** Its full address. */
    readonly address: string;
    /** Until it is closed from either side, or broken. */
    readonly isOpen: boolean;
    /** Asks and gives the answer. @throws StanzaError with the server's condition when it refuses, any other when it does not answer */
    ask(to: string, type: "get" | "set", question: Element, limitSeconds: number): Promise<Element>;
    send(stanza: Element): Promise<void>;
    /** Every stanza that comes from now on. */
    onStanza(listener: (stanza: Element) => void): void;
    onClose(listener: () => void): void;
    close(): void;
}

/** How far a sign-in has come; what comes after it has not answered. */
export type Stage = "stream" | "tls" | "login";

/**
 * Signs in over a connection as the bridge does: TLS by STARTTLS, never without; SCRAM-SHA-1, never a mechanism that
 * tells the password; a resource of the server's choice.
 *
 * It has no limit of its own: whoever ends the socket ends it.
 *
 * @throws SignInError
 */
export async function signIn(
    socket: Socket,
    account: Account,
    onStage: (stage: Stage) => void = () => undefined,
): Promise<Session> {
    const { domain, user, password, trust } = account;
    const entity = new TcpConnection({ domain, timeout: LIBRARY_LIMIT_MS });
    const middleware = createMiddleware({ entity });
    const features = streamFeatures({ middleware });
    const caller = iqCaller({ middleware, entity });

    features.use("starttls", STARTTLS, async (_context, next: () => Promise<unknown>) => {
        if (entity.isSecure()) return next();
        const answer = await entity.sendReceive(xml("starttls", { xmlns: STARTTLS }));
        if (!answer.is("proceed", STARTTLS)) throw noTls(domain);
        onStage("tls");
        entity._detachSocket();
        entity._attachSocket(Object.assign(await secure(socket, trust, domain), { secure: true as const }));
        onStage("login");
        await entity.restart();
        return undefined;
    });
    middleware.use(({ stanza }: IncomingContext<TcpConnection>, next: () => Promise<unknown>) => {
        if (stanza.is("features", STREAM) && !entity.isSecure()) throw noTls(domain);
        return next();
    });
    const saslFactory = new SaslFactory().use("SCRAM-SHA-1", ScramSha1);
    negotiateSasl({ streamFeatures: features, saslFactory }, (authenticate, [mechanism]) =>
        // The types do not know the second argument; the library does nothing without it.
        (authenticate as Authenticate)({ username: user, password }, mechanism ?? ""),
    );
    bindResource({ iqCaller: caller, streamFeatures: features });

    onStage("stream");
    try {
        await new Promise<void>((resolve, reject) => {
            entity.on("error", reject);
            entity.on("disconnect", () => reject(new Hangup()));
            entity.on("online", () => resolve());
            entity._attachSocket(socket);
            entity.open({ domain }).catch(reject);
        });
    } catch (error) {
        socket.destroy();
        throw asSignInError(error, account);
    }
    return sessionOf(entity, socket, caller);
}

type Authenticate = (credentials: { username: string; password: string }, mechanism: string) => Promise<void>;

/** The library ends what takes longer; longer than any limit of ours, so that ours says what was waited for. */
const LIBRARY_LIMIT_MS = 60_000;

class Hangup extends Error {}

function sessionOf(entity: TcpConnection, socket: Socket, caller: IQCaller<TcpConnection>): Session {
    const end = new Promise<never>((_resolve, reject) => entity.on("disconnect", () => reject(new Hangup())));
    end.catch(() => undefined);
    return {
        address: String(entity.jid),
        get isOpen() {
            return entity.status === "online";
        },
        ask: (to, type, question, limitSeconds) =>
            Promise.race([end, caller.request(xml("iq", { to, type }, question), limitSeconds * 1000)]),
        send: (stanza) => entity.send(stanza),
        onStanza: (listener) => void entity.on("stanza", listener),
        onClose: (listener) => void entity.on("disconnect", listener),
        close: () => {
            // A polite end where it still can be said; the connection goes in any case.
            entity.write("</stream:stream>").catch(() => undefined);
            socket.destroySoon();
        },
    };
}

function noTls(domain: string): SignInError {
    return new SignInError(FailureKind.Certificate, `the server of ${domain} offers no TLS`);
}

/** Conditions of SASL (RFC 6120 §6.5) that mean something to an operator. */
const LOGIN_REASONS: Readonly<Record<string, string>> = {
    "not-authorized": "wrong password, or the account is not valid (any more)",
    "temporary-auth-failure": "too many failed sign-ins from this address: it has to wait",
    "account-disabled": "the account is disabled",
    "credentials-expired": "the account has expired",
};

function asSignInError(error: unknown, { domain, user }: Account): SignInError {
    if (error instanceof SignInError) return error;
    const refusal = `the server of ${domain} refuses the account ${user}`;
    if (error instanceof ChallengeError) {
        return new SignInError(FailureKind.Login, `${refusal}: ${error.message}`);
    }
    const { name, condition = "", code = "" } = error as { name?: string; condition?: string; code?: string };
    if (name === "SASLError") {
        const isKnown = /^[a-z-]+$/.test(condition);
        const reason = isKnown ? (LOGIN_REASONS[condition] ?? condition) : "it offers no SCRAM-SHA-1";
        return new SignInError(FailureKind.Login, `${refusal}: ${reason}`);
    }
    if (name === "StanzaError") {
        return new SignInError(FailureKind.Login, `${refusal} a connection: ${condition}`);
    }
    if (name === "StreamError") {
        return new SignInError(
            FailureKind.Connection,
            `the server ends the connection: ${condition} (${domain})`,
        );
    }
    if (error instanceof Hangup || code !== "") {
        return new SignInError(
            FailureKind.Connection,
            `the server of ${domain} hangs up${code && ` (${code})`}`,
        );
    }
    return new SignInError(FailureKind.Connection, `what answers for ${domain} is no XMPP server`);
}
