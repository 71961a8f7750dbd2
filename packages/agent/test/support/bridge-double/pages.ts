import { type Conference, debugOf } from "./conferences";

/** What the pages are made of. */
export interface State {
    readonly relayId: string;
    readonly region: string;
    readonly version: string;
    readonly release?: string;
    readonly stress: number;
    readonly healthy: boolean;
    readonly drain: boolean;
    readonly shutdown: "RUNNING" | "GRACEFUL_SHUTDOWN" | "SHUTTING_DOWN";
    readonly conferences: readonly Conference[];
    /** Of clients and rooms, as they were at the last count. */
    readonly totals: {
        readonly configured: number;
        readonly connected: number;
        readonly rooms: number;
        readonly joined: number;
    };
    /** When the process began, in milliseconds of Unix time. */
    readonly began: number;
}

/** `/colibri/stats`, without the many figures that nobody here reads. */
export function stats(state: State): Record<string, unknown> {
    const { conferences, totals, shutdown } = state;
    const participants = sum(conferences.map((one) => one.participants));
    const kilobits = (direction: "received" | "sent"): number =>
        Math.floor(sum(conferences.map(({ bitsPerSecond }) => bitsPerSecond[direction])) / 1000);
    return {
        bit_rate_download: kilobits("received"),
        bit_rate_upload: kilobits("sent"),
        octo_conferences: conferences.filter(({ relays }) => relays.length > 0).length,
        endpoints: participants,
        participants,
        octo_endpoints: 0,
        octo_receive_bitrate: 0,
        octo_send_bitrate: 0,
        stress_level: state.stress,
        conferences: conferences.length,
        local_endpoints: participants,
        total_bytes_received: 0,
        total_bytes_sent: 0,
        total_bytes_received_octo: 0,
        total_bytes_sent_octo: 0,
        average_participant_stress: 0.01,
        graceful_shutdown: shutdown === "GRACEFUL_SHUTDOWN",
        shutting_down: shutdown === "SHUTTING_DOWN",
        drain: state.drain,
        current_timestamp: new Date().toISOString().replace("T", " ").replace("Z", ""),
        relay_id: state.relayId,
        muc_clients_configured: totals.configured,
        muc_clients_connected: totals.connected,
        mucs_configured: totals.rooms,
        mucs_joined: totals.joined,
        healthy: state.healthy,
        version: state.version,
        ...(state.release === undefined ? {} : { release: state.release }),
        region: state.region,
    };
}

/** What our configuration lets through into the presence. */
const PUBLISHED = [
    ...[
        "average_participant_stress",
        "colibri2",
        "current_timestamp",
        "drain",
        "graceful_shutdown",
        "healthy",
    ],
    ...["region", "relay_id", "release", "shutting_down", "stress_level", "version"],
];

/** The `<stats/>` of the presence. */
export function published(state: State): Record<string, unknown> {
    const all = { ...stats(state), colibri2: true };
    return Object.fromEntries(Object.entries(all).filter(([name]) => PUBLISHED.includes(name)));
}

/** `/debug` */
export function debug(state: State): Record<string, unknown> {
    return {
        shutdown_state: state.shutdown,
        drain: state.drain,
        time: Date.now(),
        load_management: {
            state: state.stress < 1 ? "NOT_OVERLOADED" : "OVERLOADED",
            stress: String(state.stress),
            reducer_enabled: "false",
        },
        conferences: Object.fromEntries(state.conferences.map((one) => [one.id, debugOf(one)])),
        health: {
            success: state.healthy,
            hardFailure: true,
            responseCode: null,
            message: state.healthy ? null : "No valid IP addresses available for harvesting",
        },
    };
}

/** `/metrics`, of which only the moment is read at which a counter was made. */
export function metrics({ began }: State): string {
    return [
        "# HELP jitsi_jvb_conferences_created_total The total number of conferences created on the Videobridge.",
        "# TYPE jitsi_jvb_conferences_created_total counter",
        "jitsi_jvb_conferences_created_total 0.0",
        "# HELP jitsi_jvb_conferences_created_created The total number of conferences created on the Videobridge.",
        "# TYPE jitsi_jvb_conferences_created_created gauge",
        // As Java prints a double: 1.795278740333E9
        `jitsi_jvb_conferences_created_created ${(began / 1e12).toFixed(12).replace(/0+$/, "")}E9`,
        "",
    ].join("\n");
}

function sum(numbers: readonly number[]): number {
    return numbers.reduce((total, number) => total + number, 0);
}
