/** The stand-in for `@pulumi/random`: real random values, kept by nobody but the engine. */
import { randomBytes, randomInt, randomUUID } from "node:crypto";
import { hash } from "bcryptjs";
import type { Problem, PropertyRule, ProviderModel, ResourceModel, Values } from "../model";
import { textOf } from "../values";
import { petName } from "./pets";
import { randomCharacters, stringDefaults, stringProblems } from "./strings";

/** Every argument of every resource of this provider replaces it, which is what makes the values stay. */
function replacing(source: string, names: readonly string[]): Record<string, PropertyRule> {
    const rule = {
        onChange: "replace",
        source: `terraform-provider-random internal/provider/${source}`,
    } as const;
    return Object.fromEntries(["keepers", ...names].map((name) => [name, rule]));
}

const stringInputs = ["length", "lower", "upper", "number", "numeric", "special", "overrideSpecial"];
const minimums = ["minLower", "minUpper", "minNumeric", "minSpecial"];

/** bcrypt uses no more than this. Source: terraform-provider-random resource_password.go, generateHash. */
const BCRYPT_BYTES = 72;

const password: ResourceModel = {
    token: "random:index/randomPassword:RandomPassword",
    properties: replacing("resource_password.go", [...stringInputs, ...minimums]),
    check: stringProblems,
    id: () => "none",
    outputs: async (inputs) => {
        const result = randomCharacters(inputs);
        const bcryptHash = await hash(Buffer.from(result).subarray(0, BCRYPT_BYTES).toString(), 10);
        return { ...stringDefaults, ...inputs, result, bcryptHash };
    },
};

const string: ResourceModel = {
    token: "random:index/randomString:RandomString",
    properties: replacing("resource_string.go", [...stringInputs, ...minimums]),
    check: stringProblems,
    id: randomCharacters,
    outputs: (inputs, id) => ({ ...stringDefaults, ...inputs, result: id }),
};

const id: ResourceModel = {
    token: "random:index/randomId:RandomId",
    properties: replacing("resource_id.go", ["byteLength", "prefix"]),
    check: (inputs) => atLeastOne(inputs, "byteLength"),
    id: (inputs) => randomBytes(Number(inputs.byteLength)).toString("base64url"),
    outputs: (inputs, encoded) => {
        const bytes = Buffer.from(encoded, "base64url");
        const prefix = textOf(inputs.prefix) ?? "";
        return {
            b64Url: prefix + encoded,
            b64Std: prefix + bytes.toString("base64"),
            hex: prefix + bytes.toString("hex"),
            dec: prefix + BigInt(`0x${bytes.toString("hex")}`).toString(),
        };
    },
};

const bytes: ResourceModel = {
    token: "random:index/randomBytes:RandomBytes",
    properties: replacing("resource_bytes.go", ["length"]),
    check: (inputs) => atLeastOne(inputs, "length"),
    id: () => "none",
    outputs: (inputs) => {
        const made = randomBytes(Number(inputs.length));
        return { base64: made.toString("base64"), hex: made.toString("hex") };
    },
};

const integer: ResourceModel = {
    token: "random:index/randomInteger:RandomInteger",
    properties: replacing("resource_integer.go", ["min", "max"]),
    check: ({ min, max }) =>
        typeof min === "number" && typeof max === "number" && min > max
            ? [{ property: "max", reason: `is ${max}, less than min, which is ${min}` }]
            : [],
    id: ({ min, max }) => String(randomInt(Number(min), Number(max) + 1)),
    outputs: (_inputs, made) => ({ result: Number(made) }),
};

const pet: ResourceModel = {
    token: "random:index/randomPet:RandomPet",
    properties: replacing("resource_pet.go", ["length", "prefix", "separator"]),
    check: (inputs) => atLeastOne(inputs, "length"),
    id: ({ length = 2, prefix, separator }) =>
        [textOf(prefix) ?? [], ...petName(Number(length))].flat().join(textOf(separator) ?? "-"),
    outputs: ({ length = 2, separator = "-" }) => ({ length, separator }),
};

const uuid: ResourceModel = {
    token: "random:index/randomUuid:RandomUuid",
    properties: replacing("resource_uuid.go", []),
    id: () => randomUUID(),
    outputs: (_inputs, made) => ({ result: made }),
};

function atLeastOne(inputs: Values, property: string): readonly Problem[] {
    const value = inputs[property];
    return typeof value !== "number" || (Number.isInteger(value) && value >= 1)
        ? []
        : [{ property, reason: `is ${value}; a whole number from 1 is expected` }];
}

/** Stands in for the random provider, with real random values. */
export const random: ProviderModel = {
    name: "random",
    sdk: "@pulumi/random",
    resources: [password, string, id, bytes, integer, pet, uuid],
    functions: [],
    acceptSecrets: false,
    stateless: true,
    replaceOnConfig: [],
};
