/** Values that several S3 resources allow. */

export const CANNED_ACLS = [
    "private",
    "public-read",
    "public-read-write",
    "aws-exec-read",
    "authenticated-read",
    "log-delivery-write",
];

export const SSE_ALGORITHMS = ["AES256", "aws:kms", "aws:kms:dsse", "aws:fsx"];

export const TRANSITION_CLASSES = [
    "GLACIER",
    "STANDARD_IA",
    "ONEZONE_IA",
    "INTELLIGENT_TIERING",
    "DEEP_ARCHIVE",
    "GLACIER_IR",
];
