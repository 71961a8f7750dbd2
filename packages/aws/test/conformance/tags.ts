import type { Plain, RecordedResource } from "@bridgepool/core/testing";

type Tags = Readonly<Record<string, Plain>>;

/** Kinds that AWS, or what stands for no thing in a cloud, cannot tag. */
const UNTAGGED = new Set([
    "aws:acm/certificateValidation:CertificateValidation",
    "aws:autoscaling/lifecycleHook:LifecycleHook",
    "aws:autoscaling/policy:Policy",
    "aws:autoscaling/schedule:Schedule",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:route53/record:Record",
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "aws:s3/bucketPolicy:BucketPolicy",
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    "aws:secretsmanager/secretVersion:SecretVersion",
    "aws:sns/topicSubscription:TopicSubscription",
]);

/** What hosts take with them: the machine, its disk and its network card. */
const OF_HOSTS = ["instance", "volume", "network-interface"];

/** Every set of tags of a resource, and of what it makes. */
export function tagsOf({ type, inputs }: RecordedResource): Tags[] {
    if (!type.startsWith("aws:") || UNTAGGED.has(type)) return [];
    const tags = (inputs["tags"] ?? {}) as Tags;
    switch (type) {
        case "aws:autoscaling/group:Group":
            return [
                Object.fromEntries(
                    ((inputs["tags"] ?? []) as readonly { key: string; value: string }[]).map(
                        ({ key, value }) => [key, value],
                    ),
                ),
            ];
        case "aws:ec2/launchTemplate:LaunchTemplate": {
            const given = (inputs["tagSpecifications"] ?? []) as readonly {
                resourceType: string;
                tags?: Tags;
            }[];
            const made = OF_HOSTS.map(
                (kind) => given.find(({ resourceType }) => resourceType === kind)?.tags ?? {},
            );
            return [tags, ...made];
        }
        default:
            return [tags];
    }
}
