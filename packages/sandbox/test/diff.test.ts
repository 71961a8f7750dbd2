import assert from "node:assert/strict";
import fc from "fast-check";
import { UNKNOWN, type Values } from "../src/model";
import { diffInputs } from "../src/server/diff";

const model = {
    properties: {
        size: { onChange: "update", source: "test" },
        subnet: { onChange: "replace", source: "test" },
        rules: { onChange: "update", source: "test" },
        tags: { onChange: "update", source: "test" },
    },
} as const;

describe("a diff of inputs", () => {
    it("names each place, and whether it replaces", () => {
        const changes = diffInputs(
            model,
            { size: 1, subnet: "a", tags: { a: "1", b: "2" }, rules: [{ port: 1 }, { port: 2 }] },
            { size: 2, subnet: "b", tags: { a: "1", "c d": "3" }, rules: [{ port: 1 }] },
        );
        assert.deepEqual(changes, [
            { path: "size", kind: "update", replace: false },
            { path: "subnet", kind: "update", replace: true },
            { path: "tags.b", kind: "delete", replace: false },
            { path: 'tags["c d"]', kind: "add", replace: false },
            { path: "rules[1]", kind: "delete", replace: false },
        ]);
    });

    it("takes what is not known yet for a change", () => {
        assert.deepEqual(diffInputs(model, { subnet: "a" }, { subnet: UNKNOWN }), [
            { path: "subnet", kind: "update", replace: true },
        ]);
    });

    it("leaves out what is to be ignored, and no more", () => {
        const changed = diffInputs(model, { tags: { a: "1", ab: "1" } }, { tags: { a: "2", ab: "2" } }, [
            "tags.a",
        ]);
        assert.deepEqual(
            changed.map(({ path }) => path),
            ["tags.ab"],
        );
    });

    it("finds nothing between equal values, whatever they are", () => {
        fc.assert(
            fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (values) => {
                const copy = JSON.parse(JSON.stringify(values)) as Values;
                assert.deepEqual(diffInputs(model, values as Values, copy), []);
            }),
        );
    });

    it("sees no difference between null and absent", () => {
        assert.deepEqual(diffInputs(model, { size: null }, {}), []);
    });
});
