import { setMaxListeners } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import { type Conference, conference } from "./conferences";
import { type Call, handle, type Routes } from "./http";
import { type MucClientConfig, MucClientDouble } from "./muc-client";
import { debug, metrics, published, type State, stats } from "./pages";
import { type BridgeDoubleSettings, DEFAULTS, type Seconds } from "./settings";
import { readTrustStore } from "./trust-store";

/** Of so many clients that are removed while they fail, one goes on (facts of a real bridge: 1 of 8). */
const GHOSTS_ONE_OF = 8;

/** Without all of these, `add` is refused: MucClientConfiguration.isComplete. */
const NEEDED = ["hostname", "username", "password", "muc_jids", "muc_nickname"];

/** By these, `add` knows a client that it has: XmppConnection.kt. */
const COMPARED = ["hostname", "port", "domain", "username"];

/**
 * A double of Jitsi Videobridge: its private interface, and real XMPP clients that join real breweries. What it does was
 * seen of a real one, its quirks above all. An instance is one process of it: nothing outlives it.
 */
export class BridgeDouble {
    /** Every request that came, in order. */
    public readonly requests: Call[] = [];
    /** Clients that were removed while they failed and go on: no list and no figure has them. */
    public readonly ghosts = new Set<MucClientDouble>();
    public stress = 0.1;
    public healthy = true;
    /** Whether it answers requests; when not, they hang. */
    public answers = true;
    /** When the process has ended, by itself or by {@link kill}. */
    public readonly ended: Promise<void>;
    private readonly clients = new Map<string, MucClientDouble>();
    private readonly removed: MucClientDouble[] = [];
    private readonly conferences = new Map<string, Conference>();
    private readonly began = Date.now();
    private readonly over = new AbortController();
    private readonly seconds: Seconds;
    private readonly chance: () => number;
    private totals: State["totals"] = { configured: 0, connected: 0, rooms: 0, joined: 0 };
    private drain = false;
    private shutdown: State["shutdown"] = "RUNNING";

    private constructor(
        private readonly settings: BridgeDoubleSettings,
        private readonly server: Server,
    ) {
        this.seconds = { ...DEFAULTS.seconds, ...settings.seconds };
        this.chance = generator(settings.seed ?? DEFAULTS.seed);
        this.ended = new Promise((resolve) => server.once("close", resolve));
        // One for each client that is being waited for.
        setMaxListeners(0, this.over.signal);
        const routes = this.routes();
        server.on("request", (request, response) => {
            void handle(request, response, routes, (call) => {
                this.requests.push(call);
                return this.answers;
            });
        });
    }

    public static async start(settings: BridgeDoubleSettings): Promise<BridgeDouble> {
        const server = createServer();
        const bridge = new BridgeDouble(settings, server);
        await new Promise<void>((resolve) =>
            server.listen(settings.port ?? DEFAULTS.port, "127.0.0.1", resolve),
        );
        void bridge.countAgainAndAgain();
        return bridge;
    }

    public get url(): string {
        return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    }

    /** How often its clients have tried to connect, removed ones included. */
    public get attempts(): number {
        return [...this.clients.values(), ...this.removed].reduce((sum, { attempts }) => sum + attempts, 0);
    }

    /** Has a conference in this room from now on: `standup@conference.meet.example.org`. */
    public host(room: string, facts: Parameters<typeof conference>[1] = {}): Conference {
        const made = conference(room, facts);
        this.conferences.set(made.id, made);
        return made;
    }

    /** Participants come or go; when the last has gone, the conference is over. */
    public setParticipants(id: string, participants: number): void {
        const known = this.conferences.get(id);
        if (known === undefined) throw new Error(`There is no conference ${id}.`);
        known.participants = participants;
        if (participants === 0) this.conferences.delete(id);
        this.endWhenEmpty();
    }

    /** Ends the process at once. */
    public async kill(): Promise<void> {
        this.over.abort();
        for (const client of [...this.clients.values(), ...this.removed]) client.end();
        this.server.closeAllConnections();
        this.server.close();
        await this.ended;
    }

    private routes(): Routes {
        const ok = (page: unknown): readonly [number, string] => [200, JSON.stringify(page)];
        const setDrain = (isDraining: boolean): number => {
            this.drain = isDraining;
            return 200;
        };
        return {
            "GET /about/health": () => (this.healthy ? 200 : 500),
            "GET /about/version": () => ok({ name: "JVB", version: this.state().version, os: "Linux" }),
            "GET /colibri/stats": () => ok(stats(this.state())),
            "GET /debug": () => ok(debug(this.state())),
            "GET /metrics": () => [200, metrics(this.state())],
            "GET /colibri/muc-client/list": () => ok([...this.clients.keys()]),
            "POST /colibri/muc-client/add": (body) => this.add(readObject(body)),
            "POST /colibri/muc-client/remove": (body) => this.remove(readObject(body)),
            "GET /colibri/drain": () => ok({ drain: this.drain }),
            "POST /colibri/drain/enable": () => setDrain(true),
            "POST /colibri/drain/disable": () => setDrain(false),
            "POST /colibri/shutdown": (body) => this.beginShutdown(readObject(body)?.["graceful-shutdown"]),
        };
    }

    private async add(request: Readonly<Record<string, unknown>> | undefined): Promise<number> {
        // What is no text is dropped without a word.
        const texts = Object.entries(request ?? {}).filter(
            (entry): entry is [string, string] => typeof entry[1] === "string",
        );
        const { id, ...config }: MucClientConfig = Object.fromEntries(texts);
        if (id === undefined || NEEDED.some((name) => config[name] === undefined)) return 400;
        const known = this.clients.get(id);
        if (known !== undefined) {
            // Another password, room or nickname is nothing new to it.
            if (COMPARED.every((name) => known.config[name] === config[name])) return 200;
            await this.take(id, known);
        }
        const trust = readTrustStore(this.settings.trustStore);
        const surroundings = { seconds: this.seconds, stats: () => published(this.state()) };
        this.clients.set(id, new MucClientDouble(config, trust, surroundings));
        return 200;
    }

    private async remove(request: Readonly<Record<string, unknown>> | undefined): Promise<number> {
        const id = request?.["id"];
        const client = typeof id === "string" ? this.clients.get(id) : undefined;
        if (client === undefined || typeof id !== "string") return 400;
        await this.take(id, client);
        return 200;
    }

    /** Takes a client out: one that fails goes on trying for as long as it had been failing, and rarely for ever. */
    private async take(id: string, client: MucClientDouble): Promise<void> {
        this.clients.delete(id);
        this.removed.push(client);
        if (client.failingSince === undefined) {
            await client.leave();
            return;
        }
        if (client.isAway) await this.pause(this.seconds.removal);
        if (this.chance() < 1 / GHOSTS_ONE_OF) {
            this.ghosts.add(client);
            return;
        }
        const failed = (Date.now() - client.failingSince) / 1000;
        void this.pause(failed).then(() => client.end());
    }

    private beginShutdown(isGraceful: unknown): number {
        if (typeof isGraceful !== "boolean") return 400;
        if (!isGraceful) {
            void this.linger();
        } else if (this.shutdown === "RUNNING") {
            this.shutdown = "GRACEFUL_SHUTDOWN";
            void this.pause(this.seconds.graceful).then(() => this.linger());
            this.endWhenEmpty();
        }
        return 200;
    }

    private endWhenEmpty(): void {
        const isEmpty = [...this.conferences.values()].every(({ participants }) => participants === 0);
        if (this.shutdown === "GRACEFUL_SHUTDOWN" && isEmpty) void this.linger();
    }

    private async linger(): Promise<void> {
        if (this.shutdown === "SHUTTING_DOWN" || this.over.signal.aborted) return;
        this.shutdown = "SHUTTING_DOWN";
        await this.pause(this.seconds.lingering);
        await this.kill();
    }

    /** Totals are counted once in a while: what is read in between is what was. */
    private async countAgainAndAgain(): Promise<void> {
        while (!this.over.signal.aborted) {
            const clients = [...this.clients.values()];
            this.totals = {
                configured: clients.length,
                connected: clients.filter(({ isConnected }) => isConnected).length,
                rooms: clients.reduce((sum, { rooms }) => sum + rooms.length, 0),
                joined: clients.reduce((sum, { joinedRooms }) => sum + joinedRooms, 0),
            };
            await this.pause(this.seconds.stats);
        }
    }

    private state(): State {
        const { stress, healthy, drain, shutdown, totals, began } = this;
        const { relayId, region, version, release } = { ...DEFAULTS, ...this.settings };
        const conferences = [...this.conferences.values()];
        return {
            ...{ relayId, region, version, release },
            ...{ stress, healthy, drain, shutdown, totals, began, conferences },
        };
    }

    private async pause(seconds: number): Promise<void> {
        // No timer of Node is longer than 24 days.
        const milliseconds = Math.min(seconds * 1000, 2 ** 31 - 1);
        await sleep(milliseconds, undefined, { signal: this.over.signal }).catch(() => undefined);
    }
}

function readObject(body: string): Readonly<Record<string, unknown>> | undefined {
    try {
        const value: unknown = JSON.parse(body);
        return typeof value === "object" && value !== null && !Array.isArray(value)
            ? (value as Record<string, unknown>)
            : undefined;
    } catch {
        return undefined;
    }
}

/** Numbers from 0 to 1 that are the same for the same seed: mulberry32. */
function generator(seed: number): () => number {
    let state = seed;
    return () => {
        state = (state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
}
