/** Identities: roles, their policies, and instance profiles. All are global: one name per account. */
import type { CloudView, Existing, Problem, ResourceModel, Values } from "../model";
import { globalArn } from "./kit/arns";
import { nameTaken, resource, tags, upstream } from "./kit/define";
import { policyProblems, policySize, policyText } from "./kit/policy-document";
import { arn, length, matches, problem, range } from "./kit/refuse";
import { INSTANCE_PROFILE, ROLE, ROLE_POLICY, ROLE_POLICY_ATTACHMENT } from "./kit/tokens";
import { flag, list, records, text } from "./kit/values";

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MOST_INLINE_CHARACTERS = 10_240;

const MOST_TRUST_CHARACTERS = 2_048;

const MOST_ATTACHED_POLICIES = 10;

const NAME = /^[\w+=,.@-]+$/;

const AWS_MANAGED = /^arn:aws[a-z-]*:iam::aws:policy\//;

const MANAGED_POLICY_ARN = /^arn:aws[a-z-]*:iam::(aws|\d{12}):policy\/[\w+=,.@/-]+$/;

/** Kept for the life of the resource: outputs are computed again on every update. */
function createDate(cloud: CloudView, token: string, id: string): string {
    const before = text(cloud.find(token, "id", id)?.outputs.createDate);
    return (
        before ??
        cloud
            .now()
            .toISOString()
            .replace(/\.\d+Z$/, "Z")
    );
}

function uniqueId(cloud: CloudView, prefix: string): string {
    return prefix + cloud.hex(17, "unique id").toUpperCase();
}

function pathProblems(inputs: Values): readonly Problem[] {
    return matches(inputs, "path", /^(\/|\/[\x21-\x7e]{1,510}\/)$/, "a path begins and ends with /");
}

export const role: ResourceModel = resource({
    token: ROLE,
    properties: {
        ...tags,
        ...upstream("internal/service/iam/role.go", {
            replace: ["name", "namePrefix", "path"],
            update: [
                "assumeRolePolicy",
                "description",
                "forceDetachPolicies",
                "inlinePolicies",
                "managedPolicyArns",
                "maxSessionDuration",
                "permissionsBoundary",
            ],
            defaults: { forceDetachPolicies: false, maxSessionDuration: 3600, path: "/" },
        }),
    },
    name: { property: "name", prefixProperty: "namePrefix", maxLength: 64, pattern: NAME, unique: false },
    check: (inputs) => [
        ...policyProblems(inputs, "assumeRolePolicy", "trust"),
        ...sizeProblem("assumeRolePolicy", policySize(inputs.assumeRolePolicy), MOST_TRUST_CHARACTERS),
        ...policyProblems(inputs, "inlinePolicies[].policy", "identity"),
        ...sizeProblem("inlinePolicies", inlineSize(inputs), MOST_INLINE_CHARACTERS),
        ...matches(
            inputs,
            "inlinePolicies[].name",
            /^[\w+=,.@-]{1,128}$/,
            "1 to 128 of letters, digits and +=,.@_- are allowed",
        ),
        ...matches(inputs, "managedPolicyArns[]", MANAGED_POLICY_ARN, "the ARN of a policy is expected"),
        ...(list(inputs.managedPolicyArns).length > MOST_ATTACHED_POLICIES
            ? [
                  problem(
                      "managedPolicyArns",
                      `has ${list(inputs.managedPolicyArns).length} policies; AWS attaches at most ${MOST_ATTACHED_POLICIES}`,
                  ),
              ]
            : []),
        ...length(inputs, "description", 0, 1000),
        ...range(inputs, "maxSessionDuration", 3600, 43200),
        ...pathProblems(inputs),
        ...arn(inputs, "permissionsBoundary"),
    ],
    checkCreate: (inputs, cloud) => nameTaken(cloud, ROLE, inputs, "name", () => true, "in this account"),
    checkDelete: (existing, cloud) =>
        flag(existing.inputs.forceDetachPolicies) === true
            ? []
            : [
                  ...policiesOf(cloud, ROLE_POLICY, existing),
                  ...policiesOf(cloud, ROLE_POLICY_ATTACHMENT, existing),
              ]
                  .slice(0, 1)
                  .map((policy) =>
                      problem(
                          "",
                          `cannot delete entity, must detach all policies first: ${policy.id} is still there`,
                      ),
                  ),
    id: (inputs) => text(inputs.name) ?? "",
    outputs: (inputs, id, cloud) => ({
        arn: globalArn(cloud, "iam", `role${text(inputs.path) ?? "/"}${id}`),
        assumeRolePolicy: policyText(inputs.assumeRolePolicy),
        createDate: createDate(cloud, ROLE, id),
        inlinePolicies: list(inputs.inlinePolicies),
        managedPolicyArns: list(inputs.managedPolicyArns),
        uniqueId: uniqueId(cloud, "AROA"),
    }),
});

function policiesOf(cloud: CloudView, token: string, owner: Existing): readonly Existing[] {
    return cloud.list(token).filter((policy) => policy.outputs.role === owner.outputs.name);
}

function inlineSize(inputs: Values): number {
    return records(inputs.inlinePolicies).reduce((sum, inline) => sum + policySize(inline.policy), 0);
}

function sizeProblem(property: string, size: number, most: number): readonly Problem[] {
    return size > most
        ? [problem(property, `has ${size} characters without white space; AWS allows ${most}`)]
        : [];
}

export const rolePolicy: ResourceModel = resource({
    token: ROLE_POLICY,
    properties: upstream("internal/service/iam/role_policy.go", {
        replace: ["name", "namePrefix", "role"],
        update: ["policy"],
    }),
    name: { property: "name", prefixProperty: "namePrefix", maxLength: 128, pattern: NAME, unique: false },
    references: [{ property: "role", to: [ROLE], by: "name", blocksDelete: false }],
    check: (inputs, cloud) => {
        const others = cloud
            .list(ROLE_POLICY)
            .filter(({ outputs }) => outputs.role === inputs.role && outputs.name !== inputs.name)
            .reduce((sum, { outputs }) => sum + policySize(outputs.policy), 0);
        const owner = cloud.find(ROLE, "name", text(inputs.role) ?? "");
        return [
            ...policyProblems(inputs, "policy", "identity"),
            ...sizeProblem(
                "policy",
                policySize(inputs.policy) + others + (owner === undefined ? 0 : inlineSize(owner.inputs)),
                MOST_INLINE_CHARACTERS,
            ).map(({ property, reason }) =>
                problem(property, `together with the other inline policies of the role ${reason}`),
            ),
        ];
    },
    checkCreate: (inputs, cloud) =>
        nameTaken(
            cloud,
            ROLE_POLICY,
            inputs,
            "name",
            ({ outputs }) => outputs.role === inputs.role,
            "on this role",
        ),
    id: (inputs) => `${text(inputs.role)}:${text(inputs.name)}`,
    outputs: (inputs) => ({ policy: policyText(inputs.policy) }),
});

export const rolePolicyAttachment: ResourceModel = resource({
    token: ROLE_POLICY_ATTACHMENT,
    properties: upstream("internal/service/iam/role_policy_attachment.go", {
        replace: ["policyArn", "role"],
    }),
    references: [
        { property: "role", to: [ROLE], by: "name", blocksDelete: false },
        { property: "policyArn", to: ["aws:iam/policy:Policy"], by: "arn", except: AWS_MANAGED },
    ],
    check: (inputs) => matches(inputs, "policyArn", MANAGED_POLICY_ARN, "the ARN of a policy is expected"),
    checkCreate: (inputs, cloud) => {
        const attached = cloud
            .list(ROLE_POLICY_ATTACHMENT)
            .filter(({ outputs }) => outputs.role === inputs.role);
        return attached.length >= MOST_ATTACHED_POLICIES
            ? [
                  problem(
                      "role",
                      `already has ${MOST_ATTACHED_POLICIES} policies attached, the most AWS allows`,
                  ),
              ]
            : [];
    },
    id: (inputs) => `${text(inputs.role)}/${text(inputs.policyArn)}`,
    outputs: () => ({}),
});

export const instanceProfile: ResourceModel = resource({
    token: INSTANCE_PROFILE,
    properties: {
        ...tags,
        ...upstream("internal/service/iam/instance_profile.go", {
            replace: ["name", "namePrefix", "path"],
            update: ["role"],
            defaults: { path: "/" },
        }),
    },
    name: { property: "name", prefixProperty: "namePrefix", maxLength: 128, pattern: NAME, unique: false },
    // The provider takes a role out of its instance profiles before it deletes it.
    references: [{ property: "role", to: [ROLE], by: "name", blocksDelete: false }],
    check: pathProblems,
    checkCreate: (inputs, cloud) =>
        nameTaken(cloud, INSTANCE_PROFILE, inputs, "name", () => true, "in this account"),
    id: (inputs) => text(inputs.name) ?? "",
    outputs: (inputs, id, cloud) => ({
        arn: globalArn(cloud, "iam", `instance-profile${text(inputs.path) ?? "/"}${id}`),
        createDate: createDate(cloud, INSTANCE_PROFILE, id),
        uniqueId: uniqueId(cloud, "AIPA"),
    }),
});

export const iamResources: readonly ResourceModel[] = [
    role,
    rolePolicy,
    rolePolicyAttachment,
    instanceProfile,
];
