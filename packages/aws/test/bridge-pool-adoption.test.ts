import assert from "node:assert/strict";
import { pool as make } from "./support/pool";
import { textOf, the, up } from "./support/tree";

describe("A BridgePool adopts", () => {
    const kinds = (recording: Awaited<ReturnType<typeof up>>) =>
        new Set(recording.resources.map(({ type }) => type.split(":").at(-1)));

    it("a bucket", async () => {
        const recording = await up(() => make({ existing: { bucketName: "ours" } }));
        assert.equal(kinds(recording).has("Bucket"), false);
        assert.equal(the(recording, "BucketObjectv2", "france-roster").inputs["bucket"], "ours");
        assert.match(
            textOf(the(recording, "RolePolicy", "france-bridge"), "policy"),
            /arn:aws:s3:::ours\/bundle/,
        );
    });

    it("an instance profile", async () => {
        const arn = "arn:aws:iam::123456789012:instance-profile/ours";
        const recording = await up(() => make({ existing: { instanceProfileArn: arn } }));
        for (const kind of ["Role", "RolePolicy", "InstanceProfile"])
            assert.equal(kinds(recording).has(kind), false);
        assert.deepEqual(
            the(recording, "LaunchTemplate", "france-bridge-amd64").inputs["iamInstanceProfile"],
            { arn },
        );
    });

    it("security groups", async () => {
        const recording = await up(() => make({ existing: { securityGroupIds: ["sg-1", "sg-2"] } }));
        assert.equal(kinds(recording).has("SecurityGroup"), false);
        assert.equal(kinds(recording).has("SecurityGroupIngressRule"), false);
        const { inputs } = the(recording, "LaunchTemplate", "france-bridge-amd64");
        const [nic] = inputs["networkInterfaces"] as { securityGroups: string[] }[];
        assert.deepEqual(nic?.securityGroups, ["sg-1", "sg-2"]);
    });

    it("a topic for its alarms, or makes one for an address, or makes no alarms", async () => {
        const given = await up(() => make({ alarms: { topicArn: "arn:aws:sns:eu-west-3:1:ours" } }));
        assert.deepEqual(the(given, "MetricAlarm", "france-at-maximum").inputs["alarmActions"], [
            "arn:aws:sns:eu-west-3:1:ours",
        ]);
        const mailed = await up(() => make({ alarms: { email: "oncall@example.org" } }));
        assert.equal(
            the(mailed, "TopicSubscription", "france-alarms").inputs["endpoint"],
            "oncall@example.org",
        );
        assert.equal(kinds(await up(() => make({ alarms: { skip: true } }))).has("MetricAlarm"), false);
    });
});
