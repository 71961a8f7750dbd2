import assert from "node:assert/strict";
import { aws } from "../../src/aws";
import type { Existing, ResourceModel } from "../../src/model";
import { openSdk, type TypeTable } from "../../src/sdk/package";
import { declares, fullSample } from "./sample";
import { Stage } from "./stage";

const sdk = openSdk("@pulumi/aws", __dirname);

/** Inputs of the SDK that deliberately have no row, with the reason. */
const UNMODELLED: Readonly<Record<string, readonly string[]>> = {};

function table(model: ResourceModel): TypeTable {
    const found = sdk.resource(model.token);
    assert.ok(found, `the SDK has no ${model.token}`);
    return found;
}

describe("the AWS tables", () => {
    it("are written for the installed major version", () => {
        assert.match(sdk.version, /^7\./);
    });

    it("name each type and function once", () => {
        const tokens = [...aws.resources, ...aws.functions].map(({ token }) => token);
        assert.deepEqual(tokens, [...new Set(tokens)]);
    });

    for (const model of aws.resources) {
        describe(model.token, () => {
            it("has a row for every input of the SDK, and for nothing else", () => {
                const expected = Object.keys(table(model).inputs).filter(
                    (name) => UNMODELLED[model.token]?.includes(name) !== true,
                );
                assert.deepEqual(Object.keys(model.properties).sort(), expected.sort());
            });

            it("gives a source for every row", () => {
                for (const [name, { source }] of Object.entries(model.properties)) {
                    assert.match(
                        source,
                        /^(terraform-provider-aws internal\/|@pulumi\/aws \w+\/\w+\.d\.ts: ).+/,
                        name,
                    );
                }
            });

            it("refers to properties and types that exist", () => {
                for (const { property, to, by } of model.references ?? []) {
                    assert.ok(declares(sdk, table(model).inputs, property), property);
                    for (const token of to) {
                        const target = sdk.resource(token);
                        assert.ok(target, `${property} refers to ${token}`);
                        assert.ok(
                            by === "id" || target.outputs.has(by) || by in target.inputs,
                            `${token}.${by}`,
                        );
                    }
                }
            });

            it("is named by a property that exists", () => {
                const { property, prefixProperty } = model.name ?? {};
                assert.ok(property === undefined || property in table(model).inputs, property);
                assert.ok(
                    prefixProperty === undefined || prefixProperty in table(model).inputs,
                    prefixProperty,
                );
            });

            it("reads only properties that the SDK declares", () => {
                const { inputs, misread } = fullSample(sdk, table(model).inputs);
                const cloud = new Stage().view();
                const held: Existing = {
                    token: model.token,
                    id: "sample",
                    region: cloud.region,
                    inputs,
                    outputs: {},
                };
                model.check?.(inputs, cloud);
                model.checkCreate?.(inputs, cloud);
                model.replaceWhen?.(inputs, inputs);
                model.checkDelete?.(held, cloud);
                void model.outputs(inputs, model.id(inputs, cloud), cloud);
                assert.deepEqual([...misread], []);
            });

            it("computes all that only the provider can set, and nothing the SDK does not know", () => {
                const { inputs } = fullSample(sdk, table(model).inputs);
                const cloud = new Stage().view();
                const outputs = Object.keys(model.outputs(inputs, model.id(inputs, cloud), cloud));
                const known = new Set([...Object.keys(table(model).inputs), ...table(model).outputs]);
                assert.deepEqual(
                    outputs.filter((name) => !known.has(name)),
                    [],
                );
                const missing = [...table(model).outputs].filter(
                    (name) => name !== "tagsAll" && !outputs.includes(name), // tagsAll is the server's
                );
                assert.deepEqual(missing, []);
            });

            it("changes on update only what it can", () => {
                for (const name of model.changesOnUpdate ?? []) {
                    assert.ok(name in table(model).inputs || table(model).outputs.has(name), name);
                }
            });
        });
    }

    for (const { token } of aws.functions) {
        it(`know the function ${token}`, () => {
            assert.ok(sdk.invocation(token));
        });
    }
});
