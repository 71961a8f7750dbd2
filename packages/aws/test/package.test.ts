import assert from "node:assert/strict";
import * as aws from "@bridgepool/aws";
import { parseFederation, type CloudPackage, type ComponentKind } from "@bridgepool/core";
import { output } from "@pulumi/pulumi";
import fc from "fast-check";
import { up } from "./support/tree";
import { meet } from "./support/meet";
import { network, pool } from "./support/pool";

/** Fails to compile unless the package is what a federation needs of a cloud. */
const cloud: CloudPackage = aws;

const judge = (kind: ComponentKind, row: Readonly<Record<string, unknown>>) =>
    cloud.validateRow?.(kind, row) ?? [];

describe("The package", () => {
    it("has type tokens that are the identity of what is deployed", async () => {
        const token = async (program: Parameters<typeof up>[0]) => {
            const { component, resources } = await up(program);
            return resources.find(({ urn }) => urn === component)?.type;
        };
        assert.deepEqual(
            [
                await token(() => new aws.Network("net", { region: "eu-west-3", existing: network })),
                await token(() => meet()),
                await token(() => pool()),
            ],
            ["bridgepool-aws:index:Network", "bridgepool-aws:index:Meet", "bridgepool-aws:index:BridgePool"],
        );
    });

    it("refuses arguments of a federation's row that it does not know, and those of another kind", () => {
        const row = {
            region: "eu-west-3",
            aws: {
                instanceTyp: "c7i.large",
                diskGiB: "16",
                spot: { onDemandBas: 1, instanceTypes: ["c7a.xlarge", 7] },
                existing: null,
                session: true,
                imageId: output("ami-1"),
                tags: { cost: 5 },
            },
        };
        assert.deepEqual(judge("BridgePool", row), [
            {
                path: "aws.instanceTyp",
                reason: "a BridgePool has no argument of this name",
                fix: 'did you mean "instanceType"?',
            },
            { path: "aws.diskGiB", reason: '"16" is not a number', fix: "give a number" },
            {
                path: "aws.spot.onDemandBas",
                reason: "this has no argument of this name",
                fix: 'did you mean "onDemandBase"?',
            },
            { path: "aws.spot.instanceTypes[1]", reason: "7 is not a text", fix: 'write "7"' },
            { path: "aws.existing", reason: "null is not an object", fix: "give an object" },
            { path: "aws.tags.cost", reason: "5 is not a text", fix: 'write "5"' },
        ]);
        assert.deepEqual(judge("Network", { region: "eu-west-3", aws: { existing: {} } }), [
            { path: "aws.existing", reason: '"vpcId" is missing', fix: "add vpcId" },
            { path: "aws.existing", reason: '"subnetIds" is missing', fix: "add subnetIds" },
        ]);
    });

    it("refuses what only AWS cannot have in a row, where it stands", () => {
        const paths = (kind: ComponentKind, row: Readonly<Record<string, unknown>>) =>
            judge(kind, row).map(({ path }) => path);
        const place = { region: "eu-west-3" };
        const host = { diskGiB: 4 };
        const existing = { vpcId: "vpc-1", subnetIds: {} };
        assert.deepEqual(paths("Network", { ...place, aws: { zones: 2 } }), []);
        assert.deepEqual(paths("Network", { ...place, aws: { zones: 17, zoneNames: ["eu-west-2a"] } }), [
            "aws.zones",
            "aws.zones",
            "aws.zoneNames[0]",
        ]);
        assert.deepEqual(paths("Network", { ...place, cidr: "10.0.0.0/16", aws: { existing } }), [
            "aws.existing.subnetIds",
            "cidr",
        ]);
        const long = `${"long.".repeat(13)}example`;
        assert.deepEqual(paths("Meet", { region: "mars", domain: long, aws: { webHost: host } }), [
            "region",
            "domain",
            "aws.webHost.diskGiB",
        ]);
        assert.deepEqual(paths("Meet", { ...place, oneHost: true, aws: { webHost: {} } }), ["aws.webHost"]);
        assert.deepEqual(paths("BridgePool", { ...place, aws: { ...host, spot: { onDemandBase: -1 } } }), [
            "aws.diskGiB",
            "aws.spot.onDemandBase",
        ]);
    });

    it("has its problems placed in a file, by line and column", () => {
        const text = [
            "version: 1",
            "networks:",
            "  paris: { cloud: aws, region: eu-west-3, aws: { zone: 2 } }",
            "meets:",
            "  renater:",
            "    cloud: aws",
            "    region: eu-west-3a",
            "    domain: meet.example.fr",
            "    admits: [france]",
            "pools:",
            "  france:",
            "    cloud: aws",
            "    region: eu-west-3",
            "    size: { min: 1, max: 2 }",
            "    serves: { renater: {} }",
            "    aws:",
            "      spot:",
            "        onDemandPercent: 120",
        ].join("\n");
        const { problems } = parseFederation(text, { clouds: { aws } });
        assert.deepEqual(
            problems.map(({ path, line, column }) => `${path} ${line}:${column}`),
            [
                "networks.paris.aws.zone 3:50",
                "meets.renater.region 7:5",
                "pools.france.aws.spot.onDemandPercent 18:9",
            ],
        );
    });

    it("takes any row, as text may hold anything", () => {
        const values = fc.dictionary(
            fc.constantFrom("region", "cidr", "domain", "oneHost", "aws", "size"),
            fc.oneof(
                fc.jsonValue(),
                fc.dictionary(
                    fc.constantFrom("existing", "spot", "zones", "zoneNames", "tags", "path", "webHost"),
                    fc.jsonValue(),
                ),
            ),
        );
        fc.assert(
            fc.property(fc.constantFrom("Network", "Meet", "BridgePool"), values, (kind, row) => {
                judge(kind, row);
            }),
        );
    });
});
