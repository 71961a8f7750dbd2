import assert from "node:assert/strict";

import type { BridgePoolPlan, MeetPlan } from "../plan/types";
import { bridgePoolCases, type Case, CHECKS, makeAdopting, meetCases } from "./case-checks";
import type { CloudUnderTest } from "./cloud";
import { type Finding, formatFinding } from "./finding";
import { tryPlanMutants, tryResourceMutants } from "./mutation";
import type { PlanTaps } from "./plans";
import { checkAdoption } from "./stability";

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
        const meets = meetCases(cloud, taps);
        const pools = bridgePoolCases(cloud, taps);
        meets.forEach((one) => registerCase<MeetPlan>(cloud, runner, one));
        pools.forEach((one) => registerCase<BridgePoolPlan>(cloud, runner, one));
        registerAdoptions(cloud, taps, runner);
        registerMutants<MeetPlan>(cloud, runner, "Meets", meets);
        registerMutants<BridgePoolPlan>(cloud, runner, "pools", pools);
    });
}

function registerCase<Plan>(cloud: CloudUnderTest, { describe, it }: Runner, one: Case<Plan>): void {
    describe(one.title, () => {
        Object.entries(CHECKS).forEach(([title, check]) =>
            it(title, async () => none(await check(cloud, one))),
        );
    });
}

function registerAdoptions(cloud: CloudUnderTest, taps: PlanTaps, { it }: Runner): void {
    Object.entries(cloud.adoptions).forEach(([key, adoption]) => {
        it(`a ${adoption.of} takes ${key} that is there already`, async () => {
            none(checkAdoption(adoption, await makeAdopting(cloud, taps, adoption.of, key)));
        });
    });
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
