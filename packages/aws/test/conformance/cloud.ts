import { secret } from "@pulumi/pulumi";
import type * as aws from "@bridgepool/aws";
import { aws as awsModel, random, tls } from "@bridgepool/sandbox";
import {
    loadTapped,
    type BridgePoolRequest,
    type CloudUnderTest,
    type MeetRequest,
    type PlanTaps,
    type RecordedResource,
    type RecordingReader,
} from "@bridgepool/core/testing";
import { answers } from "../support/answers";
import { ADOPTIONS, BRIDGE_POOL_ADOPTIONS, MEET_ADOPTIONS } from "./adoptions";
import { FIXED, FREE } from "./free";
import { readBridgePool } from "./read/bridge-pool";
import { readMeet } from "./read/meet";
import type { Asked, Component } from "./read/types";
import { tagsOf } from "./tags";

const REGION = "eu-west-3";
const EMAIL = "oncall@example.org";
const NETWORK = { vpcId: "vpc-1", subnetIds: { a: "subnet-a", b: "subnet-b", c: "subnet-c" } };

/** What the components of some cases are asked for beside the neutral settings, by their names. */
const ASKED: Readonly<Record<string, Asked>> = {
    renater: { zoneId: "Z1", email: EMAIL, deletionProtection: true, accessLogDays: 20 },
    busy: { zoneId: "Z2" },
    proud: { zoneId: "Z3" },
    france: { email: EMAIL },
};

/** `@bridgepool/aws`, ready to be held to the contract. */
export function awsUnderTest(): { cloud: CloudUnderTest; taps: PlanTaps } {
    const loaded = loadTapped(require, "@bridgepool/aws");
    const { Meet, BridgePool } = loaded.cloud as typeof aws;
    const cloud: CloudUnderTest = {
        ...answers,
        name: "@bridgepool/aws",
        region: REGION,
        providers: ["aws", "random", "tls"],
        makeMeet: (request, opts) => new Meet(request.name, meetArgs(request), opts),
        makeBridgePool: (request, opts) => new BridgePool(request.name, bridgePoolArgs(request), opts),
        readMeet: (recording) => readMeet(componentOf(recording)),
        readBridgePool: (recording) => readBridgePool(componentOf(recording)),
        regionOf,
        tagsOf,
        secretInputs: SECRET_INPUTS,
        replaces: ({ type }, property) => onChange(type, property) === "replace",
        hostTypes: [
            "aws:ec2/launchTemplate:LaunchTemplate",
            "aws:autoscaling/group:Group",
            "aws:iam/role:Role",
            "aws:iam/rolePolicy:RolePolicy",
            "aws:iam/instanceProfile:InstanceProfile",
        ],
        renewed: {
            "aws:s3/bucketObjectv2:BucketObjectv2":
                "a bundle is named by its content, and the old one stays in the bucket",
        },
        adoptions: ADOPTIONS,
        free: FREE,
        fixed: FIXED,
    };
    return { cloud, taps: loaded.taps };
}

/** Kinds that are in no region. */
const GLOBAL = ["aws:iam/", "aws:route53/", "random:", "tls:"];

function regionOf({ type, inputs }: RecordedResource): string {
    if (GLOBAL.some((start) => type.startsWith(start))) return "global";
    return typeof inputs["region"] === "string" ? inputs["region"] : "that of the provider";
}

const SECRET_INPUTS = {
    "aws:secretsmanager/secretVersion:SecretVersion secretString": "stores it",
    "aws:ssm/parameter:Parameter value": "stores it",
    "tls:index/selfSignedCert:SelfSignedCert privateKeyPem": "signs with it",
    "aws:acm/certificate:Certificate privateKey": "stores it, beside the certificate that it is for",
};

function meetArgs({ name, settings, session, tags, adopts }: MeetRequest): aws.MeetArgs {
    const { zoneId, email, deletionProtection, accessLogDays } = ASKED[name] ?? {};
    return {
        ...settings,
        region: REGION,
        network: NETWORK,
        session,
        tags: { ...tags },
        zoneId,
        deletionProtection,
        ...(accessLogDays !== undefined && { accessLogs: { keepDays: accessLogDays } }),
        alarms: { email },
        ...(adopts !== undefined && MEET_ADOPTIONS[adopts]),
    };
}

function bridgePoolArgs({
    name,
    settings,
    session,
    tags,
    serves,
    adopts,
}: BridgePoolRequest): aws.BridgePoolArgs {
    const memberships = Object.entries(serves).map(([key, { invitation, share }]) => {
        const { mucDomains, trust, password, ...facts } = invitation;
        const given = {
            ...facts,
            mucDomains: [...mucDomains],
            trust: [...trust],
            password: secret(password),
        };
        return [key, { invitation: given, ...(share !== undefined && { share }) }] as const;
    });
    return {
        ...settings,
        region: REGION,
        network: NETWORK,
        session,
        tags: { ...tags },
        serves: Object.fromEntries(memberships),
        alarms: { email: ASKED[name]?.email },
        ...(adopts !== undefined && BRIDGE_POOL_ADOPTIONS[adopts]),
    };
}

/** What a change of an input does, from the sandbox's tables; names are decided by the provider's replacement rules. */
function onChange(type: string, property: string): string {
    const rule = MODELS.find(({ token }) => token === type)?.properties[property];
    if (!rule) throw new Error(`the sandbox does not know ${property} of ${type}`);
    return rule.onChange;
}

const MODELS = [awsModel, random, tls].flatMap(({ resources }) => resources);

function componentOf(recording: RecordingReader): Component {
    const { resources, component } = recording.recording;
    const name = resources.find(({ urn }) => urn === component)?.name ?? "";
    return {
        recording,
        name,
        path: `bridgepool/${name}`,
        region: REGION,
        vpcId: NETWORK.vpcId,
        subnetIds: Object.values(NETWORK.subnetIds),
        asked: ASKED[name] ?? {},
    };
}
