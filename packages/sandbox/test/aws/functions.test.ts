import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import { aws } from "../../src/aws";
import { regionNames } from "../../src/aws/kit/regions";
import { policyProblems } from "../../src/aws/kit/policy-document";
import type { Values } from "../../src/model";
import { landscape } from "./landscape";
import { functionOf, Stage } from "./stage";

const call = (token: string, args: Values = {}, stage = new Stage()): Values =>
    functionOf(token)(args, stage.view());

/** Members of `GetVpcResult` in the SDK. */
function resultMembers(token: string): readonly string[] {
    const [, module = "", name = ""] = token.split(":");
    const root = path.dirname(createRequire(__filename).resolve("@pulumi/aws/package.json"));
    const text = readFileSync(path.join(root, `${module.replace(/^index\//, "")}.d.ts`), "utf8");
    const result = `${name.charAt(0).toUpperCase()}${name.slice(1)}Result`;
    const [, body = ""] = new RegExp(`export interface ${result} \\{([\\s\\S]*?)\\n\\}`).exec(text) ?? [];
    return [...body.matchAll(/^ {4}readonly (\w+)\??:/gm)].map(([, member = ""]) => member);
}

/** Arguments that each function answers in a landscape. */
function sensible(token: string, { vpc, subnets, zone }: ReturnType<typeof landscape>): Values {
    const known: Readonly<Record<string, Values>> = {
        "aws:ssm/getParameter:getParameter": { name: "/aws/service/debian/release/13/latest/amd64" },
        "aws:ec2/getAmi:getAmi": {
            owners: ["136693071363"],
            filters: [{ name: "name", values: ["debian-13-amd64-*"] }],
        },
        "aws:ec2/getVpc:getVpc": { id: vpc.id },
        "aws:ec2/getSubnet:getSubnet": { id: subnets[0].id },
        "aws:route53/getZone:getZone": { zoneId: zone.id },
    };
    return known[token] ?? {};
}

describe("the AWS functions", () => {
    for (const { token } of aws.functions) {
        it(`answer ${token} with members that the SDK declares`, () => {
            const world = landscape();
            const members = resultMembers(token);
            assert.ok(members.length > 0);
            const result = call(token, sensible(token, world), world.stage);
            assert.deepEqual(
                Object.keys(result).filter((name) => !members.includes(name)),
                [],
            );
            assert.ok("id" in result);
        });
    }
});

describe("getAvailabilityZones", () => {
    const TOKEN = "aws:index/getAvailabilityZones:getAvailabilityZones";
    const zones = (args: Values, region = "eu-west-3"): Values => call(TOKEN, args, new Stage(region));

    it("names two zones or more in every region", () => {
        assert.ok(regionNames().length >= 30);
        for (const region of regionNames()) {
            const names = zones({}, region).names as readonly string[];
            const ids = zones({}, region).zoneIds as readonly string[];
            assert.ok(names.length >= 2, region);
            assert.equal(new Set(names).size, ids.length);
            assert.ok(names.every((name) => name.startsWith(region) && /[a-z]$/.test(name)));
            assert.ok(
                ids.every((id) => /^[a-z]{3,4}\d-az\d$/.test(id)),
                ids.join(),
            );
        }
    });

    it("filters and excludes", () => {
        const filter = (name: string, ...values: string[]) => zones({ filters: [{ name, values }] }).names;
        assert.deepEqual(zones({}).names, ["eu-west-3a", "eu-west-3b", "eu-west-3c"]);
        assert.deepEqual(zones({ state: "available" }).zoneIds, ["euw3-az1", "euw3-az2", "euw3-az3"]);
        assert.deepEqual(zones({ state: "unavailable" }).names, []);
        assert.deepEqual(zones({ excludeNames: ["eu-west-3a"] }).names, ["eu-west-3b", "eu-west-3c"]);
        assert.deepEqual(zones({ excludeZoneIds: ["euw3-az3"] }).names, ["eu-west-3a", "eu-west-3b"]);
        assert.deepEqual(filter("zone-id", "euw3-az2"), ["eu-west-3b"]);
        assert.deepEqual(filter("zone-name", "*a", "eu-west-3c"), ["eu-west-3a", "eu-west-3c"]);
        assert.deepEqual(filter("zone-type", "local-zone"), []);
        assert.equal((filter("opt-in-status", "opt-in-not-required") as readonly string[]).length, 3);
        assert.throws(() => filter("zone", "a"), /The filter 'zone' is invalid/);
    });
});

describe("account, partition and region", () => {
    it("are those of the view", () => {
        assert.equal(call("aws:index/getCallerIdentity:getCallerIdentity").accountId, "123456789012");
        const partition = call("aws:index/getPartition:getPartition");
        assert.equal(partition.partition, "aws");
        assert.equal(partition.dnsSuffix, "amazonaws.com");
        assert.equal(partition.reverseDnsPrefix, "com.amazonaws");
        const region = call("aws:index/getRegion:getRegion");
        assert.equal(region.name, "eu-west-3");
        assert.equal(region.description, "Europe (Paris)");
        assert.equal(call("aws:index/getRegion:getRegion", { region: "us-east-1" }).region, "us-east-1");
    });
});

describe("getAmi", () => {
    const TOKEN = "aws:ec2/getAmi:getAmi";
    const debian = (...values: string[]): Values => ({
        owners: ["136693071363"],
        filters: [{ name: "name", values }],
    });

    it("finds Debian's images by name and architecture", () => {
        const image = call(TOKEN, debian("debian-13-arm64-*"));
        assert.equal(image.architecture, "arm64");
        assert.match(image.id as string, /^ami-[0-9a-f]{17}$/);
        assert.deepEqual(call(TOKEN, debian("debian-13-arm64-*")), image);
    });

    it("finds nothing, or too much", () => {
        assert.throws(() => call(TOKEN, debian("debian-9-*")), /returned no results/);
        assert.throws(() => call(TOKEN, debian("debian-*")), /more than one result/);
        assert.ok(call(TOKEN, { ...debian("debian-*"), mostRecent: true }).id);
        assert.ok(call(TOKEN, { ...debian("debian-*"), nameRegex: "^debian-12-amd64" }).id);
    });
});

describe("look-ups of networks and zones", () => {
    it("find one VPC by id, block, tag or filter", () => {
        const { stage, vpc } = landscape();
        const get = (args: Values): unknown => call("aws:ec2/getVpc:getVpc", args, stage).id;
        stage.create("aws:ec2/vpc:Vpc", { cidrBlock: "10.50.0.0/16", tags: { Name: "other" } });
        assert.equal(get({ id: vpc.id }), vpc.id);
        assert.equal(get({ cidrBlock: "10.20.0.0/16" }), vpc.id);
        assert.notEqual(get({ tags: { Name: "other" } }), vpc.id);
        assert.notEqual(get({ filters: [{ name: "tag:Name", values: ["oth*"] }] }), vpc.id);
        assert.throws(() => get({ id: "vpc-1" }), /no matching EC2 VPC found/);
        assert.throws(() => get({}), /multiple EC2 VPCs matched/);
        assert.throws(() => get({ default: true }), /no matching EC2 VPC found/);
    });

    it("find one subnet, or the ids of several", () => {
        const { stage, vpc, subnets } = landscape();
        const get = (args: Values): unknown => call("aws:ec2/getSubnet:getSubnet", args, stage).id;
        assert.equal(get({ vpcId: vpc.id, availabilityZone: "eu-west-3b" }), subnets[1].id);
        assert.equal(get({ cidrBlock: "10.20.0.0/24" }), subnets[0].id);
        assert.throws(() => get({ vpcId: vpc.id }), /multiple/);
        const ids = (args: Values): unknown => call("aws:ec2/getSubnets:getSubnets", args, stage).ids;
        assert.deepEqual(
            ids({ filters: [{ name: "vpc-id", values: [vpc.id] }] }),
            subnets.map(({ id }) => id),
        );
        assert.deepEqual(ids({ filters: [{ name: "vpc-id", values: ["vpc-1"] }] }), []);
        assert.deepEqual(ids({ tags: { Name: "none" } }), []);
    });

    it("find a hosted zone by name or id", () => {
        const { stage, zone } = landscape();
        const get = (args: Values): unknown => call("aws:route53/getZone:getZone", args, stage).zoneId;
        assert.equal(get({ name: "example.org." }), zone.id);
        assert.equal(get({ zoneId: zone.id }), zone.id);
        assert.throws(() => get({ name: "example.net" }), /no matching Route 53 Hosted Zone/);
        assert.throws(() => get({ name: "example.org", privateZone: true }), /no matching/);
        assert.throws(() => get({}), /either name or zoneId/);
        stage.create("aws:route53/zone:Zone", { name: "example.org" });
        assert.throws(() => get({ name: "example.org" }), /multiple/);
    });
});

describe("getPolicyDocument", () => {
    const TOKEN = "aws:iam/getPolicyDocument:getPolicyDocument";
    const render = (args: Values): unknown => JSON.parse(call(TOKEN, args).json as string);
    const read: Values = { sid: "Read", actions: ["s3:GetObject"], resources: ["arn:aws:s3:::pool/*"] };
    const readRendered = {
        Sid: "Read",
        Effect: "Allow",
        Action: "s3:GetObject",
        Resource: "arn:aws:s3:::pool/*",
    };

    it("renders statements as IAM reads them", () => {
        const rendered = render({
            policyId: "meet",
            statements: [
                {
                    effect: "Deny",
                    actions: ["s3:Get*", "s3:Put*"],
                    notResources: ["*"],
                    principals: [{ type: "Service", identifiers: ["ec2.amazonaws.com"] }],
                    conditions: [
                        { test: "StringEquals", variable: "aws:a", values: ["1"] },
                        { test: "StringEquals", variable: "aws:b", values: ["2", "3"] },
                    ],
                },
                { ...read, principals: [{ type: "*", identifiers: ["*"] }] },
            ],
        });
        assert.deepEqual(rendered, {
            Version: "2012-10-17",
            Id: "meet",
            Statement: [
                {
                    Effect: "Deny",
                    Action: ["s3:Put*", "s3:Get*"],
                    NotResource: "*",
                    Principal: { Service: "ec2.amazonaws.com" },
                    Condition: { StringEquals: { "aws:a": "1", "aws:b": ["2", "3"] } },
                },
                { ...readRendered, Principal: "*" },
            ],
        });
        assert.deepEqual(policyProblems({ policy: JSON.stringify(rendered) }, "policy", "resource"), []);
    });

    it("gives the same without white space", () => {
        const { json, minifiedJson } = call(TOKEN, { statements: [read] });
        assert.equal(minifiedJson, JSON.stringify(JSON.parse(json as string)));
    });

    it("merges sources and overrides by sid", () => {
        const source = JSON.stringify({
            Version: "2012-10-17",
            Statement: { ...readRendered, Sid: "First" },
        });
        const over = JSON.stringify({
            Version: "2012-10-17",
            Statement: [{ ...readRendered, Effect: "Deny" }],
        });
        const rendered = render({
            sourcePolicyDocuments: [source],
            overridePolicyDocuments: [over],
            statements: [read],
        }) as { readonly Statement: readonly unknown[] };
        assert.deepEqual(rendered.Statement, [
            { ...readRendered, Sid: "First" },
            { ...readRendered, Effect: "Deny" },
        ]);
        assert.throws(() => render({ sourcePolicyDocuments: [source, source] }), /duplicate Sid \(First\)/);
        assert.throws(() => render({ sourcePolicyDocuments: ["{"] }), /not a JSON object/);
    });
});
