import type { BridgeView } from "../../src/ports/bridge";
import type { MeteredMembership } from "../../src/meter/look";

/** A conference with as many participants all the time. Times are in seconds of the world. */
export interface KnownConference {
    readonly id: string;
    readonly mucDomain: string;
    readonly from: number;
    readonly until: number;
    readonly participants: number;
    readonly kilobits?: { readonly received: number; readonly sent: number };
}

/** The memberships of the tests: two Meets, of which the second has conferences in two domains. */
export const MEMBERSHIPS: readonly MeteredMembership[] = [
    {
        key: "renater",
        domain: "auth.rendez-vous.example.fr",
        mucDomains: ["conference.rendez-vous.example.fr"],
    },
    {
        key: "shared",
        domain: "auth.meet.federation.example",
        mucDomains: ["conference.meet.federation.example", "muc.meet.federation.example"],
    },
];

/** What a bridge with these conferences would say of itself. */
export function viewOf(
    load: readonly KnownConference[],
    at: number,
    more: Partial<Pick<BridgeView, "bytes" | "incarnation">> = {},
): BridgeView {
    const conferences = load.filter(({ from, until }) => from <= at && at < until);
    return {
        healthy: true,
        lane: "2.3.307",
        stress: 0.1,
        isDraining: false,
        shutdown: "running",
        totals: { clientsConfigured: 2, clientsConnected: 2, roomsConfigured: 2, roomsJoined: 2 },
        participants: conferences.reduce((sum, { participants }) => sum + participants, 0),
        bytes: { received: 0, sent: 0 },
        incarnation: "1",
        ...more,
        conferences: conferences.map(({ id, mucDomain, participants, kilobits }) => ({
            id,
            mucDomain,
            participants,
            bitrate: kilobits,
        })),
    };
}

/** Seconds that participants of one domain truly spent here between two moments. */
export function trueParticipantSeconds(
    load: readonly KnownConference[],
    mucDomain: string,
    from: number,
    until: number,
): number {
    return load
        .filter((conference) => conference.mucDomain === mucDomain)
        .map((one) => one.participants * Math.max(0, Math.min(until, one.until) - Math.max(from, one.from)))
        .reduce((sum, seconds) => sum + seconds, 0);
}
