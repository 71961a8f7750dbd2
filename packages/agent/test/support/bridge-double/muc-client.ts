import { setTimeout as sleep } from "node:timers/promises";

import xml, { type Element } from "@xmpp/xml";

import { connectTo, addressesOf } from "../../../src/xmpp/connect";
import { type Session, signIn } from "../../../src/xmpp/session";
import { SignInError } from "../../../src/xmpp/sign-in-error";
import type { Seconds } from "./settings";

const MUC = "http://jabber.org/protocol/muc";
const COLIBRI = "http://jitsi.org/protocol/colibri";
const HEALTH = "http://jitsi.org/protocol/healthcheck";

/** What a client was added with, by the names of the REST interface. */
export type MucClientConfig = Readonly<Record<string, string>>;

/** What the client needs of its bridge. */
export interface Surroundings {
    readonly seconds: Seconds;
    /** Statistics for the presence, as they are now. */
    stats(): Readonly<Record<string, unknown>>;
}

/** One XMPP client of the bridge (jicoco's MucClient): connects, signs in, joins its rooms, for ever. */
export class MucClientDouble {
    /** How often it has tried to connect. */
    public attempts = 0;
    /** Since when it has been failing, in milliseconds of Unix time. */
    public failingSince: number | undefined;
    /** Whether it fails because nobody is there. */
    public isAway = false;
    private readonly ended = new AbortController();
    private readonly joined = new Set<string>();
    private session: Session | undefined;
    private socketAbort = new AbortController();

    /** @param trust what the trust store had in it when the client was added: it does not look again */
    public constructor(
        public readonly config: MucClientConfig,
        private readonly trust: readonly string[],
        private readonly surroundings: Surroundings,
    ) {
        void this.run();
    }

    public get rooms(): readonly string[] {
        return this.config["muc_jids"]?.split(",") ?? [];
    }

    public get isConnected(): boolean {
        return this.session?.isOpen ?? false;
    }

    public get joinedRooms(): number {
        return this.isConnected ? this.joined.size : 0;
    }

    /** Leaves at once, as `remove` does. */
    public async leave(): Promise<void> {
        const { session } = this;
        if (session?.isOpen === true) {
            const leaving = this.rooms.map((room) => this.presence(session, room, { type: "unavailable" }));
            await Promise.all(leaving).catch(() => undefined);
        }
        this.end();
    }

    /** Ends without a word, as a process that is killed. */
    public end(): void {
        this.ended.abort();
        this.session?.close();
        this.socketAbort.abort();
    }

    private async run(): Promise<void> {
        const { seconds } = this.surroundings;
        await this.pause(seconds.start);
        while (!this.ended.signal.aborted) {
            const stood = await this.connect();
            await this.pause(stood === "stood" ? seconds.reconnect : seconds[stood]);
        }
    }

    /** @returns whether it stood for a while, or what kept it from that */
    private async connect(): Promise<"stood" | "refused" | "retry"> {
        this.attempts += 1;
        this.socketAbort = new AbortController();
        const { hostname = "", port = "5222", domain = hostname, username = "", password = "" } = this.config;
        let session: Session;
        try {
            const addresses = await addressesOf(hostname);
            const socket = await connectTo(hostname, Number(port), addresses, this.socketAbort.signal);
            session = await signIn(socket, { domain, user: username, password, trust: this.trust });
        } catch (error) {
            this.failingSince ??= Date.now();
            this.isAway = error instanceof SignInError && ["connection", "name"].includes(error.kind);
            return this.isAway ? "refused" : "retry";
        }
        this.failingSince = undefined;
        this.isAway = false;
        await this.stay(session);
        return "stood";
    }

    private async stay(session: Session): Promise<void> {
        const closed = new AbortController();
        session.onClose(() => closed.abort());
        session.onStanza((stanza) => this.hear(session, stanza));
        this.session = session;
        if (this.ended.signal.aborted) session.close();
        this.joined.clear();
        for (const room of this.rooms) {
            await this.presence(session, room, {}, xml("x", { xmlns: MUC })).catch(() => undefined);
        }
        while (session.isOpen) {
            for (const room of this.joined) {
                await this.presence(session, room, {}, this.stats()).catch(() => undefined);
            }
            await sleep(this.surroundings.seconds.stats * 1000, undefined, { signal: closed.signal }).catch(
                () => undefined,
            );
        }
        this.joined.clear();
    }

    private hear(session: Session, stanza: Element): void {
        const from = String(stanza.attrs["from"]);
        const [room = ""] = from.split("/");
        if (stanza.is("presence")) {
            const own = stanza.getChild("x", `${MUC}#user`)?.getChildren("status") ?? [];
            if (!own.some((each) => each.attrs["code"] === "110")) return;
            const isNew = !this.joined.has(room);
            if (stanza.attrs["type"] === "unavailable") this.joined.delete(room);
            else this.joined.add(room);
            if (isNew && this.joined.has(room)) void this.presence(session, room, {}, this.stats());
        }
        if (!stanza.is("iq") || !["get", "set"].includes(String(stanza.attrs["type"]))) return;
        // Whoever is in the room may ask; of what may be asked, only the health is answered here.
        const answer = { id: stanza.attrs["id"] as string, to: from };
        const isHealth = this.rooms.includes(room) && stanza.getChild("healthcheck", HEALTH) !== undefined;
        const refusal = () =>
            xml(
                "error",
                { type: "cancel" },
                xml("service-unavailable", { xmlns: "urn:ietf:params:xml:ns:xmpp-stanzas" }),
            );
        void session
            .send(
                isHealth
                    ? xml("iq", { ...answer, type: "result" })
                    : xml("iq", { ...answer, type: "error" }, refusal()),
            )
            .catch(() => undefined);
    }

    private presence(
        session: Session,
        room: string,
        attributes: Record<string, string>,
        ...content: Element[]
    ): Promise<void> {
        const to = `${room}/${this.config["muc_nickname"] ?? ""}`;
        return session.send(xml("presence", { ...attributes, to }, ...content));
    }

    private stats(): Element {
        const stats = Object.entries(this.surroundings.stats());
        return xml(
            "stats",
            { xmlns: COLIBRI },
            ...stats.map(([name, value]) => xml("stat", { name, value: String(value) })),
        );
    }

    private async pause(seconds: number): Promise<void> {
        await sleep(seconds * 1000, undefined, { signal: this.ended.signal }).catch(() => undefined);
    }
}
