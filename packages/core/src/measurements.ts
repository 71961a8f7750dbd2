/**
 * Figures that agents publish to the cloud's own metrics, one value per pool or Meet: detail per organisation and bridge
 * would cost thousands a month there, and is in Prometheus and in the usage records instead.
 */
export const MeasurementName = {
    /** The pool's utilisation, from 0: see {@link poolUtilisation}. What a pool scales on. */
    Utilisation: "Utilisation",
    /** Memberships of the pool that some bridge should have joined and has not, for over five minutes. */
    MembershipsNotJoined: "MembershipsNotJoined",
    /** Hosts outside the group that still run, because their calls went on longer than the cloud waits. */
    RetainedHosts: "RetainedHosts",
    /** 1 while the pool has a leader. Missing: it has none. */
    Leader: "Leader",
    /** Days until the Meet's certificate for bridges expires. */
    CertificateDays: "CertificateDays",
    /** Bridges that the Meet's Jicofo could use, over all pools. */
    OperationalBridges: "OperationalBridges",
} as const;
export type MeasurementName = (typeof MeasurementName)[keyof typeof MeasurementName];

/** Namespace of the figures, where a cloud's metrics have one. */
export const MEASUREMENT_NAMESPACE = "Bridgepool";

/** What the leader publishes how often, in seconds: the shortest period that scaling looks at. */
export const MEASUREMENT_INTERVAL_SECONDS = 60;

/** A bridge, as far as its utilisation goes. */
export interface UtilisedBridge {
    /** In service, healthy and not draining. */
    readonly live: boolean;
    /** JVB's stress: 1 is its limit. */
    readonly stress: number;
    /** Keys of the memberships that it serves. */
    readonly serves: readonly string[];
}

/**
 * The utilisation of a pool: the highest, over the Meets it serves, of the mean stress of the live bridges that serve
 * that Meet. A bridge that drains counts for nothing: its stress falls as its calls end, and would say that there is room.
 *
 * @returns `undefined` when no live bridge serves any Meet: nothing is known then, and nothing must shrink for it
 */
export function poolUtilisation(bridges: readonly UtilisedBridge[]): number | undefined {
    const stresses = new Map<string, number[]>();
    for (const { live, stress, serves } of bridges) {
        if (!live) continue;
        for (const key of serves) {
            const others = stresses.get(key);
            if (others === undefined) stresses.set(key, [stress]);
            else others.push(stress);
        }
    }
    const means = [...stresses.values()].map((each) => each.reduce((sum, one) => sum + one, 0) / each.length);
    return means.length === 0 ? undefined : Math.max(...means);
}
