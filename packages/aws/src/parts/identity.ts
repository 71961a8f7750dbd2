import type { HostPlan } from "@bridgepool/core";
import { InstanceProfile } from "@pulumi/aws/iam/instanceProfile";
import { Role } from "@pulumi/aws/iam/role";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy";
import { all, output, type Input, type Output, type Resource } from "@pulumi/pulumi";
import { accountOf, partitionOf } from "../partition";
import { hostStatements, policyDocument, trustDocument } from "../policy";
import { childName, childTags, type Scope } from "../scope";
import type { Store } from "./bucket";

/** What the hosts of one group are to AWS. */
export interface Identity {
    /** ARN of the instance profile. */
    readonly profileArn: Output<string>;
    /** What gives it its rights, and must outlast its hosts. */
    readonly rights: readonly Resource[];
}

/** A role with exactly the rights of the plan, or the instance profile that was given, with whatever it may do. */
export function createIdentity(
    scope: Scope,
    plan: HostPlan,
    where: { readonly path: string; readonly store: Store },
    existingProfileArn: Input<string> | undefined,
): Identity {
    if (existingProfileArn !== undefined) return { profileArn: output(existingProfileArn), rights: [] };
    const opts = { parent: scope.parent };
    const role = new Role(
        childName(scope, plan.role),
        {
            description: `Hosts "${plan.role}" of ${scope.name}`,
            assumeRolePolicy: trustDocument(),
            tags: childTags(scope, plan.role),
        },
        opts,
    );
    // The role's own ARN tells the account: no look-up is needed.
    const policy = all([role.arn, where.store.name]).apply(([arn, bucket]) =>
        policyDocument(
            hostStatements(
                {
                    partition: partitionOf(scope.region).name,
                    region: scope.region,
                    account: accountOf(arn),
                    path: where.path,
                    bucket,
                },
                plan.secrets,
                plan.grants,
            ),
        ),
    );
    const rights = new RolePolicy(childName(scope, plan.role), { role: role.id, policy }, opts);
    const profile = new InstanceProfile(
        childName(scope, plan.role),
        { role: role.name, tags: childTags(scope, plan.role) },
        opts,
    );
    return { profileArn: profile.arn, rights: [rights] };
}
