import { ProviderResource, type ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";

import type { BridgePoolSpec, MeetSpec } from "../plan/specs";
import type { BridgePoolPlan, MeetPlan } from "../plan/types";
import { trustDigest } from "../roster";
import { checkBridgePool, checkMeet } from "./check";
import type { BridgePoolRequest, CloudUnderTest, MeetRequest, Request } from "./cloud";
import { compare } from "./compare";
import { checkComponent } from "./component";
import type { Finding } from "./finding";
import type { ObservedBridgePool, ObservedMeet } from "./observed";
import type { PlanTaps, Tap } from "./plans";
import { RecordingReader, Unreadable } from "./read";
import { record, type Recording } from "./recording";

/** A component as one case wants it: how to make it, and how to judge what was made. */
export interface Subject<Plan> {
    readonly name: string;
    make(how?: How<Plan>): Promise<Made<Plan>>;
    /** What is not as this plan says. */
    judge(plan: Plan, recording: Recording): Finding[];
    /** What of its hosts onboarding must leave alone. */
    hosts(recording: Recording): unknown;
}

interface How<Plan> {
    /** Leave every computed value unknown. */
    readonly preview?: boolean;
    /** Hand the package this in place of core's plan. */
    readonly alter?: (plan: Plan) => Plan;
}

export interface Made<Plan> {
    /** Core's own plan, before any alteration. */
    readonly plan: Plan;
    /** What the package asked core, where it differs from what it was asked itself. */
    readonly findings: readonly Finding[];
    readonly recording: Recording;
    /** Packages that the cloud's own tool needs. */
    readonly tools: readonly string[];
}

export function meetSubject(cloud: CloudUnderTest, taps: PlanTaps, request: MeetRequest): Subject<MeetPlan> {
    return {
        name: request.name,
        make: (how = {}) => make(cloud, taps.meets, request, how, (opts) => cloud.makeMeet(request, opts)),
        judge: (plan, recording) =>
            judge(cloud, request, ownKey(request), recording, (reader) => {
                const observed = cloud.readMeet(reader);
                return [...checkMeet(plan, observed), ...checkOwnTrust(request, observed)];
            }),
        hosts: (recording) => {
            const { web, signalling } = cloud.readMeet(new RecordingReader(recording));
            return { web, signalling };
        },
    };
}

export function bridgePoolSubject(
    cloud: CloudUnderTest,
    taps: PlanTaps,
    request: BridgePoolRequest,
): Subject<BridgePoolPlan> {
    const passwords = Object.values(request.serves).map(({ invitation }) => invitation.password);
    return {
        name: request.name,
        make: (how = {}) =>
            make(cloud, taps.bridgePools, request, how, (opts) => cloud.makeBridgePool(request, opts)),
        judge: (plan, recording) =>
            judge(cloud, request, passwords, recording, (reader) => {
                const observed = cloud.readBridgePool(reader);
                return [...checkBridgePool(plan, observed), ...checkServes(request, observed.roster)];
            }),
        hosts: (recording) => cloud.readBridgePool(new RecordingReader(recording)).bridges,
    };
}

async function make<Plan>(
    cloud: CloudUnderTest,
    tap: Tap<MeetSpec | BridgePoolSpec, Plan>,
    request: MeetRequest | BridgePoolRequest,
    how: How<Plan>,
    program: (opts: ComponentResourceOptions) => ComponentResource,
): Promise<Made<Plan>> {
    tap.reset(how.alter);
    const recording = await record(
        cloud,
        () => {
            const providers = cloud.providers.map(
                (name) => new GivenProvider(name, providerName(name), {}, {}),
            );
            return program({ providers });
        },
        { preview: how.preview ?? false },
    );
    const [asked] = tap.asked;
    if (!asked) {
        throw new Error(`${cloud.name} asked core for no plan of ${request.name}`);
    }
    const { name, settings, session } = asked.spec;
    return {
        plan: asked.plan,
        findings: [
            ...compare("component/plan", "times it is asked for", 1, tap.asked.length),
            ...compare("component/plan", "name", request.name, name),
            ...Object.entries(request.settings).flatMap(([key, value]) =>
                compare(
                    "component/plan",
                    `settings.${key}`,
                    value,
                    (settings as unknown as Record<string, unknown>)[key],
                ),
            ),
            ...compare("component/plan", "session", request.session, session),
        ],
        recording,
        tools: asked.spec.tooling.packages,
    };
}

function judge(
    cloud: CloudUnderTest,
    request: Request,
    secrets: readonly string[],
    recording: Recording,
    check: (reader: RecordingReader) => Finding[],
): Finding[] {
    const facts = {
        name: request.name,
        region: cloud.region,
        tags: request.tags,
        providers: Object.fromEntries(cloud.providers.map((name) => [name, providerName(name)])),
        secrets,
    };
    return [
        ...checkComponent(facts, cloud, recording),
        ...readable(() => check(new RecordingReader(recording))),
    ];
}

/** What cannot be read is one finding more. */
function readable(check: () => Finding[]): Finding[] {
    try {
        return check();
    } catch (error) {
        if (error instanceof Unreadable) {
            return [{ rule: "component/plan", row: "resources", expected: "readable", found: error.message }];
        }
        throw error;
    }
}

/** What the pool stored and what its marker says of it, against the invitations that were handed in. */
function checkServes(
    { serves }: BridgePoolRequest,
    { says, secrets }: ObservedBridgePool["roster"],
): Finding[] {
    const given = Object.entries(serves);
    const marked = given.map(([key, { share = 1, invitation }]) => {
        const { generation, host, port, domain } = invitation;
        return { key, share, generation, host, port, domain, digest: trustDigest(invitation) };
    });
    return [
        ...compare(
            "pool/roster",
            "roster.entries",
            marked,
            says.entries.map(({ secret: _, secretVersion: __, ...entry }) => entry),
        ),
        ...compare(
            "pool/roster",
            "roster.invitations",
            Object.fromEntries(given.map(([key, { invitation }]) => [key, invitation])),
            Object.fromEntries(secrets.map(({ key, invitation }) => [key, invitation])),
        ),
    ];
}

function ownKey({ settings }: MeetRequest): string[] {
    const key = settings.trust?.privateKeyPem;
    return typeof key === "string" ? [key] : [];
}

/** A certificate of the user's own is what the host shows and what bridges trust. */
function checkOwnTrust(
    { settings: { trust = {} } }: MeetRequest,
    { secret, invitations }: ObservedMeet,
): Finding[] {
    const { certificatePem, privateKeyPem } = trust;
    return typeof certificatePem === "string"
        ? [
              ...compare("meet/certificates", "own certificate", certificatePem, secret.certificate),
              ...compare("meet/certificates", "own private key", privateKeyPem, secret.privateKey),
              ...Object.entries(invitations).flatMap(([pool, invitation]) =>
                  compare(
                      "meet/invitations",
                      `invitations.${pool}.trust`,
                      [certificatePem.trim()],
                      invitation.trust.map((pem) => pem.trim()),
                  ),
              ),
          ]
        : [];
}

/** An explicit provider: everything must be made through the one that the component is given. */
class GivenProvider extends ProviderResource {}

function providerName(name: string): string {
    return `given-${name}`;
}
