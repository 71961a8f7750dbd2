import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import { Sandbox } from "../src/sandbox";
import { smallAws } from "./models";

describe("a program on the real engine", () => {
    it("is previewed, made, left alone, and destroyed", async () => {
        const sandbox = await Sandbox.start({ providers: [smallAws] });
        try {
            const stack = await sandbox.stack({
                config: { "aws:region": "eu-west-3" },
                program: () => {
                    const vpc = new aws.ec2.Vpc("net", { cidrBlock: "10.0.0.0/16", tags: { a: "b" } });
                    new aws.ec2.Subnet("a", { vpcId: vpc.id, cidrBlock: "10.0.1.0/24" });
                    return { id: vpc.id };
                },
            });
            assert.deepEqual((await stack.preview()).changes, { create: 3 });
            assert.deepEqual((await stack.up()).changes, { create: 3 });
            assert.deepEqual((await stack.preview()).changes, { same: 3 });
            assert.match(String((await stack.outputs()).id), /^vpc-[0-9a-f]{17}$/);
            assert.deepEqual((await stack.destroy()).changes, { delete: 3 });
            assert.deepEqual(sandbox.world.list(), []);
        } finally {
            sandbox.stop();
        }
    });
});
