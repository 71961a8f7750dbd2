import type { ComponentResource, ComponentResourceOptions, Output } from "@pulumi/pulumi";

import type { Problem } from "../problems";
import type { Cloud } from "./types";

/** The kinds of component that every cloud's package has. */
export const ComponentKind = { Network: "Network", Meet: "Meet", BridgePool: "BridgePool" } as const;
export type ComponentKind = (typeof ComponentKind)[keyof typeof ComponentKind];

/** What a federation needs of a Meet, whatever cloud it is in. */
export interface MeetComponent extends ComponentResource {
    /** Where people go: `https://meet.example.org`. */
    readonly url: Output<string>;
    /** The invitation for a pool that the Meet admits. */
    invitation(pool: string): unknown;
}

/**
 * What {@link deployFederation} needs of a cloud's package: its three components. `import * as aws from "@bridgepool/aws"`
 * is one, by its shape. Arguments are the settings of core, `region`, `network`, and the fields of the cloud's own block.
 */
export interface CloudPackage {
    readonly Network: new (name: string, args: never, opts?: ComponentResourceOptions) => ComponentResource;
    readonly Meet: new (name: string, args: never, opts?: ComponentResourceOptions) => MeetComponent;
    readonly BridgePool: new (
        name: string,
        args: never,
        opts?: ComponentResourceOptions,
    ) => ComponentResource;
    /**
     * What is wrong with the cloud's own block of a row, before anything is made. Paths are relative to the block.
     */
    readonly validateOptions?: (
        kind: ComponentKind,
        options: Readonly<Record<string, unknown>>,
    ) => readonly Problem[];
}

/** The cloud packages of a program, under the names that federations call the clouds by. */
export type CloudPackages = { readonly [cloud in Cloud]?: CloudPackage };
