import assert from "node:assert/strict";
import type { NameRule, Values } from "../src/model";
import { withName, type NameRequest } from "../src/server/names";
import { text } from "./text";

const rule: NameRule = { property: "name", prefixProperty: "namePrefix", maxLength: 20 };
const request: NameRequest = {
    logicalName: "france",
    olds: {},
    autonaming: undefined,
    randomSeed: new Uint8Array([1]),
};
const named = (inputs: Values, more: Partial<NameRequest> = {}, rules = rule) =>
    withName(rules, inputs, { ...request, ...more }).name;

describe("autonaming", () => {
    it("adds seven hex digits to the logical name", () => {
        assert.match(text(named({})), /^france-[0-9a-f]{7}$/);
        assert.notEqual(named({}), named({}, { randomSeed: new Uint8Array([2]) }));
    });

    it("keeps the name a resource has, unless the program gave that", () => {
        assert.equal(named({}, { olds: { name: "france-0123456" } }), "france-0123456");
        assert.match(text(named({}, { olds: { name: "chosen" } })), /^france-/);
    });

    it("leaves names and prefixes of the program alone", () => {
        assert.equal(named({ name: "mine" }), "mine");
        assert.equal(named({ namePrefix: "mine-" }), undefined);
    });

    it("shortens the logical name to fit, and lowers its case where need be", () => {
        assert.equal(text(named({}, { logicalName: "a-very-long-logical-name" })).length, 20);
        assert.match(
            text(named({}, { logicalName: "Bucket" }, { ...rule, pattern: /^[a-z0-9-]+$/ })),
            /^bucket-[0-9a-f]{7}$/,
        );
    });

    it("follows the engine's setting", () => {
        assert.equal(named({}, { autonaming: { mode: "enforce", proposed: "exactly" } }), "exactly");
        assert.equal(named({}, { autonaming: { mode: "disable", proposed: "" } }), undefined);
        const proposal = { autonaming: { mode: "propose", proposed: "france-dev" } } as const;
        assert.equal(named({}, proposal), "france-dev");
        assert.equal(named({}, { ...proposal, olds: { name: "kept" } }), "kept");
    });
});
