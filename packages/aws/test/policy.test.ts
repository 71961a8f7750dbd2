import assert from "node:assert/strict";
import { planBridgePool, planMeet, type HostPlan } from "@bridgepool/core";
import { hostTooling } from "../src/host-tool";
import { hostStatements, policyDocument, type PolicyFacts } from "../src/policy";

const facts: PolicyFacts = {
    partition: "aws",
    region: "eu-west-3",
    account: "123456789012",
    path: "bridgepool/france",
    bucket: "france-store",
};
const spec = { name: "france", region: "eu-west-3", tooling: hostTooling, session: true };
const meet = planMeet({ ...spec, settings: { domain: "meet.example.org", admits: ["a", "b"] } });
const plans: Record<string, HostPlan> = {
    bridge: planBridgePool({ ...spec, settings: { size: { min: 1, max: 2 } }, memoryMiB: 8192 }).bridges,
    signalling: meet.signalling,
    ...(meet.web && { web: meet.web }),
};
const statements = (plan: HostPlan) => hostStatements(facts, plan.secrets, plan.grants);

describe("The rights of hosts", () => {
    for (const [role, plan] of Object.entries(plans)) {
        it(`of ${role} stay within the component's own path, or say why they cannot`, () => {
            const own = [
                `arn:aws:secretsmanager:eu-west-3:123456789012:secret:${facts.path}/`,
                `arn:aws:ssm:eu-west-3:123456789012:parameter/${facts.path}/`,
                `arn:aws:s3:::${facts.bucket}/`,
            ];
            for (const { sid, actions, resources, conditions, whyEverything } of statements(plan)) {
                assert.ok(
                    actions.every((action) => /^[a-z0-9]+:[A-Z][A-Za-z]+$/.test(action)),
                    `${sid}: ${actions.join()}`,
                );
                for (const resource of resources) {
                    const within = own.some(
                        (start) => resource.startsWith(start) && resource.length > start.length,
                    );
                    const listing = resource === `arn:aws:s3:::${facts.bucket}` && conditions !== undefined;
                    const reasoned = resource === "*" && whyEverything !== undefined;
                    assert.ok(within || listing || reasoned, `${sid}: ${resource}`);
                }
            }
        });
    }

    it("are the same whoever is admitted", () => {
        const { signalling } = planMeet({ ...spec, settings: { domain: "meet.example.org", admits: ["c"] } });
        assert.equal(policyDocument(statements(signalling)), policyDocument(statements(meet.signalling)));
    });

    it("are written out", () => {
        assert.deepEqual(
            statements({
                ...meet.signalling,
                grants: meet.signalling.grants.filter(({ grant }) => grant !== "session"),
            }),
            [
                {
                    sid: "ReadSecrets",
                    actions: ["secretsmanager:GetSecretValue"],
                    resources: [
                        "arn:aws:secretsmanager:eu-west-3:123456789012:secret:bridgepool/france/signalling-??????",
                    ],
                },
                {
                    sid: "ReadParameters",
                    actions: ["ssm:GetParametersByPath"],
                    resources: [
                        "arn:aws:ssm:eu-west-3:123456789012:parameter/bridgepool/france/accounts",
                        "arn:aws:ssm:eu-west-3:123456789012:parameter/bridgepool/france/accounts/*",
                    ],
                },
                {
                    sid: "ReadObjects",
                    actions: ["s3:GetObject"],
                    resources: ["arn:aws:s3:::france-store/bundle/*"],
                },
                {
                    sid: "ListObjects",
                    actions: ["s3:ListBucket"],
                    resources: ["arn:aws:s3:::france-store"],
                    conditions: { StringLike: { "s3:prefix": ["bundle/*"] } },
                },
            ],
        );
    });

    it("of web hosts include no secret", () => {
        assert.ok(meet.web);
        const rights = statements(meet.web);
        assert.deepEqual(
            rights.map(({ sid }) => sid),
            ["ReadObjects", "ListObjects", "Session"],
        );
    });
});
