/** Things that go wrong on purpose: what is left behind, and that the next update completes it. */
import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import type { Stack } from "../src/engine/stack";
import { Sandbox } from "../src/sandbox";
import type { FaultKind } from "../src/world/faults";
import { smallAws } from "./models";

const VPC = "aws:ec2/vpc:Vpc";

describe("a fault", () => {
    let sandbox: Sandbox;
    let stack: Stack;
    beforeEach(async () => {
        sandbox = await Sandbox.start({ providers: [smallAws] });
        stack = await sandbox.stack({
            config: { "aws:region": "eu-west-3" },
            program: () => {
                const vpc = new aws.ec2.Vpc("net", { cidrBlock: "10.0.0.0/16" });
                new aws.ec2.Subnet("a", { vpcId: vpc.id, cidrBlock: "10.0.1.0/24" });
            },
        });
    });
    afterEach(() => sandbox.stop());

    const vpcs = () => sandbox.world.list({ token: VPC }).length;
    const failedUp = async (kind: FaultKind, says: RegExp) => {
        sandbox.world.fail({ kind, type: VPC });
        const up = await stack.up({ check: false });
        assert.equal(up.succeeded, false);
        assert.match(up.stdout, says);
        assert.deepEqual(sandbox.world.list({ token: "aws:ec2/subnet:Subnet" }), []);
    };
    const completes = async () => {
        await stack.up();
        assert.deepEqual((await stack.preview()).changes, { same: 3 });
    };

    it("that refuses leaves nothing", async () => {
        await failedUp("refuse", /create of aws:ec2\/vpc:Vpc "net" was refused/);
        assert.equal(vpcs(), 0);
        await completes();
        assert.equal(vpcs(), 1);
    });

    it("that throttles leaves nothing, and passes", async () => {
        await failedUp("throttle", /ThrottlingException: Rate exceeded; run the same command again later/);
        assert.equal(vpcs(), 0);
        await completes();
    });

    it("that stalls leaves a resource the engine knows, and finishes it", async () => {
        await failedUp("stall", /timeout while waiting for it to become ready/);
        assert.equal(vpcs(), 1);
        const { id } = sandbox.world.get({ token: VPC });
        await completes();
        assert.equal(sandbox.world.get({ token: VPC }).id, id);
    });

    it("that loses the answer leaves a resource the engine does not know", async () => {
        await failedUp("lose", /the answer was lost/);
        assert.equal(vpcs(), 1);
        await completes();
        assert.equal(vpcs(), 2); // as in a real cloud: nobody can know that the first one is ours
    });

    it("can wait for the n-th, and can hit a deletion", async () => {
        sandbox.world.fail({ kind: "refuse", skip: 1 });
        assert.equal((await stack.up({ check: false })).succeeded, false);
        assert.equal(sandbox.world.list().length, 1);
        await completes();
        sandbox.world.fail({ kind: "refuse", operation: "delete", name: "net" });
        assert.equal((await stack.destroy({ check: false })).succeeded, false);
        assert.equal(sandbox.world.list().length, 1);
        await stack.destroy();
        assert.deepEqual(sandbox.world.list(), []);
    });
}).timeout(180_000);
