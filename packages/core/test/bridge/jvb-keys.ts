/** A setting that the bridge reads. */
export interface JvbKey {
    readonly type: "boolean" | "duration" | "number" | "objects" | "string" | "strings";
    /** Where it is declared, in the release of the pinned image. */
    readonly source: string;
}

const JVB = "jitsi-videobridge stable/jitsi-meet_11146, jvb/src/main/resources/reference.conf";
const ICE4J = "ice4j 6da2b08, src/main/resources/reference.conf";
const JICOCO = "jicoco e8384e2, JettyBundleActivatorConfig.kt";

/** Every setting of the bridge that we render, with its source. */
export const jvbKeys: Readonly<Record<string, JvbKey>> = {
    "videobridge.apis.rest.enabled": { type: "boolean", source: `${JVB}:133` },
    "videobridge.apis.xmpp-client.stats-filter.enabled": { type: "boolean", source: `${JVB}:113` },
    "videobridge.apis.xmpp-client.stats-filter.whitelist": { type: "strings", source: `${JVB}:117` },
    "videobridge.health.require-valid-address": { type: "boolean", source: `${JVB}:27` },
    "videobridge.http-servers.private.host": { type: "string", source: `${JVB}:174` },
    "videobridge.http-servers.private.port": { type: "number", source: `${JICOCO}:33` },
    "videobridge.http-servers.public.port": { type: "number", source: `${JVB}:167` },
    "videobridge.ice.advertise-private-candidates": { type: "boolean", source: `${JVB}:317` },
    "videobridge.ice.udp.port": { type: "number", source: `${JVB}:296` },
    "videobridge.load-management.load-measurements.load-measurement": {
        type: "string",
        source: `${JVB}:213`,
    },
    "videobridge.relay.enabled": { type: "boolean", source: `${JVB}:179` },
    "videobridge.relay.region": { type: "string", source: `${JVB}:184` },
    "videobridge.relay.relay-id": { type: "string", source: `${JVB}:188` },
    "videobridge.rest.shutdown.enabled": { type: "boolean", source: `${JVB}:156` },
    "videobridge.shutdown.graceful-shutdown-max-duration": { type: "duration", source: `${JVB}:384` },
    "videobridge.shutdown.shutting-down-delay": { type: "duration", source: `${JVB}:392` },
    "ice4j.harvest.mapping.aws.enabled": { type: "boolean", source: `${ICE4J}:87` },
    "ice4j.harvest.mapping.static-mappings": { type: "objects", source: `${ICE4J}:96` },
    "ice4j.harvest.mapping.stun.addresses": { type: "strings", source: `${ICE4J}:92` },
};
