import type { BridgePoolPlan, MeetPlan } from "../plan/types";
import { BRIDGE_POOL_CASES, MEET_CASES, withOneMoreMeet, withOneMorePool, withOtherImages } from "./cases";
import type { Adoption, CloudUnderTest } from "./cloud";
import type { Finding } from "./finding";
import type { PlanTaps } from "./plans";
import type { Recording } from "./recording";
import { checkChange, checkOnboarding, checkPreview, checkSame } from "./stability";
import { bridgePoolSubject, meetSubject, type Subject } from "./subject";

/** One component, and itself after a change. */
export interface Case<Plan> {
    readonly title: string;
    readonly subject: Subject<Plan>;
    /** With one organisation more. */
    readonly onboarded: Subject<Plan>;
    /** With other hosts. */
    readonly changed: Subject<Plan>;
}

export function meetCases(cloud: CloudUnderTest, taps: PlanTaps): Case<MeetPlan>[] {
    return Object.entries(MEET_CASES).map(([title, request]) => ({
        title,
        subject: meetSubject(cloud, taps, request),
        onboarded: meetSubject(cloud, taps, withOneMorePool(request)),
        changed: meetSubject(cloud, taps, withOtherImages(request)),
    }));
}

export function bridgePoolCases(cloud: CloudUnderTest, taps: PlanTaps): Case<BridgePoolPlan>[] {
    return Object.entries(BRIDGE_POOL_CASES).map(([title, request]) => ({
        title,
        subject: bridgePoolSubject(cloud, taps, request),
        onboarded: bridgePoolSubject(cloud, taps, withOneMoreMeet(request)),
        changed: bridgePoolSubject(cloud, taps, withOtherImages(request)),
    }));
}

/** What is checked of every case. */
export const CHECKS: Readonly<
    Record<string, <Plan>(cloud: CloudUnderTest, one: Case<Plan>) => Promise<Finding[]>>
> = {
    "is made as it is planned": async (_, { subject }) => {
        const { plan, findings, recording } = await subject.make();
        return [...findings, ...subject.judge(plan, recording)];
    },
    "has the same resources while computed values are unknown": async (_, { subject }) => {
        const known = await subject.make();
        const unknown = await subject.make({ preview: true });
        return checkPreview(known.recording, unknown.recording);
    },
    "is the same when made again": async (_, { subject }) =>
        checkSame((await subject.make()).recording, (await subject.make()).recording),
    "takes one organisation more without touching its hosts": async (cloud, { subject, onboarded }) => {
        const before = await subject.make();
        const after = await onboarded.make();
        return [
            ...onboarded.judge(after.plan, after.recording),
            ...checkOnboarding(cloud, subject, before.recording, after.recording),
        ];
    },
    "gets other hosts without losing what it is": async (cloud, { subject, changed }) => {
        const before = await subject.make();
        const after = await changed.make();
        return [
            ...changed.judge(after.plan, after.recording),
            ...checkChange(cloud, before.recording, after.recording),
        ];
    },
};

/** Makes the first case with something that is there already. */
export async function makeAdopting(
    cloud: CloudUnderTest,
    taps: PlanTaps,
    of: Adoption["of"],
    adopts: string,
): Promise<Recording> {
    const [[, meet] = []] = Object.entries(MEET_CASES);
    const [[, pool] = []] = Object.entries(BRIDGE_POOL_CASES);
    if (!meet || !pool) {
        throw new Error("there are no cases");
    }
    const subject =
        of === "Meet"
            ? meetSubject(cloud, taps, { ...meet, adopts })
            : bridgePoolSubject(cloud, taps, { ...pool, adopts });
    return (await subject.make()).recording;
}
