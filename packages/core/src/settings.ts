import type { Input } from "@pulumi/pulumi";

/**
 * What a user decides about a Meet and a BridgePool, the same on every cloud. A cloud package's `…Args`
 * extend these; a row of a Federation file is one of these plus where it runs.
 */

/** How many hosts a group may have. */
export interface Size {
    /** Fewest hosts, always running. A whole number from 0. Required. */
    min: number;
    /** Most hosts. A whole number, at least `min` and at least 1. Required. */
    max: number;
}

/** Keep the average CPU of the group at a target. */
export interface CpuScaling {
    /** Average CPU to hold, in percent from 1 to 100. @default 50 */
    targetPercent?: number;
    /** How long a new host's own figures are left out, in seconds from 0 to 3600. @default 300 */
    warmUpSeconds?: number;
}

/** Keep the requests that each host of a web tier answers at a target. */
export interface RequestScaling {
    /** Requests per host and minute to hold, over 0. Required. */
    perHost: number;
    /** How long a new host's own figures are left out, in seconds from 0 to 3600. @default 60 */
    warmUpSeconds?: number;
}

/**
 * Keep the pool's utilisation at a target: the highest, over the Meets it serves, of the mean stress of the
 * live bridges that serve that Meet. Published by the agent beside each bridge.
 */
export interface UtilisationScaling {
    /** Utilisation to hold, over 0 and at most 1. Keep it under the Meets' stress threshold. @default 0.4 */
    target?: number;
    /** How long a new bridge's own figures are left out, in seconds from 0 to 3600. @default 300 */
    warmUpSeconds?: number;
}

/** Two thresholds with a dead band between them: add hosts above one, remove hosts below the other. */
export interface StepScaling {
    /** Add hosts when the average CPU is at or over this, in percent from 1 to 100. @default 66 */
    outPercent?: number;
    /** Remove hosts when the average CPU is under this, in percent from 0 to 100; must be under `outPercent`. @default 20 */
    inPercent?: number;
    /** Hosts to add at once. A whole number from 1. @default 1 */
    add?: number;
    /** Hosts to remove at once. A whole number from 1. @default 1 */
    remove?: number;
    /** Length of one measurement, in seconds: 60 or a multiple. @default 60 */
    periodSeconds?: number;
    /** Measurements in a row over the threshold before hosts are added. @default 2 */
    outPeriods?: number;
    /** Measurements in a row under the threshold before hosts are removed. @default 10 */
    inPeriods?: number;
    /** How long a new host's own figures are left out, in seconds from 0 to 3600. @default 300 */
    warmUpSeconds?: number;
}

/** Another size from a moment on, again and again: before the lecture starts, after it ends. */
export interface ScheduleScaling {
    /** When, as five cron fields: `30 7 * * 1-5`. Required. */
    cron: string;
    /** Time zone of `cron`, an IANA name such as `Europe/Paris`. @default "Etc/UTC" */
    timeZone?: string;
    /** Fewest hosts from then on. Required. */
    min: number;
    /** Most hosts from then on. @default the group's own `max` */
    max?: number;
}

/** Scale out ahead of the load that the past weeks foretell. */
export interface PredictiveScaling {
    /** Average CPU to hold in the forecast, in percent from 1 to 100. @default 50 */
    targetPercent?: number;
    /** Only show the forecast instead of acting on it. @default false */
    forecastOnly?: boolean;
    /** How much earlier than forecast hosts start, in seconds from 0 to 3600. @default 300 */
    leadSeconds?: number;
}

/**
 * When a group grows and shrinks. At most one of `cpu`, `requests`, `utilisation` and `steps`, which decide the
 * size from measurements; `schedules` and `predictive` move its limits and may be added to any of them.
 */
export interface Scaling {
    /** Hold an average CPU. @default used with its own defaults when nothing else is given */
    cpu?: CpuScaling;
    /** Hold a number of requests per host; web tiers only. @default not used */
    requests?: RequestScaling;
    /** Hold the pool's utilisation; pools only. Needs bridges that run the agent. @default not used */
    utilisation?: UtilisationScaling;
    /** Add and remove at two thresholds. @default not used */
    steps?: StepScaling;
    /** Sizes by the clock, each under a key of your own. @default none */
    schedules?: Record<string, ScheduleScaling>;
    /** Forecast from the past. @default not used */
    predictive?: PredictiveScaling;
}

/** Which container images run. */
export interface Images {
    /** Registry and path in front of the image's name, for a mirror: `registry.example.org/jitsi`. @default "ghcr.io/jitsi" */
    registry?: string;
    /** Full reference of the `web` image, with tag or digest. @default the pinned stable set */
    web?: string;
    /** Full reference of the `prosody` image. @default the pinned stable set */
    prosody?: string;
    /** Full reference of the `jicofo` image. @default the pinned stable set */
    jicofo?: string;
    /** Full reference of the `jvb` image. @default the pinned stable set */
    jvb?: string;
}

/** How the hosts of a group give way to new ones: at most 100 percent may lie between the two. */
export interface Replacement {
    /** Healthy hosts to keep meanwhile, in percent of those wanted, from 0 to 100. @default 100 */
    minHealthyPercent?: number;
    /** Hosts to have at most meanwhile, in percent of those wanted, from 100 to 200. @default 200 */
    maxHealthyPercent?: number;
}

/** The web tier of a Meet: the hosts that serve its pages. */
export interface WebTier {
    /** How many. @default min 1, max 2 */
    size?: Size;
    /** When it grows and shrinks. @default CPU at 50 % */
    scaling?: Scaling;
    /** How old hosts give way to new ones. @default a new one first: 100 to 200 percent */
    replacement?: Replacement;
}

/** The account with which one pool's bridges sign in at a Meet. */
export interface PoolAccount {
    /** Number of the account in use: `france-2`. Raise it by one to rotate. A whole number from 1. @default 1 */
    generation?: number;
    /** Keep the account before this one valid, while bridges move to the new one. @default false */
    keepPrevious?: boolean;
    /** When the kept previous account stops being valid, as an ISO 8601 date and time. @default when `keepPrevious` is taken away */
    previousNotAfter?: string;
    /**
     * Numbers of accounts whose sessions end at once, calls or not: for an emergency. Any that is neither in use nor kept;
     * also for a pool that is no longer admitted. An account that only goes away is drained first. @default none
     */
    revoked?: number[];
}

/** How bridges know that they speak with this Meet. */
export interface Trust {
    /**
     * Number of the certificate in use. The next one is always published beside it, so that bridges trust it before
     * it is used: raise this by one at least every two years. A whole number from 1. @default 1
     */
    generation?: number;
    /** A certificate chain of your own for `auth.<domain>`, PEM, instead of pinned self-signed ones. @default none */
    certificatePem?: Input<string>;
    /** The private key of `certificatePem`, PEM. @default none */
    privateKeyPem?: Input<string>;
}

/** One organisation's meeting service. */
export interface MeetSettings {
    /** The name people type: `meet.example.org`. Required. */
    domain: string;
    /** Names of the pools whose bridges may join. Required; may be empty. */
    admits: string[];
    /** The hosts that serve pages. @default min 1, max 2, CPU at 50 % */
    web?: WebTier;
    /** Run pages and signalling on one host: no web tier. For small Meets. @default false */
    oneHost?: boolean;
    /** Networks that bridges dial in from, in CIDR notation. @default anywhere (accounts and certificates still decide) */
    bridgeNetworks?: string[];
    /**
     * The region in which clients of a network are, so that they get a bridge near them: network in CIDR notation →
     * region as the pools call it. The narrowest network wins. @default every client is in the Meet's own region
     */
    clientRegions?: Record<string, string>;
    /** Groups of regions near one another: a bridge of the same group is the next best. @default none */
    regionGroups?: string[][];
    /**
     * Stress at which a bridge gets no more participants, over 0 and at most 1: 0.6 to 0.7 for shared pools. Stress is a
     * bridge's own measure of its load; at 1 it carries as much as it should. @default 0.65
     */
    stressThreshold?: number;
    /** Participants one conference may bring to one bridge in a minute. A whole number from 1. @default 30 */
    joinsPerMinute?: number;
    /** Accounts whose generation is not the first, or that are revoked, by pool. @default generation 1 for each */
    accounts?: Record<string, PoolAccount>;
    /** How bridges know this Meet. @default pinned self-signed certificates, generation 1 */
    trust?: Trust;
    /** Settings of the meeting page, merged over ours: `config.js` of Jitsi Meet. @default none */
    page?: Record<string, any>;
    /** Which images run. @default the pinned stable set from ghcr.io/jitsi */
    images?: Images;
}

/** What a pool does for one Meet. */
export interface MembershipSettings {
    /** The fraction of the pool's bridges that serve it, over 0 and at most 1. @default 1 */
    share?: number;
}

/** What happens to a bridge in use when the group or the whole pool is taken away. */
export interface Drain {
    /** How long a bridge may go on for its calls, in seconds from 0 to 172800 (48 hours); the default is six hours. @default 21600 */
    limitSeconds?: number;
    /**
     * Let `pulumi destroy` end calls: the group is deleted without waiting for its bridges. Otherwise the destroy waits
     * for each to drain, up to the limit. @default false
     */
    endCallsOnDestroy?: boolean;
}

/** An autoscaled group of videobridges in one region. */
export interface BridgePoolSettings {
    /** How many bridges. Required. */
    size: Size;
    /** When it grows and shrinks. @default CPU at 50 % */
    scaling?: Scaling;
    /** What happens to bridges in use. @default drain for at most 6 hours */
    drain?: Drain;
    /** Which images run. @default the pinned stable set from ghcr.io/jitsi */
    images?: Images;
}

/** The network that Meets and pools of one region live in. */
export interface NetworkSettings {
    /** The IPv4 network to create, in CIDR notation, /16 to /24. Give each network its own, so that they can be connected one day. @default "10.0.0.0/16" */
    cidr?: string;
}
