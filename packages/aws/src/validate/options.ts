import {
    didYouMean,
    type ComponentKind,
    type MeetSettings,
    type BridgePoolSettings,
    type NetworkSettings,
    type Problem,
    show,
} from "@bridgepool/core";
import type { BridgePoolArgs } from "../bridge-pool-args";
import type { MeetArgs } from "../meet-args";
import type { NetworkArgs } from "../network-args";

type Kind = "a text" | "a number" | "true or false" | "a list" | "an object";

/** What only AWS knows of a component: its arguments without core's settings and without what a federation says itself. */
type Options<Args, Settings> = Readonly<
    Record<Exclude<keyof Args, keyof Settings | "region" | "network" | "serves">, Kind>
>;

const NETWORK: Options<NetworkArgs, NetworkSettings> = {
    zones: "a number",
    zoneNames: "a list",
    existing: "an object",
    tags: "an object",
};

const MEET: Options<MeetArgs, MeetSettings> = {
    zoneId: "a text",
    webHost: "an object",
    signallingHost: "an object",
    session: "true or false",
    path: "a text",
    deletionProtection: "true or false",
    accessLogs: "an object",
    existing: "an object",
    alarms: "an object",
    tags: "an object",
};

const BRIDGE_POOL: Options<BridgePoolArgs, BridgePoolSettings> = {
    instanceType: "a text",
    memoryMiB: "a number",
    imageId: "a text",
    rootDevice: "a text",
    diskGiB: "a number",
    spot: "an object",
    session: "true or false",
    path: "a text",
    existing: "an object",
    alarms: "an object",
    tags: "an object",
};

const OPTIONS: Readonly<Record<ComponentKind, Readonly<Record<string, Kind>>>> = {
    Network: NETWORK,
    Meet: MEET,
    BridgePool: BRIDGE_POOL,
};

/**
 * What is wrong in the `aws` block of a federation's row: names that are no argument, and values of another kind. What
 * the values mean, the component itself judges.
 */
export function validateOptions(kind: ComponentKind, options: Readonly<Record<string, unknown>>): Problem[] {
    const known = OPTIONS[kind];
    return Object.entries(options).flatMap(([name, value]): Problem[] => {
        const wanted = known[name];
        if (wanted === undefined) {
            const reason = `a ${kind} has no argument of this name`;
            return [{ path: name, reason, fix: didYouMean(name, Object.keys(known), "leave it out") }];
        }
        if (kindOf(value) === wanted) return [];
        return [{ path: name, reason: `${show(value)} is not ${wanted}`, fix: `give ${wanted}` }];
    });
}

function kindOf(value: unknown): Kind | undefined {
    if (Array.isArray(value)) return "a list";
    switch (typeof value) {
        case "string":
            return "a text";
        case "number":
            return "a number";
        case "boolean":
            return "true or false";
        case "object":
            return value === null ? undefined : "an object";
        default:
            return undefined;
    }
}
