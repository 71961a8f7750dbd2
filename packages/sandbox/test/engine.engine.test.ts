/** The stand-in providers as the real engine sees them. */
import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import type { Program, Result, Stack } from "../src/engine/stack";
import { Sandbox } from "../src/sandbox";
import { nameOf } from "../src/world/world";
import { smallAws } from "./models";

const config = { "aws:region": "eu-west-3" };

const network =
    (cidrBlock: string, tags: Record<string, string> = {}): Program =>
    () => {
        const vpc = new aws.ec2.Vpc("net", { cidrBlock, tags });
        new aws.ec2.Subnet("a", { vpcId: vpc.id, cidrBlock: cidrBlock.replace("/16", "/24") });
        return { vpc: vpc.id };
    };

/** What happened to each resource: `net create`. */
const fates = (result: Result) =>
    result.steps.filter(({ op }) => op !== "same").map(({ urn, op }) => `${nameOf(urn)} ${op}`);

/** Reasons of refusals, as the user reads them. */
const errors = (result: Result) =>
    result.diagnostics
        .filter(({ severity }) => severity === "error")
        .map(({ message }) => message)
        .join("\n");

describe("on the real engine", () => {
    let sandbox: Sandbox;
    beforeEach(async () => {
        sandbox = await Sandbox.start({ providers: [smallAws] });
    });
    afterEach(() => sandbox.stop());

    const start = (program: Program): Promise<Stack> => sandbox.stack({ program, config });

    it("a program is previewed, made, left alone, and destroyed", async () => {
        const stack = await start(network("10.0.0.0/16"));
        assert.deepEqual((await stack.preview()).changes, { create: 3 });
        assert.deepEqual(sandbox.world.list(), []);
        assert.deepEqual((await stack.up()).changes, { create: 3 });
        assert.deepEqual((await stack.preview()).changes, { same: 3 });
        assert.match(String((await stack.outputs()).vpc), /^vpc-[0-9a-f]{17}$/);
        assert.deepEqual((await stack.destroy()).changes, { delete: 3 });
        assert.deepEqual(sandbox.world.list(), []);
    });

    it("a change in place names its path and keeps the rest", async () => {
        const stack = await start(network("10.0.0.0/16", { a: "1" }));
        await stack.up();
        const { id } = sandbox.world.get({ name: "net" });
        stack.setProgram(network("10.0.0.0/16", { a: "2" }));
        const preview = await stack.preview();
        assert.deepEqual(preview.changes, { update: 1, same: 2 });
        assert.deepEqual(preview.steps.find(({ op }) => op === "update")?.detailedDiff, {
            "tags.a": { diffKind: "update", inputDiff: true },
        });
        await stack.up();
        assert.equal(sandbox.world.get({ name: "net" }).id, id);
        assert.deepEqual(sandbox.world.get({ name: "net" }).outputs.tagsAll, { a: "2" });
    });

    it("a change that replaces carries those along that refer to it, new before old", async () => {
        const stack = await start(network("10.0.0.0/16"));
        await stack.up();
        stack.setProgram(network("10.1.0.0/16"));
        const order = [
            "net create-replacement",
            "net replace",
            "a create-replacement",
            "a replace",
            "a delete-replaced",
            "net delete-replaced",
        ];
        assert.deepEqual(fates(await stack.preview()).sort(), [...order].sort());
        assert.deepEqual(fates(await stack.up()), order);
        assert.equal(sandbox.world.list().length, 2);
    });

    it("what cannot exist twice is deleted before it is replaced", async () => {
        const queue = (fifoQueue: boolean) => () => {
            new aws.sqs.Queue("jobs", { name: "jobs", fifoQueue });
        };
        const stack = await start(queue(false));
        await stack.up();
        stack.setProgram(queue(true));
        assert.deepEqual(fates(await stack.up()), [
            "jobs delete-replaced",
            "jobs replace",
            "jobs create-replacement",
        ]);
        assert.equal(sandbox.world.get({ name: "jobs" }).inputs.fifoQueue, true);
    });

    it("an output that an update changes is unknown in its preview", async () => {
        const seen: unknown[] = [];
        const queue = (delaySeconds: number) => () => {
            const { url, arn } = new aws.sqs.Queue("jobs", { delaySeconds });
            url.apply((value) => seen.push(value));
            arn.apply((value) => seen.push(value));
        };
        const stack = await start(queue(0));
        await stack.up();
        stack.setProgram(queue(5));
        seen.length = 0;
        await stack.preview();
        assert.deepEqual(
            seen.map(String).filter((one) => one.startsWith("https")),
            [],
        );
        assert.equal(seen.length, 1); // the ARN stays what it was
    });

    it("names are made once, as the engine's setting says", async () => {
        const program = () => {
            new aws.sqs.Queue("jobs", {});
        };
        const stack = await start(program);
        await stack.up();
        const { id } = sandbox.world.get({ name: "jobs" });
        assert.match(id, /^jobs-[0-9a-f]{7}$/);
        assert.deepEqual((await stack.up()).changes, { same: 2 });

        const verbatim = await sandbox.stack({ program, stack: "verbatim", config });
        await verbatim.command(["config", "set", "--path", "pulumi:autonaming.mode", "verbatim"]);
        await verbatim.up();
        assert.equal(sandbox.world.get({ id: "jobs" }).outputs.name, "jobs");
    });

    it("each provider instance has its own configuration", async () => {
        const stack = await start(() => {
            const provider = new aws.Provider("frankfurt", {
                region: "eu-central-1",
                defaultTags: { tags: { owner: "us", tier: "one" } },
            });
            new aws.ec2.Vpc("here", { cidrBlock: "10.0.0.0/16" });
            new aws.ec2.Vpc("there", { cidrBlock: "10.1.0.0/16", tags: { tier: "two" } }, { provider });
            new aws.ec2.Vpc("elsewhere", { cidrBlock: "10.2.0.0/16", region: "us-east-1" });
            return { region: aws.getRegionOutput({}, { provider }).region };
        });
        await stack.up();
        const place = (name: string) => sandbox.world.get({ token: "aws:ec2/vpc:Vpc", name }).region;
        assert.deepEqual(["here", "there", "elsewhere"].map(place), [
            "eu-west-3",
            "eu-central-1",
            "us-east-1",
        ]);
        assert.deepEqual(sandbox.world.get({ name: "there" }).outputs.tagsAll, { owner: "us", tier: "two" });
        assert.deepEqual(await stack.outputs(), { region: "eu-central-1" });
        assert.deepEqual((await stack.preview()).changes, { same: 5 });
    });

    it("another region for a provider is another place for everything in it", async () => {
        const program = (region: string) => () => {
            const provider = new aws.Provider("there", { region: region as aws.Region });
            new aws.ec2.Vpc("net", { cidrBlock: "10.0.0.0/16" }, { provider });
        };
        const stack = await start(program("eu-central-1"));
        await stack.up();
        stack.setProgram(program("eu-north-1"));
        assert.deepEqual((await stack.up()).changes, { replace: 2, same: 1 });
        assert.equal(sandbox.world.get({ name: "net" }).region, "eu-north-1");
    });

    it("a refresh finds what changed and what is gone; the next update mends it", async () => {
        const stack = await start(network("10.0.0.0/16", { a: "1" }));
        await stack.up();
        sandbox.world.drift({ name: "net" }, "tags", { a: "other" });
        sandbox.world.remove({ name: "a" });
        const refresh = await stack.refresh();
        assert.deepEqual(refresh.changes, { update: 1, delete: 1, same: 1 });
        const up = await stack.up();
        assert.deepEqual(up.changes, { create: 1, update: 1, same: 1 });
        assert.deepEqual(sandbox.world.get({ name: "net" }).inputs.tags, { a: "1" });
        assert.deepEqual((await stack.refresh()).changes, { same: 3 });
    });

    it("what exists can be read, and what does not cannot", async () => {
        const owner = await start(network("10.0.0.0/16"));
        await owner.up();
        const { id } = sandbox.world.get({ name: "net" });
        const get = (vpc: string) => () => ({ block: aws.ec2.Vpc.get("existing", vpc).cidrBlock });
        const reader = await sandbox.stack({ stack: "reader", program: get(id), config });
        await reader.up();
        assert.deepEqual(await reader.outputs(), { block: "10.0.0.0/16" });
        reader.setProgram(get("vpc-0"));
        assert.match(errors(await reader.up({ check: false })), /vpc-0' does not exist/);
    });

    it("an existing resource is imported", async () => {
        const owner = await start(network("10.0.0.0/16"));
        await owner.up();
        const { id } = sandbox.world.get({ name: "net" });
        const adopt = (cidrBlock: string) => () => {
            new aws.ec2.Vpc("net", { cidrBlock, enableDnsSupport: true, tags: {} }, { import: id });
        };
        const importer = await sandbox.stack({ stack: "importer", program: adopt("10.0.0.0/16"), config });
        assert.deepEqual((await importer.up()).changes, { create: 1, import: 1 });
        assert.equal(sandbox.world.list({ token: "aws:ec2/vpc:Vpc" }).length, 1);
    });

    it("what others use is not deleted, and they are named", async () => {
        const owner = await start(network("10.0.0.0/16"));
        await owner.up();
        const vpcId = sandbox.world.get({ name: "net" }).id;
        const guest = await sandbox.stack({
            stack: "guest",
            config,
            program: () => {
                new aws.ec2.Subnet("guest", { vpcId, cidrBlock: "10.0.9.0/24" });
            },
        });
        await guest.up();
        assert.match(
            errors(await owner.destroy({ check: false })),
            /DependencyViolation: aws:ec2\/vpc:Vpc vpc-\w+ cannot be deleted: it is still used by aws:ec2\/subnet:Subnet "guest" \(vpcId\)/,
        );
        await guest.destroy();
        await owner.destroy();
        assert.deepEqual(sandbox.world.list(), []);
    });

    it("wrong programs are refused before anything is made, in words", async () => {
        const stack = await start(() => undefined);
        const said = async (program: Program) => {
            stack.setProgram(program);
            return errors(await stack.up({ check: false }));
        };
        const vpc = await said(() => {
            new aws.ec2.Vpc("net", { cidrBlock: 7, tags: { a: ["b"] } } as unknown as aws.ec2.VpcArgs);
        });
        assert.match(vpc, /'net' has a problem: cidrBlock is the number 7; a string is expected/);
        assert.match(vpc, /'net' has a problem: tags.a is a list; a string is expected/);
        const queue = await said(() => {
            new aws.sqs.Queue("jobs", { name: "Not_allowed" });
        });
        assert.match(queue, /'jobs' has a problem: name is "Not_allowed"; it must match/);
        const topic = await said(() => {
            new aws.sns.Topic("news", {});
        });
        assert.match(topic, /aws:sns\/topic:Topic is not modelled by the sandbox/);
        assert.deepEqual(sandbox.world.list(), []);
    });

    it("a function that is not modelled is an error that names it", async () => {
        const stack = await start(async () => {
            await aws.getRegions({});
        });
        const result = await stack.preview({ check: false });
        assert.match(errors(result), /aws:index\/getRegions:getRegions is not modelled by the sandbox/);
    });

    it("a missing region is asked for", async () => {
        const stack = await sandbox.stack({ program: network("10.0.0.0/16") });
        assert.match(
            errors(await stack.preview({ check: false })),
            /region is not set: .*pulumi config set aws:region/,
        );
    });

    it("stacks run side by side", async () => {
        const other = await Sandbox.start({ providers: [smallAws] });
        try {
            const stacks = await Promise.all(
                [sandbox, other].map((one, i) => one.stack({ config, program: network(`10.${i}.0.0/16`) })),
            );
            await Promise.all(stacks.map((stack) => stack.up()));
            assert.equal(sandbox.world.get({ name: "net" }).inputs.cidrBlock, "10.0.0.0/16");
            assert.equal(other.world.get({ name: "net" }).inputs.cidrBlock, "10.1.0.0/16");
        } finally {
            other.stop();
        }
    });
}).timeout(180_000);
