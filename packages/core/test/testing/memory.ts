import { type CloudUnderTest, loadTapped, type PlanTaps, testCertificate } from "@bridgepool/core/testing";

import type * as memory from "./memory-cloud";
import { readBridgePool, readMeet } from "./memory-readers";

const REGION = "valley";

/** The in-memory cloud, held to the contract: right, or with one thing wrong on purpose. */
export function memoryCloud(flaw?: memory.Flaw): { cloud: CloudUnderTest; taps: PlanTaps } {
    const loaded = loadTapped(require, "./memory-cloud");
    const { Meet, BridgePool } = loaded.cloud as typeof memory;
    const wrong = flaw && { flaw };
    const cloud: CloudUnderTest = {
        name: "the in-memory cloud",
        region: REGION,
        providers: ["memory"],
        makeMeet: ({ name, settings, session, tags }, opts) =>
            new Meet(name, { ...settings, region: REGION, session, tags, ...wrong }, opts),
        makeBridgePool: ({ name, settings, session, tags, adopts, serves }, opts) =>
            new BridgePool(
                name,
                {
                    ...settings,
                    region: REGION,
                    session,
                    tags,
                    serves,
                    ...(adopts === "a shelf" && { shelfId: "shelf-of-old" }),
                    ...wrong,
                },
                opts,
            ),
        readMeet,
        readBridgePool,
        attributes: (type, name, inputs) => ({ id: `${name}-id`, ...computed(type, name, inputs) }),
        invoke: (token) => {
            throw new Error(`the made-up provider has no function ${token}`);
        },
        regionOf: ({ inputs }) => (typeof inputs.region === "string" ? inputs.region : "none"),
        tagsOf: ({ inputs }) => [(inputs.tags ?? {}) as Readonly<Record<string, string>>],
        secretInputs: {
            "memory:index:Vault value": "stores it",
        },
        replaces: (_, property) => ["key", "path", "holder"].includes(property),
        hostTypes: ["memory:index:Group", "memory:index:Badge", "memory:index:Gate"],
        renewed: { "memory:index:Item": "named by its content" },
        adoptions: {
            "a shelf": { of: "BridgePool", uses: "shelf-of-old", insteadOf: ["memory:index:Shelf"] },
        },
        free: {
            "memory:index:Group addresses.*": "hosts other than bridges may reach the internet in any way",
        },
        fixed: {},
    };
    return { cloud, taps: loaded.taps };
}

function computed(
    type: string,
    name: string,
    inputs: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
    switch (type) {
        case "memory:index:Certificate": {
            const { certificatePem, privateKeyPem } = testCertificate(String(inputs.for), name);
            return { pem: certificatePem, keyPem: privateKeyPem };
        }
        case "memory:index:Password":
            return { value: `canary-password-of-${name}`.padEnd(32, "-") };
        case "memory:index:Vault":
            return { version: "version-one" };
        default:
            return {};
    }
}
