/** Objects in buckets. */
import { createHash } from "node:crypto";
import type { ResourceModel, Values } from "../../model";
import { region, resource, tags, upstream } from "../kit/define";
import { arn, atMostOne, length, oneOf, problem, tagLimits } from "../kit/refuse";
import { BUCKET_OBJECT, BUCKET_VERSIONING } from "../kit/tokens";
import { flag, isSet, record, text } from "../kit/values";
import { ofBucket } from "./settings";
import { CANNED_ACLS, SSE_ALGORITHMS, TRANSITION_CLASSES } from "./values";

export const bucketObject: ResourceModel = resource({
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
    changesOnUpdate: [
        "etag",
        "versionId",
        "checksumCrc32",
        "checksumCrc32c",
        "checksumCrc64nvme",
        "checksumSha1",
        "checksumSha256",
    ],
    // PutObject: whatever had the key is gone.
    overwrites: true,
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
