import assert from "node:assert/strict";
import { runInNewContext } from "node:vm";
import * as fc from "fast-check";
import { renderPageConfig } from "../../src/render/meet/page-config";

/** Evaluates it as a browser does: after the image's own config.js. */
function evaluate(own: string, page: Record<string, unknown>): unknown {
    const source = `var config = ${own};\n${renderPageConfig(page)}\nJSON.stringify(config);`;
    return JSON.parse(String(runInNewContext(source)));
}

describe("config.js", () => {
    it("merges objects, replaces everything else, and keeps what is not mentioned", () => {
        assert.deepEqual(
            evaluate(
                "{ a: 1, toolbarButtons: ['x', 'y'], p2p: { enabled: true, stun: 's' }, welcomePage: {} }",
                {
                    p2p: { enabled: false },
                    toolbarButtons: ["z"],
                    welcomePage: { disabled: true },
                    testing: { deep: { er: null } },
                },
            ),
            {
                a: 1,
                toolbarButtons: ["z"],
                p2p: { enabled: false, stun: "s" },
                welcomePage: { disabled: true },
                testing: { deep: { er: null } },
            },
        );
    });

    it("adds nothing when there is nothing to add", () => {
        assert.equal(renderPageConfig(), "");
        assert.equal(renderPageConfig({}), "");
    });

    it("means in JavaScript what it meant in JSON, and never anything to nginx or to HTML", () => {
        const json = fc.dictionary(
            fc.string({ minLength: 1, unit: "binary" }),
            fc.jsonValue({ stringUnit: "binary" }),
            { noNullPrototype: true },
        );
        fc.assert(
            fc.property(json, (page) => {
                // A literal's `__proto__` is no key of it: the one word that JSON and JavaScript read differently.
                const settings = JSON.parse(JSON.stringify(page), (key, value: unknown) =>
                    key === "__proto__" ? undefined : value,
                ) as Record<string, unknown>;
                assert.doesNotMatch(renderPageConfig(settings), /<|\u2028|\u2029/);
                assert.deepEqual(evaluate("{}", settings), settings);
            }),
        );
        assert.deepEqual(evaluate("{}", { x: "<!--# echo --></script>\u2028'\"`\\" }), {
            x: "<!--# echo --></script>\u2028'\"`\\",
        });
    });

    it("cannot reach what is not the page's", () => {
        const page = JSON.parse(
            '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
        ) as Record<string, unknown>;
        const source = `var config = {};\n${renderPageConfig(page)}\nString({}.polluted);`;
        assert.equal(runInNewContext(source), "undefined");
    });
});
