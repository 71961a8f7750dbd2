// A real XMPP client for tests: xmpp.js, trusting exactly the certificates it is given, as a bridge does.
import { randomUUID } from "node:crypto";
import tls from "node:tls";
import { client, xml } from "@xmpp/client";

export { xml };
export type Stanza = ReturnType<typeof xml>;

// xmpp.js has no option for trust: it calls tls.connect({ socket, host }) once STARTTLS is agreed on. So every socket
// of ours is told here whom it trusts.
const trusted = new WeakMap<object, readonly string[]>();
const { connect } = tls;
tls.connect = ((options: tls.ConnectionOptions, ...rest: []) => {
    const ca = options.socket && trusted.get(options.socket);
    // Two self-signed certificates of one name: without this, OpenSSL looks only at the first of them.
    return connect({ ...options, ...(ca && { ca: [...ca], allowPartialTrustChain: true }) }, ...rest);
}) as typeof tls.connect;

export interface ClientOptions {
    readonly host: string;
    readonly port: number;
    /** The stream's `to`, and the name that the certificate must have. */
    readonly domain: string;
    readonly user: string;
    readonly password: string;
    /** PEM certificates; nothing else is trusted. */
    readonly trust: readonly string[];
    readonly resource?: string;
}

/** A client that has signed in. */
export class SignedIn {
    readonly received: Stanza[] = [];
    /** The SASL mechanisms that the server offered over TLS. */
    mechanisms: string[] = [];

    constructor(readonly entity: ReturnType<typeof client>) {
        entity.on("stanza", (stanza: Stanza) => this.received.push(stanza));
    }

    get address(): string {
        return String(this.entity.jid);
    }

    send(stanza: Stanza): Promise<void> {
        return this.entity.send(stanza);
    }

    /** Sends a request and returns the answer's condition when it is an error, else the answer. */
    async ask(to: string | undefined, type: "get" | "set", payload: Stanza): Promise<Stanza | string> {
        const id = randomUUID();
        await this.send(xml("iq", { id, type, ...(to && { to }) }, payload));
        const answer = await this.expect(
            "an answer",
            (stanza) => stanza.is("iq") && stanza.attrs["id"] === id,
        );
        return isError(answer) ? (condition(answer) ?? "error") : answer;
    }

    /** Waits for a stanza that fits, also one that came before. */
    async expect(what: string, fits: (stanza: Stanza) => boolean): Promise<Stanza> {
        const until = Date.now() + 15_000;
        for (;;) {
            const found = this.received.find(fits);
            if (found) return found;
            if (Date.now() > until) {
                throw new Error(`${this.address} did not receive ${what}, but:\n${this.received.join("\n")}`);
            }
            await new Promise((resolve) => setTimeout(resolve, 10));
        }
    }

    /** The answer to a ping comes after everything that the server had to say before. */
    async settle(): Promise<void> {
        await this.ask(undefined, "get", xml("ping", { xmlns: "urn:xmpp:ping" }));
    }

    /** Joins a room under a nickname; returns the condition when it is refused. */
    async join(room: string, nickname: string): Promise<string | undefined> {
        const place = `${room}/${nickname}`;
        await this.send(
            xml("presence", { to: place }, xml("x", { xmlns: "http://jabber.org/protocol/muc" })),
        );
        const answer = await this.expect(`its own presence in ${room}`, (stanza) => {
            return (
                stanza.is("presence") && stanza.attrs["from"] === place && (isError(stanza) || isOwn(stanza))
            );
        });
        return isError(answer) ? condition(answer) : undefined;
    }

    /** Answers such requests, from now on, with an empty result. */
    answer(payload: string, namespace: string): void {
        this.entity.on("stanza", (stanza: Stanza) => {
            if (!stanza.is("iq") || !stanza.getChild(payload, namespace)) return;
            const { id, from } = stanza.attrs as Record<string, string>;
            void this.send(xml("iq", { type: "result", id, to: from }));
        });
    }

    /** Waits until the server has ended this session. */
    async ended(): Promise<void> {
        const until = Date.now() + 15_000;
        while (this.entity.status === "online") {
            if (Date.now() > until) throw new Error(`The session of ${this.address} goes on.`);
            await new Promise((resolve) => setTimeout(resolve, 20));
        }
    }

    async close(): Promise<void> {
        await this.entity.stop().catch(() => undefined);
    }
}

export const isError = (stanza: Stanza) => stanza.attrs["type"] === "error";

export function condition(stanza: Stanza): string | undefined {
    return stanza.getChild("error")?.getChildElements()[0]?.name;
}

function isOwn(stanza: Stanza): boolean {
    const status = stanza.getChild("x", "http://jabber.org/protocol/muc#user")?.getChildren("status") ?? [];
    return status.some((each) => each.attrs["code"] === "110");
}

/** Connects and signs in; rejects with the reason, such as `not-authorized`, when that fails. */
export async function signIn(options: ClientOptions): Promise<SignedIn> {
    const { host, port, domain, user: username, password, trust } = options;
    const service = `xmpp://${host}:${port}`;
    const resource = options.resource ?? randomUUID();
    const entity = client({ service, domain, username, password, resource });
    entity.timeout = 10_000;
    entity.reconnect.stop();
    entity.on("connect", () => entity.socket && trusted.set(entity.socket, trust));
    const signedIn = new SignedIn(entity);
    entity.on("nonza", (element) => {
        const offered = element.getChild("mechanisms")?.getChildren("mechanism");
        if (offered) signedIn.mechanisms = offered.map((each) => each.text());
    });
    try {
        await new Promise<void>((resolve, reject) => {
            entity.on("error", reject);
            entity.on("disconnect", () => reject(new Error("disconnected")));
            entity.start().then(() => resolve(), reject);
        });
    } catch (error) {
        await signedIn.close();
        throw error;
    }
    return signedIn;
}
