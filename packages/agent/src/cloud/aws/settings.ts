import { CloudError } from "../../ports/cloud";

/** What a host knows of AWS: the lines of `/etc/bridgepool/host.env`. No secret among them. */
export interface AwsSettings {
    readonly region: string;
    /** The pool's or the Meet's own bucket. */
    readonly bucket: string;
    /** The component's path: its secrets' names begin with it, and a Meet's measurements are known by it. */
    readonly path: string;
    readonly metadataUrl: string;
    /** Where a service is; `undefined`: where the SDK knows it to be. */
    readonly urls: {
        readonly store?: string;
        readonly secrets?: string;
        readonly scaling?: string;
        readonly metrics?: string;
    };
}

/** @throws CloudError that names every line that is missing or wrong */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): AwsSettings {
    const problems: string[] = [];
    const url = (name: string): string | undefined => {
        const given = environment[name];
        if (given === undefined || /^https?:\/\/[^/]+$/.test(given)) return given;
        problems.push(
            `${name} is "${given}"; it takes http:// or https:// and a host, with nothing after that`,
        );
        return undefined;
    };
    const text = (name: string): string => {
        const given = environment[name] ?? "";
        if (given === "") problems.push(`${name} is not set`);
        return given;
    };
    const settings: AwsSettings = {
        region: text("AWS_REGION"),
        bucket: text("BRIDGEPOOL_BUCKET"),
        path: text("BRIDGEPOOL_PATH"),
        metadataUrl: url("METADATA_URL") ?? "http://169.254.169.254",
        urls: {
            store: url("S3_URL"),
            secrets: url("SECRETS_URL"),
            scaling: url("AUTOSCALING_URL"),
            metrics: url("CLOUDWATCH_URL"),
        },
    };
    if (problems.length > 0) {
        const fix = "The host's component writes these into /etc/bridgepool/host.env.";
        throw new CloudError(`AWS cannot be used: ${problems.join("; ")}. ${fix}`, false);
    }
    return settings;
}
