/** Rules of listeners. */
import type { Problem, ResourceModel, Value, Values } from "../../model";
import { region, resource, tags, upstream } from "../kit/define";
import { length, matches, problem, range, show } from "../kit/refuse";
import { LISTENER, LISTENER_RULE } from "../kit/tokens";
import { isSet, list, number, record, select, text } from "../kit/values";
import { actionProblems } from "./actions";
import { kindOfArn, targetGroupReferences } from "./kinds";

const CONDITIONS = [
    "hostHeader",
    "httpHeader",
    "httpRequestMethod",
    "pathPattern",
    "queryStrings",
    "sourceIp",
];

export const listenerRule: ResourceModel = resource({
    token: LISTENER_RULE,
    properties: {
        ...region,
        ...tags,
        ...upstream("internal/service/elbv2/listener_rule.go", {
            replace: ["listenerArn"],
            update: ["actions", "conditions", "priority", "transforms"],
        }),
    },
    references: [
        { property: "listenerArn", to: [LISTENER], by: "arn", blocksDelete: false },
        ...targetGroupReferences("actions"),
    ],
    check: (inputs, cloud) => [
        ...range(inputs, "priority", 1, 50_000),
        ...actionProblems(inputs, "actions", balancerOf(inputs.listenerArn), cloud),
        ...(kindOfArn(inputs.listenerArn) === "network"
            ? [problem("listenerArn", "is of a network load balancer, which has no rules")]
            : []),
        ...conditionProblems(inputs),
    ],
    checkCreate: (inputs, cloud) => {
        const rules = cloud
            .list(LISTENER_RULE)
            .filter(({ outputs }) => outputs.listenerArn === inputs.listenerArn);
        return [
            ...(isSet(inputs.priority) && rules.some(({ outputs }) => outputs.priority === inputs.priority)
                ? [
                      problem(
                          "priority",
                          `is ${show(inputs.priority)}, which is currently in use on this listener`,
                      ),
                  ]
                : []),
            ...(rules.length >= 100
                ? [problem("listenerArn", "already has 100 rules, the most AWS allows")]
                : []),
        ];
    },
    id: (inputs, cloud) =>
        `${(text(inputs.listenerArn) ?? "").replace(":listener/", ":listener-rule/")}/${cloud.hex(16, "rule")}`,
    outputs: (inputs, id, cloud) => {
        const before = cloud.find(LISTENER_RULE, "id", id)?.outputs;
        const used = cloud
            .list(LISTENER_RULE)
            .filter(({ outputs }) => outputs.listenerArn === inputs.listenerArn)
            .map(({ outputs }) => number(outputs.priority) ?? 0);
        return {
            arn: id,
            priority: number(inputs.priority) ?? number(before?.priority) ?? Math.max(0, ...used) + 1,
        };
    },
});

/** An ARN of a listener has the ARN of its load balancer in it. */
function balancerOf(listenerArn: Value | undefined): string | undefined {
    return text(listenerArn)
        ?.replace(":listener/", ":loadbalancer/")
        .replace(/\/[0-9a-f]+$/, "");
}

function conditionProblems(inputs: Values): readonly Problem[] {
    const conditions = select(inputs, "conditions[]");
    const values = conditions.flatMap(({ value }) =>
        CONDITIONS.flatMap((condition) => [
            ...list(record(record(value)?.[condition])?.values),
            ...list(record(value)?.[condition]),
        ]),
    );
    return [
        ...(isSet(inputs.conditions) && list(inputs.conditions).length === 0
            ? [problem("conditions", "is empty")]
            : []),
        ...(values.length > 5
            ? [problem("conditions", `has ${values.length} values; a rule has at most 5`)]
            : []),
        ...length(inputs, "conditions[].pathPattern.values[]", 1, 128),
        ...matches(
            inputs,
            "conditions[].pathPattern.values[]",
            /^[A-Za-z0-9_\-.$/~"'@:+&()!,;=*?%]+$/,
            "letters, digits, *, ? and _-.$/~\"'@:+& are allowed",
        ),
        ...length(inputs, "conditions[].hostHeader.values[]", 1, 128),
        ...matches(
            inputs,
            "conditions[].httpHeader.httpHeaderName",
            /^[0-9A-Za-z_!#$%&'*+,.^`|~-]{1,40}$/,
            "a header name of at most 40 characters is expected",
        ),
        ...conditions.flatMap(({ path, value }) => {
            const given = CONDITIONS.filter((condition) => isSet(record(value)?.[condition]));
            return given.length > 1
                ? problem(path, `has ${given.join(" and ")}; one condition says one thing`)
                : [];
        }),
    ];
}
