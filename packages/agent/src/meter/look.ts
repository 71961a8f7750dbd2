import type { BridgeView } from "../ports/bridge";
import { NOBODY } from "./record";

/** A membership, as far as metering goes. */
export interface MeteredMembership {
    readonly key: string;
    /** XMPP domain of the Meet. */
    readonly domain: string;
    /** Domains of its conferences. */
    readonly mucDomains: readonly string[];
}

/** What the bridge was seen to do at one moment. */
export interface Look {
    /** `Clock.seconds()` then. */
    readonly seconds: number;
    /** `Clock.now()` then, in milliseconds of Unix time. */
    readonly at: number;
    readonly incarnation: string;
    /** Since the bridge started. */
    readonly bytes: Traffic;
    readonly conferences: readonly SeenConference[];
}

export interface Traffic {
    readonly received: number;
    readonly sent: number;
}

/** A conference, whose room is forgotten here. */
export interface SeenConference {
    readonly id: string;
    readonly key: string;
    readonly domain: string;
    readonly participants: number;
    readonly bitrate?: Traffic;
}

/**
 * Attributes each conference to the membership whose Meet has its domain. One that goes on after its Meet has left the
 * roster stays with that Meet.
 */
export function lookAt(
    view: BridgeView,
    memberships: readonly MeteredMembership[],
    time: { readonly seconds: number; readonly at: Date },
    before?: Look,
): Look {
    const owners = new Map(
        memberships.flatMap(({ key, domain, mucDomains }) =>
            mucDomains.map((mucDomain) => [mucDomain, { key, domain }] as const),
        ),
    );
    const former = new Map(before?.conferences.map(({ id, key, domain }) => [id, { key, domain }]));
    return {
        seconds: time.seconds,
        at: time.at.getTime(),
        incarnation: view.incarnation,
        bytes: view.bytes,
        conferences: view.conferences.map(({ id, mucDomain, participants, bitrate }) => ({
            id,
            ...(owners.get(mucDomain) ?? former.get(id) ?? NOBODY),
            participants,
            bitrate,
        })),
    };
}
