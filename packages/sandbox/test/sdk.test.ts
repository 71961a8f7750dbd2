import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import type { Values } from "../src/model";
import { openSdk, type SdkPackage } from "../src/sdk/package";
import { parseMembers, parseType, type Type } from "../src/sdk/types";
import { nearest, validateInputs } from "../src/sdk/validate";

const aws = openSdk("@pulumi/aws", __dirname);

describe("types of an SDK", () => {
    it("are read from their text", () => {
        assert.deepEqual(parseType("pulumi.Input<string | undefined>"), { kind: "string" });
        assert.deepEqual(parseType("pulumi.Input<pulumi.Input<inputs.ec2.Rule>[] | undefined>"), {
            kind: "list",
            of: { kind: "object", name: "ec2.Rule" },
        });
        assert.deepEqual(
            parseType("pulumi.Input<{\n [key: string]: pulumi.Input<number>;\n } | undefined>"),
            {
                kind: "map",
                of: { kind: "number" },
            },
        );
        assert.deepEqual(parseType("pulumi.Input<string | Role>"), {
            kind: "union",
            of: [{ kind: "string" }, { kind: "string" }],
        });
        assert.deepEqual(parseType(`"a" | 'b'`), {
            kind: "union",
            of: [
                { kind: "literal", value: "a" },
                { kind: "literal", value: "b" },
            ],
        });
    });

    it("are refused when they are of a form that generated code does not have", () => {
        assert.throws(() => parseType("() => string"), /cannot read the SDK type/);
    });

    it("know what is optional, past comments and maps of maps", () => {
        const members = parseMembers(`
            /** The size; see a?: b. */
            size: pulumi.Input<number>;
            tags?: pulumi.Input<{
                [key: string]: pulumi.Input<{
                    [key: string]: pulumi.Input<string>;
                }>;
            } | undefined>;
        `);
        assert.deepEqual(Object.keys(members), ["size", "tags"]);
        assert.equal(members.size?.optional, false);
        assert.equal(members.tags?.optional, true);
    });
});

describe("tables of an SDK", () => {
    it("hold inputs, outputs and secrets of a type", () => {
        const key = openSdk("@pulumi/tls", __dirname).resource("tls:index/privateKey:PrivateKey");
        assert.deepEqual(Object.keys(key?.inputs ?? {}), ["algorithm", "ecdsaCurve", "rsaBits"]);
        assert.ok(key);
        assert.ok(key.outputs.has("publicKeyPem"));
        assert.ok(key.secrets.has("privateKeyPem"));
    });

    it("are found under names that files cannot have", () => {
        assert.ok(aws.resource("aws:kendra/index:Index"));
        assert.ok(aws.resource("aws:glue/mLTransform:MLTransform"));
        assert.equal(aws.resource("aws:ec2/vpc:Vcp"), undefined);
    });

    it("hold the arguments of functions", () => {
        const getAmi = aws.invocation("aws:ec2/getAmi:getAmi");
        assert.equal(getAmi?.inputs.mostRecent?.type.kind, "boolean");
        assert.equal(aws.invocation("aws:ec2/getAmis:getAmis"), undefined);
    });

    it("say which package is missing, and where", () => {
        assert.throws(
            () => openSdk("@pulumi/nowhere", __dirname),
            /@pulumi\/nowhere is not installed in .*npm install/,
        );
    });

    // The classes list inputs and what is required once more: two readings of the same package must agree.
    for (const name of ["aws", "tls", "random"]) {
        it(`agree with the classes of @pulumi/${name}, type by type`, () => {
            const sdk = openSdk(`@pulumi/${name}`, __dirname);
            const root = path.resolve(__dirname, "../../../node_modules/@pulumi", name);
            let types = 0;
            for (const code of classes(root)) {
                const [, token = ""] = /__pulumiType = '([^']+:[^']+)'/.exec(code) ?? [];
                const table = sdk.resource(token);
                assert.ok(table, token);
                const names = (pattern: RegExp) => [...code.matchAll(pattern)].map(([, one]) => one).sort();
                const required = Object.entries(table.inputs).filter(([, { optional }]) => !optional);
                assert.deepEqual(
                    Object.keys(table.inputs).sort(),
                    names(/resourceInputs\["(\w+)"\] = (?!state\?|undefined)/g),
                    token,
                );
                assert.deepEqual(
                    required.map(([one]) => one).sort(),
                    names(/Missing required property '(\w+)'/g),
                    token,
                );
                types++;
            }
            assert.ok(types >= 4, String(types));
        });
    }

    it("lead to every nested type and enumeration they mention", () => {
        const seen = new Set<string>();
        for (const token of ["aws:autoscaling/group:Group", "aws:ec2/launchTemplate:LaunchTemplate"]) {
            for (const { type } of Object.values(aws.resource(token)?.inputs ?? {})) {
                visit(aws, type, seen);
            }
        }
        assert.ok(seen.has("autoscaling.GroupLaunchTemplate"));
        assert.ok(seen.has("autoscaling.Metric"));
    });
});

function* classes(folder: string): Generator<string> {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const at = path.join(folder, entry.name);
        if (entry.isDirectory() && entry.name !== "node_modules") {
            yield* classes(at);
        } else if (entry.name.endsWith(".js")) {
            const code = readFileSync(at, "utf8");
            if (/__pulumiType = '[^']+:[^']+'/.test(code)) {
                yield code;
            }
        }
    }
}

function visit(sdk: SdkPackage, type: Type, seen: Set<string>): void {
    switch (type.kind) {
        case "list":
        case "map":
            visit(sdk, type.of, seen);
            break;
        case "union":
            type.of.forEach((one) => visit(sdk, one, seen));
            break;
        case "enum":
            assert.ok(sdk.enumeration(type.name).length > 0);
            seen.add(type.name);
            break;
        case "object":
            if (!seen.has(type.name)) {
                seen.add(type.name);
                Object.values(sdk.object(type.name)).forEach((member) => visit(sdk, member.type, seen));
            }
    }
}

describe("inputs that the types of an SDK do not allow", () => {
    const group: Values = { minSize: 1, maxSize: 2 };
    const problems = (token: string, inputs: Values): Readonly<Record<string, string>> => {
        const table = aws.resource(token);
        assert.ok(table);
        return Object.fromEntries(
            validateInputs(aws, table, inputs).map(({ property, reason }) => [property, reason]),
        );
    };
    const groupProblems = (inputs: Values) =>
        problems("aws:autoscaling/group:Group", { ...group, ...inputs });

    it("are none when they are right", () => {
        assert.deepEqual(
            groupProblems({ launchTemplate: { id: "lt-1" }, vpcZoneIdentifiers: ["subnet-1"] }),
            {},
        );
    });

    it("are all reported at once", () => {
        const found = problems("aws:autoscaling/group:Group", { maxSize: "2", colour: "red", arn: "x" });
        assert.deepEqual(Object.keys(found).sort(), ["arn", "colour", "maxSize", "minSize"]);
        assert.match(found.minSize ?? "", /required and missing/);
        assert.match(found.maxSize ?? "", /the string "2"; a number is expected/);
        assert.match(found.arn ?? "", /computed by the provider/);
    });

    it("suggest the name that was meant", () => {
        assert.match(
            groupProblems({ lauchTemplate: {} }).lauchTemplate ?? "",
            /did you mean "launchTemplate"/,
        );
        assert.equal(nearest("xyz", ["minSize", "maxSize"]), undefined);
    });

    it("are found in nested objects, lists and maps", () => {
        assert.match(
            groupProblems({ launchTemplate: { idd: "lt-1" } })["launchTemplate.idd"] ?? "",
            /did you mean "id"/,
        );
        assert.match(
            groupProblems({ trafficSources: [{ identifier: "a", type: 7 }] })["trafficSources[0].type"] ?? "",
            /a string is expected/,
        );
        const vpc = problems("aws:ec2/vpc:Vpc", { tags: { a: 1, "b c": true } });
        assert.deepEqual(Object.keys(vpc), ["tags.a", 'tags["b c"]']);
    });

    it("include values outside a closed enumeration, not outside an open one", () => {
        assert.match(
            groupProblems({ enabledMetrics: ["GroupSize"] })["enabledMetrics[0]"] ?? "",
            /allowed are/,
        );
        assert.deepEqual(
            groupProblems({ enabledMetrics: ["GroupMinSize"], metricsGranularity: "1Hour" }),
            {},
        );
    });
});
