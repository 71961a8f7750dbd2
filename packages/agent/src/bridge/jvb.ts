import type { Invitation } from "@bridgepool/core/shared";

import { type Bridge, BridgeError, type BridgeView, type RemoteAddress } from "../ports/bridge";
import type { Clock } from "../ports/clock";
import { connectionsOf } from "./connections";
import { type Answer, ask, type HttpOptions } from "./http";
import { Traffic } from "./traffic";
import { readBridge } from "./view";

export interface JvbOptions {
    readonly clock: Clock;
    /** Where its private interface is. @default http://127.0.0.1:8080 */
    readonly url?: string;
    /** Longest time for one answer, in seconds. @default 10 */
    readonly limitSeconds?: number;
    /** Number of the user that it runs as. @default 1000, the user of the official images (docker-jitsi-meet, base/Dockerfile) */
    readonly user?: number;
}

/** `/debug` of a thousand participants is 100 kB. */
const LIMIT_BYTES = 8 * 1024 * 1024;

/** Jitsi Videobridge, by its private REST interface and by what the kernel says of it. */
export class Jvb implements Bridge {
    private readonly clock: Clock;
    private readonly http: HttpOptions;
    private readonly user: number;
    private readonly traffic = new Traffic();

    public constructor({ clock, url, limitSeconds, user }: JvbOptions) {
        this.clock = clock;
        this.user = user ?? 1000;
        this.http = {
            url: url ?? "http://127.0.0.1:8080",
            limitSeconds: limitSeconds ?? 10,
            limitBytes: LIMIT_BYTES,
        };
    }

    public async look(): Promise<BridgeView> {
        const [stats, debug, metrics] = await Promise.all([
            this.get("/colibri/stats"),
            this.get("/debug"),
            this.get("/metrics"),
        ]);
        const { bitsPerSecond, ...view } = readBridge({ stats, debug, metrics });
        return { ...view, bytes: this.traffic.count(this.clock.seconds(), bitsPerSecond) };
    }

    public async clients(): Promise<readonly string[]> {
        const ids = parse(await this.get("/colibri/muc-client/list"));
        if (!Array.isArray(ids) || !ids.every((id): id is string => typeof id === "string")) {
            throw new BridgeError("the bridge's list of clients is not what a JVB says");
        }
        return ids;
    }

    public async join(id: string, invitation: Invitation, nickname: string): Promise<void> {
        const { host, port, domain, user, password, room } = invitation;
        const answer = await this.post("/colibri/muc-client/add", {
            id,
            hostname: host,
            // Everything is a string: JVB drops any other value without a word.
            port: String(port),
            domain,
            username: user,
            password,
            muc_jids: room,
            muc_nickname: nickname,
            // For hosts such as localhost, JVB's own default is to go on without TLS.
            security_mode: "required",
            // Its default over REST, async, lets requests of one conference overtake each other.
            iq_handler_mode: "sync",
        });
        if (answer.status !== 200) {
            throw new BridgeError(`the bridge refuses to join ${id}: HTTP ${answer.status}`);
        }
    }

    public async leave(id: string): Promise<void> {
        const answer = await this.post("/colibri/muc-client/remove", { id });
        // 400 is an unknown id, and everything that goes wrong inside.
        if (answer.status !== 200 && (await this.clients()).includes(id)) {
            throw new BridgeError(`the bridge refuses to leave ${id}: HTTP ${answer.status}`);
        }
    }

    public async setDrain(isDraining: boolean): Promise<void> {
        await this.command(`/colibri/drain/${isDraining ? "enable" : "disable"}`);
    }

    public async shutDownGracefully(): Promise<void> {
        await this.command("/colibri/shutdown", { "graceful-shutdown": true });
    }

    public connections(): Promise<readonly RemoteAddress[]> {
        return connectionsOf(this.user);
    }

    private async get(path: string): Promise<string> {
        const { status, text } = await ask("GET", path, this.http);
        if (status !== 200) throw new BridgeError(`the bridge answers ${path} with HTTP ${status}`);
        return text;
    }

    private async command(path: string, body?: unknown): Promise<void> {
        const { status } = await this.post(path, body);
        if (status !== 200) throw new BridgeError(`the bridge refuses ${path}: HTTP ${status}`);
    }

    private post(path: string, body?: unknown): Promise<Answer> {
        return ask("POST", path, this.http, body);
    }
}

function parse(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}
