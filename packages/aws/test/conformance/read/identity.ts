import { Grant } from "@bridgepool/core";
import {
    Unreadable,
    type ObservedGrant,
    type ObservedHosts,
    type Reader,
    type ResourceReader,
} from "@bridgepool/core/testing";
import { ACCOUNT } from "../../support/answers";
import { TYPES, type Component } from "./types";

// What a role may do, from its policy back to the rows of a plan.

type Rights = Pick<ObservedHosts, "secrets" | "grants" | "otherRights">;

/** The rights of hosts with this instance profile, and what gives them. */
export function readIdentity(
    component: Component,
    bucket: string,
    profileArn: string,
): Rights & Pick<ObservedHosts, "sharedIdentity"> & { readonly given: readonly ResourceReader[] } {
    const { recording } = component;
    const profile = recording.by(TYPES.profile, "arn", profileArn);
    const role = recording.by(TYPES.role, "name", profile.text("role"));
    const policies = recording
        .all(TYPES.rolePolicy)
        .filter((policy) => policy.text("role") === role.attribute("id"));
    const rights = policies.flatMap((policy) =>
        readStatements(policy, "policy").map((statement) => readStatement(component, bucket, statement)),
    );
    const attached = recording.resources.filter(({ resource }) => resource.type.includes("olicyAttachment"));
    const managed = role.maybe("managedPolicyArns") === undefined ? [] : ["managed policies"];
    checkListing(
        bucket,
        policies,
        rights.flatMap(({ grants }) => grants),
    );
    return {
        secrets: rights.flatMap(({ secrets }) => secrets),
        grants: rights.flatMap(({ grants }) => grants),
        otherRights: [
            ...rights.flatMap(({ otherRights }) => otherRights),
            ...attached.map(({ what }) => what),
            ...managed,
        ],
        sharedIdentity: readTrust(role),
        given: policies,
    };
}

/** The statements of a policy in the language that has conditions and variables. */
export function readStatements(reader: ResourceReader, property: string): Reader[] {
    const policy = reader.json(property);
    if (policy.text("Version") !== "2012-10-17")
        throw new Unreadable(`${policy.what} is of an older language`);
    return policy.objects("Statement");
}

/** Actions of Session Manager's agent: all of them, or people on call cannot get in. */
const SESSION = [
    "ssm:UpdateInstanceInformation",
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
];

function readStatement(component: Component, bucket: string, statement: Reader): Rights {
    const actions = statement.texts("Action");
    const resources = statement.texts("Resource");
    const none: Rights = { secrets: [], grants: [], otherRights: [] };
    const others = {
        ...none,
        otherRights: actions.flatMap((action) => resources.map((resource) => `${action} on ${resource}`)),
    };
    if (statement.text("Effect") !== "Allow")
        throw new Unreadable(`${statement.what} does not allow anything`);
    if (same(actions, ["s3:ListBucket"])) return none;
    if (statement.maybe("Condition") !== undefined) {
        throw new Unreadable(`${statement.what} has a condition that is not understood`);
    }
    if (same(actions, SESSION) && same(resources, ["*"])) {
        return { ...none, grants: [{ grant: Grant.Session, prefix: "" }] };
    }
    if (same(actions, ["secretsmanager:GetSecretValue"])) {
        return { ...none, secrets: resources.map((resource) => secretName(component, resource)) };
    }
    if (same(actions, ["ssm:GetParametersByPath"])) {
        return { ...none, secrets: parameterNames(component, resources) };
    }
    const grant = ({ "s3:GetObject": Grant.ReadObjects, "s3:PutObject": Grant.WriteObjects } as const)[
        actions.join()
    ];
    const prefixes = resources.map((resource) => objectPrefix(bucket, resource));
    return grant === undefined || prefixes.includes(undefined)
        ? others
        : { ...none, grants: prefixes.map((prefix) => ({ grant, prefix: prefix ?? "" })) };
}

/** A secret's name within the component's path; any other resource as it is. */
function secretName({ region, path }: Component, resource: string): string {
    const own = `arn:aws:secretsmanager:${region}:${ACCOUNT}:secret:${path}/`;
    if (!resource.startsWith(own)) return resource;
    const name = resource.slice(own.length);
    // Each ARN ends in six characters of AWS's own choice.
    if (name.endsWith("/*")) return name;
    return name.endsWith("-??????") ? name.slice(0, -"-??????".length) : resource;
}

/** Reading by path takes the path itself and what is beneath. */
function parameterNames({ region, path }: Component, resources: readonly string[]): string[] {
    const own = `arn:aws:ssm:${region}:${ACCOUNT}:parameter/${path}/`;
    return resources
        .filter((resource) => !resources.includes(`${resource}/*`))
        .map((resource) =>
            resource.startsWith(own) && resources.includes(resource.slice(0, -"/*".length))
                ? resource.slice(own.length)
                : resource,
        );
}

function objectPrefix(bucket: string, resource: string): string | undefined {
    const own = `arn:aws:s3:::${bucket}/`;
    return resource.startsWith(own) && resource.endsWith("*") ? resource.slice(own.length, -1) : undefined;
}

/** Whoever may read under a prefix may list there, and nowhere else: a missing object is otherwise a refusal. */
function checkListing(
    bucket: string,
    policies: readonly ResourceReader[],
    grants: readonly ObservedGrant[],
): void {
    const listings = policies
        .flatMap((policy) => readStatements(policy, "policy"))
        .filter((statement) => statement.texts("Action").includes("s3:ListBucket"));
    const reads = grants.filter(({ grant }) => grant === Grant.ReadObjects).map(({ prefix }) => `${prefix}*`);
    const right = listings.filter(
        (statement) =>
            same(statement.texts("Resource"), [`arn:aws:s3:::${bucket}`]) &&
            same(Object.keys(statement.object("Condition").value), ["StringLike"]) &&
            same(Object.keys(statement.object("Condition", "StringLike").value), ["s3:prefix"]) &&
            same(statement.texts("Condition", "StringLike", "s3:prefix"), reads),
    );
    if (right.length !== listings.length || listings.length !== (reads.length > 0 ? 1 : 0)) {
        throw new Unreadable("what may be listed is not what may be read");
    }
}

/** Who may take the role besides EC2. */
function readTrust(role: ResourceReader): string[] {
    const statements = readStatements(role, "assumeRolePolicy");
    const right = statements.filter(
        (statement) =>
            statement.text("Effect") === "Allow" &&
            statement.text("Action") === "sts:AssumeRole" &&
            JSON.stringify(statement.object("Principal").value) === '{"Service":"ec2.amazonaws.com"}',
    );
    if (right.length === 0) throw new Unreadable(`${role.what} cannot be taken by hosts`);
    return statements.filter((statement) => !right.includes(statement)).map(({ what }) => what);
}

function same(one: readonly string[], other: readonly string[]): boolean {
    return JSON.stringify([...one].sort()) === JSON.stringify([...other].sort());
}
