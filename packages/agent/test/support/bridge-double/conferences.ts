import { randomBytes } from "node:crypto";

/** A conference on the bridge, as tests make them. */
export interface Conference {
    readonly id: string;
    /** Address of its room, in lower case. */
    readonly name: string;
    /** Participants on this bridge itself. */
    participants: number;
    /** Other bridges that carry it too. */
    readonly relays: readonly string[];
    /** Bits per second, of all participants together. */
    bitsPerSecond: { readonly received: number; readonly sent: number };
}

/** @param room its address: `standup@conference.meet.example.org` */
export function conference(room: string, facts: Partial<Omit<Conference, "id" | "name">> = {}): Conference {
    return {
        id: randomBytes(8).toString("hex"),
        name: room.toLowerCase(),
        ...{ participants: 1, relays: [], bitsPerSecond: { received: 0, sent: 0 } },
        ...facts,
    };
}

/** As `/debug` has it in its short form. */
export function debugOf({ id, name, participants, relays }: Conference): unknown {
    const endpoints = Array.from({ length: participants }, (_, index) => [
        index.toString(16).padStart(8, "0"),
        `Participant-${index}`,
    ]);
    return {
        id,
        rtcstatsEnabled: true,
        name,
        meeting_id: `meeting-${id}`,
        endpoints: Object.fromEntries(endpoints) as unknown,
        relays: Object.fromEntries(relays.map((relay) => [relay, relay])),
    };
}
