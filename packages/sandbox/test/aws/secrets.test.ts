import assert from "node:assert/strict";
import { policy } from "./landscape";
import { describeRefusals } from "./refusals";
import { functionOf, modelOf, outputText, Stage } from "./stage";

const SECRET = "aws:secretsmanager/secret:Secret";
const VERSION = "aws:secretsmanager/secretVersion:SecretVersion";
const PARAMETER = "aws:ssm/parameter:Parameter";

describeRefusals(
    SECRET,
    () => new Stage(),
    () => ({
        name: "meet/bridge",
        policy: policy({ Principal: "*", Action: "secretsmanager:GetSecretValue" }),
    }),
    [
        [{ recoveryWindowInDays: 6 }, "recoveryWindowInDays", /7 to 30/],
        [{ recoveryWindowInDays: 31 }, "recoveryWindowInDays", /7 to 30/],
        [{ description: "d".repeat(2049) }, "description", /2048/],
        [{ policy: "{" }, "policy", /not a JSON object/],
        [{ type: "Password" }, "type", /SalesforceClientSecret/],
        [{ tags: { ["t".repeat(129)]: "v" } }, `tags["${"t".repeat(129)}"]`, /128/],
    ],
);

describe("secrets", () => {
    const sentence =
        "You can't create this secret because a secret with this name is already scheduled for deletion.";

    it("keep their names for a while after deletion", () => {
        const stage = new Stage();
        assert.deepEqual(stage.remove(stage.create(SECRET, { name: "meet/bridge" })), []);
        assert.ok(stage.refusals(SECRET, { name: "meet/bridge" })[0]?.reason.startsWith(sentence));
        assert.deepEqual(stage.refusals(SECRET, { name: "meet/other" }), []);
    });

    it("give their names back at once without a recovery window", () => {
        const stage = new Stage();
        stage.remove(stage.create(SECRET, { name: "meet/bridge", recoveryWindowInDays: 0 }));
        assert.deepEqual(stage.refusals(SECRET, { name: "meet/bridge", recoveryWindowInDays: 0 }), []);
    });

    it("have ARNs that end in six letters or digits, other ones each time", () => {
        const stage = new Stage();
        const first = stage.create(SECRET, { name: "meet/bridge", recoveryWindowInDays: 0 });
        assert.match(
            first.id,
            /^arn:aws:secretsmanager:eu-west-3:123456789012:secret:meet\/bridge-[A-Za-z0-9]{6}$/,
        );
        assert.equal(first.outputs.arn, first.id);
        stage.remove(first);
        assert.notEqual(stage.create(SECRET, { name: "meet/bridge" }).id, first.id);
    });

    it("get a new version for a new value", () => {
        const { properties } = modelOf(VERSION);
        assert.equal(properties.secretString?.onChange, "replace");
        assert.equal(properties.versionStages?.onChange, "update");
        const stage = new Stage();
        const secretId = stage.create(SECRET, { name: "meet/bridge" }).id;
        const one = stage.create(VERSION, { secretId, secretString: "one" });
        const two = stage.create(VERSION, { secretId, secretString: "two" });
        assert.match(outputText(one, "versionId"), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
        assert.notEqual(one.outputs.versionId, two.outputs.versionId);
        assert.deepEqual(one.outputs.versionStages, ["AWSCURRENT"]);
        assert.equal(one.outputs.secretArn, secretId);
    });
});

describeRefusals(
    VERSION,
    () => new Stage(),
    () => ({ secretId: "arn", secretString: "s".repeat(65_536) }),
    [
        [{ secretString: "s".repeat(65_537) }, "secretString", /65537 bytes/],
        [{ secretString: "é".repeat(32_769) }, "secretString", /65538 bytes/],
        [{ secretString: undefined }, "", /SecretString or SecretBinary/],
        [{ secretString: "" }, "", /SecretString or SecretBinary/],
        [{ secretBinary: "eA==" }, "secretBinary", /conflicts/],
        [{ secretString: undefined, secretBinary: "é" }, "secretBinary", /not base64/],
        [
            { secretString: undefined, secretBinary: Buffer.alloc(65_537).toString("base64") },
            "secretBinary",
            /65537 bytes/,
        ],
        [{ secretString: undefined, secretStringWo: "x" }, "secretStringWo", /belong together/],
        [{ versionStages: [""] }, "versionStages[0]", /1 to 256/],
        [{ versionStages: Array.from({ length: 21 }, (_, i) => `s${i}`) }, "versionStages", /at most 20/],
    ],
);

describeRefusals(
    PARAMETER,
    () => new Stage(),
    () => ({ name: "/meet/bridge", type: "String", value: "v".repeat(4096) }),
    [
        [{ value: "v".repeat(4097) }, "value", /4097 bytes/],
        [{ tier: "Advanced", value: "v".repeat(8193) }, "value", /8193 bytes/],
        [{ value: undefined }, "", /needs one of/],
        [{ insecureValue: "v" }, "insecureValue", /conflicts/],
        [{ type: "SecureString", value: undefined, insecureValue: "v" }, "insecureValue", /SecureString/],
        [{ value: undefined, valueWo: "v" }, "valueWo", /belong together/],
        [{ type: "Text" }, "type", /StringList/],
        [{ tier: "Free" }, "tier", /Standard/],
        [{ dataType: "image" }, "dataType", /aws:ec2:image/],
        [{ name: "/aws/meet" }, "name", /must not begin/],
        [{ name: "ssm-meet" }, "name", /must not begin/],
        [{ name: "/a".repeat(16) }, "name", /15 levels/],
        [{ allowedPattern: "^\\d+$" }, "value", /does not match/],
        [{ allowedPattern: "(" }, "allowedPattern", /regular expression/],
    ],
);

describe("parameters", () => {
    it("count their versions, and are replaced for a lower tier only", () => {
        const stage = new Stage();
        const inputs = { name: "/meet/bridge", type: "String", value: "one" };
        const made = stage.create(PARAMETER, inputs);
        assert.equal(made.outputs.version, 1);
        assert.equal(made.outputs.arn, "arn:aws:ssm:eu-west-3:123456789012:parameter/meet/bridge");
        const next = stage.update(made, { ...inputs, value: "two" });
        assert.equal(next.outputs.version, 2);
        assert.equal(stage.update(next, { ...inputs, value: "two", tags: { a: "b" } }).outputs.version, 2);
        const { replaceWhen } = modelOf(PARAMETER);
        assert.deepEqual(replaceWhen?.({ tier: "Advanced" }, { tier: "Standard" }), ["tier"]);
        assert.deepEqual(modelOf(PARAMETER).replaceWhen?.({ tier: "Standard" }, { tier: "Advanced" }), []);
    });

    const get = (stage: Stage, name: string, more: { readonly withDecryption?: boolean } = {}) =>
        functionOf("aws:ssm/getParameter:getParameter")({ name, ...more }, stage.view());

    for (const release of [12, 13]) {
        for (const architecture of ["amd64", "arm64"]) {
            it(`name Debian ${release}'s image for ${architecture}, always the same in a region`, () => {
                const name = `/aws/service/debian/release/${release}/latest/${architecture}`;
                const image = get(new Stage(), name).value as string;
                assert.match(image, /^ami-[0-9a-f]{17}$/);
                assert.equal(get(new Stage(), name).value, image);
                assert.notEqual(get(new Stage("us-east-1"), name).value, image);
            });
        }
    }

    it("are read back, and unknown ones are an error", () => {
        const stage = new Stage();
        stage.create(PARAMETER, { name: "/meet/bridge", type: "SecureString", value: "one" });
        assert.equal(get(stage, "/meet/bridge").value, "one");
        assert.notEqual(get(stage, "/meet/bridge", { withDecryption: false }).value, "one");
        assert.throws(() => get(stage, "/meet/other"), /couldn't find resource/);
        assert.throws(() => get(stage, "/aws/service/debian/release/11/latest/amd64"), /eu-west-3/);
    });
});
