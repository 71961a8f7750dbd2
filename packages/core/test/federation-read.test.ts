import { strict as assert } from "node:assert";

import fc from "fast-check";
import { stringify } from "yaml";

import { formatProblems, parseFederation, ProblemsError, readFederation, type Problem } from "../src";
import { nationalPlusShared } from "./support/federations";

const VALID = stringify(nationalPlusShared());

/** `path@line:column` of each problem. */
const places = (text: string): string[] =>
    parseFederation(text).problems.map(({ path, line, column }) => `${path}@${line}:${column}`);

const reasons = (text: string): string[] => parseFederation(text).problems.map(({ reason }) => reason);

describe("reading a federation", () => {
    it("gives the same data from YAML and from JSON, however it is indented", () => {
        const federation = nationalPlusShared();
        for (const text of [
            VALID,
            JSON.stringify(federation),
            JSON.stringify(federation, null, "\t"),
            `\uFEFF${VALID}`,
            VALID.replaceAll("\n", "\r\n"),
        ]) {
            assert.deepEqual(parseFederation(text), { federation, problems: [] });
        }
    });

    it("lets a file name its schema", () => {
        const federation = {
            $schema: "node_modules/@bridgepool/core/federation.schema.json",
            ...nationalPlusShared(),
        };
        assert.deepEqual(parseFederation(JSON.stringify(federation)).problems, []);
    });

    it("throws one error with the whole report, named after the file", () => {
        assert.throws(
            () => readFederation("version: 2\nmeets: {}\n", { name: "federation.yaml" }),
            (error) => {
                assert.ok(error instanceof ProblemsError);
                assert.equal(
                    error.message,
                    [
                        "federation.yaml has 2 problems:",
                        '  pools (line 1, column 1): "pools" is missing: BridgePools, each under its name; add pools',
                        "  version (line 1, column 1): 2 is not allowed; allowed is 1; write 1; a file of another version needs another release of @bridgepool/core",
                    ].join("\n"),
                );
                return true;
            },
        );
    });

    it("points at the name of what is wrong, in the order of the text", () => {
        const text = [
            "version: 1",
            "meets:",
            "  shared:",
            "    cloud: aws",
            "    region: eu-west-3",
            "    domian: meet.example.org",
            "    admits: [paris, pariss]",
            "pools:",
            "  paris:",
            "    cloud: aws",
            "    region: eu-west-3",
            "    size: { min: 3, max: 2 }",
            "    serves:",
            "      shared: { share: 1.4 }",
            "      shard: {}",
        ].join("\n");
        assert.deepEqual(places(text), [
            "meets.shared.domain@3:3",
            "meets.shared.domian@6:5",
            "meets.shared.admits[1]@7:21",
            "pools.paris.size.min@12:13",
            "pools.paris.serves.shared.share@14:17",
            "pools.paris.serves.shard@15:7",
        ]);
    });

    it("points into what an alias stands for", () => {
        const text = [
            "version: 1",
            "meets: { m: { cloud: aws, region: a, domain: m.example, admits: [p, q] } }",
            "pools:",
            "  p: { cloud: aws, region: a, size: &size { min: 2, max: 1 }, serves: { m: {} } }",
            "  q: { cloud: aws, region: a, size: *size, serves: { m: {} } }",
        ].join("\n");
        assert.deepEqual(places(text), ["pools.p.size.min@4:45", "pools.q.size.min@4:45"]);
    });

    it("takes an alias for a block that 200 pools share", () => {
        const federation = nationalPlusShared();
        const [meet] = Object.values(federation.meets);
        const common = { instanceType: "c7i.xlarge" };
        const names = Array.from({ length: 200 }, (_, index) => `p${index}`);
        const pool = {
            cloud: "aws",
            region: "eu-west-3",
            size: { min: 1, max: 2 },
            serves: { m: {} },
            aws: common,
        };
        const data = {
            version: 1,
            meets: { m: { cloud: "aws", region: "eu-west-3", domain: meet?.domain, admits: names } },
            pools: Object.fromEntries(names.map((name) => [name, { ...pool }])),
        };
        const text = stringify(data);
        assert.ok((text.match(/\*a\d/g) ?? []).length > 500);
        assert.deepEqual(parseFederation(text).problems, []);
    });

    const broken: [string, string, RegExp][] = [
        ["nothing", "", /the text is empty/],
        ["only white space", " \n\n", /the text is empty/],
        ["only a comment", "# soon\n", /null is not allowed/],
        ["a text", "hello", /"hello" is not allowed; allowed is an object/],
        ["a list", "- 1", /a list is not allowed/],
        ["a bracket that is not closed", "{", /flow map/],
        ["a quote that is not closed", 'a: "b', /missing closing/i],
        ["a tab as indentation", "version: 1\nmeets:\n\tshared: 1\n", /tabs are not allowed as indentation/],
        ["two documents", `${VALID}---\n${VALID}`, /a second document begins here/],
        ["a tag", VALID.replace("domain: ", "domain: !Ref "), /unresolved tag/],
        ["a merge key", `${VALID}<<: {}\n`, /YAML 1\.2 has no merge keys/],
        ["an alias to nothing", "version: *one\n", /there is no anchor &one/],
        ["an alias to what it is in", "meets: &all\n  a: *all\n", /\*all is inside of what it stands for/],
        ["a list as a name", "? [a]\n: 1\n", /a list or mapping cannot be a name/],
        ["a control character", "\u0000", /not allowed|missing/],
        [
            "a number that is none",
            VALID.replace("stressThreshold: 0.65", "stressThreshold: .nan"),
            /NaN is not allowed/,
        ],
    ];
    for (const [what, text, reason] of broken) {
        it(`refuses ${what}`, () => {
            assert.match(reasons(text).join("\n"), reason);
        });
    }

    it("reports a name that is there twice, and goes on", () => {
        const text = VALID.replace("version: 1\n", "version: 2\nversion: 1\n").replace(
            "share: 0.4",
            "share: 4",
        );
        const problems = parseFederation(text).problems;
        assert.deepEqual(
            problems.map(({ reason }) => reason),
            ["map keys must be unique", "4 is not allowed; allowed is a number over 0 and at most 1"],
        );
        assert.deepEqual(
            [problems[0]?.line, problems[0]?.column, problems[0]?.fix],
            [2, 1, "keep one of them"],
        );
    });

    it("refuses a private key in a file", () => {
        const text = VALID.replace("generation: 1\n", 'privateKeyPem: "-----BEGIN PRIVATE KEY-----"\n');
        const found = parseFederation(text).problems.filter(
            ({ path }) => path === "meets.shared.trust.privateKeyPem",
        );
        assert.match(found.map(({ reason }) => reason).join("\n"), /a private key does not belong in a file/);
        assert.match(
            found.map(({ fix }) => fix).join("\n"),
            /set federation\.meets\.shared\.trust in the program/,
        );
    });

    it("survives text made to exhaust a parser", () => {
        const bomb = [
            "a: &a [x, x, x, x, x, x, x, x, x, x]",
            ...["b", "c", "d", "e", "f", "g"].map((name, index) => {
                const before = String.fromCharCode(name.charCodeAt(0) - 1);
                return `${name}: &${name} [${Array.from({ length: 10 }, () => `*${before}`).join(", ")}] # ${index}`;
            }),
        ].join("\n");
        const many = `a: &a 1\nb: [${Array.from({ length: 5000 }, () => "*a").join(", ")}]`;
        const cases: [string, RegExp][] = [
            [bomb, /aliases more than 1000 times over/],
            [many, /more than 1000 aliases/],
            ["[".repeat(20_000), /nested deeper than 64/],
            ["- ".repeat(20_000), /nested deeper than 64/],
            ["? ".repeat(20_000), /nested deeper than 64/],
            [`a: ${"{b: ".repeat(5000)}`, /nested deeper than 64/],
            [`# ${"x".repeat(2 ** 20)}`, /characters; allowed are at most/],
        ];
        for (const [text, reason] of cases) {
            assert.match(reasons(text).join("\n"), reason);
        }
    });

    it("never throws, and places every problem in the text, however it is damaged", () => {
        const lines = VALID.split("\n").length;
        const damage = fc.record({
            at: fc.nat(VALID.length),
            cut: fc.nat(40),
            insert: fc.oneof(
                fc.string(),
                fc.constantFrom(
                    "\t",
                    "{",
                    "[",
                    "*x",
                    "&x ",
                    "<<: ",
                    "- ",
                    "? ",
                    "---\n",
                    "\n",
                    "'",
                    '"',
                    "!!map ",
                    "%",
                    "|",
                ),
            ),
        });
        fc.assert(
            fc.property(fc.array(damage, { minLength: 1, maxLength: 3 }), (damages) => {
                const text = damages.reduce(
                    (before, { at, cut, insert }) => before.slice(0, at) + insert + before.slice(at + cut),
                    VALID,
                );
                const { federation, problems } = parseFederation(text);
                assert.ok((federation === undefined) === problems.length > 0);
                assertPlaced(problems, lines + 200);
            }),
            { numRuns: 100 },
        );
        fc.assert(
            fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.json()), (text) => {
                assert.ok(parseFederation(text).problems.length > 0);
            }),
        );
    });
});

function assertPlaced(problems: readonly Problem[], lines: number): void {
    for (const problem of problems) {
        const { line = 0, column = 0 } = problem;
        assert.ok(line >= 1 && line <= lines && column >= 1, formatProblems("it", [problem]));
    }
}
