import { BridgeError, type BridgeView, type ConferenceView } from "../ports/bridge";

/** What JVB says of itself on three pages of its private interface. */
export interface BridgePages {
    /** `/colibri/stats` */
    readonly stats: string;
    /** `/debug` */
    readonly debug: string;
    /** `/metrics`, in either of Prometheus' formats. */
    readonly metrics: string;
}

/** A bridge's own account of itself, and how fast it moves traffic. */
export type Reading = Omit<BridgeView, "bytes"> & { readonly bitsPerSecond: Rates };

export interface Rates {
    readonly received: number;
    readonly sent: number;
}

/** The pages in the agent's words. @throws BridgeError when one is not what a JVB says */
export function readBridge({ stats, debug, metrics }: BridgePages): Reading {
    const figures = new Page("/colibri/stats", stats);
    const state = new Page("/debug", debug);
    const health = state.page("health");
    return {
        healthy: health.flag("success"),
        lane: laneOf(figures),
        stress: figures.number("stress_level"),
        isDraining: state.flag("drain"),
        shutdown: shutdownOf(state),
        totals: {
            clientsConfigured: figures.number("muc_clients_configured"),
            clientsConnected: figures.number("muc_clients_connected"),
            roomsConfigured: figures.number("mucs_configured"),
            roomsJoined: figures.number("mucs_joined"),
        },
        participants: figures.number("local_endpoints"),
        conferences: conferencesOf(state),
        incarnation: incarnationOf(metrics),
        // To and from participants in kilobits a second, to and from other bridges in bits: VideobridgeStatisticsShim.kt.
        bitsPerSecond: {
            received: figures.number("bit_rate_download") * 1000 + figures.number("octo_receive_bitrate"),
            sent: figures.number("bit_rate_upload") * 1000 + figures.number("octo_send_bitrate"),
        },
    };
}

/** `2.3.307-france`; without a release just the version. */
function laneOf(stats: Page): string {
    const release = stats.optionalText("release");
    return [stats.text("version"), ...(release === undefined ? [] : [release])].join("-");
}

const SHUTDOWN_STATES: Readonly<Record<string, BridgeView["shutdown"]>> = {
    RUNNING: "running",
    GRACEFUL_SHUTDOWN: "graceful",
    SHUTTING_DOWN: "ending",
};

function shutdownOf(debug: Page): BridgeView["shutdown"] {
    const state = SHUTDOWN_STATES[debug.text("shutdown_state")];
    return state ?? debug.fail("shutdown_state");
}

/**
 * The short form of `/debug` has every conference with the address of its room and its own endpoints, those of other
 * bridges left out. Bitrates are in the long form only, which is a report of megabytes on each media pipeline.
 */
function conferencesOf(debug: Page): ConferenceView[] {
    return debug
        .page("conferences")
        .pages()
        .map((conference) => ({
            id: conference.text("id"),
            mucDomain: conference.optionalText("name")?.replace(/^.*@/, "").toLowerCase() ?? "",
            participants: conference.page("endpoints").size,
        }));
}

/**
 * When this process made one of its counters, to the millisecond: the Prometheus library says so beside each. Nothing
 * else on these pages is of one process only.
 */
function incarnationOf(metrics: string): string {
    const created = /^jitsi_jvb_conferences_created_created ([0-9.Ee+]+)$/m.exec(metrics)?.[1];
    if (created === undefined) {
        throw new BridgeError("the bridge's /metrics does not say when its counters began");
    }
    return String(Math.round(Number(created) * 1000));
}

/** An object of JSON, whose fields are what is expected or an error that names the page. */
class Page {
    private readonly fields: Readonly<Record<string, unknown>>;

    public constructor(
        private readonly where: string,
        content: unknown,
    ) {
        const value = typeof content === "string" ? parse(content) : content;
        if (typeof value !== "object" || value === null || Array.isArray(value)) this.fail("");
        this.fields = value as Record<string, unknown>;
    }

    public get size(): number {
        return Object.keys(this.fields).length;
    }

    public number(name: string): number {
        const value = this.fields[name];
        return typeof value === "number" ? value : this.fail(name);
    }

    public flag(name: string): boolean {
        const value = this.fields[name];
        return typeof value === "boolean" ? value : this.fail(name);
    }

    public text(name: string): string {
        return this.optionalText(name) ?? this.fail(name);
    }

    public optionalText(name: string): string | undefined {
        const value = this.fields[name];
        return value === undefined || typeof value === "string" ? value : this.fail(name);
    }

    public page(name: string): Page {
        return new Page(`${this.where} ${name}`, this.fields[name]);
    }

    public pages(): Page[] {
        // The keys are left out of errors: they are ids of conferences.
        return Object.values(this.fields).map((value) => new Page(this.where, value));
    }

    public fail(name: string): never {
        const what = [this.where, name].join(" ").trim();
        throw new BridgeError(`the bridge's ${what} is not what a JVB says`);
    }
}

function parse(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}
