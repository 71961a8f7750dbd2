import assert from "node:assert/strict";

import type { RuleId } from "@bridgepool/core/testing";

import { bridgePoolCases, type Case, CHECKS, meetCases } from "../../src/testing/case-checks";
import type { CloudUnderTest } from "../../src/testing/cloud";
import type { Finding } from "../../src/testing/finding";
import { memoryCloud } from "./memory";
import type { Flaw } from "./memory-cloud";

/** Each mistake that the in-memory cloud can be told to make, and the rule that it breaks. */
const BROKEN: Readonly<Record<Flaw, RuleId>> = {
    "a child has no parent": "component/children",
    "a child is in another region": "component/region",
    "a child is made once a value is known": "component/preview",
    "a child lacks the user's tags": "component/tags",
    "an output is not the field": "component/outputs",
    "core is asked for the plan twice": "component/plan",
    "destroying waits for calls although it may end them": "hosts/drain",
    "hosts may read every secret": "hosts/identity",
    "hosts start before their bundle is there": "hosts/order",
    "invitations are numbered": "component/stable",
    "outputs are never registered": "component/outputs",
    "SSH is open": "hosts/ports",
    "the alarm's runbook is left out": "hosts/alarms",
    "the certificate is an authority": "meet/certificates",
    "the drain is always an hour": "hosts/drain",
    "the group is named after its image": "component/change",
    "the invitation names another host": "meet/invitations",
    "the largest size is the planned one plus one": "hosts/scaling",
    "the marker does not wait for its secrets": "pool/roster",
    "the old account is forgotten": "meet/accounts",
    "the password is in the boot facts": "component/secrets",
    "the password is not marked secret": "component/secrets",
    "the portal answers in clear": "meet/edge",
    "the settings are changed on their way to core": "component/plan",
    "the shelf is open to everybody": "component/stores",
    "the web port is open to the internet": "hosts/ports",
    "what serves whom is a fact of the hosts": "hosts/boot",
};

describe("the suite finds that", () => {
    Object.entries(BROKEN).forEach(([flaw, rule]) => {
        it(`${flaw} (${rule})`, async () => {
            const findings = await everyFinding(flaw as Flaw);
            assert.ok(
                findings.some((finding) => finding.rule === rule),
                `found only: ${[...new Set(findings.map((finding) => finding.rule))].join(", ")}`,
            );
        });
    });
});

async function everyFinding(flaw: Flaw): Promise<Finding[]> {
    const { cloud, taps } = memoryCloud(flaw);
    // The cases with every option, in which each mistake shows.
    const meets = meetCases(cloud, taps).filter(({ title }) => title.endsWith("every option"));
    const pools = bridgePoolCases(cloud, taps).filter(({ title }) => title.endsWith("every option"));
    return [...(await findingsOf(cloud, meets)), ...(await findingsOf(cloud, pools))];
}

async function findingsOf<Plan>(cloud: CloudUnderTest, cases: readonly Case<Plan>[]): Promise<Finding[]> {
    const findings: Finding[] = [];
    for (const one of cases) {
        for (const check of Object.values(CHECKS)) {
            findings.push(...(await check(cloud, one)));
        }
    }
    return findings;
}
