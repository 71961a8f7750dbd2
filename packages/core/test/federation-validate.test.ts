import { strict as assert } from "node:assert";

import { secret } from "@pulumi/pulumi";
import fc from "fast-check";

import {
    formatPath,
    formatProblems,
    parsePath,
    validateFederation,
    type FederationMeet,
    type Path,
    type Problem,
} from "../src";
import { nationalPlusShared } from "./support/federations";
import { readInterfaces } from "./support/interfaces";
import { mistakes, spacious, type Trio } from "./support/mistakes";

const pathsOf = (problems: readonly Problem[]): string[] => problems.map(({ path }) => path);

function assertSpeaks(problems: readonly Problem[]): void {
    for (const problem of problems) {
        const text = formatProblems("it", [problem]);
        assert.ok(problem.path !== "" && problem.reason !== "" && problem.fix !== "", text);
        assert.doesNotMatch(text, /undefined|\[object|NaN/, text);
    }
}

/** Every part of plain data, with the way to it; what only a cloud or a browser can judge is left closed. */
function partsOf(value: unknown, path: Path = []): { readonly path: Path; readonly value: unknown }[] {
    const last = path.at(-1);
    const open = last === "aws" || last === "page";
    const steps: [string | number, unknown][] =
        open || typeof value !== "object" || value === null
            ? []
            : Array.isArray(value)
              ? [...value.entries()]
              : Object.entries(value);
    return [{ path, value }, ...steps.flatMap(([step, part]) => partsOf(part, [...path, step]))];
}

function put(data: unknown, path: Path, value: unknown): void {
    const last = path.at(-1);
    const parent = path
        .slice(0, -1)
        .reduce((part, step) => (part as Record<string | number, unknown>)[step], data);
    assert.ok(last !== undefined);
    (parent as Record<string | number, unknown>)[last] = value;
}

/** A value of a type that is wrong wherever the given one is right. */
function ofWrongType(value: unknown): unknown {
    switch (typeof value) {
        case "string":
            return 5;
        case "number":
            return "many";
        case "boolean":
            return "perhaps";
        default:
            return Array.isArray(value) ? {} : "text";
    }
}

describe("validateFederation", () => {
    it("takes a whole federation, and one with room for mistakes", () => {
        assert.deepEqual(validateFederation(nationalPlusShared()), []);
        assert.deepEqual(validateFederation(spacious().federation), []);
    });

    it("takes keys and certificates that are not known yet", () => {
        const federation = nationalPlusShared();
        federation.meets["dfn"] = {
            ...(federation.meets["dfn"] as FederationMeet),
            trust: { certificatePem: secret("later"), privateKeyPem: secret("later") },
        };
        assert.deepEqual(validateFederation(federation), []);
    });

    for (const [index, [what, make, paths]] of mistakes.entries()) {
        it(`refuses ${what}`, () => {
            const { federation, trios } = spacious();
            const trio = trios[index];
            assert.ok(trio);
            make(trio);
            const problems = validateFederation(federation);
            assert.deepEqual(
                paths(index).filter((path) => !pathsOf(problems).includes(path)),
                [],
                formatProblems("it", problems),
            );
            assertSpeaks(problems);
        });
    }

    it("reports any mixture of these, each at its own path", () => {
        fc.assert(
            fc.property(fc.subarray([...mistakes.keys()], { minLength: 2 }), (chosen) => {
                const { federation, trios } = spacious();
                for (const index of chosen) {
                    mistakes[index]?.[1](trios[index] as Trio);
                }
                const found = pathsOf(validateFederation(federation));
                const expected = chosen.flatMap((index) => mistakes[index]?.[2](index) ?? []);
                assert.deepEqual(
                    expected.filter((path) => !found.includes(path)),
                    [],
                );
            }),
            { numRuns: 40 },
        );
    });

    it("reports only what is wrong: a single mistake makes no other row suspicious", () => {
        for (const [index, [what, make]] of mistakes.entries()) {
            const { federation, trios } = spacious();
            make(trios[index] as Trio);
            const strangers = pathsOf(validateFederation(federation)).filter(
                (path) => !new RegExp(`^(meets\\.(m|M_)|pools\\.p|networks\\.n)${index}\\b`).test(path),
            );
            assert.deepEqual(strangers, [], what);
        }
    });

    it("reports every part that has a wrong type, at its own path", () => {
        const parts = partsOf(nationalPlusShared()).filter(({ path }) => path.length > 0);
        assert.ok(parts.length > 100);
        for (const { path, value } of parts) {
            const data = nationalPlusShared();
            put(data, path, ofWrongType(value));
            assert.ok(pathsOf(validateFederation(data)).includes(formatPath(path)), formatPath(path));
        }
    });

    it("reports several wrong types at once", () => {
        const parts = partsOf(nationalPlusShared()).filter(({ value }) => typeof value !== "object");
        fc.assert(
            fc.property(fc.subarray(parts, { minLength: 2, maxLength: 20 }), (chosen) => {
                const data = nationalPlusShared();
                for (const { path, value } of chosen) {
                    put(data, path, ofWrongType(value));
                }
                const found = pathsOf(validateFederation(data));
                assert.deepEqual(
                    chosen.map(({ path }) => formatPath(path)).filter((path) => !found.includes(path)),
                    [],
                );
            }),
        );
    });

    it("reports an unknown property wherever it stands, with what was meant", () => {
        const objects = partsOf(nationalPlusShared()).filter(
            ({ path, value }) =>
                typeof value === "object" &&
                !Array.isArray(value) &&
                !["aws", "page"].includes(String(path.at(-1))),
        );
        for (const { path, value } of objects) {
            const data = nationalPlusShared();
            const [known = ""] = Object.keys(value as object);
            put(data, [...path, `${known}x`], null);
            const problem = validateFederation(data).find(
                (one) => one.path === formatPath([...path, `${known}x`]),
            );
            assert.ok(problem, formatPath(path));
        }
    });

    it("reports a missing property that is required, at its own path", () => {
        const required = [
            ...["version", "meets", "pools"],
            ...["networks.paris.cloud", "networks.paris.region"],
            ...["cloud", "region", "domain", "admits"].map((property) => `meets.shared.${property}`),
            ...["web.size.min", "web.size.max", "web.scaling.requests.perHost"].map(
                (path) => `meets.shared.${path}`,
            ),
            ...["cloud", "region", "size", "size.min", "size.max", "serves"].map(
                (path) => `pools.france.${path}`,
            ),
            ...["cron", "min"].map((property) => `pools.france.scaling.schedules.morning.${property}`),
        ];
        for (const path of required) {
            const data = nationalPlusShared();
            put(data, parsePath(path), undefined);
            const problem = validateFederation(data).find((one) => one.path === path);
            assert.match(problem?.reason ?? "", /is missing: ./, path);
        }
    });

    it("never throws, whatever JSON it is given", () => {
        const names = [
            ...readInterfaces("settings.ts").values(),
            ...readInterfaces("federation/types.ts").values(),
        ].flatMap(({ properties }) => properties.map(({ name }) => name));
        const { value } = fc.letrec((tie) => ({
            value: fc.oneof(
                { maxDepth: 6 },
                fc.jsonValue(),
                fc.constantFrom("aws", "shared", "eu-west-3", "10.0.0.0/8", "__proto__"),
                fc.array(tie("value"), { maxLength: 3 }),
                fc.dictionary(
                    fc.oneof(
                        fc.constantFrom(...names),
                        fc.constantFrom("a", "B", "__proto__", "constructor"),
                    ),
                    tie("value"),
                    {
                        maxKeys: 6,
                    },
                ),
            ),
        }));
        const shaped = fc.record(
            {
                version: value,
                networks: value,
                meets: fc.dictionary(fc.string(), value),
                pools: fc.dictionary(fc.string(), value),
            },
            { requiredKeys: [] },
        );
        fc.assert(
            fc.property(fc.oneof(value, shaped, fc.anything()), (data) => {
                for (const { path, reason, fix } of validateFederation(data)) {
                    assert.ok(path !== "" && reason !== "" && fix !== "");
                }
            }),
            { numRuns: 500 },
        );
    });

    it("judges a row named constructor like any other", () => {
        const data = JSON.parse(
            JSON.stringify(nationalPlusShared()).replaceAll('"dfn"', '"constructor"'),
        ) as unknown;
        assert.deepEqual(validateFederation(data), []);
    });

    it("proposes a range that is free", () => {
        const federation = nationalPlusShared();
        federation.networks = {
            a: { cloud: "aws", region: "eu-west-3", cidr: "10.0.0.0/16" },
            b: { cloud: "aws", region: "eu-west-3", cidr: "10.0.16.0/20" },
            paris: { cloud: "aws", region: "eu-west-3", cidr: "10.1.0.0/16" },
            frankfurt: { cloud: "aws", region: "eu-central-1", cidr: "10.3.0.0/16" },
        };
        assert.deepEqual(
            validateFederation(federation).map(({ path, fix }) => [path, fix]),
            [["networks.b.cidr", "give it a range of its own, such as 10.2.0.0/16"]],
        );
    });

    it("finds who was meant", () => {
        const federation = nationalPlusShared();
        federation.meets["dfn"]?.admits.splice(0, 1, "germny");
        assert.equal(
            validateFederation(federation).find(({ path }) => path === "meets.dfn.admits[0]")?.fix,
            'did you mean "germany"?',
        );
    });

    it("says both sides of a one-sided consent", () => {
        const federation = nationalPlusShared();
        federation.meets["dfn"]?.admits.push("france");
        assert.deepEqual(validateFederation(federation), [
            {
                path: "meets.dfn.admits[1]",
                reason: '"dfn" admits "france", but "france" does not serve "dfn"; both sides must consent',
                fix: "add dfn: {} to pools.france.serves, or take this away",
            },
        ]);
    });
});
