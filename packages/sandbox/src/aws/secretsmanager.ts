/** Secrets and their versions. */
import type { ResourceModel, Values } from "../model";
import { regionalArn } from "./kit/arns";
import { documented, region, resource, tags, upstream } from "./kit/define";
import { uuid } from "./kit/ids";
import { policyProblems } from "./kit/policy-document";
import { atMostOne, length, oneOf, problem, range, show } from "./kit/refuse";
import { SECRET, SECRET_VERSION } from "./kit/tokens";
import { isSet, list, number, text, texts } from "./kit/values";

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
const MOST_BYTES = 65_536;

const RECOVERY_DAYS = 30;

export const secret: ResourceModel = resource({
    token: SECRET,
    properties: {
        ...region,
        ...tags,
        ...upstream("internal/service/secretsmanager/secret.go", {
            replace: ["name", "namePrefix"],
            update: [
                "description",
                "forceOverwriteReplicaSecret",
                "kmsKeyId",
                "policy",
                "recoveryWindowInDays",
                "replicas",
            ],
            defaults: { forceOverwriteReplicaSecret: false, recoveryWindowInDays: RECOVERY_DAYS },
        }),
        ...documented("secretsmanager/secret.d.ts", { replace: ["type"] }),
    },
    name: { property: "name", prefixProperty: "namePrefix", maxLength: 512, pattern: /^[\w/+=.@-]+$/ },
    check: (inputs) => [
        ...range(inputs, "recoveryWindowInDays", 7, 30, [0]),
        ...length(inputs, "description", 0, 2048),
        ...policyProblems(inputs, "policy", "resource"),
        ...oneOf(inputs, "type", [
            "SalesforceClientSecret",
            "BigIDClientSecret",
            "SnowflakeKeyPairAuthentication",
        ]),
    ],
    checkCreate: (inputs, cloud) =>
        cloud.isReserved(SECRET, text(inputs.name) ?? "")
            ? [
                  problem(
                      "name",
                      "You can't create this secret because a secret with this name is already scheduled for deletion. " +
                          `(${show(inputs.name)} was deleted with a recovery window; set recoveryWindowInDays to 0, restore it, or use another name.)`,
                  ),
              ]
            : [],
    deleted: ({ inputs, outputs }, cloud) => {
        if ((number(inputs.recoveryWindowInDays) ?? RECOVERY_DAYS) !== 0) {
            cloud.reserve(SECRET, text(outputs.name) ?? "");
        }
    },
    id: (inputs, cloud) =>
        regionalArn(
            cloud,
            "secretsmanager",
            `secret:${text(inputs.name)}-${arnSuffix(cloud.hex(12, "suffix"))}`,
        ),
    outputs: (inputs, id) => ({
        arn: id,
        policy: text(inputs.policy) ?? "",
        replicas: list(inputs.replicas),
    }),
});

/** Six letters and digits, as AWS adds them to a secret's ARN. */
function arnSuffix(hex: string): string {
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    return (hex.match(/../g) ?? []).map((pair) => alphabet[parseInt(pair, 16) % alphabet.length]).join("");
}

function byteLength(inputs: Values): number {
    const binary = text(inputs.secretBinary);
    return binary === undefined
        ? Buffer.byteLength(text(inputs.secretString) ?? text(inputs.secretStringWo) ?? "")
        : Buffer.from(binary, "base64").length;
}

export const secretVersion: ResourceModel = resource({
    token: SECRET_VERSION,
    properties: {
        ...region,
        ...upstream("internal/service/secretsmanager/secret_version.go", {
            replace: ["secretBinary", "secretId", "secretString", "secretStringWoVersion"],
            update: ["secretStringWo", "versionStages"],
        }),
    },
    // A secret takes its versions with it. A secret may also be named by its name.
    references: [{ property: "secretId", to: [SECRET], by: "arn", blocksDelete: false }],
    check: (inputs) => [
        ...atMostOne(inputs, "secretString", "secretBinary", "secretStringWo"),
        ...(byteLength(inputs) > MOST_BYTES
            ? [
                  problem(
                      isSet(inputs.secretBinary) ? "secretBinary" : "secretString",
                      `has ${byteLength(inputs)} bytes; Secrets Manager stores at most ${MOST_BYTES}`,
                  ),
              ]
            : []),
        ...(isSet(inputs.secretBinary) && !/^[A-Za-z0-9+/\s]*={0,2}$/.test(text(inputs.secretBinary) ?? "")
            ? [problem("secretBinary", "is not base64")]
            : []),
        ...length(inputs, "versionStages[]", 1, 256),
        ...(list(inputs.versionStages).length > 20
            ? [
                  problem(
                      "versionStages",
                      `has ${list(inputs.versionStages).length} labels; a version has at most 20`,
                  ),
              ]
            : []),
    ],
    checkCreate: (inputs) => [
        ...(isSet(inputs.secretStringWo) !== isSet(inputs.secretStringWoVersion)
            ? [problem("secretStringWo", "and secretStringWoVersion belong together: give both")]
            : []),
        ...(byteLength(inputs) === 0
            ? [problem("", "You must provide either SecretString or SecretBinary, and not an empty one.")]
            : []),
    ],
    id: (inputs, cloud) => `${text(inputs.secretId)}|${uuid(cloud.hex(32, "version"))}`,
    outputs: (inputs, id) => ({
        arn: text(inputs.secretId) ?? "",
        hasSecretStringWo: isSet(inputs.secretStringWo),
        secretArn: text(inputs.secretId) ?? "",
        versionId: id.split("|")[1] ?? "",
        versionStages: isSet(inputs.versionStages) ? texts(inputs.versionStages) : ["AWSCURRENT"],
    }),
});

export const secretsManagerResources: readonly ResourceModel[] = [secret, secretVersion];
