import { accountsDocument, PASSWORD_LENGTH, type AccountCredential, type AccountRow } from "@bridgepool/core";
import { Parameter } from "@pulumi/aws/ssm/parameter";
import { all, secret, type Output, type Resource } from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword";
import { childName, childTags, type Scope } from "../scope";
import { parameterName } from "../secret-store";

/** The accounts of pools. */
export interface Accounts {
    /** The password of the account in use, by pool. */
    readonly passwords: Readonly<Record<string, Output<string>>>;
    /** What the host reads them from. */
    readonly stored: readonly Resource[];
}

/**
 * A password per account, and one parameter per pool with the verifiers of its valid accounts and the names of revoked
 * ones. The parameter changes in place, and the host follows it: accounts come and go while it runs.
 */
export function createAccounts(scope: Scope, path: string, rows: readonly AccountRow[]): Accounts {
    const made = rows
        .filter(({ revoked }) => revoked !== true)
        .map((row) => ({ row, password: createPassword(scope, row) }));
    const pools = [...new Set(rows.map(({ pool }) => pool))];
    const stored = pools.map((pool) => {
        const credentials = made
            .filter(({ row }) => row.pool === pool)
            .map(({ row: { user, notAfter }, password }) =>
                password.apply((value): AccountCredential => ({
                    user,
                    password: value,
                    ...(notAfter !== undefined && { notAfter }),
                })),
            );
        const revoked = rows
            .filter((row) => row.pool === pool && row.revoked === true)
            .map(({ user }) => user);
        return new Parameter(
            childName(scope, "accounts", pool),
            {
                region: scope.region,
                name: parameterName(path, `accounts/${pool}`),
                description: `Verifiers of the accounts of the pool ${pool} at ${scope.name}`,
                type: "SecureString",
                value: secret(all(credentials).apply((known) => accountsDocument(known, revoked))),
                tags: childTags(scope, "accounts", pool),
            },
            { parent: scope.parent },
        );
    });
    const current = made
        .filter(({ row }) => row.current)
        .map(({ row, password }) => [row.pool, password] as const);
    return { passwords: Object.fromEntries(current), stored };
}

function createPassword(scope: Scope, { pool, generation }: AccountRow): Output<string> {
    return new RandomPassword(
        childName(scope, "account", pool, String(generation)),
        { length: PASSWORD_LENGTH, special: false },
        { parent: scope.parent },
    ).result;
}
