import { strict as assert } from "node:assert";

import fc from "fast-check";

import { formatPath, parsePath } from "../src/paths";

describe("paths", () => {
    const written: [string, (string | number)[]][] = [
        ["(root)", []],
        ["meets.shared.admits[0]", ["meets", "shared", "admits", 0]],
        ['clientRegions["192.0.2.0/24"]', ["clientRegions", "192.0.2.0/24"]],
        ['meets["0"].domain', ["meets", "0", "domain"]],
        ['["a\\"b"].c', ['a"b', "c"]],
    ];
    for (const [text, path] of written) {
        it(`writes and reads ${text}`, () => {
            assert.equal(formatPath(path), text);
            assert.deepEqual(parsePath(text), path);
        });
    }

    it("reads back every path it writes", () => {
        const step = fc.oneof(
            fc.string(),
            fc.nat(),
            fc.constantFrom("a.b", "[0]", '"', "\\", "", "(root)", "__proto__"),
        );
        fc.assert(
            fc.property(fc.array(step), (path) => {
                assert.deepEqual(parsePath(formatPath(path)), path);
            }),
        );
    });
});
