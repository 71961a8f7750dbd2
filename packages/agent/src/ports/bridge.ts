import type { Invitation } from "@bridgepool/core/shared";

/** What an agent needs of its bridge: JVB's private interface, and what the kernel says of its connections. */
export interface Bridge {
    /** Everything that it says of itself. @throws BridgeError when it does not answer in time */
    look(): Promise<BridgeView>;
    /** Ids of the XMPP clients it knows. */
    clients(): Promise<readonly string[]>;
    /** Tells it to join. Accepted is not joined: see `totals` of {@link look}. @throws BridgeError when it refuses */
    join(id: string, invitation: Invitation, nickname: string): Promise<void>;
    /** Tells it to leave, at once. An unknown id is no error. */
    leave(id: string): Promise<void>;
    /** Whether it says that it takes no new conferences. Reversible. */
    setDrain(isDraining: boolean): Promise<void>;
    /** Lets it end once it is empty. There is no way back. */
    shutDownGracefully(): Promise<void>;
    /** Remote addresses of its established XMPP connections, from the kernel. */
    connections(): Promise<readonly RemoteAddress[]>;
}

export class BridgeError extends Error {
    public override readonly name = "BridgeError";
}

export interface RemoteAddress {
    /** Canonical text, IPv4-mapped IPv6 as IPv4. */
    readonly address: string;
    readonly port: number;
}

export interface BridgeView {
    readonly healthy: boolean;
    /** Version and release: `2.3.307-france`. */
    readonly lane: string;
    readonly stress: number;
    readonly isDraining: boolean;
    readonly shutdown: "running" | "graceful" | "ending";
    readonly totals: {
        readonly clientsConfigured: number;
        readonly clientsConnected: number;
        readonly roomsConfigured: number;
        readonly roomsJoined: number;
    };
    /** Participants on this bridge itself. */
    readonly participants: number;
    /** Traffic in bytes, relays included, by the bridge's own bitrates: counts up while it is looked at, so only differences mean anything. */
    readonly bytes: { readonly received: number; readonly sent: number };
    readonly conferences: readonly ConferenceView[];
    /** Seconds since the bridge's process started, or a number that changes only when it restarts. */
    readonly incarnation: string;
}

export interface ConferenceView {
    /** JVB's own id of it: changes with every conference; never leaves the agent. */
    readonly id: string;
    /** Domain of its room, by which its Meet is known: `conference.meet.example.org`. Empty when unknown. */
    readonly mucDomain: string;
    /** Participants on this bridge itself. */
    readonly participants: number;
    /** Kilobits per second, summed over its participants here, as far as JVB tells. */
    readonly bitrate?: { readonly received: number; readonly sent: number };
}
