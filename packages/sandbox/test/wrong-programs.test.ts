/** Generated wrong inputs for every type whose right inputs are known here. */
import assert from "node:assert/strict";
import { UNKNOWN, type Values } from "../src/model";
import { random } from "../src/random/index";
import { openSdk, refusalOf, wrongInputs, type Beyond, type WrongKind } from "../src/testing/index";
import { tls } from "../src/tls/index";
import { World } from "../src/world/world";
import { smallAws } from "./models";

const providers = [smallAws, tls, random];
const config = { region: "eu-west-3" };

interface Right {
    readonly token: string;
    readonly inputs: Values;
    readonly limits?: readonly Beyond[];
}

async function rightOnes(world: World): Promise<readonly Right[]> {
    const vpc: Values = { cidrBlock: "10.0.0.0/16", tags: { Name: "net" } };
    assert.equal(
        await refusalOf({ world, providers, config, token: "aws:ec2/vpc:Vpc", name: "net", inputs: vpc }),
        undefined,
    );
    return [
        { token: "aws:ec2/vpc:Vpc", inputs: vpc },
        {
            token: "aws:ec2/subnet:Subnet",
            inputs: { vpcId: world.get({ name: "net" }).id, cidrBlock: "10.0.1.0/24" },
        },
        {
            token: "random:index/randomPassword:RandomPassword",
            inputs: { length: 20, minLower: 1, special: false, keepers: { a: "b" } },
            limits: [
                { property: "length", value: 0 },
                { property: "minLower", value: -1 },
            ],
        },
        { token: "random:index/randomId:RandomId", inputs: { byteLength: 4, prefix: "x" } },
        {
            token: "tls:index/privateKey:PrivateKey",
            inputs: { algorithm: "ECDSA", ecdsaCurve: "P256", rsaBits: 2048 },
            limits: [
                { property: "ecdsaCurve", value: "P1" },
                { property: "rsaBits", value: 512 },
            ],
        },
    ];
}

describe("generated wrong inputs", () => {
    it("are all refused, each for the property that is wrong", async () => {
        const world = new World();
        const counts = new Map<WrongKind, number>();
        const accepted: string[] = [];
        for (const { token, inputs, limits } of await rightOnes(world)) {
            const provider = providers.find(({ name }) => token.startsWith(name));
            const model = provider?.resources.find((one) => one.token === token);
            assert.ok(provider !== undefined && model !== undefined, token);
            for (const wrong of wrongInputs(openSdk(provider.sdk, __dirname), model, inputs, limits)) {
                const refusal = await refusalOf({ world, providers, config, token, inputs: wrong.inputs });
                counts.set(wrong.kind, (counts.get(wrong.kind) ?? 0) + 1);
                if (refusal?.includes(wrong.property) !== true) {
                    accepted.push(`${token} ${wrong.kind} ${wrong.property}: ${refusal ?? "accepted"}`);
                }
            }
        }
        assert.deepEqual(accepted, []);
        assert.deepEqual(Object.fromEntries(counts), {
            missing: 4,
            misspelt: 13,
            "wrong type": 15,
            dangling: 1,
            "beyond a limit": 4,
        });
    });

    it("keep lists as they are but for the one mistake", () => {
        const certificate = tls.resources.find(({ token }) => token.endsWith(":SelfSignedCert"));
        const wrong = wrongInputs(openSdk("@pulumi/tls", __dirname), certificate!, { dnsNames: ["a", "b"] });
        assert.deepEqual(wrong.find(({ property }) => property === "dnsNames[0]")?.inputs, {
            dnsNames: [["unexpected"], "b"],
        });
    });

    it("leave what is unknown alone", () => {
        const [vpc] = smallAws.resources;
        const wrong = wrongInputs(openSdk("@pulumi/aws", __dirname), vpc!, { cidrBlock: UNKNOWN });
        assert.deepEqual(wrong, []);
    });
});
