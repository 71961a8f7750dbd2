import {
    AutoScalingClient,
    CreateAutoScalingGroupCommand,
    CreateLaunchConfigurationCommand,
    DescribeAutoScalingGroupsCommand,
} from "@aws-sdk/client-auto-scaling";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import {
    ROSTER_MARKER_KEY,
    rosterMarker,
    type Invitation,
    type RosterMembership,
} from "@bridgepool/core/shared";
import { randomUUID } from "node:crypto";
import { MetadataStandIn } from "./instance-metadata";
import { LifecycleActions } from "./lifecycle-actions";
import { startMoto, type Moto } from "./moto";

const region = "eu-west-3";
const path = "bridgepool/france";

/** A pool on AWS as `@bridgepool/aws` makes it, as far as its agents see it: moto, and what moto lacks. */
export class AwsPool {
    private constructor(
        private readonly moto: Moto,
        public readonly scaling: LifecycleActions,
        public readonly bucket: string,
        public readonly group: string,
        /** The metadata service of each of its hosts. */
        public readonly hosts: readonly MetadataStandIn[],
    ) {}

    /** @param serves invitations by membership key */
    public static async start(size: number, serves: Readonly<Record<string, Invitation>>): Promise<AwsPool> {
        const moto = await startMoto();
        const pool = new AwsPool(
            moto,
            await LifecycleActions.start(moto.url),
            `france-${randomUUID()}`,
            `france-${randomUUID()}`,
            [],
        );
        await pool.storeRoster(serves);
        const ids = await pool.launch(size);
        const hosts = await Promise.all(ids.map((id) => MetadataStandIn.start({ id, role: "bridge" })));
        return new AwsPool(moto, pool.scaling, pool.bucket, pool.group, hosts);
    }

    /** What an operator has: other credentials than a host, and rights over everything. */
    public get operator() {
        return {
            region,
            endpoint: this.moto.url,
            forcePathStyle: true,
            credentials: { accessKeyId: "operator", secretAccessKey: "operator" },
        };
    }

    /** The lines of a host's `host.env`. */
    public environment(host: MetadataStandIn): Record<string, string> {
        return {
            AWS_REGION: region,
            BRIDGEPOOL_BUCKET: this.bucket,
            BRIDGEPOOL_PATH: path,
            METADATA_URL: host.url,
            S3_URL: this.moto.url,
            SECRETS_URL: this.moto.url,
            AUTOSCALING_URL: this.scaling.url,
            CLOUDWATCH_URL: this.moto.url,
        };
    }

    public async close(): Promise<void> {
        await Promise.all(this.hosts.map((host) => host.close()));
        await this.scaling.close();
        await this.moto.close();
    }

    private async storeRoster(serves: Readonly<Record<string, Invitation>>): Promise<void> {
        const secrets = new SecretsManagerClient(this.operator);
        const memberships: RosterMembership[] = [];
        for (const [key, invitation] of Object.entries(serves)) {
            const command = new CreateSecretCommand({
                Name: `${path}/roster/${key}`,
                SecretString: JSON.stringify(invitation),
            });
            const { Name: secret = "", VersionId: secretVersion = "" } = await secrets.send(command);
            memberships.push({ ...invitation, key, share: 1, secret, secretVersion });
        }
        const s3 = new S3Client(this.operator);
        const Bucket = this.bucket;
        const where = { LocationConstraint: region } as const;
        await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: where }));
        const Body = rosterMarker("france", memberships);
        await s3.send(new PutObjectCommand({ Bucket, Key: ROSTER_MARKER_KEY, Body }));
    }

    private async launch(size: number): Promise<string[]> {
        const client = new AutoScalingClient(this.operator);
        const AutoScalingGroupName = this.group;
        await client.send(
            new CreateLaunchConfigurationCommand({
                LaunchConfigurationName: this.group,
                ImageId: "ami-12c6146b",
                InstanceType: "t2.micro",
            }),
        );
        await client.send(
            new CreateAutoScalingGroupCommand({
                AutoScalingGroupName,
                LaunchConfigurationName: this.group,
                AvailabilityZones: [`${region}a`],
                MinSize: 1,
                MaxSize: 10,
                DesiredCapacity: size,
                NewInstancesProtectedFromScaleIn: true,
            }),
        );
        const command = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [this.group] });
        const { AutoScalingGroups } = await client.send(command);
        return (AutoScalingGroups?.[0]?.Instances ?? []).map(({ InstanceId = "" }) => InstanceId);
    }
}
