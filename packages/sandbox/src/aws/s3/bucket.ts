/** Buckets. A bucket's name is unique in the whole partition. */
import type { CloudView, Existing, ResourceModel } from "../../model";
import { dnsSuffix } from "../kit/arns";
import { documented, region, resource, tags, upstream } from "../kit/define";
import { policyProblems } from "../kit/policy-document";
import { atMostOne, length, matches, oneOf, problem, show } from "../kit/refuse";
import { BUCKET, BUCKET_OBJECT } from "../kit/tokens";
import { flag, isSet, text } from "../kit/values";
import { CANNED_ACLS, SSE_ALGORITHMS } from "./values";

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

export const bucket: ResourceModel = resource({
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
        cloud.everywhere(BUCKET).some(({ outputs }) => outputs.bucket === inputs.bucket)
            ? [
                  problem(
                      "bucket",
                      `is ${show(inputs.bucket)}; this bucket already exists, and bucket names are unique in all of AWS, ` +
                          "whatever the region and the account",
                  ),
              ]
            : [],
    checkDelete: (bucket, cloud) => {
        const objects = objectsOf(bucket, cloud);
        return objects.length > 0 && flag(bucket.inputs.forceDestroy) !== true
            ? [
                  problem(
                      "",
                      `BucketNotEmpty: the bucket you tried to delete has ${objects.length} objects, such as ${objects[0]?.id}; empty it, or set forceDestroy and update first`,
                  ),
              ]
            : [];
    },
    deleted: (bucket, cloud) => {
        for (const object of objectsOf(bucket, cloud)) cloud.remove(object);
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

function objectsOf(bucket: Existing, cloud: CloudView): Existing[] {
    return cloud.list(BUCKET_OBJECT).filter((object) => object.outputs.bucket === bucket.outputs.bucket);
}
