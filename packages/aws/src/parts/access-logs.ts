import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import type { Input } from "@pulumi/pulumi";
import type { AccessLogsArgs } from "../meet-args";
import type { AccessLogsGrant } from "../policy";
import type { Scope } from "../scope";
import type { Expiry, Store } from "./bucket";
import type { AccessLogTarget } from "./edge";

const PREFIX = "access-logs";

/** What the Meet's own bucket allows and forgets when access logs go there; nothing when they go elsewhere or nowhere. */
export function ownLogs(
    scope: Scope,
    logs: AccessLogsArgs | undefined,
): { readonly expiries: Expiry[]; readonly grant?: Input<AccessLogsGrant> } {
    if (!logs || logs.bucketName !== undefined) return { expiries: [] };
    const { accountId } = getCallerIdentityOutput({}, { parent: scope.parent });
    return {
        expiries: [{ prefix: `${PREFIX}/`, days: logs.keepDays ?? 30 }],
        grant: accountId.apply((account) => ({ account, prefix: PREFIX })),
    };
}

/** Where the load balancer writes. */
export function logTarget(logs: AccessLogsArgs | undefined, store: Store): AccessLogTarget | undefined {
    if (!logs) return undefined;
    if (logs.bucketName !== undefined) return { bucket: logs.bucketName, prefix: PREFIX, rights: [] };
    return { bucket: store.name, prefix: PREFIX, rights: store.guards };
}
