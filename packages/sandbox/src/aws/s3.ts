/** Buckets, what is set on them, and objects. A bucket's name is unique in the whole partition. */
import { createHash } from "node:crypto";
import type { CloudView, Problem, Reference, ResourceModel, Values } from "../model";
import { documented, nameTaken, region, resource, tags, upstream } from "./define";
import { dnsSuffix } from "./arns";
import { parsePolicy, policyProblems, policySize, policyText } from "./policy-document";
import {
    arn,
    atLeastOne,
    atMostOne,
    length,
    matches,
    oneOf,
    problem,
    range,
    show,
    tagLimits,
} from "./refuse";
import { flag, isSet, list, number, record, records, select, text } from "./values";

export const BUCKET = "aws:s3/bucket:Bucket";
const BUCKET_OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2";
const BUCKET_VERSIONING = "aws:s3/bucketVersioning:BucketVersioning";

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html */
const MOST_BUCKET_POLICY = 20 * 1024;
const MOST_LIFECYCLE_RULES = 1000;

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const BUCKET_NAME =
    /^(?!xn--|sthree-|amzn-s3-demo-)(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?<!-s3alias|--ol-s3|--x-s3|--table-s3)$/;
const BUCKET_NAME_SAYS =
    "3 to 63 of lower-case letters, digits, dots and hyphens are allowed, beginning and ending with a letter or digit";

/** Website zones: terraform-provider-aws internal/service/s3/hosted_zones.go */
const HOSTED_ZONES: Readonly<Record<string, string>> = {
    "af-south-1": "Z83WF9RJE8B12",
    "ap-east-1": "ZNB98KWMFR0R6",
    "ap-northeast-1": "Z2M4EHUR26P7ZW",
    "ap-northeast-2": "Z3W03O7B5YMIYP",
    "ap-northeast-3": "Z2YQB5RD63NC85",
    "ap-south-1": "Z11RGJOFQNVJUP",
    "ap-south-2": "Z02976202B4EZMXIPMXF7",
    "ap-southeast-1": "Z3O0J2DXBE1FTB",
    "ap-southeast-2": "Z1WCIGYICN2BYD",
    "ap-southeast-3": "Z01846753K324LI26A3VV",
    "ap-southeast-4": "Z0312387243XT5FE14WFO",
    "ap-southeast-5": "Z08660063OXLMA7F1FJHU",
    "ca-central-1": "Z1QDHH18159H29",
    "ca-west-1": "Z03565811Z33SLEZTHOUL",
    "eu-central-1": "Z21DNDUVLTQW6Q",
    "eu-central-2": "Z030506016YDQGETNASS",
    "eu-north-1": "Z3BAZG2TWCNX0D",
    "eu-south-1": "Z30OZKI7KPW7MI",
    "eu-south-2": "Z0081959F7139GRJC19J",
    "eu-west-1": "Z1BKCTXD74EZPE",
    "eu-west-2": "Z3GKZC51ZF0DB4",
    "eu-west-3": "Z3R1K369G5AVDG",
    "il-central-1": "Z09640613K4A3MN55U7GU",
    "me-central-1": "Z06143092I8HRXZRUZROF",
    "me-south-1": "Z1MPMWCPA7YB62",
    "sa-east-1": "Z7KQH4QJS55SO",
    "us-east-1": "Z3AQBSTGFYJSTF",
    "us-east-2": "Z2O1EMRO9K5GLX",
    "us-west-1": "Z2F56UZL2M1ACD",
    "us-west-2": "Z3BJ6K6RIION7M",
};

const CANNED_ACLS = [
    "private",
    "public-read",
    "public-read-write",
    "aws-exec-read",
    "authenticated-read",
    "log-delivery-write",
];
const SSE_ALGORITHMS = ["AES256", "aws:kms", "aws:kms:dsse", "aws:fsx"];
const TRANSITION_CLASSES = [
    "GLACIER",
    "STANDARD_IA",
    "ONEZONE_IA",
    "INTELLIGENT_TIERING",
    "DEEP_ARCHIVE",
    "GLACIER_IR",
];

const bucket: ResourceModel = resource({
    token: BUCKET,
    properties: {
        ...region,
        ...tags,
        ...upstream("internal/service/s3/bucket.go", {
            replace: ["bucket", "bucketPrefix", "objectLockEnabled"],
            update: [
                "accelerationStatus",
                "acl",
                "corsRules",
                "forceDestroy",
                "grants",
                "lifecycleRules",
                "logging",
                "objectLockConfiguration",
                "policy",
                "replicationConfiguration",
                "requestPayer",
                "serverSideEncryptionConfiguration",
                "versioning",
                "website",
            ],
            defaults: { forceDestroy: false },
        }),
        // The namespace is part of the bucket's name, which cannot change.
        ...documented("s3/bucket.d.ts", { replace: ["bucketNamespace"] }),
    },
    name: {
        property: "bucket",
        prefixProperty: "bucketPrefix",
        maxLength: 63,
        pattern: BUCKET_NAME,
        unique: false,
    },
    check: (inputs) => [
        ...matches(inputs, "bucket", BUCKET_NAME, BUCKET_NAME_SAYS),
        ...length(inputs, "bucketPrefix", 1, 37),
        ...atMostOne(inputs, "acl", "grants"),
        ...oneOf(inputs, "acl", CANNED_ACLS),
        ...oneOf(inputs, "accelerationStatus", ["Enabled", "Suspended"]),
        ...oneOf(inputs, "requestPayer", ["Requester", "BucketOwner"]),
        ...oneOf(inputs, "bucketNamespace", ["account-regional", "global"]),
        ...policyProblems(inputs, "policy", "resource"),
        ...oneOf(
            inputs,
            "serverSideEncryptionConfiguration.rule.applyServerSideEncryptionByDefault.sseAlgorithm",
            SSE_ALGORITHMS,
        ),
    ],
    checkCreate: (inputs, cloud) =>
        nameTaken(
            cloud,
            BUCKET,
            inputs,
            "bucket",
            () => true,
            "(BucketAlreadyOwnedByYou): bucket names are unique in all of AWS, whatever the region",
        ),
    checkDelete: ({ inputs, outputs }, cloud) => {
        const objects = cloud
            .list(BUCKET_OBJECT)
            .filter((object) => object.outputs.bucket === outputs.bucket);
        return objects.length > 0 && flag(inputs.forceDestroy) !== true
            ? [
                  problem(
                      "",
                      `BucketNotEmpty: the bucket you tried to delete has ${objects.length} objects, such as ${objects[0]?.id}; empty it, or set forceDestroy and update first`,
                  ),
              ]
            : [];
    },
    id: (inputs) => text(inputs.bucket) ?? "",
    outputs: (inputs, id, cloud) => {
        const suffix = dnsSuffix(cloud.partition);
        const zone = HOSTED_ZONES[cloud.region];
        return {
            acl: text(inputs.acl) ?? "private",
            arn: `arn:${cloud.partition}:s3:::${id}`,
            bucketDomainName: `${id}.s3.${suffix}`,
            bucketNamespace: text(inputs.bucketNamespace) ?? "global",
            bucketRegion: cloud.region,
            bucketRegionalDomainName: `${id}.s3.${cloud.region}.${suffix}`,
            ...(zone === undefined ? {} : { hostedZoneId: zone }),
            objectLockEnabled: flag(inputs.objectLockEnabled) ?? false,
            requestPayer: text(inputs.requestPayer) ?? "BucketOwner",
            // What S3 has done by itself for every new bucket since January 2023.
            serverSideEncryptionConfiguration: inputs.serverSideEncryptionConfiguration ?? {
                rule: {
                    applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256", kmsMasterKeyId: "" },
                    bucketKeyEnabled: false,
                },
            },
            versioning: inputs.versioning ?? { enabled: false, mfaDelete: false },
            websiteDomain: isSet(inputs.website) ? `s3-website.${cloud.region}.${suffix}` : "",
            websiteEndpoint: isSet(inputs.website) ? `${id}.s3-website.${cloud.region}.${suffix}` : "",
        };
    },
});

/** What is set on a bucket goes away with it, so it does not hold it back. */
const ofBucket: Reference = { property: "bucket", to: [BUCKET], by: "bucket", blocksDelete: false };

/** A bucket has one of each setting; a second resource for it would fight the first. */
function alreadySet(token: string, inputs: Values, cloud: CloudView): readonly Problem[] {
    return cloud.list(token).some(({ outputs }) => outputs.bucket === inputs.bucket)
        ? [
              problem(
                  "bucket",
                  `is ${show(inputs.bucket)}, which already has this setting from another resource`,
              ),
          ]
        : [];
}

function settingId(inputs: Values): string {
    const owner = text(inputs.expectedBucketOwner);
    return `${text(inputs.bucket)}${owner === undefined ? "" : `,${owner}`}`;
}

function setting(
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
            ...matches(inputs, "expectedBucketOwner", /^\d{12}$/, "an account id of 12 digits is expected"),
            ...check(inputs, cloud),
        ],
        checkCreate: (inputs, cloud) => alreadySet(token, inputs, cloud),
        id: settingId,
        outputs: () => ({}),
        ...more,
    });
}

const publicAccessBlock = setting(
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

const bucketPolicy = setting(
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

const bucketVersioning = setting(
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

const encryption = setting(
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

const ownershipControls = setting(
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

const lifecycleConfiguration = setting(
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "bucket_lifecycle_configuration.go",
    { update: ["rules", "timeouts", "transitionDefaultMinimumObjectSize"], owner: true },
    (inputs) => {
        const ids = records(inputs.rules).flatMap((rule) => text(rule.id) ?? []);
        return [
            ...(list(inputs.rules).length > MOST_LIFECYCLE_RULES
                ? [
                      problem(
                          "rules",
                          `has ${list(inputs.rules).length} rules; S3 allows ${MOST_LIFECYCLE_RULES}`,
                      ),
                  ]
                : []),
            ...ids
                .filter((id, at) => ids.indexOf(id) !== at)
                .map((id) => problem("rules", `uses the id "${id}" twice`)),
            ...length(inputs, "rules[].id", 1, 255),
            ...oneOf(inputs, "rules[].status", ["Enabled", "Disabled"]),
            ...oneOf(inputs, "rules[].transitions[].storageClass", TRANSITION_CLASSES),
            ...oneOf(inputs, "rules[].noncurrentVersionTransitions[].storageClass", TRANSITION_CLASSES),
            ...oneOf(inputs, "transitionDefaultMinimumObjectSize", [
                "all_storage_classes_128K",
                "varies_by_storage_class",
            ]),
            ...range(inputs, "rules[].noncurrentVersionExpiration.noncurrentDays", 1, 2 ** 31 - 1),
            ...range(inputs, "rules[].abortIncompleteMultipartUpload.daysAfterInitiation", 1, 2 ** 31 - 1),
            ...range(inputs, "rules[].transitions[].days", 0, 2 ** 31 - 1),
            ...select(inputs, "rules[]").flatMap(({ path, value }) =>
                lifecycleRuleProblems(path, record(value) ?? {}),
            ),
        ];
    },
    {
        checkCreate: (inputs, cloud) => [
            ...atLeastOne(inputs, "rules"),
            ...alreadySet("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", inputs, cloud),
        ],
        outputs: (inputs) => ({
            transitionDefaultMinimumObjectSize:
                text(inputs.transitionDefaultMinimumObjectSize) ?? "all_storage_classes_128K",
        }),
    },
);

const LIFECYCLE_ACTIONS = [
    "expiration",
    "transitions",
    "noncurrentVersionExpiration",
    "noncurrentVersionTransitions",
    "abortIncompleteMultipartUpload",
];

function lifecycleRuleProblems(path: string, rule: Values): readonly Problem[] {
    const expiration = record(rule.expiration) ?? {};
    const days = number(expiration.days);
    const kinds = ["days", "date", "expiredObjectDeleteMarker"].filter((kind) => isSet(expiration[kind]));
    return [
        ...(LIFECYCLE_ACTIONS.some((action) => isSet(rule[action]))
            ? []
            : [problem(path, `does nothing; give at least one of ${LIFECYCLE_ACTIONS.join(", ")}`)]),
        ...(isSet(rule.prefix) && isSet(rule.filter)
            ? [problem(`${path}.prefix`, "conflicts with filter: give one of them")]
            : []),
        ...(kinds.length > 1
            ? [problem(`${path}.expiration`, `has ${kinds.join(" and ")}; give one of them`)]
            : []),
        ...(days !== undefined && days < 1 && kinds.length === 1
            ? [problem(`${path}.expiration.days`, `is ${days}; it must be a positive number`)]
            : []),
    ];
}

const bucketObject: ResourceModel = resource({
    token: BUCKET_OBJECT,
    properties: {
        ...region,
        ...tags,
        ...upstream("internal/service/s3/object.go", {
            replace: ["bucket", "key"],
            update: [
                "acl",
                "bucketKeyEnabled",
                "cacheControl",
                "checksumAlgorithm",
                "content",
                "contentBase64",
                "contentDisposition",
                "contentEncoding",
                "contentLanguage",
                "contentType",
                "etag",
                "forceDestroy",
                "kmsKeyId",
                "metadata",
                "objectLockLegalHoldStatus",
                "objectLockMode",
                "objectLockRetainUntilDate",
                "overrideProvider",
                "serverSideEncryption",
                "source",
                "sourceHash",
                "storageClass",
                "websiteRedirect",
            ],
            defaults: { forceDestroy: false },
        }),
    },
    // pulumi-aws names an object after its resource when no key is given, without a random suffix.
    name: { property: "key", maxLength: 1024, unique: false },
    references: [ofBucket],
    check: (inputs) => [
        ...atMostOne(inputs, "source", "content", "contentBase64"),
        ...atMostOne(inputs, "etag", "kmsKeyId"),
        ...length(inputs, "key", 1, 1024),
        // S3 allows ten tags on an object, fewer than on other resources.
        ...tagLimits(inputs, "tags", 10),
        ...oneOf(inputs, "acl", [
            ...CANNED_ACLS.filter((acl) => acl !== "log-delivery-write"),
            "bucket-owner-read",
            "bucket-owner-full-control",
        ]),
        ...oneOf(inputs, "serverSideEncryption", SSE_ALGORITHMS),
        ...oneOf(inputs, "checksumAlgorithm", ["CRC32", "CRC32C", "SHA1", "SHA256", "CRC64NVME"]),
        ...oneOf(inputs, "storageClass", [
            "STANDARD",
            "REDUCED_REDUNDANCY",
            "OUTPOSTS",
            "SNOW",
            "EXPRESS_ONEZONE",
            "FSX_OPENZFS",
            "FSX_ONTAP",
            ...TRANSITION_CLASSES,
        ]),
        ...oneOf(inputs, "objectLockLegalHoldStatus", ["ON", "OFF"]),
        ...oneOf(inputs, "objectLockMode", ["GOVERNANCE", "COMPLIANCE"]),
        ...arn(inputs, "kmsKeyId"),
        ...Object.keys(record(inputs.metadata) ?? {})
            .filter((key) => key !== key.toLowerCase())
            .map((key) =>
                problem(`metadata["${key}"]`, "has upper-case letters; metadata keys must be lower-case"),
            ),
        ...(isSet(inputs.contentBase64) && !/^[A-Za-z0-9+/\s]*={0,2}$/.test(text(inputs.contentBase64) ?? "")
            ? [problem("contentBase64", "is not base64")]
            : []),
    ],
    checkCreate: (inputs, cloud) =>
        nameTaken(
            cloud,
            BUCKET_OBJECT,
            inputs,
            "key",
            ({ outputs }) => outputs.bucket === inputs.bucket,
            "in this bucket as another resource",
        ),
    changesOnUpdate: [
        "etag",
        "versionId",
        "checksumCrc32",
        "checksumCrc32c",
        "checksumCrc64nvme",
        "checksumSha1",
        "checksumSha256",
    ],
    id: (inputs) => `${text(inputs.bucket)}/${text(inputs.key)}`,
    outputs: (inputs, id, cloud) => {
        const body = objectBody(inputs);
        const hash = (algorithm: string, encoding: "hex" | "base64"): string =>
            createHash(algorithm).update(body).digest(encoding);
        const algorithm = text(inputs.checksumAlgorithm);
        const versioned = cloud
            .list(BUCKET_VERSIONING)
            .some(
                ({ outputs }) =>
                    outputs.bucket === inputs.bucket &&
                    record(outputs.versioningConfiguration)?.status === "Enabled",
            );
        return {
            acl: text(inputs.acl) ?? "private",
            arn: `arn:${cloud.partition}:s3:::${id}`,
            bucketKeyEnabled: flag(inputs.bucketKeyEnabled) ?? false,
            checksumCrc32: "",
            checksumCrc32c: "",
            checksumCrc64nvme: "",
            checksumSha1: algorithm === "SHA1" ? hash("sha1", "base64") : "",
            checksumSha256: algorithm === "SHA256" ? hash("sha256", "base64") : "",
            contentType: text(inputs.contentType) ?? "application/octet-stream",
            etag: text(inputs.etag) ?? hash("md5", "hex"),
            serverSideEncryption: text(inputs.serverSideEncryption) ?? "AES256",
            storageClass: text(inputs.storageClass) ?? "STANDARD",
            versionId: versioned
                ? hash("sha256", "base64").slice(0, 32).replaceAll("/", ".").replaceAll("+", "_")
                : "",
        };
    },
});

/** The bytes of an object. Of an asset only what identifies it reaches a provider for certain: its hash. */
function objectBody(inputs: Values): Buffer {
    const base64 = text(inputs.contentBase64);
    if (base64 !== undefined) {
        return Buffer.from(base64, "base64");
    }
    const asset = record(inputs.source);
    return Buffer.from(text(inputs.content) ?? text(asset?.text) ?? text(asset?.hash) ?? "");
}

export const s3Resources: readonly ResourceModel[] = [
    bucket,
    publicAccessBlock,
    bucketPolicy,
    bucketVersioning,
    encryption,
    ownershipControls,
    lifecycleConfiguration,
    bucketObject,
];
