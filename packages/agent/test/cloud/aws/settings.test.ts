import assert from "node:assert/strict";
import { readSettings } from "../../../src/cloud/aws/settings";
import { CloudError } from "../../../src/ports/cloud";

/** As `hostEnvironment` of `@bridgepool/aws` writes it. */
const environment = {
    AWS_REGION: "eu-central-1",
    BRIDGEPOOL_BUCKET: "france-bucket",
    BRIDGEPOOL_PATH: "bridgepool/france",
    METADATA_URL: "http://169.254.169.254",
    PARAMETERS_URL: "https://ssm.eu-central-1.amazonaws.com",
    S3_URL: "https://s3.eu-central-1.amazonaws.com",
    SECRETS_URL: "https://secretsmanager.eu-central-1.amazonaws.com",
};

describe("AWS: settings", () => {
    it("are what the component writes for every program of the host", () => {
        assert.deepEqual(readSettings(environment), {
            region: "eu-central-1",
            bucket: "france-bucket",
            path: "bridgepool/france",
            metadataUrl: "http://169.254.169.254",
            urls: {
                store: "https://s3.eu-central-1.amazonaws.com",
                secrets: "https://secretsmanager.eu-central-1.amazonaws.com",
                scaling: undefined,
                metrics: undefined,
            },
        });
    });

    it("have their problems named all at once", () => {
        const wrong = {
            AWS_REGION: "",
            METADATA_URL: "169.254.169.254",
            S3_URL: "https://s3.example.org/path",
        };
        assert.throws(
            () => readSettings(wrong),
            (error: unknown) => {
                assert.ok(error instanceof CloudError && !error.retryable);
                assert.equal(
                    error.message,
                    "AWS cannot be used: AWS_REGION is not set; BRIDGEPOOL_BUCKET is not set; " +
                        'BRIDGEPOOL_PATH is not set; METADATA_URL is "169.254.169.254"; it takes http:// or https:// ' +
                        'and a host, with nothing after that; S3_URL is "https://s3.example.org/path"; it takes ' +
                        "http:// or https:// and a host, with nothing after that. The host's component writes these " +
                        "into /etc/bridgepool/host.env.",
                );
                return true;
            },
        );
    });
});
