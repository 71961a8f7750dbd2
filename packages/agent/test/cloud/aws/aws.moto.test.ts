import {
    AutoScalingClient,
    CreateAutoScalingGroupCommand,
    CreateLaunchConfigurationCommand,
    DescribeAutoScalingGroupsCommand,
} from "@aws-sdk/client-auto-scaling";
import { CloudWatchClient, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
    CreateSecretCommand,
    PutSecretValueCommand,
    SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { awsCloud } from "../../../src/cloud/aws/index";
import { CloudError, type Cloud, type StoredText } from "../../../src/ports/cloud";
import { ManualClock } from "../../support/clock";
import { MetadataStandIn } from "../../support/instance-metadata";
import { LifecycleActions } from "../../support/lifecycle-actions";
import { startMoto, type Moto } from "../../support/moto";

const region = "eu-central-1";

describe("AWS, as moto knows it", () => {
    let moto: Moto;
    let scaling: LifecycleActions;
    before(async () => {
        moto = await startMoto();
        scaling = await LifecycleActions.start(moto.url);
        // Moto loads a service at its first call, which may take longer than an agent waits.
        await new AutoScalingClient(operator()).send(new DescribeAutoScalingGroupsCommand());
    });
    after(async () => {
        await scaling.close();
        await moto.close();
    });

    /** What an operator has: other credentials, and rights over everything. */
    const operator = () => ({
        region,
        endpoint: moto.url,
        credentials: { accessKeyId: "operator", secretAccessKey: "operator" },
    });

    /** What an alarm or a scaling policy would see. */
    const published = async (dimension: { Name: string; Value: string }, name: string) => {
        const metric = { Namespace: "Bridgepool", MetricName: name, Dimensions: [dimension] };
        const { MetricDataResults } = await new CloudWatchClient(operator()).send(
            new GetMetricDataCommand({
                StartTime: new Date(Date.now() - 600_000),
                EndTime: new Date(Date.now() + 600_000),
                MetricDataQueries: [{ Id: "m", MetricStat: { Metric: metric, Period: 60, Stat: "Maximum" } }],
            }),
        );
        return MetricDataResults![0]!.Values;
    };

    let metadata: MetadataStandIn;
    let bucket: string;
    let cloud: Cloud;
    const open = (beside: "bridge" | "meet" = "bridge"): Promise<Cloud> =>
        awsCloud({
            clock: new ManualClock(),
            beside,
            environment: {
                AWS_REGION: region,
                BRIDGEPOOL_BUCKET: bucket,
                BRIDGEPOOL_PATH: "bridgepool/france",
                METADATA_URL: metadata.url,
                S3_URL: moto.url,
                SECRETS_URL: moto.url,
                AUTOSCALING_URL: scaling.url,
                CLOUDWATCH_URL: moto.url,
            },
        });
    beforeEach(async () => {
        bucket = `pool.${randomUUID()}`;
        metadata = await MetadataStandIn.start({ id: "i-0123456789abcdef0", role: "bridge" });
        cloud = await open();
    });
    afterEach(() => metadata.close());

    describe("the bucket", () => {
        const s3 = () => new S3Client({ ...operator(), forcePathStyle: true });
        beforeEach(() =>
            s3().send(
                new CreateBucketCommand({
                    Bucket: bucket,
                    CreateBucketConfiguration: { LocationConstraint: region },
                }),
            ),
        );

        it("gives back what was written, and says when it is unchanged", async () => {
            assert.equal(await cloud.store.read("board/lease.json"), undefined);
            const written = await cloud.store.write("board/lease.json", '{"leader":"ü"}');
            assert.ok(written !== "conflict");
            assert.deepEqual(await cloud.store.read("board/lease.json"), {
                text: '{"leader":"ü"}',
                tag: written.tag,
            });
            assert.equal(await cloud.store.read("board/lease.json", written.tag), "unchanged");
            await cloud.store.write("board/lease.json", "{}");
            const changed = await cloud.store.read("board/lease.json", written.tag);
            assert.equal((changed as StoredText).text, "{}");
        });

        it("writes what is absent once", async () => {
            const first = await cloud.store.write("board/lease.json", "first", { ifAbsent: true });
            assert.ok(first !== "conflict");
            assert.equal(
                await cloud.store.write("board/lease.json", "second", { ifAbsent: true }),
                "conflict",
            );
            assert.deepEqual(await cloud.store.read("board/lease.json"), { text: "first", tag: first.tag });
        });

        it("writes over what it has read, and not over what another wrote since", async () => {
            const first = await cloud.store.write("board/lease.json", "first");
            assert.ok(first !== "conflict");
            const second = await cloud.store.write("board/lease.json", "second", { ifTag: first.tag });
            assert.ok(second !== "conflict");
            assert.notEqual(second.tag, first.tag);
            assert.equal(await cloud.store.write("board/lease.json", "x", { ifTag: first.tag }), "conflict");
            await s3().send(new DeleteObjectCommand({ Bucket: bucket, Key: "board/lease.json" }));
            assert.equal(await cloud.store.write("board/lease.json", "x", { ifTag: second.tag }), "conflict");
        });

        it("lists everything below a prefix, over pages, with the tags that reading gives", async () => {
            // Three of moto's pages.
            const keys = Array.from({ length: 25 }, (_, n) => `board/status/i-${n}.json`);
            const client = s3();
            await Promise.all(
                keys.map((Key) => client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: "{}" }))),
            );
            await cloud.store.write("board/lease.json", "not below it");
            const listed = await cloud.store.list("board/status/");
            assert.deepEqual(listed.map(({ key }) => key).sort(), [...keys].sort());
            const [one] = listed;
            assert.equal(await cloud.store.read(one!.key, one!.tag), "unchanged");
            assert.deepEqual(await cloud.store.list("usage/"), []);
        });
    });

    it("says which bucket is not there, and does not take it for a missing object", async () => {
        const reason = `The object a of the bucket ${bucket} cannot be`;
        const gone = (verb: string) => ({
            name: "CloudError",
            message: `${reason} ${verb}: AWS refuses it (NoSuchBucket).`,
            retryable: false,
        });
        await assert.rejects(cloud.store.read("a"), gone("read"));
        await assert.rejects(cloud.store.write("a", "b", { ifTag: '"x"' }), gone("written"));
    });

    describe("secrets", () => {
        it("reads exactly the version that is asked for", async () => {
            const client = new SecretsManagerClient(operator());
            const name = `bridgepool/${randomUUID()}/roster/renater`;
            const old = await client.send(new CreateSecretCommand({ Name: name, SecretString: "one" }));
            const next = await client.send(
                new PutSecretValueCommand({ SecretId: name, SecretString: "two" }),
            );
            assert.equal(await cloud.secrets.read(name, old.VersionId!), "one");
            assert.equal(await cloud.secrets.read(name, next.VersionId!), "two");
            await assert.rejects(cloud.secrets.read(name, randomUUID()), {
                name: "CloudError",
                retryable: false,
            });
        });

        it("says which secret is missing, and which holds no text", async () => {
            const version = randomUUID();
            await assert.rejects(cloud.secrets.read("bridgepool/france/roster/x", version), {
                message: `The secret bridgepool/france/roster/x cannot be read in version ${version}: AWS refuses it (ResourceNotFoundException).`,
                retryable: false,
            });
            const client = new SecretsManagerClient(operator());
            const made = await client.send(
                new CreateSecretCommand({ Name: `binary-${version}`, SecretBinary: Buffer.from("canary") }),
            );
            await assert.rejects(cloud.secrets.read(made.Name!, made.VersionId!), /it holds no text\.$/);
        });
    });

    describe("the group", () => {
        let group: string;
        let ids: string[];
        const client = () => new AutoScalingClient(operator());
        const describeGroup = async () => {
            const command = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [group] });
            return (await client().send(command)).AutoScalingGroups![0]!;
        };
        beforeEach(async () => {
            group = `france-${randomUUID()}`;
            await client().send(
                new CreateLaunchConfigurationCommand({
                    LaunchConfigurationName: group,
                    ImageId: "ami-12c6146b",
                    InstanceType: "t2.micro",
                }),
            );
            await client().send(
                new CreateAutoScalingGroupCommand({
                    AutoScalingGroupName: group,
                    LaunchConfigurationName: group,
                    AvailabilityZones: [`${region}a`],
                    MinSize: 1,
                    MaxSize: 7,
                    DesiredCapacity: 3,
                    NewInstancesProtectedFromScaleIn: true,
                }),
            );
            ids = (await describeGroup()).Instances!.map(({ InstanceId }) => InstanceId!);
            metadata.items.set("instance-id", ids[0]!);
            cloud = await open();
        });

        it("is seen with its limits and its members", async () => {
            const members = ids.map((id) => ({ id, inService: true, retained: false, isProtected: true }));
            assert.deepEqual(await cloud.group.view(), { min: 1, max: 7, desired: 3, members });
        });

        it("protects this host alone", async () => {
            await cloud.group.setProtection(false);
            assert.deepEqual(
                (await cloud.group.view()).members.map(({ isProtected }) => isProtected),
                [false, true, true],
            );
            await cloud.group.setProtection(true);
            assert.ok((await cloud.group.view()).members.every(({ isProtected }) => isProtected));
        });

        it("is told to replace this host", async () => {
            await cloud.group.replace();
            assert.deepEqual(
                (await describeGroup()).Instances!.map(({ HealthStatus }) => HealthStatus),
                ["Unhealthy", "Healthy", "Healthy"],
            );
        });

        it("loses this host and keeps the size that its scaling wants", async () => {
            await cloud.group.view();
            await cloud.group.end();
            const { desired, members } = await cloud.group.view();
            assert.equal(desired, 3);
            assert.ok(!members.some(({ id }) => id === ids[0]));
        });

        it("waits for a host that goes, as long as it gives signs of life, and lets it go when it is done", async () => {
            assert.equal(await cloud.group.heartbeat(), false);
            scaling.hold(ids[0]!, group, "drain");
            assert.equal(await cloud.group.heartbeat(), true);
            await cloud.group.complete();
            assert.equal(scaling.isHeld(ids[0]!), false);
            const ours = { LifecycleHookName: "drain", AutoScalingGroupName: group, InstanceId: ids[0] };
            assert.deepEqual(scaling.calls.at(-1), {
                action: "CompleteLifecycleAction",
                parameters: { ...ours, LifecycleActionResult: "CONTINUE" },
            });
            // Said twice, as by an agent that was started again in between.
            await cloud.group.complete();
            assert.equal(await cloud.group.heartbeat(), false);
        });

        it("has its measurements under its name", async () => {
            await cloud.measurements.publish([{ name: "Utilisation", value: 0.625 }]);
            const pool = { Name: "AutoScalingGroupName", Value: group };
            assert.deepEqual(await published(pool, "Utilisation"), [0.625]);
        });

        it("is asked for its name once", async () => {
            await cloud.group.setProtection(true);
            metadata.items.clear();
            await cloud.group.setProtection(false);
            assert.equal((await cloud.group.view()).members[0]!.isProtected, false);
        });
    });

    it("says that a host is in no group, which may change", async () => {
        await assert.rejects(cloud.group.view(), {
            message: "The group of i-0123456789abcdef0 cannot be found: it is in no Auto Scaling group.",
            retryable: true,
        });
    });

    describe("measurements", () => {
        it("of a Meet are known by its path", async () => {
            cloud = await open("meet");
            await cloud.measurements.publish([
                { name: "CertificateDays", value: 61 },
                { name: "OperationalBridges", value: 0 },
            ]);
            const meet = { Name: "Meet", Value: "bridgepool/france" };
            assert.deepEqual(await published(meet, "CertificateDays"), [61]);
            assert.deepEqual(await published(meet, "OperationalBridges"), [0]);
        });

        it("of nothing are no call", async () => {
            // The group of this host is not known, so a call would fail.
            await cloud.measurements.publish([]);
            await assert.rejects(cloud.measurements.publish([{ name: "Leader", value: 1 }]), CloudError);
        });
    });
});
