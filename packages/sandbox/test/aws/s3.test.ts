import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { Values } from "../../src/model";
import { policy } from "./landscape";
import { describeRefusals } from "./refusals";
import { modelOf, outputText, Stage } from "./stage";

const BUCKET = "aws:s3/bucket:Bucket";
const OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2";
const BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
const POLICY = "aws:s3/bucketPolicy:BucketPolicy";
const LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
const ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
const OWNERSHIP = "aws:s3/bucketOwnershipControls:BucketOwnershipControls";
const VERSIONING = "aws:s3/bucketVersioning:BucketVersioning";

const bucket = "meet-pool";

function stage(): Stage {
    const made = new Stage();
    made.create(BUCKET, { bucket });
    return made;
}

describeRefusals(
    BUCKET,
    () => new Stage(),
    () => ({ bucket }),
    [
        [{ bucket: "Meet" }, "bucket", /lower-case/],
        [{ bucket: "ab" }, "bucket", /3 to 63/],
        [{ bucket: "b".repeat(64) }, "bucket", /3 to 63/],
        [{ bucket: "-meet" }, "bucket", /beginning and ending/],
        [{ bucket: "meet-" }, "bucket", /beginning and ending/],
        [{ bucket: "meet..pool" }, "bucket", /dots/],
        [{ bucket: "192.168.0.1" }, "bucket", /lower-case/],
        [{ bucket: "xn--meet" }, "bucket", /lower-case/],
        [{ bucket: "meet-s3alias" }, "bucket", /lower-case/],
        [{ bucketPrefix: "p".repeat(38) }, "bucketPrefix", /37/],
        [{ acl: "everybody" }, "acl", /public-read/],
        [{ acl: "private", grants: [{ type: "Group", permissions: ["READ"] }] }, "grants", /conflicts/],
        [{ requestPayer: "Nobody" }, "requestPayer", /BucketOwner/],
        [{ accelerationStatus: "On" }, "accelerationStatus", /Enabled/],
        [{ policy: policy() }, "policy", /no Principal/],
    ],
);

describe("buckets", () => {
    it("have names that are unique everywhere", () => {
        assert.match(
            JSON.stringify(stage().refusals(BUCKET, { bucket })),
            /bucket names are unique in all of AWS/,
        );
    });

    it("tell their names and domains", () => {
        const { id, outputs } = new Stage("us-east-2").create(BUCKET, { bucket });
        assert.equal(id, bucket);
        assert.equal(outputs.arn, "arn:aws:s3:::meet-pool");
        assert.equal(outputs.bucketRegionalDomainName, "meet-pool.s3.us-east-2.amazonaws.com");
        assert.equal(outputs.hostedZoneId, "Z2O1EMRO9K5GLX");
        assert.equal(new Stage("cn-north-1").create(BUCKET, { bucket }).outputs.hostedZoneId, undefined);
    });

    it("are deleted when they are empty, or by force", () => {
        const held = stage();
        const [made] = held.list(BUCKET);
        assert.ok(made);
        const object = held.create(OBJECT, { bucket, key: "a.txt", content: "a" });
        assert.match(JSON.stringify(held.remove(made)), /BucketNotEmpty.*meet-pool\/a.txt/);
        const forced = held.update(made, { bucket, forceDestroy: true });
        assert.deepEqual(modelOf(BUCKET).checkDelete?.(forced, held.view()), []);
        assert.deepEqual(held.remove(object), []);
        assert.deepEqual(held.remove(forced), []);
    });

    it("have each setting once", () => {
        const held = stage();
        const settings: Readonly<Record<string, Values>> = {
            [BLOCK]: {},
            [POLICY]: { policy: policy({ Principal: { AWS: "arn:aws:iam::123456789012:root" } }) },
            [LIFECYCLE]: { rules: [{ id: "old", status: "Enabled", expiration: { days: 1 } }] },
            [ENCRYPTION]: { rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
            [OWNERSHIP]: { rule: { objectOwnership: "BucketOwnerEnforced" } },
            [VERSIONING]: { versioningConfiguration: { status: "Enabled" } },
        };
        for (const [token, inputs] of Object.entries(settings)) {
            assert.equal(held.create(token, { ...inputs, bucket }).id, bucket);
            assert.match(
                JSON.stringify(held.refusals(token, { ...inputs, bucket })),
                /already has this setting/,
            );
            assert.equal(modelOf(token).properties.bucket?.onChange, "replace");
        }
    });

    it("keep the account in the id of a setting where it is given", () => {
        const made = stage().create(VERSIONING, {
            bucket,
            expectedBucketOwner: "123456789012",
            versioningConfiguration: { status: "Suspended" },
        });
        assert.equal(made.id, "meet-pool,123456789012");
    });

    it("refuse a policy for everybody where public policies are blocked", () => {
        const held = stage();
        const open = { bucket, policy: policy({ Principal: "*" }) };
        assert.deepEqual(held.refusals(POLICY, open), []);
        held.create(BLOCK, { bucket, blockPublicPolicy: true });
        assert.match(JSON.stringify(held.refusals(POLICY, open)), /lets everybody in/);
        const guarded = policy({
            Principal: "*",
            Effect: "Deny",
            Action: "s3:*",
            Condition: { Bool: { "aws:SecureTransport": "false" } },
        });
        assert.deepEqual(held.refusals(POLICY, { bucket, policy: guarded }), []);
    });

    it("cannot go back to having no versions", () => {
        const held = stage();
        held.create(VERSIONING, { bucket, versioningConfiguration: { status: "Enabled" } });
        const check = modelOf(VERSIONING).check;
        const to = (status: string) => check?.({ bucket, versioningConfiguration: { status } }, held.view());
        assert.match(JSON.stringify(to("Disabled")), /cannot be updated from/);
        assert.deepEqual(to("Suspended"), []);
    });
});

describeRefusals(POLICY, stage, () => ({ bucket, policy: policy({ Principal: { AWS: "*" } }) }), [
    [{ policy: policy() }, "policy", /no Principal/],
    [{ policy: "{}" }, "policy", /no Statement/],
    [
        { policy: policy({ Principal: "*", Resource: `arn:aws:s3:::${"b".repeat(20_480)}` }) },
        "policy",
        /limited to 20480/,
    ],
]);

const expiring: Values = { id: "old", status: "Enabled", filter: { prefix: "" }, expiration: { days: 30 } };
const rule = (change: Values): Values => ({ rules: [{ ...expiring, ...change }] });

describeRefusals(LIFECYCLE, stage, () => ({ bucket, ...rule({}) }), [
    [{ rules: undefined }, "", /needs rules/],
    [rule({ status: "On" }), "rules[0].status", /Enabled, Disabled/],
    [rule({ id: "" }), "rules[0].id", /1 to 255/],
    [{ rules: [expiring, expiring] }, "rules", /id "old" twice/],
    [{ rules: [{ id: "idle", status: "Enabled" }] }, "rules[0]", /does nothing/],
    [rule({ prefix: "logs/" }), "rules[0].prefix", /conflicts with filter/],
    [rule({ expiration: { days: 1, date: "2027-01-01T00:00:00Z" } }), "rules[0].expiration", /one of them/],
    [rule({ expiration: { days: 0 } }), "rules[0].expiration.days", /positive/],
    [
        rule({ transitions: [{ days: 1, storageClass: "COLD" }] }),
        "rules[0].transitions[0].storageClass",
        /GLACIER/,
    ],
    [
        rule({ abortIncompleteMultipartUpload: { daysAfterInitiation: 0 } }),
        "rules[0].abortIncompleteMultipartUpload.daysAfterInitiation",
        /1 to/,
    ],
    [{ expectedBucketOwner: "me" }, "expectedBucketOwner", /12 digits/],
]);

describeRefusals(
    ENCRYPTION,
    stage,
    () => ({ bucket, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] }),
    [
        [
            { rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES128" } }] },
            "rules[0].applyServerSideEncryptionByDefault.sseAlgorithm",
            /AES256/,
        ],
        [
            {
                rules: [
                    { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256", kmsMasterKeyId: "k" } },
                ],
            },
            "rules[0].applyServerSideEncryptionByDefault.kmsMasterKeyId",
            /AES256/,
        ],
        [{ rules: [{}, {}] }, "rules", /more than one/],
    ],
);

describeRefusals(OWNERSHIP, stage, () => ({ bucket, rule: { objectOwnership: "ObjectWriter" } }), [
    [{ rule: { objectOwnership: "Me" } }, "rule.objectOwnership", /BucketOwnerEnforced/],
]);

describeRefusals(VERSIONING, stage, () => ({ bucket, versioningConfiguration: { status: "Enabled" } }), [
    [{ versioningConfiguration: { status: "On" } }, "versioningConfiguration.status", /Suspended/],
    [
        { versioningConfiguration: { status: "Enabled", mfaDelete: "On" } },
        "versioningConfiguration.mfaDelete",
        /Disabled/,
    ],
]);

describeRefusals(BLOCK, stage, () => ({ bucket, blockPublicAcls: true }), []);

describeRefusals(OBJECT, stage, () => ({ bucket, key: "web/config.js", content: "x" }), [
    [{ source: { text: "y" } }, "content", /conflicts/],
    [{ contentBase64: "eA==" }, "contentBase64", /conflicts/],
    [{ content: undefined, contentBase64: "é" }, "contentBase64", /not base64/],
    [{ key: "k".repeat(1025) }, "key", /1024/],
    [{ acl: "log-delivery-write" }, "acl", /private/],
    [{ storageClass: "COLD" }, "storageClass", /STANDARD/],
    [{ serverSideEncryption: "none" }, "serverSideEncryption", /AES256/],
    [{ checksumAlgorithm: "MD5" }, "checksumAlgorithm", /SHA256/],
    [{ metadata: { Owner: "me" } }, 'metadata["Owner"]', /lower-case/],
    [{ kmsKeyId: "key" }, "kmsKeyId", /ARN/],
    [{ kmsKeyId: "arn:aws:kms:eu-west-3:123456789012:key/1", etag: "1" }, "kmsKeyId", /conflicts/],
    [{ objectLockMode: "ON" }, "objectLockMode", /COMPLIANCE/],
    [{ tags: Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`t${i}`, "v"])) }, "tags", /10/],
]);

describe("objects", () => {
    it("are replaced for bucket and key, and updated for content", () => {
        const { properties } = modelOf(OBJECT);
        assert.equal(properties.key?.onChange, "replace");
        assert.equal(properties.bucket?.onChange, "replace");
        assert.equal(properties.content?.onChange, "update");
    });

    it("have the MD5 of their content as etag, before and after a change", () => {
        const held = stage();
        const md5 = (content: string) => createHash("md5").update(content).digest("hex");
        const made = held.create(OBJECT, { bucket, key: "a", content: "one" });
        assert.equal(made.outputs.etag, md5("one"));
        assert.equal(made.outputs.versionId, "");
        assert.equal(held.update(made, { bucket, key: "a", content: "two" }).outputs.etag, md5("two"));
        assert.equal(
            held.create(OBJECT, { bucket, key: "b", contentBase64: "b25l" }).outputs.etag,
            md5("one"),
        );
    });

    it("have versions in a bucket that keeps them", () => {
        const held = stage();
        held.create(VERSIONING, { bucket, versioningConfiguration: { status: "Enabled" } });
        const made = held.create(OBJECT, { bucket, key: "a", content: "one" });
        assert.match(outputText(made, "versionId"), /^[\w.]{32}$/);
    });

    it("are written over, as S3 does", () => {
        const held = stage();
        held.create(OBJECT, { bucket, key: "a", content: "one" });
        assert.deepEqual(held.refusals(OBJECT, { bucket, key: "a", content: "two" }), []);
    });
});
