import assert from "node:assert/strict";
import * as path from "node:path";
import { Analyzer } from "@pulumi/pulumi/provider/experimental/analyzer";

/** What Pulumi makes of a component when it derives the SDKs of other languages (`pulumi package get-schema`). */
describe("The components, to Pulumi's analyzer for other languages", () => {
    const dir = path.join(__dirname, "..");
    const components = ["BridgePool", "Meet", "Network"];
    let found: ReturnType<Analyzer["analyze"]>;

    before(() => {
        // Its own sources, on the declarations of core as they are published: hence in the tier that builds first.
        const manifest = { name: "@bridgepool/aws", main: "src/index.ts" };
        found = new Analyzer(dir, "bridgepool-aws", manifest, new Set(components)).analyze();
    });

    it("have arguments and outputs of types that every language has", () => {
        assert.deepEqual(Object.keys(found.components).sort(), components);
        assert.deepEqual(outputs("Meet"), ["bridgeAddresses", "dnsRecords", "invitations", "url"]);
        assert.deepEqual(outputs("BridgePool"), ["bucketName", "groupName"]);
        assert.deepEqual(outputs("Network"), ["ipv6", "subnetIds", "vpcId"]);
        assert.deepEqual(found.components["Meet"]?.inputs["page"]?.additionalProperties, {
            $ref: "pulumi.json#/Any",
        });
    });

    it("say of each argument what it means", () => {
        const inputs = [
            ...Object.values(found.components).map(({ name, inputs: properties }) => ({ name, properties })),
            ...Object.values(found.typeDefinitions),
        ];
        const silent = inputs.flatMap(({ name, properties = {} }) =>
            Object.entries(properties).flatMap(([property, { description }]) =>
                description === undefined ? [`${name}.${property}`] : [],
            ),
        );
        assert.deepEqual(silent, []);
    });

    function outputs(component: string): string[] {
        return Object.keys(found.components[component]?.outputs ?? {}).sort();
    }
}).timeout(120_000);
