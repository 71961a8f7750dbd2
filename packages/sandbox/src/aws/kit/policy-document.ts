/**
 * What IAM refuses in a policy document.
 * Grammar: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
import type { Problem, Value, Values } from "../../model";
import { problem, show } from "./refuse";
import { isSet, list, record, select, text } from "./values";

/** On an identity (what it may do), on a role (who may assume it), or on a resource (who may do what with it). */
export type PolicyKind = "identity" | "trust" | "resource";

const STATEMENT_KEYS = [
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

/** Every fault of the policy documents at a path; objects are accepted beside JSON text, as the SDK does. */
export function policyProblems(inputs: Values, path: string, kind: PolicyKind): readonly Problem[] {
    return select(inputs, path).flatMap(({ path: at, value }) => {
        const document = parsePolicy(value);
        if (document === undefined) {
            return problem(at, "is not a JSON object");
        }
        return documentFaults(document, kind).map((fault) => problem(at, fault));
    });
}

export function parsePolicy(value: Value | undefined): Values | undefined {
    const json = text(value);
    if (json === undefined) {
        return record(value);
    }
    try {
        return record(JSON.parse(json) as Value);
    } catch {
        return undefined;
    }
}

/** The document as the provider stores it: JSON text, also where the program gave an object. */
export function policyText(value: Value | undefined): string {
    return text(value) ?? JSON.stringify(record(value) ?? {});
}

/** Characters IAM counts: white space outside strings is free. */
export function policySize(value: Value | undefined): number {
    const document = parsePolicy(value);
    return document === undefined ? 0 : JSON.stringify(document).length;
}

function documentFaults(document: Values, kind: PolicyKind): readonly string[] {
    const version = document.Version;
    const statements = oneOrMore(document.Statement);
    return [
        ...(version === "2012-10-17" || version === "2008-10-17"
            ? []
            : [`has Version ${show(version)}; it must be "2012-10-17" (or the older "2008-10-17")`]),
        ...(statements.length === 0 ? ["has no Statement"] : []),
        ...Object.keys(document)
            .filter((key) => !["Version", "Id", "Statement"].includes(key))
            .map((key) => `has an element "${key}", which IAM does not know`),
        ...statements.flatMap((statement, index) =>
            statementFaults(record(statement), kind).map((fault) => `Statement[${index}] ${fault}`),
        ),
        ...repeated(statements.flatMap((statement) => text(record(statement)?.Sid) ?? [])).map(
            (sid) => `uses the Sid "${sid}" twice`,
        ),
    ];
}

function statementFaults(statement: Values | undefined, kind: PolicyKind): readonly string[] {
    if (statement === undefined) {
        return ["is not an object"];
    }
    const has = (key: string): boolean => isSet(statement[key]);
    const actions = oneOrMore(statement.Action ?? statement.NotAction);
    const resources = oneOrMore(statement.Resource ?? statement.NotResource);
    const principal = has("Principal") || has("NotPrincipal");
    return [
        ...Object.keys(statement)
            .filter((key) => !STATEMENT_KEYS.includes(key))
            .map((key) => `has an element "${key}", which IAM does not know`),
        ...(["Allow", "Deny"].includes(statement.Effect as string)
            ? []
            : [`has Effect ${show(statement.Effect)}; it must be "Allow" or "Deny"`]),
        ...(has("Sid") && kind !== "resource" && !/^[A-Za-z0-9]*$/.test(text(statement.Sid) ?? "")
            ? [`has Sid ${show(statement.Sid)}; only letters and digits are allowed`]
            : []),
        ...(has("Action") && has("NotAction") ? ["has both Action and NotAction"] : []),
        ...(actions.length === 0 ? ["has no Action"] : []),
        ...actions.flatMap((action) => actionFaults(action, kind)),
        ...(kind === "trust"
            ? resources.length > 0
                ? ["has a Resource; a trust policy must not have one"]
                : []
            : resourceFaults(statement, resources)),
        ...(kind === "identity"
            ? principal
                ? ["has a Principal; a policy on an identity must not have one"]
                : []
            : principalFaults(statement, principal)),
        ...(has("Condition") && record(statement.Condition) === undefined
            ? ["has a Condition that is not an object"]
            : []),
    ];
}

function actionFaults(action: Value, kind: PolicyKind): readonly string[] {
    const name = text(action) ?? "";
    if (name === "*") {
        return kind === "trust" ? [`has Action "*"; a trust policy allows sts actions`] : [];
    }
    if (!/^[a-z0-9-]+:[A-Za-z0-9*?]+$/i.test(name)) {
        return [`has Action ${show(action)}; actions are written service:Verb`];
    }
    return kind === "trust" && !/^sts:/i.test(name)
        ? [`has Action ${show(action)}; a trust policy allows sts actions`]
        : [];
}

function resourceFaults(statement: Values, resources: readonly Value[]): readonly string[] {
    return [
        ...(isSet(statement.Resource) && isSet(statement.NotResource)
            ? ["has both Resource and NotResource"]
            : []),
        ...(resources.length === 0 ? ["has no Resource"] : []),
        ...resources
            .filter((given) => !/^(\*|arn:[^:]*:[^:]*:[^:]*:[^:]*:.+)$/s.test(text(given) ?? ""))
            .map((given) => `has Resource ${show(given)}; a resource must be an ARN or "*"`),
    ];
}

function principalFaults(statement: Values, present: boolean): readonly string[] {
    if (!present) {
        return ["has no Principal"];
    }
    const principal = statement.Principal ?? statement.NotPrincipal;
    if (principal === "*") {
        return [];
    }
    const entries = Object.entries(record(principal) ?? {});
    return entries.length === 0
        ? [
              `has Principal ${show(principal)}; it must be "*" or an object such as {"Service": "ec2.amazonaws.com"}`,
          ]
        : entries.flatMap(([key, value]) => [
              ...(["AWS", "Service", "Federated", "CanonicalUser"].includes(key)
                  ? []
                  : [`has a Principal of kind "${key}"; allowed are AWS, Service, Federated, CanonicalUser`]),
              ...(oneOrMore(value).length === 0 ? [`has an empty Principal "${key}"`] : []),
          ]);
}

function oneOrMore(value: Value | undefined): readonly Value[] {
    const many = list(value);
    return many.length > 0 || Array.isArray(value) || !isSet(value) || value === undefined ? many : [value];
}

function repeated(values: readonly string[]): readonly string[] {
    return [...new Set(values.filter((value, index) => value !== "" && values.indexOf(value) !== index))];
}
