import assert from "node:assert/strict";
import type { ExistingMeetParts } from "@bridgepool/aws";
import { meet as make } from "./support/meet";
import { all, textOf, the, up } from "./support/tree";

const adopting = (existing: ExistingMeetParts) => up(() => make({ existing }));
const profile = (name: string) => `arn:aws:iam::123456789012:instance-profile/${name}`;

describe("A Meet adopts", () => {
    it("a certificate", async () => {
        const certificateArn = "arn:aws:acm:eu-west-3:123456789012:certificate/ours";
        const recording = await adopting({ certificateArn });
        for (const kind of ["Certificate", "CertificateValidation"])
            assert.deepEqual(all(recording, kind), []);
        assert.equal(textOf(the(recording, "Listener", "renater-https"), "certificateArn"), certificateArn);
    });

    it("a bucket", async () => {
        const recording = await adopting({ bucketName: "ours" });
        for (const kind of ["Bucket", "BucketPolicy", "BucketPublicAccessBlock"]) {
            assert.deepEqual(all(recording, kind), []);
        }
        for (const object of all(recording, "BucketObjectv2")) assert.equal(textOf(object, "bucket"), "ours");
    });

    it("instance profiles, each by itself", async () => {
        const recording = await adopting({ webInstanceProfileArn: profile("web") });
        assert.deepEqual(
            all(recording, "Role").map(({ name }) => name),
            ["renater-signalling"],
        );
        const template = the(recording, "LaunchTemplate", "renater-web-amd64");
        assert.deepEqual(template.inputs["iamInstanceProfile"], { arn: profile("web") });
        const both = await adopting({
            webInstanceProfileArn: profile("web"),
            signallingInstanceProfileArn: profile("signalling"),
        });
        assert.deepEqual(all(both, "Role"), []);
    });

    it("security groups, which its own then refer to", async () => {
        const recording = await adopting({ edgeSecurityGroupIds: ["sg-ours"] });
        assert.deepEqual(the(recording, "LoadBalancer", "renater-edge").inputs["securityGroups"], [
            "sg-ours",
        ]);
        const pages = the(recording, "SecurityGroupIngressRule", "renater-web-pages-group");
        assert.equal(textOf(pages, "referencedSecurityGroupId"), "sg-ours");
        const all4 = await adopting({
            edgeSecurityGroupIds: ["sg-1"],
            bridgesSecurityGroupIds: ["sg-2"],
            webSecurityGroupIds: ["sg-3"],
            signallingSecurityGroupIds: ["sg-4"],
        });
        assert.deepEqual(all(all4, "SecurityGroup"), []);
    });

    it("addresses, and hands them back", async () => {
        const addressAllocationIds = { a: "eipalloc-1", b: "eipalloc-2", c: "eipalloc-3" };
        const recording = await adopting({ addressAllocationIds });
        assert.deepEqual(all(recording, "Eip"), []);
        assert.deepEqual(recording.outputs["bridgeAddresses"], [
            "198.51.100.1",
            "198.51.100.2",
            "198.51.100.3",
        ]);
    });
});
