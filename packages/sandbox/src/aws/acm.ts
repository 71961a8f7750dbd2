/**
 * Certificates, and waiting for them to be issued.
 *
 * ACM issues a certificate as soon as its validation records can be looked up. The stand-in looks in all Route 53
 * zones of its world, and among the records that were published elsewhere.
 */
import { createHash } from "node:crypto";
import { DNS_RECORD_ELSEWHERE } from "../dns/elsewhere";
import type { CloudView, Existing, Problem, ResourceModel, Values } from "../model";
import { regionalArn } from "./kit/arns";
import { documented, region, resource, tags, upstream } from "./kit/define";
import { plainName } from "./kit/ids";
import { atMostOne, length, matches, oneOf, problem } from "./kit/refuse";
import { CERTIFICATE, CERTIFICATE_VALIDATION, RECORD } from "./kit/tokens";
import { isSet, list, records, text, texts } from "./kit/values";

const DOMAIN =
    /^(\*\.)?(?=.{1,253}$)([a-z0-9_]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/i;

const DOMAIN_SAYS = "a domain name, or one with *. in front, is expected";

/** https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html */
const MOST_NAMES = 10;

export const certificate: ResourceModel = resource({
    token: CERTIFICATE,
    properties: {
        ...region,
        ...tags,
        ...upstream("internal/service/acm/certificate.go", {
            replace: [
                "certificateAuthorityArn",
                "domainName",
                "keyAlgorithm",
                "subjectAlternativeNames",
                "validationMethod",
                "validationOptions",
            ],
            update: ["certificateBody", "certificateChain", "earlyRenewalDuration", "options", "privateKey"],
        }),
        ...documented("acm/certificate.d.ts", { update: ["privateKeyWo", "privateKeyWoVersion"] }),
    },
    check: (inputs) => {
        const names = namesOf(inputs);
        return [
            ...["privateKey", "privateKeyWo", "certificateBody", "certificateChain"].flatMap((property) =>
                atMostOne(inputs, "domainName", property),
            ),
            ...atMostOne(inputs, "validationMethod", "certificateAuthorityArn"),
            ...atMostOne(inputs, "validationMethod", "certificateBody"),
            ...atMostOne(inputs, "privateKey", "privateKeyWo"),
            ...matches(inputs, "domainName", DOMAIN, DOMAIN_SAYS),
            // The common name of a certificate (RFC 5280, ub-common-name).
            ...length(inputs, "domainName", 1, 64),
            ...matches(inputs, "subjectAlternativeNames[]", DOMAIN, DOMAIN_SAYS),
            ...(names.length > MOST_NAMES
                ? [
                      problem(
                          "subjectAlternativeNames",
                          `make ${names.length} names with the domain name; ACM allows ${MOST_NAMES} unless the quota is raised`,
                      ),
                  ]
                : []),
            ...oneOf(inputs, "validationMethod", ["DNS", "EMAIL", "HTTP"]),
            ...oneOf(inputs, "keyAlgorithm", [
                "RSA_1024",
                "RSA_2048",
                "RSA_3072",
                "RSA_4096",
                "EC_prime256v1",
                "EC_secp384r1",
                "EC_secp521r1",
            ]),
            ...oneOf(inputs, "options.certificateTransparencyLoggingPreference", ["ENABLED", "DISABLED"]),
            ...oneOf(inputs, "options.export", ["ENABLED", "DISABLED"]),
            ...matches(
                inputs,
                "certificateBody",
                /^\s*-----BEGIN CERTIFICATE-----/,
                "a PEM certificate is expected",
            ),
            ...privateKeyProblems(inputs),
        ];
    },
    checkCreate: (inputs) => {
        const imported = isSet(inputs.privateKey) || isSet(inputs.privateKeyWo);
        if (imported) {
            return isSet(inputs.certificateBody)
                ? []
                : [problem("certificateBody", "is required with a private key")];
        }
        if (!isSet(inputs.domainName)) {
            return [
                problem(
                    "",
                    "needs domainName (to be issued) or certificateBody and privateKey (to be imported)",
                ),
            ];
        }
        return isSet(inputs.validationMethod) || isSet(inputs.certificateAuthorityArn)
            ? []
            : [
                  problem(
                      "validationMethod",
                      "or certificateAuthorityArn must be set when creating an ACM certificate",
                  ),
              ];
    },
    changesOnUpdate: ["notAfter", "notBefore", "status"],
    refreshed: (of, cloud): Values => (isIssued(of, cloud) ? { status: "ISSUED" } : {}),
    id: (_, cloud) => {
        const hex = cloud.hex(32, "certificate");
        const uuid = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
        return regionalArn(cloud, "acm", `certificate/${uuid}`);
    },
    outputs: (inputs, id, cloud) => {
        const validated = text(inputs.validationMethod) === "DNS";
        const requested = isSet(inputs.domainName);
        const pending = requested && !isSet(inputs.certificateAuthorityArn);
        return {
            arn: id,
            domainValidationOptions: validated
                ? namesOf(inputs).map((name) => validationOption(name, cloud.account))
                : [],
            keyAlgorithm: text(inputs.keyAlgorithm) ?? "RSA_2048",
            notAfter: "",
            notBefore: "",
            options: inputs.options ?? {
                certificateTransparencyLoggingPreference: "ENABLED",
                export: "DISABLED",
            },
            pendingRenewal: false,
            renewalEligibility: "INELIGIBLE",
            renewalSummaries: [],
            status: pending ? "PENDING_VALIDATION" : "ISSUED",
            subjectAlternativeNames: namesOf(inputs),
            type: !requested ? "IMPORTED" : pending ? "AMAZON_ISSUED" : "PRIVATE",
            validationEmails: [],
            ...(validated ? { validationMethod: "DNS" } : {}),
        };
    },
});

function privateKeyProblems(inputs: Values): readonly Problem[] {
    return ["privateKey", "privateKeyWo"].flatMap((property) => {
        const key = text(inputs[property]);
        return key === undefined || /^\s*-----BEGIN ((RSA|EC) )?PRIVATE KEY-----/.test(key)
            ? []
            : problem(property, "is not an unencrypted PEM private key");
    });
}

/** All names of a certificate, its main name first. */
function namesOf(inputs: Values): readonly string[] {
    return [...new Set([text(inputs.domainName) ?? [], ...texts(inputs.subjectAlternativeNames)].flat())];
}

/** The record that proves a name. Like ACM's it depends on account and name alone, so renewals find it again. */
function validationOption(name: string, account: string): Values {
    const base = name.replace(/^\*\./, "").toLowerCase();
    const hash = createHash("sha256").update(`${account} ${base}`).digest("hex");
    return {
        domainName: name,
        resourceRecordName: `_${hash.slice(0, 32)}.${base}.`,
        resourceRecordType: "CNAME",
        resourceRecordValue: `_${hash.slice(32, 64)}.jkddzztszm.acm-validations.aws.`,
    };
}

/** Whose zone a record is in does not matter: DNS is one for all. */
function isPublished(option: Values, cloud: CloudView): boolean {
    const [name, value] = [plainName(option.resourceRecordName), plainName(option.resourceRecordValue)];
    const inZones = cloud
        .everywhere(RECORD)
        .some(
            ({ outputs }) =>
                outputs.type === "CNAME" &&
                plainName(outputs.fqdn) === name &&
                texts(outputs.records).some((each) => plainName(each) === value),
        );
    const elsewhere = cloud
        .everywhere(DNS_RECORD_ELSEWHERE)
        .some(
            ({ outputs }) =>
                outputs.type === "CNAME" &&
                plainName(outputs.name) === name &&
                plainName(outputs.value) === value,
        );
    return inZones || elsewhere;
}

function missingRecords(of: Existing, cloud: CloudView): readonly Values[] {
    const options = records(of.outputs.domainValidationOptions);
    const names = options.map((option) => plainName(option.resourceRecordName));
    return options
        .filter((option, at) => names.indexOf(plainName(option.resourceRecordName)) === at)
        .filter((option) => !isPublished(option, cloud));
}

/** Whether ACM has issued a certificate: imported, private, validated once, or with its records in place. */
export function isIssued(of: Existing, cloud: CloudView): boolean {
    return (
        of.outputs.type !== "AMAZON_ISSUED" ||
        cloud.list(CERTIFICATE_VALIDATION).some(({ inputs }) => inputs.certificateArn === of.id) ||
        (list(of.outputs.domainValidationOptions).length > 0 && missingRecords(of, cloud).length === 0)
    );
}

export const certificateValidation: ResourceModel = resource({
    token: CERTIFICATE_VALIDATION,
    properties: {
        ...region,
        ...upstream("internal/service/acm/certificate_validation.go", {
            replace: ["certificateArn", "validationRecordFqdns"],
        }),
    },
    references: [{ property: "certificateArn", to: [CERTIFICATE], by: "arn", blocksDelete: false }],
    checkCreate: (inputs, cloud) => {
        const of = cloud.find(CERTIFICATE, "arn", text(inputs.certificateArn) ?? "");
        if (of === undefined) {
            return [];
        }
        if (of.outputs.type !== "AMAZON_ISSUED") {
            return [
                problem(
                    "certificateArn",
                    `is a certificate of type ${text(of.outputs.type)}, no validation necessary`,
                ),
            ];
        }
        return [...unnamedRecords(inputs, of), ...unpublishedRecords(of, cloud)];
    },
    // Upstream the id is the time of issue, which two certificates may share.
    id: (inputs) => text(inputs.certificateArn) ?? "",
    outputs: () => ({}),
});

/** Names of records that the program says it made must cover all that the certificate needs. */
function unnamedRecords(inputs: Values, of: Existing): readonly Problem[] {
    const given = texts(inputs.validationRecordFqdns).map(plainName);
    return given.length === 0
        ? []
        : records(of.outputs.domainValidationOptions)
              .filter((option) => !given.includes(plainName(option.resourceRecordName)))
              .map((option) =>
                  problem(
                      "validationRecordFqdns",
                      `missing ${text(option.domainName)} DNS validation record: ${plainName(option.resourceRecordName)}`,
                  ),
              );
}

function unpublishedRecords(of: Existing, cloud: CloudView): readonly Problem[] {
    const missing = missingRecords(of, cloud);
    const lines = missing.map(
        (option) => `${plainName(option.resourceRecordName)} CNAME ${plainName(option.resourceRecordValue)}`,
    );
    return isIssued(of, cloud)
        ? []
        : [
              problem(
                  "",
                  `timeout while waiting for ACM certificate ${of.id} to be issued (last state: PENDING_VALIDATION). ` +
                      (lines.length > 0
                          ? `Publish these DNS records, then run again: ${lines.join("; ")}`
                          : "It is not validated by DNS; answer the validation mail or use validationMethod DNS."),
              ),
          ];
}

export const acmResources: readonly ResourceModel[] = [certificate, certificateValidation];
