/** What is set on a bucket by resources of its own. */
import type { CloudView, Problem, Reference, ResourceModel, Values } from "../../model";
import { region, resource, upstream } from "../kit/define";
import { parsePolicy, policyProblems, policySize, policyText } from "../kit/policy-document";
import { matches, oneOf, problem, show } from "../kit/refuse";
import { BUCKET, BUCKET_VERSIONING } from "../kit/tokens";
import { flag, isSet, list, record, records, select, text } from "../kit/values";
import { SSE_ALGORITHMS } from "./values";

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html */
const MOST_BUCKET_POLICY = 20 * 1024;

/** What is set on a bucket goes away with it, so it does not hold it back. */
export const ofBucket: Reference = { property: "bucket", to: [BUCKET], by: "bucket", blocksDelete: false };

/** A bucket has one of each setting; a second resource for it would fight the first. */
export function alreadySet(token: string, inputs: Values, cloud: CloudView): readonly Problem[] {
    return cloud.list(token).some(({ outputs }) => outputs.bucket === inputs.bucket)
        ? [
              problem(
                  "bucket",
                  `is ${show(inputs.bucket)}, which already has this setting from another resource`,
              ),
          ]
        : [];
}

function ownerProblems(inputs: Values): readonly Problem[] {
    return matches(inputs, "expectedBucketOwner", /^\d{12}$/, "an account id of 12 digits is expected");
}

/** createResourceID in the provider. */
function idWithOwner(inputs: Values): string {
    return [text(inputs.bucket), text(inputs.expectedBucketOwner)]
        .filter((part) => part !== undefined)
        .join(",");
}

export function setting(
    token: string,
    file: string,
    rows: { readonly update: readonly string[]; readonly owner?: boolean; readonly defaults?: Values },
    check: (inputs: Values, cloud: CloudView) => readonly Problem[],
    more: Partial<ResourceModel> = {},
): ResourceModel {
    return resource({
        token,
        properties: {
            ...region,
            ...upstream(`internal/service/s3/${file}`, {
                replace: rows.owner === true ? ["bucket", "expectedBucketOwner"] : ["bucket"],
                update: rows.update,
                defaults: rows.defaults ?? {},
            }),
        },
        references: [ofBucket],
        check: (inputs, cloud) => [
            ...(rows.owner === true ? ownerProblems(inputs) : []),
            ...check(inputs, cloud),
        ],
        checkCreate: (inputs, cloud) => alreadySet(token, inputs, cloud),
        id: rows.owner === true ? idWithOwner : (inputs) => text(inputs.bucket) ?? "",
        outputs: () => ({}),
        ...more,
    });
}

export const publicAccessBlock = setting(
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    "bucket_public_access_block.go",
    {
        update: [
            "blockPublicAcls",
            "blockPublicPolicy",
            "ignorePublicAcls",
            "restrictPublicBuckets",
            "skipDestroy",
        ],
        defaults: {
            blockPublicAcls: false,
            blockPublicPolicy: false,
            ignorePublicAcls: false,
            restrictPublicBuckets: false,
        },
    },
    () => [],
);

export const bucketPolicy = setting(
    "aws:s3/bucketPolicy:BucketPolicy",
    "bucket_policy.go",
    { update: ["policy"] },
    (inputs, cloud) => [
        ...policyProblems(inputs, "policy", "resource"),
        ...(policySize(inputs.policy) > MOST_BUCKET_POLICY
            ? [
                  problem(
                      "policy",
                      `has ${policySize(inputs.policy)} bytes; a bucket policy is limited to ${MOST_BUCKET_POLICY}`,
                  ),
              ]
            : []),
        ...publicPolicyProblems(inputs, cloud),
    ],
    { outputs: (inputs) => ({ policy: policyText(inputs.policy) }) },
);

/** With `blockPublicPolicy` S3 refuses a policy that lets everybody in. */
function publicPolicyProblems(inputs: Values, cloud: CloudView): readonly Problem[] {
    const guard = cloud
        .list("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock")
        .find(({ outputs }) => outputs.bucket === inputs.bucket);
    if (guard === undefined || flag(guard.outputs.blockPublicPolicy) !== true) {
        return [];
    }
    const statement = parsePolicy(inputs.policy)?.Statement;
    const statements = records(Array.isArray(statement) ? statement : [statement ?? null]);
    const open = statements.some(
        ({ Effect, Principal, Condition }) =>
            Effect === "Allow" && (Principal === "*" || record(Principal)?.AWS === "*") && !isSet(Condition),
    );
    return open
        ? [problem("policy", "lets everybody in, which this bucket's blockPublicPolicy prevents")]
        : [];
}

export const bucketVersioning = setting(
    BUCKET_VERSIONING,
    "bucket_versioning.go",
    { update: ["mfa", "versioningConfiguration"], owner: true },
    (inputs, cloud) => {
        const status = text(record(inputs.versioningConfiguration)?.status);
        const before = cloud.list(BUCKET_VERSIONING).find(({ outputs }) => outputs.bucket === inputs.bucket);
        const was = text(record(before?.outputs.versioningConfiguration)?.status);
        return [
            ...oneOf(inputs, "versioningConfiguration.status", ["Enabled", "Suspended", "Disabled"]),
            ...oneOf(inputs, "versioningConfiguration.mfaDelete", ["Enabled", "Disabled"]),
            ...(status === "Disabled" && was !== undefined && was !== "Disabled"
                ? [
                      problem(
                          "versioningConfiguration.status",
                          `cannot be updated from "${was}" to "Disabled"; use "Suspended"`,
                      ),
                  ]
                : []),
        ];
    },
);

export const encryption = setting(
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "bucket_server_side_encryption_configuration.go",
    { update: ["rules"], owner: true },
    (inputs) => [
        ...oneOf(inputs, "rules[].applyServerSideEncryptionByDefault.sseAlgorithm", SSE_ALGORITHMS),
        ...(list(inputs.rules).length > 1 ? [problem("rules", "has more than one rule; S3 takes one")] : []),
        ...select(inputs, "rules[].applyServerSideEncryptionByDefault").flatMap(({ path, value }) => {
            const rule = record(value) ?? {};
            return isSet(rule.kmsMasterKeyId) && rule.sseAlgorithm === "AES256"
                ? problem(`${path}.kmsMasterKeyId`, `is given, but sseAlgorithm is "AES256"`)
                : [];
        }),
    ],
);

export const ownershipControls = setting(
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
    "bucket_ownership_controls.go",
    { update: ["rule"] },
    (inputs) =>
        oneOf(inputs, "rule.objectOwnership", [
            "BucketOwnerPreferred",
            "ObjectWriter",
            "BucketOwnerEnforced",
        ]),
);
