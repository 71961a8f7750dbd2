import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

import { CloudError, type OpenCloud } from "../../ports/cloud";
import { instanceCredentials } from "./credentials";
import { AutoScalingGroup } from "./group";
import { CloudWatchMeasurements } from "./measurements";
import { InstanceMetadata } from "./metadata";
import { readNotice } from "./notice";
import { SecretsManager } from "./secrets";
import { readSettings } from "./settings";
import { S3Store } from "./store";

/** Within the ten seconds that a call may take there is room for two tries. */
const TWICE = {
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 4_500, throwOnRequestTimeout: true },
};

/** AWS, as a host of it sees it: with the role of its instance, and the facts of its `host.env`. */
export const awsCloud: OpenCloud = async ({ environment, clock, beside }) => {
    const settings = readSettings(environment);
    const { region, bucket, path, urls } = settings;
    const metadata = new InstanceMetadata(settings.metadataUrl, clock);
    const id = await metadata.read("instance-id");
    if (id === undefined) {
        throw new CloudError("The metadata service does not know this host: it is none of EC2.", false);
    }
    const common = { region, credentials: instanceCredentials(metadata), ...TWICE };
    // The bucket goes into the path, as in host.env: its name may have dots, which no certificate of S3 covers.
    const store = { ...common, endpoint: urls.store, forcePathStyle: true };
    const group = new AutoScalingGroup(new AutoScalingClient({ ...common, endpoint: urls.scaling }), id);
    const dimension = async () =>
        beside === "meet"
            ? { Name: "Meet", Value: path }
            : { Name: "AutoScalingGroupName", Value: await group.name() };
    return {
        name: "aws",
        store: new S3Store(new S3Client(store), new S3Client({ ...store, maxAttempts: 1 }), bucket),
        secrets: new SecretsManager(new SecretsManagerClient({ ...common, endpoint: urls.secrets })),
        host: { id, notice: () => readNotice(metadata, () => clock.now()) },
        group,
        measurements: new CloudWatchMeasurements(
            new CloudWatchClient({ ...common, endpoint: urls.metrics }),
            dimension,
        ),
    };
};
