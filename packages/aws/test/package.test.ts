import assert from "node:assert/strict";
import * as aws from "@bridgepool/aws";
import type { CloudPackage } from "@bridgepool/core";
import { up } from "./support/tree";
import { meet } from "./support/meet";
import { network, pool } from "./support/pool";

/** Fails to compile unless the package is what a federation needs of a cloud. */
const cloud: CloudPackage = aws;

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

    it("refuses options of a federation's row that it does not know, and those of another kind", () => {
        const problems = cloud.validateOptions?.("BridgePool", {
            instanceTyp: "c7i.large",
            diskGiB: "16",
            spot: null,
            session: true,
            tags: { a: "b" },
        });
        assert.deepEqual(problems, [
            {
                path: "instanceTyp",
                reason: "a BridgePool has no argument of this name",
                fix: 'did you mean "instanceType"?',
            },
            { path: "diskGiB", reason: '"16" is not a number', fix: "give a number" },
            { path: "spot", reason: "null is not an object", fix: "give an object" },
        ]);
        assert.deepEqual(cloud.validateOptions?.("Network", { zones: 2 }), []);
    });
});
