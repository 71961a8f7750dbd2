import assert from "node:assert/strict";
import { compare } from "bcryptjs";
import fc from "fast-check";
import type { Values } from "../src/model";
import { random } from "../src/random/index";
import { randomCharacters, stringProblems } from "../src/random/strings";
import { instanceOf } from "../src/server/instance";
import { viewOf } from "../src/server/view";
import { refusalOf } from "../src/testing/index";
import { World } from "../src/world/world";
import { text } from "./text";

async function make(type: string, inputs: Values): Promise<Values & { readonly id: string }> {
    const model = random.resources.find(({ token }) => token.endsWith(`:${type}`));
    assert.ok(model);
    const cloud = viewOf(new World(), instanceOf(random, {}), { region: "", seed: type });
    const id = model.id(inputs, cloud);
    return { ...(await model.outputs(inputs, id, cloud)), id };
}

describe("random characters", () => {
    const count = (made: string, pattern: RegExp) => made.match(pattern)?.length ?? 0;

    it("keep their length, their minimums and their classes", () => {
        const minimum = fc.integer({ min: 0, max: 5 });
        fc.assert(
            fc.property(
                fc.record({ minLower: minimum, minUpper: minimum, minNumeric: minimum, minSpecial: minimum }),
                fc.integer({ min: 20, max: 40 }),
                fc.boolean(),
                (minimums, length, special) => {
                    const inputs = { ...minimums, length, special, overrideSpecial: "_-" };
                    assert.deepEqual(stringProblems(inputs), []);
                    const made = randomCharacters(inputs);
                    assert.equal(made.length, length);
                    assert.match(made, /^[a-zA-Z0-9_-]+$/);
                    assert.ok(count(made, /[a-z]/g) >= minimums.minLower);
                    assert.ok(count(made, /[A-Z]/g) >= minimums.minUpper);
                    assert.ok(count(made, /[0-9]/g) >= minimums.minNumeric);
                    assert.ok(count(made, /[_-]/g) >= minimums.minSpecial);
                    assert.ok(special || count(made, /[_-]/g) === minimums.minSpecial);
                },
            ),
        );
    });

    it("are refused where the minimums do not fit or nothing is allowed", async () => {
        const refused = (inputs: Values) =>
            refusalOf({
                world: new World(),
                providers: [random],
                token: "random:index/randomString:RandomString",
                inputs,
            });
        assert.match(
            (await refused({ length: 3, minLower: 2, minUpper: 2 })) ?? "",
            /less than the 4 characters/,
        );
        assert.match((await refused({ length: 0 })) ?? "", /length is 0; a whole number from 1/);
        assert.match(
            (await refused({ length: 5, lower: false, upper: false, numeric: false, special: false })) ?? "",
            /allows no characters at all/,
        );
    });
});

describe("random resources", () => {
    it("make passwords with their hash", async () => {
        const password = await make("RandomPassword", { length: 24 });
        assert.equal(password.id, "none");
        assert.ok(await compare(text(password.result), text(password.bcryptHash)));
    });

    it("make ids in all their forms", async () => {
        const { hex, dec, b64Url, b64Std, id } = await make("RandomId", { byteLength: 8, prefix: "p-" });
        const bytes = Buffer.from(id, "base64url");
        assert.equal(bytes.length, 8);
        assert.equal(hex, `p-${bytes.toString("hex")}`);
        assert.equal(dec, `p-${bytes.readBigUInt64BE()}`);
        assert.equal(b64Url, `p-${id}`);
        assert.equal(b64Std, `p-${bytes.toString("base64")}`);
    });

    it("make bytes, integers, pets and UUIDs", async () => {
        const { hex, base64 } = await make("RandomBytes", { length: 16 });
        assert.equal(Buffer.from(text(hex), "hex").toString("base64"), base64);
        const { result } = await make("RandomInteger", { min: 3, max: 5 });
        assert.ok([3, 4, 5].includes(Number(result)));
        assert.match(
            (await make("RandomPet", { length: 3, prefix: "x", separator: "_" })).id,
            /^x(_[a-z]+){3}$/,
        );
        assert.match((await make("RandomUuid", {})).id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    });
});
