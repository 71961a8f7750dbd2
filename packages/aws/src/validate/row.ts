import {
    formatPath,
    parsePath,
    type BridgePoolSettings,
    type ComponentKind,
    type MeetSettings,
    type NetworkSettings,
    type Problem,
} from "@bridgepool/core";
import type { BridgePoolArgs, ExistingPoolParts, SpotArgs } from "../bridge-pool-args";
import type { HostArgs } from "../host-args";
import type { AccessLogsArgs, ExistingMeetParts, MeetArgs } from "../meet-args";
import type { NetworkArgs } from "../network-args";
import type { NetworkReference } from "../network-reference";
import type { AlarmsArgs } from "../parts/alarms";
import { regionProblems } from "../region";
import { bridgePoolOptionProblems } from "./bridge-pool";
import { domainProblems, meetOptionProblems } from "./meet";
import { networkOptionProblems } from "./network";
import { isObject, shapeProblems, type Fields, type ShapesOf } from "./shape";

/** What only AWS knows of a component: its arguments without core's settings and without what a federation says itself. */
type Options<Args, Settings> = Omit<Args, keyof Settings | "region" | "network" | "serves">;

const ALARMS: ShapesOf<AlarmsArgs> = { skip: "true or false", topicArn: "a text", email: "a text" };

const HOST: ShapesOf<HostArgs> = {
    instanceType: "a text",
    imageId: "a text",
    rootDevice: "a text",
    diskGiB: "a number",
};

const REFERENCE: ShapesOf<NetworkReference> = {
    vpcId: "a text",
    subnetIds: "texts by name",
    ipv6: "true or false",
};

const NETWORK: ShapesOf<Options<NetworkArgs, NetworkSettings>> = {
    zones: "a number",
    zoneNames: "a list of texts",
    existing: { fields: REFERENCE, required: ["vpcId", "subnetIds"] },
    tags: "texts by name",
};

const ACCESS_LOGS: ShapesOf<AccessLogsArgs> = { bucketName: "a text", keepDays: "a number" };

const EXISTING_MEET: ShapesOf<ExistingMeetParts> = {
    certificateArn: "a text",
    bucketName: "a text",
    webInstanceProfileArn: "a text",
    signallingInstanceProfileArn: "a text",
    edgeSecurityGroupIds: "a list of texts",
    bridgesSecurityGroupIds: "a list of texts",
    webSecurityGroupIds: "a list of texts",
    signallingSecurityGroupIds: "a list of texts",
    addressAllocationIds: "texts by name",
};

const MEET: ShapesOf<Options<MeetArgs, MeetSettings>> = {
    zoneId: "a text",
    webHost: { fields: HOST },
    signallingHost: { fields: HOST },
    session: "true or false",
    path: "a text",
    deletionProtection: "true or false",
    accessLogs: { fields: ACCESS_LOGS },
    existing: { fields: EXISTING_MEET },
    alarms: { fields: ALARMS },
    tags: "texts by name",
};

const SPOT: ShapesOf<SpotArgs> = {
    onDemandBase: "a number",
    onDemandPercent: "a number",
    instanceTypes: "a list of texts",
};

const EXISTING_POOL: ShapesOf<ExistingPoolParts> = {
    bucketName: "a text",
    instanceProfileArn: "a text",
    securityGroupIds: "a list of texts",
};

const BRIDGE_POOL: ShapesOf<Options<BridgePoolArgs, BridgePoolSettings>> = {
    ...HOST,
    memoryMiB: "a number",
    spot: { fields: SPOT },
    session: "true or false",
    path: "a text",
    existing: { fields: EXISTING_POOL },
    alarms: { fields: ALARMS },
    tags: "texts by name",
};

const OPTIONS: Readonly<Record<ComponentKind, Fields>> = {
    Network: { fields: NETWORK },
    Meet: { fields: MEET },
    BridgePool: { fields: BRIDGE_POOL },
};

/**
 * What is wrong with a row of a federation that only AWS can say: in its `aws` block, a region that is none of AWS, a
 * domain that no certificate of ACM can have. Takes any values; of those that core refuses it says nothing.
 */
export function validateRow(kind: ComponentKind, row: Readonly<Record<string, unknown>>): Problem[] {
    const { region, cidr, domain, oneHost, aws: block = {} } = row;
    if (!isObject(block)) return [];
    const shapes = shapeProblems(`a ${kind}`, OPTIONS[kind], block, ["aws"]);
    // The rules take values of the right kinds for granted.
    const rules =
        shapes.length > 0 || typeof region !== "string"
            ? []
            : optionProblems(kind, { cidr, oneHost, ...block, region });
    return [
        ...(typeof region === "string" ? regionProblems(region) : []),
        ...(kind === "Meet" && typeof domain === "string" && shapes.length === 0
            ? domainProblems({ domain, existing: block["existing"] as ExistingMeetParts | undefined })
            : []),
        ...shapes,
        ...rules.map((problem) => ({ ...problem, path: pathInRow(kind, problem.path) })),
    ];
}

function optionProblems(kind: ComponentKind, args: Readonly<Record<string, unknown>>): Problem[] {
    switch (kind) {
        case "Network":
            return networkOptionProblems(args);
        case "Meet":
            return meetOptionProblems(args);
        case "BridgePool":
            return bridgePoolOptionProblems(args);
    }
}

/** An argument stands in the block, unless it is one of core's settings. */
function pathInRow(kind: ComponentKind, path: string): string {
    const steps = parsePath(path);
    return formatPath((steps[0] ?? "") in OPTIONS[kind].fields ? ["aws", ...steps] : steps);
}
