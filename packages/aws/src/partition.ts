/** What differs between the parts of AWS that share no accounts: the world, China, the US government's, Europe's. */
export interface Partition {
    /** First word after `arn:`. */
    readonly name: string;
    /** Ending of the host names of its services. */
    readonly domain: string;
}

/**
 * The partition that a region is in.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html#arns-syntax
 */
export function partitionOf(region: string): Partition {
    if (region.startsWith("cn-")) return { name: "aws-cn", domain: "amazonaws.com.cn" };
    if (region.startsWith("us-gov-")) return { name: "aws-us-gov", domain: "amazonaws.com" };
    if (region.startsWith("eusc-")) return { name: "aws-eusc", domain: "amazonaws.eu" };
    return { name: "aws", domain: "amazonaws.com" };
}

/** The account that an ARN belongs to: its fifth part. */
export function accountOf(arn: string): string {
    return arn.split(":")[4] ?? "";
}
