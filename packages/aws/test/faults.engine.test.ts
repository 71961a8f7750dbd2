import assert from "node:assert/strict";
import { done, small, withStack } from "./support/engine";

describe("A deployment that is interrupted", function () {
    this.timeout(900_000);

    it("is completed by the next up, whatever failed, with nothing lost and nothing doubled", async () => {
        await withStack(small(), async (stack, { world }) => {
            const { steps } = await stack.preview();
            const types = new Set(
                steps.map(({ type }) => type).filter((type) => /^(aws|tls|random):/.test(type)),
            );
            // One create of every type fails. They fail together where they do not wait for one another.
            for (const type of types) world.fail({ kind: "refuse", type });
            let failures = 0;
            while (!(await stack.up({ check: false })).succeeded) {
                failures += 1;
                assert.ok(failures <= types.size, "an up neither succeeds nor gets further");
            }
            assert.ok(failures > 1);

            assert.deepEqual(done(await stack.preview()), []);
            const { resources } = await stack.export();
            const held = resources.filter(
                ({ id, type, urn }) => id !== undefined && type.startsWith("aws:") && !urn.endsWith("-seen"),
            );
            assert.deepEqual(
                world
                    .list()
                    .map(({ urn }) => urn)
                    .sort(),
                held.map(({ urn }) => urn).sort(),
            );
        });
    });
});
