/** What the stand-in cloud refuses, and what it gives back, without an engine. */
import assert from "node:assert/strict";
import type { Values } from "../src/model";
import { refusalOf } from "../src/testing/index";
import { World } from "../src/world/world";
import { smallAws } from "./models";
import { text } from "./text";

const VPC = "aws:ec2/vpc:Vpc";
const SUBNET = "aws:ec2/subnet:Subnet";
const QUEUE = "aws:sqs/queue:Queue";

describe("the stand-in cloud", () => {
    let world: World;
    beforeEach(() => {
        world = new World();
    });
    const attempt = (token: string, inputs: Values, name = "x", config: Values = { region: "eu-west-3" }) =>
        refusalOf({ world, providers: [smallAws], token, inputs, name, config });

    it("refuses a reference to what does not exist, and says where the thing is", async () => {
        assert.equal(await attempt(VPC, { cidrBlock: "10.0.0.0/16" }, "net"), undefined);
        const vpcId = world.get({ name: "net" }).id;
        assert.match(
            (await attempt(SUBNET, { vpcId: "vpc-0", cidrBlock: "10.0.0.0/24" })) ?? "",
            /vpcId refers to vpc "vpc-0", which does not exist in eu-west-3$/,
        );
        assert.match(
            (await attempt(SUBNET, { vpcId, cidrBlock: "10.0.0.0/24", region: "eu-central-1" })) ?? "",
            /does not exist in eu-central-1; it is in eu-west-3/,
        );
        assert.equal(await attempt(SUBNET, { vpcId, cidrBlock: "10.0.0.0/24" }), undefined);
    });

    it("refuses a name twice in one region, not in two", async () => {
        assert.equal(await attempt(QUEUE, { name: "jobs" }), undefined);
        assert.match((await attempt(QUEUE, { name: "jobs" })) ?? "", /already exists in eu-west-3/);
        assert.equal(await attempt(QUEUE, { name: "jobs", region: "eu-central-1" }), undefined);
        assert.equal(await attempt(QUEUE, { name: "jobs" }, "x", { region: "us-east-1" }), undefined);
        const other = { region: "eu-west-3", allowedAccountIds: ["210987654321"] };
        assert.equal(await attempt(QUEUE, { name: "jobs" }, "x", other), undefined);
    });

    it("finishes a name from its prefix", async () => {
        assert.equal(await attempt(QUEUE, { namePrefix: "jobs-" }), undefined);
        const [queue] = world.list({ token: QUEUE });
        assert.match(text(queue?.outputs.name), /^jobs-[0-9a-f]{26}$/);
        assert.equal(queue?.inputs.name, undefined);
    });

    it("refuses names that are too long or have wrong characters", async () => {
        assert.match((await attempt(QUEUE, { name: "a".repeat(81) })) ?? "", /81 characters; at most 80/);
        assert.match((await attempt(QUEUE, { name: "a_b" })) ?? "", /must match/);
    });

    it("refuses properties and types it does not know", async () => {
        assert.match((await attempt(QUEUE, { kmsMasterKeyId: "k" })) ?? "", /kmsMasterKeyId is not modelled/);
        assert.match((await attempt("aws:sqs/queuePolicy:QueuePolicy", {})) ?? "", /not modelled/);
    });

    it("gives a second resource of one name in the program other ids", async () => {
        await attempt(VPC, { cidrBlock: "10.0.0.0/16" }, "net");
        await attempt(VPC, { cidrBlock: "10.0.0.0/16" }, "net");
        const ids = world.list({ token: VPC }).map(({ id }) => id);
        assert.equal(new Set(ids).size, 2);
        const again = new World();
        await refusalOf({
            world: again,
            providers: [smallAws],
            token: VPC,
            inputs: { cidrBlock: "10.0.0.0/16" },
            name: "net",
            config: { region: "eu-west-3" },
        });
        assert.equal(again.get({}).id, ids[0]);
    });
});
