import type { MeasurementName } from "@bridgepool/core/shared";

import type { Clock } from "./clock";

/**
 * What an agent needs of a cloud. Each cloud implements these in a folder of its own under `cloud/`, and nothing else in
 * the agent knows one. Every call may fail with a {@link CloudError}; a call that hangs is ended by its adapter within
 * 10 seconds.
 */

/** A failure of the cloud, with a sentence for people that holds no secret. */
export class CloudError extends Error {
    public override readonly name = "CloudError";

    /** @param retryable whether the same call may work a little later: away, slow, throttled; not: forbidden, garbled */
    public constructor(
        message: string,
        public readonly retryable: boolean,
        options?: ErrorOptions,
    ) {
        super(message, options);
    }
}

/** One object of the pool's bucket, as it was read. */
export interface StoredText {
    readonly text: string;
    /** Changes when the object does: hand it to a conditional read or write. */
    readonly tag: string;
}

/** On what a write depends: that the object is not there yet, or is still the one that was read. */
export type WriteCondition = { readonly ifAbsent: true } | { readonly ifTag: string };

/** The pool's (or the Meet's) own bucket. */
export interface ObjectStore {
    /** @returns `undefined` when there is no such object, `"unchanged"` when it still has the tag `known` */
    read(key: string, known?: string): Promise<StoredText | "unchanged" | undefined>;
    /** Writes a whole object. @returns its new tag, or `"conflict"` when the condition does not hold */
    write(
        key: string,
        text: string,
        condition?: WriteCondition,
    ): Promise<{ readonly tag: string } | "conflict">;
    /** Keys and tags of all objects below a prefix. */
    list(prefix: string): Promise<readonly { readonly key: string; readonly tag: string }[]>;
}

/** The store of the roster's secrets. */
export interface SecretStore {
    /** Exactly that version of a secret that the marker names. */
    read(name: string, version: string): Promise<string>;
}

/** What the cloud has said about this host. */
export interface HostNotice {
    /** The host goes: there is no way back. */
    readonly kind: "terminating";
    /** When the cloud ends it at the latest, if it says so: seconds from now. */
    readonly withinSeconds?: number;
    /** In the cloud's words: `autoscaling: Terminated`, `spot: terminate`. */
    readonly what: string;
}

/** This host, in the cloud's eyes. */
export interface Host {
    /** Id of the host. */
    readonly id: string;
    /** Looks for a notice. Cheap: asked every few seconds. @returns `undefined` while there is none */
    notice(): Promise<HostNotice | undefined>;
}

/** One host of the group. */
export interface GroupMember {
    readonly id: string;
    /** Whether it counts for the group's size and is in use. */
    readonly inService: boolean;
    /** Outside the group because its time to drain was over, and still running. */
    readonly retained: boolean;
    readonly isProtected: boolean;
}

/** The group, as its scaling sees it. */
export interface GroupView {
    readonly min: number;
    readonly max: number;
    /** How many its scaling wants. */
    readonly desired: number;
    readonly members: readonly GroupMember[];
}

/** The autoscaled group that this host belongs to. Every method but `view` is about this host alone. */
export interface Group {
    view(): Promise<GroupView>;
    /** Whether the cloud may choose this host for scale-in. */
    setProtection(isProtected: boolean): Promise<void>;
    /** Keeps a host that was told to go for a while longer. @returns whether the cloud still waits for it */
    heartbeat(): Promise<boolean>;
    /** Tells the cloud that this host, which it told to go, may go now. */
    complete(): Promise<void>;
    /** Asks for another host in place of this one, which does not work. */
    replace(): Promise<void>;
    /** Ends this host, which the group has let go (`retained`). */
    end(): Promise<void>;
}

/** One figure for the cloud's own metrics; the pool or Meet is its only dimension. */
export interface Measurement {
    readonly name: MeasurementName;
    readonly value: number;
}

/** The cloud's metrics, where scaling and alarms read. */
export interface Measurements {
    publish(measurements: readonly Measurement[]): Promise<void>;
}

/** A cloud, as an agent beside a bridge uses it. An agent of a Meet's host uses `store` and `measurements` only. */
export interface Cloud {
    readonly name: "aws" | "gcp" | "azure" | "kubernetes";
    readonly store: ObjectStore;
    readonly secrets: SecretStore;
    readonly host: Host;
    readonly group: Group;
    readonly measurements: Measurements;
}

/** What a cloud has to know before it can be used. */
export interface Surroundings {
    /** The process's environment; which variables a cloud reads is its own affair. */
    readonly environment: Readonly<Record<string, string | undefined>>;
    readonly clock: Clock;
    /** Beside whom the agent runs: decides whether measurements are of the pool or of the Meet. */
    readonly beside: "bridge" | "meet";
}

/**
 * Opens the cloud that a program is built for: each cloud's folder exports one such function, and the program's main file
 * hands it to the agent.
 *
 * @throws CloudError with every problem of the environment, or when the host's own id cannot be read
 */
export type OpenCloud = (surroundings: Surroundings) => Promise<Cloud>;
