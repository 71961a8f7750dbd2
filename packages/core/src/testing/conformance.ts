import assert from "node:assert/strict";

import type { BridgePoolPlan, MeetPlan } from "../plan/types";
import { BRIDGE_POOL_CASES, MEET_CASES, withOneMoreMeet, withOneMorePool } from "./cases";
import type { Adoption, CloudUnderTest } from "./cloud";
import { type Finding, formatFinding } from "./finding";
import { tryPlanMutants, tryResourceMutants } from "./mutation";
import type { PlanTaps } from "./plans";
import { checkAdoption, checkOnboarding, checkPreview, checkSame } from "./stability";
import { bridgePoolSubject, meetSubject, type Subject } from "./subject";

/** The parts of a test runner that the suite needs; mocha's `describe` and `it` fit as they are. */
export interface Runner {
    readonly describe: (title: string, body: () => void) => unknown;
    readonly it: (
        title: string,
        body: (this: { timeout(milliseconds: number): unknown }) => Promise<void>,
    ) => unknown;
    /** Prints a line of the counts. */
    readonly print: (line: string) => void;
}

/** Long enough for the thousands of mutants of one component on a slow machine. */
const MUTANTS_MILLISECONDS = 1_800_000;

/**
 * Holds a cloud package to the contract of `docs/contract.md`: every rule for every case, and every mutant found.
 *
 * @param taps of the copy of the package that `cloud` makes its components with: see `loadTapped`
 */
export function conformance(cloud: CloudUnderTest, taps: PlanTaps, runner: Runner): void {
    runner.describe(`${cloud.name} keeps the contract`, () => {
        const meets = Object.entries(MEET_CASES).map(([title, request]) => ({
            title,
            subject: meetSubject(cloud, taps, request),
            onboarded: meetSubject(cloud, taps, withOneMorePool(request)),
            adopting: (key: string) => meetSubject(cloud, taps, { ...request, adopts: key }),
        }));
        const pools = Object.entries(BRIDGE_POOL_CASES).map(([title, request]) => ({
            title,
            subject: bridgePoolSubject(cloud, taps, request),
            onboarded: bridgePoolSubject(cloud, taps, withOneMoreMeet(request)),
            adopting: (key: string) => bridgePoolSubject(cloud, taps, { ...request, adopts: key }),
        }));
        meets.forEach((one) => registerCase<MeetPlan>(cloud, runner, one));
        pools.forEach((one) => registerCase<BridgePoolPlan>(cloud, runner, one));
        meets.slice(0, 1).forEach((one) => registerAdoptions(cloud, runner, "meet", one));
        pools.slice(0, 1).forEach((one) => registerAdoptions(cloud, runner, "bridge-pool", one));
        registerMutants<MeetPlan>(cloud, runner, "Meets", meets);
        registerMutants<BridgePoolPlan>(cloud, runner, "pools", pools);
    });
}

interface Case<Plan> {
    readonly title: string;
    readonly subject: Subject<Plan>;
    /** The same with one organisation more. */
    readonly onboarded: Subject<Plan>;
    readonly adopting: (key: string) => Subject<Plan>;
}

function registerCase<Plan>(cloud: CloudUnderTest, { describe, it }: Runner, one: Case<Plan>): void {
    const { title, subject, onboarded } = one;
    describe(title, () => {
        it("is made as it is planned", async () => {
            const { plan, findings, recording } = await subject.make();
            none([...findings, ...subject.judge(plan, recording)]);
        });
        it("has the same resources while computed values are unknown", async () => {
            const known = await subject.make();
            const unknown = await subject.make({ preview: true });
            none(checkPreview(known.recording, unknown.recording));
        });
        it("is the same when made again", async () => {
            none(checkSame((await subject.make()).recording, (await subject.make()).recording));
        });
        it("takes one organisation more without touching its hosts", async () => {
            const before = await subject.make();
            const after = await onboarded.make();
            none([
                ...onboarded.judge(after.plan, after.recording),
                ...checkOnboarding(cloud, subject, before.recording, after.recording),
            ]);
        });
    });
}

function registerAdoptions<Plan>(
    cloud: CloudUnderTest,
    { it }: Runner,
    of: Adoption["of"],
    { subject, adopting }: Case<Plan>,
): void {
    Object.entries(cloud.adoptions)
        .filter(([, adoption]) => adoption.of === of)
        .forEach(([key, adoption]) =>
            it(`${of} ${subject.name} takes ${key} that is there already`, async () => {
                const { recording } = await adopting(key).make();
                none(checkAdoption(adoption, recording));
            }),
        );
}

function registerMutants<Plan extends object>(
    cloud: CloudUnderTest,
    { it, print }: Runner,
    what: string,
    cases: readonly Case<Plan>[],
): void {
    const subjects = cases.map(({ subject }) => subject);
    it(`every mutant of the plans of ${what} is found and followed`, async function () {
        this.timeout(MUTANTS_MILLISECONDS);
        const tally = await tryPlanMutants(cloud, subjects);
        print(`${cloud.name}, plans of ${what}: ${tally.toString()}`);
        none(tally.survivors);
    });
    it(`every mutant of the resources of ${what} is found or free`, async function () {
        this.timeout(MUTANTS_MILLISECONDS);
        const tally = await tryResourceMutants(cloud, subjects);
        print(`${cloud.name}, resources of ${what}: ${tally.toString()}`);
        none(tally.survivors);
    });
}

function none(problems: readonly (Finding | string)[]): void {
    const lines = problems.map((problem) => (typeof problem === "string" ? problem : formatFinding(problem)));
    assert.ok(lines.length === 0, `${lines.length} in all:\n  ${lines.join("\n  ")}`);
}
