import assert from "node:assert/strict";
import { BridgePool, type BridgePoolArgs } from "@bridgepool/aws";
import { ProblemsError } from "@bridgepool/core";
import { architectureOf, memoryOf } from "../src/instance-type";
import { partitionOf } from "../src/partition";
import { network, serves } from "./support/pool";

const good: BridgePoolArgs = {
    region: "eu-west-3",
    network,
    serves: serves("renater"),
    size: { min: 1, max: 2 },
};

function problems(args: Partial<BridgePoolArgs>): readonly string[] {
    try {
        new BridgePool("france", { ...good, ...args });
    } catch (error) {
        assert.ok(error instanceof ProblemsError, String(error));
        return error.problems.map(({ path, reason, fix }) => `${path}: ${reason}; ${fix}`);
    }
    throw new Error("nothing was refused");
}

describe("The arguments of a BridgePool", () => {
    it("are judged all at once, before anything is made", () => {
        const report = problems({
            region: "eu-wst-3",
            size: { min: 3, max: 2 },
            instanceType: "c7i.xlrge",
            diskGiB: 4,
            path: "*",
            serves: { renater: {} } as unknown as BridgePoolArgs["serves"],
            spot: { onDemandBase: -1, onDemandPercent: 120, instanceTypes: ["c7g.xlarge"] },
        });
        const paths = report.map((line) => line.split(":")[0]);
        for (const path of [
            "size.min",
            "instanceType",
            "diskGiB",
            "path",
            "spot.instanceTypes[0]",
            "spot.onDemandBase",
            "spot.onDemandPercent",
            "serves.renater.invitation",
        ]) {
            assert.ok(paths.includes(path), `${path} in\n${report.join("\n")}`);
        }
    });

    it("say what was probably meant", () => {
        assert.deepEqual(problems({ instanceType: "c7i.xlrge" }), [
            'instanceType: the memory of "c7i.xlrge" is not known here; did you mean "c7i.xlarge"?',
        ]);
        assert.deepEqual(problems({ instanceType: "z9x.metal" }), [
            'instanceType: the memory of "z9x.metal" is not known here; give its memory in memoryMiB',
        ]);
        assert.equal(problems({ instanceType: "z9x.metal", memoryMiB: 12 })[0]?.split(":")[0], "memoryMiB");
    });
});

describe("Instance types", () => {
    it("have the architecture that their family says", () => {
        const arm = ["c7g.xlarge", "c6gn.large", "t4g.small", "m8gd.xlarge", "im4gn.large", "a1.large"];
        const amd = ["c7i.xlarge", "c7i-flex.large", "t3.small", "m7a.large", "g5.xlarge", "c6in.large"];
        assert.deepEqual([...new Set(arm.map(architectureOf))], ["arm64"]);
        assert.deepEqual([...new Set(amd.map(architectureOf))], ["amd64"]);
    });

    it("have a memory, where they are known", () => {
        assert.deepEqual(
            ["c7i.xlarge", "c7g.medium", "m7i.large", "t3.small", "c7i.metal", "p5.48xlarge"].map(memoryOf),
            [8192, 2048, 8192, 2048, undefined, undefined],
        );
    });
});

describe("Partitions", () => {
    it("follow from the region", () => {
        const of = (region: string) => {
            const { name, domain } = partitionOf(region);
            return [name, domain];
        };
        assert.deepEqual(of("eu-west-3"), ["aws", "amazonaws.com"]);
        assert.deepEqual(of("cn-north-1"), ["aws-cn", "amazonaws.com.cn"]);
        assert.deepEqual(of("us-gov-east-1"), ["aws-us-gov", "amazonaws.com"]);
        assert.deepEqual(of("eusc-de-east-1"), ["aws-eusc", "amazonaws.eu"]);
    });
});
