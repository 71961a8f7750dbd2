import { Bucket } from "@pulumi/aws/s3/bucket";
import { BucketLifecycleConfiguration } from "@pulumi/aws/s3/bucketLifecycleConfiguration";
import { BucketObjectv2 } from "@pulumi/aws/s3/bucketObjectv2";
import { BucketPolicy } from "@pulumi/aws/s3/bucketPolicy";
import { BucketPublicAccessBlock } from "@pulumi/aws/s3/bucketPublicAccessBlock";
import { all, output, type Input, type Output, type Resource } from "@pulumi/pulumi";
import { bucketDocument, type AccessLogsGrant } from "../policy";
import { childName, childTags, type Scope } from "../scope";

/** The component's own store, or the one it was given. */
export interface Store {
    /** Name of the bucket. */
    readonly name: Output<string>;
    /** What makes it safe, and must outlast what uses it. */
    readonly guards: readonly Resource[];
}

/** Objects that leave by themselves, by prefix. */
export interface Expiry {
    readonly prefix: string;
    readonly days: number;
}

/**
 * The private bucket of a component: encrypted as S3 does by itself, closed to the public and to plain HTTP. It goes with
 * the component, whatever is in it: all of it is made anew by the next `up`.
 */
export function createStore(
    scope: Scope,
    existing: Input<string> | undefined,
    expiries: readonly Expiry[],
    accessLogs?: Input<AccessLogsGrant>,
): Store {
    if (existing !== undefined) return { name: output(existing), guards: [] };
    const { region } = scope;
    const opts = { parent: scope.parent };
    const bucket = new Bucket(
        childName(scope, "store"),
        { region, forceDestroy: true, tags: childTags(scope, "store") },
        opts,
    );
    const access = new BucketPublicAccessBlock(
        childName(scope, "store"),
        {
            region,
            bucket: bucket.id,
            blockPublicAcls: true,
            blockPublicPolicy: true,
            ignorePublicAcls: true,
            restrictPublicBuckets: true,
        },
        opts,
    );
    const policy = new BucketPolicy(
        childName(scope, "store"),
        {
            region,
            bucket: bucket.id,
            policy: all([bucket.arn, output(accessLogs)]).apply(([arn, logs]) => bucketDocument(arn, logs)),
        },
        // S3 refuses two changes of a bucket's access at the same moment.
        { ...opts, dependsOn: [access] },
    );
    if (expiries.length > 0) {
        new BucketLifecycleConfiguration(
            childName(scope, "store"),
            { region, bucket: bucket.id, rules: expiries.map(expiryRule) },
            opts,
        );
    }
    return { name: bucket.id, guards: [access, policy] };
}

function expiryRule({ prefix, days }: Expiry) {
    return { id: prefix.replace(/\/$/, ""), status: "Enabled", filter: { prefix }, expiration: { days } };
}

/** An object of the store, as the whole text of it. */
export interface StoredText {
    readonly role: string;
    readonly key: Input<string>;
    readonly text: Input<string>;
    /** What must be there before it is written. */
    readonly after?: readonly Resource[];
    /** Leave the object in the bucket when it is not wanted any more. */
    readonly keep?: boolean;
}

/** Writes one object. Its tags are the user's alone: S3 allows ten. */
export function storeText(scope: Scope, store: Store, stored: StoredText): BucketObjectv2 {
    return new BucketObjectv2(
        childName(scope, stored.role),
        {
            region: scope.region,
            bucket: store.name,
            key: stored.key,
            content: stored.text,
            contentType: "application/json",
            tags: scope.tags,
        },
        {
            parent: scope.parent,
            dependsOn: [...store.guards, ...(stored.after ?? [])],
            retainOnDelete: stored.keep ?? false,
        },
    );
}
