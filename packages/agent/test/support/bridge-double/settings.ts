/** How a double of the bridge behaves; everything has the default that a real one has, in seconds. */
export interface BridgeDoubleSettings {
    /** File of the trust store (`-Djavax.net.ssl.trustStore`), read whenever a client is added. */
    readonly trustStore: string;
    /** Its relay id. @default i-0123456789abcdef0 */
    readonly relayId?: string;
    readonly region?: string;
    readonly version?: string;
    readonly release?: string;
    /** Port of the private interface. @default any that is free */
    readonly port?: number;
    /** Seed of everything that is chance. */
    readonly seed?: number;
    readonly seconds?: Partial<Seconds>;
}

/** How long things take. */
export interface Seconds {
    /** From `add` to the first attempt: together with the sign-in, 1.4 s were seen. */
    readonly start: number;
    /** Between two statistics: presence in the rooms, and the totals of clients and rooms. */
    readonly stats: number;
    /** Until a failed TLS handshake or login is tried again. */
    readonly retry: number;
    /** Until a refused connection is tried again. */
    readonly refused: number;
    /** Until a connection that has stood is made again. */
    readonly reconnect: number;
    /** For how long `remove` blocks when the server is away. */
    readonly removal: number;
    /** Longest time that a graceful shutdown waits for participants. */
    readonly graceful: number;
    /** From the last participant to the end of the process. */
    readonly lingering: number;
}

type Defaults = Required<Omit<BridgeDoubleSettings, "trustStore" | "release">> & {
    readonly seconds: Seconds;
};

export const DEFAULTS: Defaults = {
    relayId: "i-0123456789abcdef0",
    region: "eu-west-3",
    version: "2.3.307",
    port: 0,
    seed: 1,
    seconds: {
        start: 1.2,
        stats: 5,
        retry: 0.1,
        refused: 5,
        reconnect: 1,
        removal: 5,
        graceful: 86_400,
        lingering: 60,
    },
};
