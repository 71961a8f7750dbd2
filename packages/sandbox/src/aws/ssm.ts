/** Parameter Store: parameters of programs, and the public ones that name machine images. */
import { createHash } from "node:crypto";
import type { CloudView, FunctionModel, ResourceModel, Values } from "../model";
import { regionalArn } from "./kit/arns";
import { region, resource, tags, upstream } from "./kit/define";
import { atLeastOne, atMostOne, length, matches, oneOf, problem } from "./kit/refuse";
import { PARAMETER } from "./kit/tokens";
import { flag, isSet, number, text } from "./kit/values";

/** https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
const MOST_STANDARD_BYTES = 4 * 1024;

const MOST_ADVANCED_BYTES = 8 * 1024;

export const parameter: ResourceModel = resource({
    token: PARAMETER,
    properties: {
        ...region,
        ...tags,
        ...upstream("internal/service/ssm/parameter.go", {
            replace: ["dataType", "name"],
            update: [
                "allowedPattern",
                "arn",
                "description",
                "insecureValue",
                "keyId",
                "overwrite",
                "tier",
                "type",
                "value",
                "valueWo",
                "valueWoVersion",
            ],
        }),
    },
    name: { property: "name", maxLength: 1011, pattern: /^\/?[\w.-]+(\/[\w.-]+)*$/ },
    check: (inputs) => {
        const value = text(inputs.value) ?? text(inputs.insecureValue) ?? text(inputs.valueWo) ?? "";
        const advanced = text(inputs.tier) === "Advanced" || text(inputs.tier) === "Intelligent-Tiering";
        const most = advanced ? MOST_ADVANCED_BYTES : MOST_STANDARD_BYTES;
        const size = Buffer.byteLength(value);
        return [
            ...atMostOne(inputs, "value", "insecureValue", "valueWo"),
            ...oneOf(inputs, "type", ["String", "StringList", "SecureString"]),
            ...oneOf(inputs, "tier", ["Standard", "Advanced", "Intelligent-Tiering"]),
            ...oneOf(inputs, "dataType", ["aws:ec2:image", "aws:ssm:integration", "text"]),
            ...length(inputs, "allowedPattern", 0, 1024),
            ...length(inputs, "description", 0, 1024),
            ...matches(inputs, "name", /^(?!\/?(aws|ssm))/i, `a name must not begin with "aws" or "ssm"`),
            ...((text(inputs.name)?.split("/").length ?? 0) > 16
                ? [problem("name", "has more than 15 levels of hierarchy")]
                : []),
            ...(size > most
                ? [
                      problem(
                          "value",
                          `has ${size} bytes; a parameter of tier ${advanced ? "Advanced" : "Standard"} holds ${most}`,
                      ),
                  ]
                : []),
            ...(text(inputs.type) === "SecureString" && isSet(inputs.insecureValue)
                ? [problem("insecureValue", `cannot be used with type "SecureString"`)]
                : []),
            ...patternProblem(inputs, value),
        ];
    },
    checkCreate: (inputs) => [
        ...atLeastOne(inputs, "value", "insecureValue", "valueWo"),
        ...(isSet(inputs.valueWo) !== isSet(inputs.valueWoVersion)
            ? [problem("valueWo", "and valueWoVersion belong together: give both")]
            : []),
    ],
    replaceWhen: (olds, news) => (olds.tier === "Advanced" && news.tier === "Standard" ? ["tier"] : []),
    changesOnUpdate: ["version"],
    id: (inputs) => text(inputs.name) ?? "",
    outputs: (inputs, id, cloud) => {
        const before = cloud.find(PARAMETER, "id", id);
        const changed = [
            "value",
            "insecureValue",
            "valueWoVersion",
            "description",
            "type",
            "keyId",
            "allowedPattern",
            "tier",
        ].some((property) => before?.inputs[property] !== inputs[property]);
        const version = number(before?.outputs.version) ?? 0;
        return {
            arn: regionalArn(cloud, "ssm", `parameter/${id.replace(/^\//, "")}`),
            dataType: text(inputs.dataType) ?? "text",
            hasValueWo: isSet(inputs.valueWo),
            insecureValue: text(inputs.insecureValue) ?? "",
            keyId: text(inputs.type) === "SecureString" ? (text(inputs.keyId) ?? "alias/aws/ssm") : "",
            tier: text(inputs.tier) ?? "Standard",
            value: text(inputs.value) ?? text(inputs.insecureValue) ?? "",
            version: changed ? version + 1 : version,
        };
    },
});

function patternProblem(inputs: Values, value: string) {
    const allowed = text(inputs.allowedPattern);
    if (allowed === undefined || allowed === "" || value === "") {
        return [];
    }
    try {
        return new RegExp(allowed).test(value)
            ? []
            : [problem("value", `does not match allowedPattern ${allowed}`)];
    } catch {
        return [problem("allowedPattern", `is "${allowed}", which is not a regular expression`)];
    }
}

/** Public parameters that publishers of images keep: https://wiki.debian.org/Cloud/AmazonEC2Image, Canonical's and Amazon's docs. */
const PUBLIC_IMAGES = [
    /^\/aws\/service\/debian\/release\/(12|13)\/latest\/(amd64|arm64)$/,
    /^\/aws\/service\/canonical\/ubuntu\/server\/22\.04\/stable\/current\/(amd64|arm64)\/hvm\/ebs-gp2\/ami-id$/,
    /^\/aws\/service\/canonical\/ubuntu\/server\/24\.04\/stable\/current\/(amd64|arm64)\/hvm\/ebs-gp3\/ami-id$/,
    /^\/aws\/service\/ami-amazon-linux-latest\/al2023-ami-kernel-default-(x86_64|arm64)$/,
];

/** The image a public parameter names in a region: always the same one, and no real one. */
export function publicImage(name: string, inRegion: string): string | undefined {
    return PUBLIC_IMAGES.some((known) => known.test(name)) ? imageId(`${name} ${inRegion}`) : undefined;
}

export function imageId(seed: string): string {
    return `ami-${createHash("sha256").update(seed).digest("hex").slice(0, 17)}`;
}

export const getParameter: FunctionModel = {
    token: "aws:ssm/getParameter:getParameter",
    call: (args, cloud) => {
        const name = text(args.name) ?? "";
        const found = publicParameter(name, cloud) ?? ownParameter(name, cloud);
        if (found === undefined) {
            throw new Error(
                `reading SSM Parameter (${name}): couldn't find resource. In ${cloud.region} there is no parameter of this ` +
                    "name; for Debian's images the names are /aws/service/debian/release/13/latest/amd64 and …/arm64.",
            );
        }
        const decrypted = flag(args.withDecryption) ?? true;
        const secure = found.type === "SecureString";
        return {
            ...found,
            id: name,
            name,
            region: cloud.region,
            value: secure && !decrypted ? "AQICAHencrypted" : (found.value ?? ""),
            insecureValue: secure ? "" : (found.value ?? ""),
            withDecryption: decrypted,
        };
    },
};

function publicParameter(name: string, cloud: CloudView): Values | undefined {
    const image = publicImage(name, cloud.region);
    return image === undefined
        ? undefined
        : {
              arn: `arn:${cloud.partition}:ssm:${cloud.region}::parameter${name}`,
              type: "String",
              value: image,
              version: 1,
          };
}

function ownParameter(name: string, cloud: CloudView): Values | undefined {
    const own = cloud.find(PARAMETER, "name", name)?.outputs;
    return own === undefined
        ? undefined
        : {
              arn: own.arn ?? "",
              type: own.type ?? "String",
              value: own.value ?? "",
              version: own.version ?? 1,
          };
}

export const ssmResources: readonly ResourceModel[] = [parameter];

export const ssmFunctions: readonly FunctionModel[] = [getParameter];
