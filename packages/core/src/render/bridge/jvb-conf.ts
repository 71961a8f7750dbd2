import { BRIDGE_API_PORT, BRIDGE_PORT, LINGER_SECONDS } from "./constants";

/** A setting of JVB: where, what, and why it is not left to the image or to JVB's own default. */
export interface BridgeKey {
    readonly path: string;
    readonly value: boolean | number | string | readonly string[];
    readonly why: string;
}

export interface BridgeConfigSpec {
    readonly region: string;
    readonly drainSeconds: number;
}

/**
 * `custom-jvb.conf`, which the image's own `jvb.conf` includes as its last line: this has the last word.
 * The bridge starts with no Meet; the agent adds them over the private interface.
 */
export function renderBridgeConfig(spec: BridgeConfigSpec): string {
    const settings = bridgeKeys(spec).map(
        ({ path, value, why }) => `# ${why}\n${path} = ${JSON.stringify(value)}\n`,
    );
    return [
        "# Included last by the image's jvb.conf.\n",
        ...settings,
        "# What only this host knows: its relay id and its addresses. Without them it must not start.\n" +
            'include required("host.conf")\n',
    ].join("\n");
}

/** Every setting, in the order of the file. */
export function bridgeKeys({ region, drainSeconds }: BridgeConfigSpec): BridgeKey[] {
    return [
        {
            path: "videobridge.http-servers.private.host",
            value: "127.0.0.1",
            why: "The image has 0.0.0.0. There is no authentication: only this host may command the bridge.",
        },
        {
            path: "videobridge.http-servers.private.port",
            value: BRIDGE_API_PORT,
            why: "Where the agent, and stop-bridge, find it.",
        },
        {
            path: "videobridge.http-servers.public.port",
            value: -1,
            why: "No public interface: bridge channels are SCTP data channels inside the media.",
        },
        {
            path: "videobridge.apis.rest.enabled",
            value: true,
            why: "The agent adds and removes Meets, and reads the statistics.",
        },
        {
            path: "videobridge.rest.shutdown.enabled",
            value: true,
            why: "A bridge ends when its calls have ended.",
        },
        {
            path: "videobridge.shutdown.graceful-shutdown-max-duration",
            value: `${drainSeconds} seconds`,
            why: "The pool's drain limit.",
        },
        {
            path: "videobridge.shutdown.shutting-down-delay",
            value: `${LINGER_SECONDS} seconds`,
            why: "Part of the unit's stop time.",
        },
        {
            path: "videobridge.relay.enabled",
            value: true,
            why: "One conference may span bridges, of this pool and of others.",
        },
        {
            path: "videobridge.relay.region",
            value: region,
            why: "Jicofos choose a bridge near the participant by this.",
        },
        { path: "videobridge.ice.udp.port", value: BRIDGE_PORT, why: "The pool's open port." },
        {
            path: "videobridge.ice.advertise-private-candidates",
            value: false,
            why: "Participants come from the internet: private addresses only cost them failed checks.",
        },
        {
            path: "videobridge.health.require-valid-address",
            value: true,
            why: "The image has false. A bridge that knows no public address is of no use and must say so.",
        },
        {
            path: "ice4j.harvest.mapping.aws.enabled",
            value: false,
            why: "Addresses come from the cloud's metadata through host.conf; guessing delays the start.",
        },
        {
            path: "ice4j.harvest.mapping.stun.addresses",
            value: [],
            why: "The image asks a public STUN server. Not needed, and nobody else's business.",
        },
        {
            path: "videobridge.apis.xmpp-client.stats-filter.enabled",
            value: true,
            why: "Every five seconds to every Meet: only what Jicofo reads.",
        },
        {
            path: "videobridge.apis.xmpp-client.stats-filter.whitelist",
            value: PUBLISHED_STATS,
            why: "What Jicofo chooses bridges by.",
        },
        {
            path: "videobridge.load-management.load-measurements.load-measurement",
            value: "cpu-usage",
            why: "Stress means the same on every machine type; packet rates would have to be measured for each.",
        },
    ];
}

/** The statistics in a bridge's presence: those that Jicofo's Bridge.setStats reads, and `colibri2`, its feature flag. */
const PUBLISHED_STATS = [
    "average_participant_stress",
    "colibri2",
    "current_timestamp",
    "drain",
    "graceful_shutdown",
    "healthy",
    "region",
    "relay_id",
    "release",
    "shutting_down",
    "stress_level",
    "version",
];
