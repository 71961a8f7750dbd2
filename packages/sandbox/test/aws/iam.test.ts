import assert from "node:assert/strict";
import { policyProblems, type PolicyKind } from "../../src/aws/kit/policy-document";
import type { Value, Values } from "../../src/model";
import { policy, trust } from "./landscape";
import { describeRefusals } from "./refusals";
import { modelOf, outputText, Stage } from "./stage";

const ROLE = "aws:iam/role:Role";
const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
const PROFILE = "aws:iam/instanceProfile:InstanceProfile";
const SSM_CORE = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore";

describe("policy documents", () => {
    const faults = (kind: PolicyKind, document: Value): readonly string[] =>
        policyProblems({ policy: document }, "policy", kind).map(({ reason }) => reason);
    const identity: Values = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
    const trusting: Values = {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Service: "ec2.amazonaws.com" },
    };
    const document = (statement: Values): Values => ({ Version: "2012-10-17", Statement: [statement] });
    const cases: readonly (readonly [
        kind: PolicyKind,
        base: Values,
        change: Readonly<Record<string, Value | undefined>>,
        says: RegExp,
    ])[] = [
        [
            "identity",
            identity,
            { Action: "GetObject" },
            /Action "GetObject"; actions are written service:Verb/,
        ],
        ["identity", identity, { Action: ["s3:Get Object"] }, /service:Verb/],
        ["identity", identity, { Action: undefined }, /no Action/],
        ["identity", identity, { Action: [] }, /no Action/],
        ["identity", identity, { NotAction: "s3:*" }, /both Action and NotAction/],
        ["identity", identity, { Resource: undefined }, /no Resource/],
        ["identity", identity, { Resource: [] }, /no Resource/],
        ["identity", identity, { Resource: [""] }, /ARN or "\*"/],
        ["identity", identity, { Resource: "bucket/*" }, /ARN or "\*"/],
        ["identity", identity, { NotResource: "*" }, /both Resource and NotResource/],
        ["identity", identity, { Principal: "*" }, /must not have one/],
        ["identity", identity, { Effect: "allow" }, /"Allow" or "Deny"/],
        ["identity", identity, { Sid: "read it" }, /letters and digits/],
        ["identity", identity, { Ressource: "*" }, /does not know/],
        ["identity", identity, { Condition: "always" }, /Condition that is not an object/],
        ["trust", trusting, { Action: "s3:GetObject" }, /allows sts actions/],
        ["trust", trusting, { Action: "*" }, /allows sts actions/],
        ["trust", trusting, { Resource: "*" }, /must not have one/],
        ["trust", trusting, { Principal: undefined }, /no Principal/],
        ["trust", trusting, { Principal: { Services: "ec2.amazonaws.com" } }, /kind "Services"/],
        ["trust", trusting, { Principal: { Service: [] } }, /empty Principal/],
        ["trust", trusting, { Principal: "ec2.amazonaws.com" }, /must be "\*" or an object/],
        ["resource", identity, {}, /no Principal/],
    ];
    for (const [kind, base, change, says] of cases) {
        it(`are refused ${kind} statements with ${JSON.stringify(change)}`, () => {
            const statement = Object.fromEntries(
                Object.entries({ ...base, ...change }).filter(
                    (entry): entry is [string, Value] => entry[1] !== undefined,
                ),
            );
            assert.match(faults(kind, JSON.stringify(document(statement))).join("\n"), says);
        });
    }

    it("are accepted as text and as objects, with one statement or several", () => {
        assert.deepEqual(faults("identity", document(identity)), []);
        assert.deepEqual(faults("identity", JSON.stringify({ ...document({}), Statement: identity })), []);
        assert.deepEqual(faults("trust", document(trusting)), []);
        assert.deepEqual(faults("resource", document({ ...identity, Principal: "*" })), []);
        assert.deepEqual(faults("resource", document({ ...identity, Principal: { AWS: ["1"] } })), []);
        assert.deepEqual(faults("identity", document({ ...identity, Action: ["*"], Sid: "" })), []);
    });

    it("are refused without version or statements, with unknown elements, and where they are no JSON", () => {
        assert.match(faults("identity", "{").join(), /not a JSON object/);
        assert.match(faults("identity", "[]").join(), /not a JSON object/);
        assert.match(faults("identity", { Statement: [identity] }).join(), /has Version/);
        assert.match(
            faults("identity", { Version: "2012-10-18", Statement: [identity] }).join(),
            /2012-10-17/,
        );
        assert.match(faults("identity", { Version: "2012-10-17", Statement: [] }).join(), /no Statement/);
        assert.match(faults("identity", { ...document(identity), Statements: [] }).join(), /"Statements"/);
        const twice = { ...identity, Sid: "Read" };
        assert.match(
            faults("identity", { Version: "2012-10-17", Statement: [twice, twice] }).join(),
            /Sid "Read" twice/,
        );
    });
});

describeRefusals(
    ROLE,
    () => new Stage(),
    () => ({
        name: "bridge",
        assumeRolePolicy: trust,
        managedPolicyArns: [SSM_CORE],
        inlinePolicies: [{ name: "read", policy: policy() }],
    }),
    [
        [{ assumeRolePolicy: policy() }, "assumeRolePolicy", /no Principal/],
        [{ assumeRolePolicy: "nobody" }, "assumeRolePolicy", /not a JSON object/],
        [
            {
                assumeRolePolicy: JSON.stringify({
                    Version: "2012-10-17",
                    Statement: Array.from({ length: 30 }, () => ({
                        Effect: "Allow",
                        Principal: { Service: "ec2.amazonaws.com" },
                        Action: "sts:AssumeRole",
                    })),
                }),
            },
            "assumeRolePolicy",
            /AWS allows 2048/,
        ],
        [{ inlinePolicies: [{ name: "read", policy: trust }] }, "inlinePolicies[0].policy", /Principal/],
        [{ inlinePolicies: [{ name: "a b", policy: policy() }] }, "inlinePolicies[0].name", /letters/],
        [{ managedPolicyArns: ["AdministratorAccess"] }, "managedPolicyArns[0]", /ARN of a policy/],
        [{ managedPolicyArns: new Array<string>(11).fill(SSM_CORE) }, "managedPolicyArns", /at most 10/],
        [{ maxSessionDuration: 900 }, "maxSessionDuration", /3600 to 43200/],
        [{ path: "bridges" }, "path", /begins and ends with/],
        [{ description: "d".repeat(1001) }, "description", /1000/],
        [{ permissionsBoundary: "boundary" }, "permissionsBoundary", /ARN/],
        [{ tags: { "aws:stack": "x" } }, 'tags["aws:stack"]', /aws:/],
    ],
);

/** A policy of about so many characters. */
function longPolicy(characters: number): string {
    return policy({ Resource: [`arn:aws:s3:::${"b".repeat(characters)}`] });
}

describe("roles", () => {
    const stage = (): Stage => {
        const made = new Stage();
        made.create(ROLE, { name: "bridge", assumeRolePolicy: trust });
        return made;
    };

    it("are global: their names are taken, their ARNs have no region", () => {
        const held = stage();
        assert.match(
            JSON.stringify(held.refusals(ROLE, { name: "bridge", assumeRolePolicy: trust })),
            /already exists in this account/,
        );
        const { outputs } = held.create(ROLE, { name: "web", path: "/meet/", assumeRolePolicy: trust });
        assert.equal(outputs.arn, "arn:aws:iam::123456789012:role/meet/web");
        assert.equal(outputs.createDate, "2026-11-21T12:00:00Z");
        assert.match(
            outputText(held.create(PROFILE, { name: "web", role: "web" }), "uniqueId"),
            /^AIPA[0-9A-F]{17}$/,
        );
    });

    it("hold 10 240 characters of inline policies in sum", () => {
        const held = stage();
        held.create(ROLE_POLICY, { name: "one", role: "bridge", policy: longPolicy(5000) });
        const second = { name: "two", role: "bridge", policy: longPolicy(5500) };
        assert.match(JSON.stringify(held.refusals(ROLE_POLICY, second)), /together .* AWS allows 10240/);
        held.create(ROLE_POLICY, { ...second, policy: longPolicy(4900) });
        assert.deepEqual(held.refusals(ROLE_POLICY, { ...second, role: "other" }), []);
    });

    it("do not count white space", () => {
        const spacious = JSON.stringify(JSON.parse(longPolicy(9000)), null, 200);
        assert.deepEqual(
            stage().refusals(ROLE_POLICY, { name: "one", role: "bridge", policy: spacious }),
            [],
        );
    });

    it("are refused deletion while policies are on them, unless that is forced", () => {
        const held = stage();
        const [role] = held.list(ROLE);
        assert.ok(role);
        const attachment = held.create(ATTACHMENT, { role: "bridge", policyArn: SSM_CORE });
        assert.match(JSON.stringify(held.remove(role)), /must detach all policies first/);
        assert.deepEqual(
            modelOf(ROLE).checkDelete?.(
                { ...role, inputs: { ...role.inputs, forceDetachPolicies: true } },
                held.view(),
            ),
            [],
        );
        assert.deepEqual(held.remove(attachment), []);
        assert.deepEqual(held.remove(role), []);
    });

    it("have one policy of a name, and at most ten attached", () => {
        const held = stage();
        held.create(ROLE_POLICY, { name: "one", role: "bridge", policy: policy() });
        assert.match(
            JSON.stringify(held.refusals(ROLE_POLICY, { name: "one", role: "bridge", policy: policy() })),
            /already exists on this role/,
        );
        for (let i = 0; i < 10; i += 1) {
            held.create(ATTACHMENT, { role: "bridge", policyArn: `arn:aws:iam::123456789012:policy/p${i}` });
        }
        assert.match(
            JSON.stringify(held.refusals(ATTACHMENT, { role: "bridge", policyArn: SSM_CORE })),
            /already has 10 policies/,
        );
    });

    it("change in place, but for name and path", () => {
        const { properties } = modelOf(ROLE);
        assert.equal(properties.assumeRolePolicy?.onChange, "update");
        assert.equal(properties.name?.onChange, "replace");
        assert.equal(properties.path?.onChange, "replace");
        assert.equal(modelOf(ROLE_POLICY).properties.policy?.onChange, "update");
        assert.equal(modelOf(PROFILE).properties.role?.onChange, "update");
    });
});

describeRefusals(
    ROLE_POLICY,
    () => new Stage(),
    () => ({ name: "read", role: "bridge", policy: policy() }),
    [
        [{ policy: policy({ Action: "read" }) }, "policy", /service:Verb/],
        [{ policy: policy({ Resource: [] }) }, "policy", /no Resource/],
        [{ policy: longPolicy(10_240) }, "policy", /10240/],
    ],
);

describeRefusals(
    ATTACHMENT,
    () => new Stage(),
    () => ({ role: "bridge", policyArn: SSM_CORE }),
    [[{ policyArn: "AmazonSSMManagedInstanceCore" }, "policyArn", /ARN of a policy/]],
);

describeRefusals(
    PROFILE,
    () => new Stage(),
    () => ({ name: "bridge", role: "bridge" }),
    [[{ path: "/bridge" }, "path", /begins and ends with/]],
);
