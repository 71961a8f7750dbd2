import type { BridgePoolArgs, MeetArgs } from "@bridgepool/aws";
import type { Adoption } from "@bridgepool/core/testing";

// What a component can be given instead of making it. Everything given has a name of old.

const BUCKET = [
    "aws:s3/bucket:Bucket",
    "aws:s3/bucketPolicy:BucketPolicy",
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
];
const IDENTITY = [
    "aws:iam/role:Role",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/instanceProfile:InstanceProfile",
];
const GUARD = [
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
];
const NETWORK = ["aws:ec2/vpc:Vpc", "aws:ec2/subnet:Subnet"];

const PROFILE = "arn:aws:iam::123456789012:instance-profile/of-old";
const CERTIFICATE = "arn:aws:acm:eu-west-3:123456789012:certificate/of-old";

/** Arguments that hand something in, by what it is. */
export const MEET_ADOPTIONS: Readonly<Record<string, Partial<MeetArgs>>> = {
    "a bucket": { existing: { bucketName: "bucket-of-old" } },
    "a certificate": { existing: { certificateArn: CERTIFICATE } },
    "instance profiles": {
        existing: { webInstanceProfileArn: PROFILE, signallingInstanceProfileArn: PROFILE },
    },
    "security groups": {
        existing: {
            edgeSecurityGroupIds: ["sg-of-old"],
            bridgesSecurityGroupIds: ["sg-of-old"],
            webSecurityGroupIds: ["sg-of-old"],
            signallingSecurityGroupIds: ["sg-of-old"],
        },
    },
    "fixed addresses": {
        existing: {
            addressAllocationIds: { a: "eipalloc-of-old-a", b: "eipalloc-of-old-b", c: "eipalloc-of-old-c" },
        },
    },
    "a network": {},
};

export const BRIDGE_POOL_ADOPTIONS: Readonly<Record<string, Partial<BridgePoolArgs>>> = {
    "the pool's bucket": { existing: { bucketName: "bucket-of-old" } },
    "an instance profile": { existing: { instanceProfileArn: PROFILE } },
    "its security groups": { existing: { securityGroupIds: ["sg-of-old"] } },
    "the pool's network": {},
};

export const ADOPTIONS: Readonly<Record<string, Adoption>> = {
    "a bucket": { of: "Meet", uses: "bucket-of-old", insteadOf: BUCKET },
    "a certificate": {
        of: "Meet",
        uses: CERTIFICATE,
        insteadOf: ["aws:acm/certificate:Certificate", "aws:acm/certificateValidation:CertificateValidation"],
    },
    "instance profiles": { of: "Meet", uses: PROFILE, insteadOf: IDENTITY },
    "security groups": { of: "Meet", uses: "sg-of-old", insteadOf: GUARD },
    "fixed addresses": { of: "Meet", uses: "eipalloc-of-old-a", insteadOf: ["aws:ec2/eip:Eip"] },
    "a network": { of: "Meet", uses: "subnet-a", insteadOf: NETWORK },
    "the pool's bucket": { of: "BridgePool", uses: "bucket-of-old", insteadOf: BUCKET },
    "an instance profile": { of: "BridgePool", uses: PROFILE, insteadOf: IDENTITY },
    "its security groups": { of: "BridgePool", uses: "sg-of-old", insteadOf: GUARD },
    "the pool's network": { of: "BridgePool", uses: "subnet-a", insteadOf: NETWORK },
};
