import type { ComponentResource, ComponentResourceOptions } from "@pulumi/pulumi";

import type { Invitation } from "../invitation";
import type { BridgePoolSettings, MeetSettings } from "../settings";
import type { ResourceFacts } from "./component";
import type { ObservedBridgePool, ObservedMeet } from "./observed";
import type { Answers, RecordedResource } from "./recording";
import type { RecordingReader } from "./read";

/** What every component of a conformance case is asked for. */
export interface Request {
    readonly name: string;
    readonly session: boolean;
    readonly tags: Readonly<Record<string, string>>;
    /** Key in {@link CloudUnderTest.adoptions} of what is there already. */
    readonly adopts?: string;
}

export interface MeetRequest extends Request {
    readonly settings: MeetSettings;
}

export interface BridgePoolRequest extends Request {
    readonly settings: BridgePoolSettings;
    readonly serves: Readonly<Record<string, { readonly invitation: Invitation; readonly share?: number }>>;
}

/** Something that a component can take instead of making it. */
export interface Adoption {
    /** Of which component. */
    readonly of: "Meet" | "BridgePool";
    /** What marks its use: some input of some resource holds this. */
    readonly uses: string;
    /** Kinds of resource that are then not made. */
    readonly insteadOf: readonly string[];
}

/**
 * What a cloud package says of itself to be held to the contract: how to make its components, how to read what they made,
 * and what is free. Nothing here is part of the package as its users get it.
 */
export interface CloudUnderTest extends Answers, ResourceFacts {
    /** The package: `@bridgepool/aws`. */
    readonly name: string;
    /** Where everything is made. */
    readonly region: string;
    /** Names of the provider packages whose resources it makes, for handing in explicit providers: `aws`. */
    readonly providers: readonly string[];

    /** Its output `invitations` is a map from pool to invitation. */
    makeMeet(request: MeetRequest, opts: ComponentResourceOptions): ComponentResource;
    /** The password of each invitation must be handed on as a secret. */
    makeBridgePool(request: BridgePoolRequest, opts: ComponentResourceOptions): ComponentResource;

    /**
     * Readers: pure functions from a recording to the plan's words. They believe nothing: a reference that leads nowhere, a
     * policy that is not understood, a value of the wrong kind is `Unreadable`.
     */
    readMeet(recording: RecordingReader): ObservedMeet;
    readBridgePool(recording: RecordingReader): ObservedBridgePool;

    /** Whether the provider replaces a resource when this input changes. */
    replaces(resource: RecordedResource, property: string): boolean;
    /** Kinds of resource that belong to hosts: onboarding an organisation changes none of them. */
    readonly hostTypes: readonly string[];
    /** Kinds of resource that other hosts may need anew → why nobody misses the old ones. */
    readonly renewed: Readonly<Record<string, string>>;
    readonly adoptions: Readonly<Record<string, Adoption>>;

    /**
     * What may be any value without breaking the contract: `type path` → why. A path has `[]` for each position in a
     * list, and ends in `.*` for everything beneath; options begin with `$`: `$dependsOn`.
     */
    readonly free: Readonly<Record<string, string>>;
    /** Paths within a plan that this cloud does not follow when they change alone → why. */
    readonly fixed: Readonly<Record<string, string>>;
}
