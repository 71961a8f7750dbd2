import assert from "node:assert/strict";
import type { Federation } from "@bridgepool/core";
import type { Result, Step } from "@bridgepool/sandbox";
import { flagship, trial } from "./support/flagship";

/** A fourth organisation, whose people share the French pool. */
function addOrganisation(federation: Federation): void {
    federation.meets.belnet = {
        cloud: "aws",
        region: "eu-west-3",
        network: "paris",
        domain: "vergadering.example.be",
        admits: ["france"],
    };
    assert.ok(federation.pools.france);
    federation.pools.france.serves.belnet = { share: 0.5 };
}

/** Properties that may change in a running federation when somebody joins: lists of who is who. */
const MAY_BE_UPDATED = ["aws:s3/bucketObjectv2:BucketObjectv2", "aws:ssm/parameter:Parameter"];

describe("onboarding", function () {
    this.timeout(300_000);

    it("adds an organisation without replacing, deleting or restarting anything, and takes it away again", async () => {
        await trial(flagship(), async ({ sandbox, stack }) => {
            await stack.up();
            const before = sandbox.world.list().map(({ id }) => id);

            stack.setProgram(flagship(addOrganisation));
            const joined = await stack.up();
            assertOnlyListsChange(joined);
            const made = changed(joined, "create");
            assert.ok(made.length > 0);
            for (const { urn } of made) assert.match(urn, /belnet/, "only its own resources are made");
            const after = new Set(sandbox.world.list().map(({ id }) => id));
            assert.deepEqual(
                before.filter((id) => !after.has(id)),
                [],
                "everything that was there is there",
            );

            stack.setProgram(flagship());
            const left = await stack.up();
            for (const { urn } of changed(left, "delete")) assert.match(urn, /belnet/);
            assertOnlyListsChange(left, ["delete"]);
            assert.deepEqual(
                sandbox.world
                    .list()
                    .map(({ id }) => id)
                    .sort(),
                [...before].sort(),
            );

            stack.setProgram(flagship(addOrganisation));
            assertOnlyListsChange(await stack.up());
        });
    });

    it("changes the machine of a pool's bridges without touching the group's identity or its instances", async () => {
        await trial(flagship(), async ({ stack }) => {
            await stack.up();
            stack.setProgram(
                flagship(({ pools }) => {
                    assert.ok(pools.france);
                    pools.france.aws = { instanceType: "c7i.2xlarge", imageId: "ami-0123456789abcdef0" };
                }),
            );
            const result = await stack.up();
            const touched = result.steps.filter(({ op }) => op !== "same");
            // The heap follows the machine, so the bundle is another object; everything else is updated in place.
            const notInPlace = touched.filter(({ op }) => op !== "update" && op !== "read");
            assert.deepEqual(
                new Set(notInPlace.map(({ urn }) => urn.split("::").pop())),
                new Set(["france-bridge-bundle"]),
            );
            const groups = touched.filter(({ type }) => type === "aws:autoscaling/group:Group");
            assert.deepEqual(
                groups.map(({ urn }) => urn.split("::").pop()),
                ["france-bridge"],
            );
            const exported = await stack.export();
            const group = exported.resources.find(({ urn }) => urn === groups[0]?.urn);
            assert.equal(group?.inputs?.instanceRefresh, undefined, "no refresh: running bridges stay");
        });
    });
});

function changed({ steps }: Result, op: string): Step[] {
    return steps.filter((step) => step.op === op && !step.type.startsWith("pulumi:"));
}

function assertOnlyListsChange(result: Result, alsoAllowed: readonly string[] = ["create"]): void {
    // "read" and "discard" look at, and forget, what AWS says of a certificate: they touch nothing.
    const allowed = ["same", "update", "read", "discard", ...alsoAllowed];
    const others = result.steps.filter(({ op }) => !allowed.includes(op));
    assert.deepEqual(
        others.map(({ op, urn }) => `${op} ${urn}`),
        [],
    );
    const updated = changed(result, "update").map(({ type }) => type);
    assert.deepEqual(
        updated.filter((type) => !MAY_BE_UPDATED.includes(type)),
        [],
    );
}
