/**
 * `aws.iam.getPolicyDocument`: a policy document from typed arguments.
 * Rendering follows terraform-provider-aws internal/service/iam/policy_document_data_source.go.
 */
import { createHash } from "node:crypto";
import type { FunctionModel, Value, Values } from "../../model";
import { parsePolicy } from "../kit/policy-document";
import { isSet, list, records, text, texts } from "../kit/values";

export const getPolicyDocument: FunctionModel = {
    token: "aws:iam/getPolicyDocument:getPolicyDocument",
    call: (args) => policyDocument(args),
};

function policyDocument(args: Values): Values {
    const own = records(args.statements).map(statement);
    const sources = [text(args.sourceJson), ...texts(args.sourcePolicyDocuments)].flatMap(
        (json) => json ?? [],
    );
    const overrides = [text(args.overrideJson), ...texts(args.overridePolicyDocuments)].flatMap(
        (json) => json ?? [],
    );
    const merged = overrides
        .flatMap(statementsOf)
        .reduce<readonly Values[]>(override, [...sources.flatMap(statementsOf), ...own]);
    const document = {
        Version: text(args.version) ?? "2012-10-17",
        ...(isSet(args.policyId) ? { Id: args.policyId } : {}),
        Statement: merged,
    };
    const repeated = merged.find(
        (each, at) => isSet(each.Sid) && merged.findIndex((other) => other.Sid === each.Sid) !== at,
    );
    if (repeated !== undefined) {
        throw new Error(
            `duplicate Sid (${text(repeated.Sid)}): statements of one policy document need different sids`,
        );
    }
    const json = JSON.stringify(document, null, 2);
    const minified = JSON.stringify(document);
    return {
        ...args,
        // The provider uses a checksum of the text as well.
        id: String(parseInt(createHash("sha256").update(json).digest("hex").slice(0, 8), 16)),
        json,
        minifiedJson: minified,
    };
}

function statementsOf(json: string): readonly Values[] {
    const document = parsePolicy(json);
    if (document === undefined) {
        throw new Error("a source or override policy document is not a JSON object");
    }
    return Array.isArray(document.Statement)
        ? records(document.Statement)
        : records([document.Statement ?? null]);
}

/** A statement with the Sid of another takes its place; others are appended. */
function override(statements: readonly Values[], next: Values): readonly Values[] {
    const at = statements.findIndex((each) => isSet(next.Sid) && each.Sid === next.Sid);
    return at === -1 ? [...statements, next] : statements.map((each, index) => (index === at ? next : each));
}

function statement(given: Values): Values {
    const entries: readonly (readonly [string, Value | undefined])[] = [
        ["Sid", given.sid],
        ["Effect", given.effect ?? "Allow"],
        ["Action", oneOrMany(given.actions)],
        ["NotAction", oneOrMany(given.notActions)],
        ["Resource", oneOrMany(given.resources)],
        ["NotResource", oneOrMany(given.notResources)],
        ["Principal", principals(given.principals)],
        ["NotPrincipal", principals(given.notPrincipals)],
        ["Condition", conditions(given.conditions)],
    ];
    return Object.fromEntries(entries.filter((entry): entry is readonly [string, Value] => isSet(entry[1])));
}

/** One value stands alone; several are sorted, the last first, as the provider has always done. */
function oneOrMany(value: Value | undefined): Value | undefined {
    const all = [...texts(value)].sort().reverse();
    return all.length === 0 ? undefined : all.length === 1 ? all[0] : all;
}

function principals(value: Value | undefined): Value | undefined {
    const all = records(value);
    const everybody = all.some((each) => text(each.type) === "*" && texts(each.identifiers).includes("*"));
    return all.length === 0
        ? undefined
        : everybody
          ? "*"
          : Object.fromEntries(all.map((each) => [text(each.type) ?? "", oneOrMany(each.identifiers) ?? ""]));
}

function conditions(value: Value | undefined): Value | undefined {
    const all = records(value);
    const byTest = new Map<string, Record<string, Value>>();
    for (const each of all) {
        const values = list(each.values);
        const variables = byTest.get(text(each.test) ?? "") ?? {};
        variables[text(each.variable) ?? ""] = values.length === 1 ? (values[0] ?? "") : values;
        byTest.set(text(each.test) ?? "", variables);
    }
    return byTest.size === 0 ? undefined : Object.fromEntries(byTest);
}
