import type { BridgePoolSettings, MeetSettings, MembershipSettings, NetworkSettings } from "../settings";

/** The version of federation data that this package reads. */
export const FEDERATION_VERSION = 1;

/** The clouds a row of a federation can be in. Each has a package of its own; a program hands in those it uses. */
export const Cloud = { Aws: "aws", Gcp: "gcp", Azure: "azure", Kubernetes: "kubernetes" } as const;
export type Cloud = (typeof Cloud)[keyof typeof Cloud];

/** Where a part of the federation runs. */
export interface Placement {
    /** The cloud: `aws`, `gcp`, `azure` or `kubernetes`. Required. */
    cloud: Cloud;
    /** The region, as the cloud calls it: `eu-west-3`. Required. */
    region: string;
    /** What only AWS knows: further arguments of this component in `@bridgepool/aws`. @default none */
    aws?: Record<string, unknown>;
    /** What only Google Cloud knows: further arguments of this component in its package. @default none */
    gcp?: Record<string, unknown>;
    /** What only Azure knows: further arguments of this component in its package. @default none */
    azure?: Record<string, unknown>;
    /** What only Kubernetes knows: further arguments of this component in its package. @default none */
    kubernetes?: Record<string, unknown>;
}

/** A network of the federation and where it is. */
export interface FederationNetwork extends Placement, NetworkSettings {}

/** A Meet of the federation and where it runs. */
export interface FederationMeet extends Placement, MeetSettings {
    /** Name of the network it lives in, a key of `networks`; of the same cloud and region. @default what the cloud's component does without one */
    network?: string;
}

/** What a pool of the federation does for one Meet. */
export interface FederationMembership extends MembershipSettings {
    /** Name of the Meet, a key of `meets`. @default the key of this membership */
    meet?: string;
}

/** A BridgePool of the federation and where it runs. */
export interface FederationPool extends Placement, BridgePoolSettings {
    /** Name of the network it lives in, a key of `networks`; of the same cloud and region. @default what the cloud's component does without one */
    network?: string;
    /** The Meets it serves, each under a key of your own, which is the Meet's name unless `meet` says otherwise; at most 200. Required. */
    serves: Record<string, FederationMembership>;
}

/** All Meets and BridgePools that belong together, and the networks they live in: plain data. */
export interface Federation {
    /** Where editors find the schema of this file: `node_modules/@bridgepool/core/federation.schema.json`. @default none */
    $schema?: string;
    /** Always 1. Required. */
    version: number;
    /** Networks, each under its name. @default none */
    networks?: Record<string, FederationNetwork>;
    /** Meets, each under its name. Required. */
    meets: Record<string, FederationMeet>;
    /** BridgePools, each under its name. Required. */
    pools: Record<string, FederationPool>;
}
