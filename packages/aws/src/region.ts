import { didYouMean, type Problem } from "@bridgepool/core";
import { Config } from "@pulumi/pulumi";

/** `eu-west-3`, `us-gov-east-1`, `eusc-de-east-1`. */
const REGION = /^[a-z]{2,4}(-[a-z]+){1,2}-\d{1,2}$/;

/**
 * The region of a component: its own, else that of the stack's configuration, else that of the environment, as
 * `@pulumi/aws` itself looks for one. Empty when there is none, which {@link regionProblems} reports.
 */
export function resolveRegion(region: string | undefined): string {
    return (
        region ??
        new Config("aws").get("region") ??
        process.env["AWS_REGION"] ??
        process.env["AWS_DEFAULT_REGION"] ??
        ""
    );
}

/** What is wrong with a resolved region. Whether it exists is for AWS to say: new ones open every year. */
export function regionProblems(region: string): Problem[] {
    if (REGION.test(region)) return [];
    if (region === "") {
        const reason = "no region is given, and the stack's configuration has none";
        return [
            { path: "region", reason, fix: "set it here, or run `pulumi config set aws:region eu-west-3`" },
        ];
    }
    const reason = `"${region}" is no region of AWS; one looks like eu-west-3`;
    const withoutZone = region.replace(/(\d)[a-z]$/, "$1");
    const fix = REGION.test(withoutZone)
        ? `did you mean ${withoutZone}, which "${region}" is a zone of?`
        : didYouMean(region, KNOWN_REGIONS, "use one of AWS");
    return [{ path: "region", reason, fix }];
}

/** Only to guess what was meant. */
const KNOWN_REGIONS = [
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
];
