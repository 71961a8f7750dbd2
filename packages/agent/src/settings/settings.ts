/** Where the agent's settings are on a host. */
export const SETTINGS_FILE = "/etc/bridgepool/agent.json";

/**
 * The agent's settings, complete. In the file, what has a default may be left out. Nothing in it is secret; what a cloud's
 * adapter needs to know comes from the environment.
 */
export interface AgentSettings {
    /** Always 1. Required. */
    readonly version: number;
    /** Beside what it runs: `bridge`, or `meet` for a Meet's signalling host. Required. */
    readonly role: "bridge" | "meet";
    /** Name of the pool or the Meet. Required. */
    readonly component: string;
    /** Region it runs in, as the pools call it. Required. */
    readonly region: string;
    /** Whose cloud it runs in. Required. */
    readonly cloud: "aws";
    readonly log: LogSettings;
    readonly bridge: BridgeSettings;
    readonly http: HttpSettings;
    readonly drain: DrainSettings;
    readonly state: StateSettings;
    readonly usage: UsageSettings;
    readonly replacement: ReplacementSettings;
}

export interface LogSettings {
    /** What is logged: this and everything graver. `info`, `warn` or `error`. @default info */
    readonly level: "info" | "warn" | "error";
}

/** The bridge beside it. */
export interface BridgeSettings {
    /** Its private interface, on this host: it has no authentication. @default http://127.0.0.1:8080 */
    readonly api: string;
    /** Number of the user it runs as: by this its connections are known from those of others. @default 1000 */
    readonly user: number;
    /** Folder of its trust store, which it sees as well. @default /run/bridgepool/trust */
    readonly trustFolder: string;
}

/** Where metrics, health and status are. */
export interface HttpSettings {
    /** IP address to listen at. Draining by hand works on a loopback address only. @default 127.0.0.1 */
    readonly host: string;
    /** TCP port to listen at, from 1 to 65535. @default 9099 */
    readonly port: number;
}

/** What happens to a bridge in use that has to go. */
export interface DrainSettings {
    /** How long it may go on for its calls, in seconds from 0 to 172800 (48 hours). @default 21600 */
    readonly limitSeconds: number;
    /** At the limit: end with it (`continue`), or stay outside the group until it is empty (`retain`). @default retain */
    readonly atLimit: "continue" | "retain";
}

/** What the agent remembers over a restart. */
export interface StateSettings {
    /** Folder of its own. @default /var/lib/bridgepool-agent */
    readonly folder: string;
    /** File with the key that the roster is encrypted with. @default none: the roster is not kept */
    readonly keyFile?: string;
}

/** How use is measured, see `docs/usage.md`. */
export interface UsageSettings {
    /** How often the bridge is looked at, in seconds from 5 to 300. What a crash of the agent can lose. @default 30 */
    readonly intervalSeconds: number;
}

/** How bridges that have something wrong give way to new ones. */
export interface ReplacementSettings {
    /** Most of the pool that is on its way out at once, as a fraction over 0 and at most 1; one bridge at least. @default 0.2 */
    readonly fraction: number;
}
