/** What listeners and rules do with a request. */
import type { CloudView, Existing, Problem, Value, Values } from "../../model";
import { arn, length, matches, oneOf, problem, range, show } from "../kit/refuse";
import { LOAD_BALANCER, TARGET_GROUP } from "../kit/tokens";
import { isSet, list, record, records, select, text } from "../kit/values";
import { APPLICATION_PROTOCOLS, kindOfArn, NETWORK_PROTOCOLS, targetGroupReferences } from "./kinds";

const ACTION_TYPES = [
    "forward",
    "redirect",
    "fixed-response",
    "authenticate-cognito",
    "authenticate-oidc",
    "jwt-validation",
];

export function actionProblems(
    inputs: Values,
    property: string,
    balancerArn: Value | undefined,
    cloud: CloudView,
): readonly Problem[] {
    const kind = kindOfArn(balancerArn);
    const actions = select(inputs, `${property}[]`);
    return [
        ...(kind === "network" || kind === "gateway"
            ? oneOf(inputs, `${property}[].type`, ["forward"])
            : oneOf(inputs, `${property}[].type`, ACTION_TYPES)),
        ...(isSet(inputs[property]) && list(inputs[property]).length === 0
            ? [problem(property, "is empty")]
            : []),
        ...range(inputs, `${property}[].order`, 1, 50_000),
        ...oneOf(inputs, `${property}[].redirect.statusCode`, ["HTTP_301", "HTTP_302"]),
        ...oneOf(inputs, `${property}[].redirect.protocol`, ["HTTP", "HTTPS", "#{protocol}"]),
        ...matches(
            inputs,
            `${property}[].redirect.port`,
            /^(#\{port\}|[1-9]\d{0,4})$/,
            `a port as text, or "#{port}", is expected`,
        ),
        ...length(inputs, `${property}[].redirect.path`, 1, 128),
        ...length(inputs, `${property}[].redirect.host`, 1, 128),
        ...oneOf(inputs, `${property}[].fixedResponse.contentType`, [
            "text/plain",
            "text/css",
            "text/html",
            "application/javascript",
            "application/json",
        ]),
        ...matches(
            inputs,
            `${property}[].fixedResponse.statusCode`,
            /^[245]\d\d$/,
            "2XX, 4XX or 5XX is expected",
        ),
        ...length(inputs, `${property}[].fixedResponse.messageBody`, 0, 1024),
        ...range(inputs, `${property}[].forward.targetGroups[].weight`, 0, 999),
        ...range(inputs, `${property}[].forward.stickiness.duration`, 1, 604_800),
        ...arn(inputs, `${property}[].targetGroupArn`),
        ...actions.flatMap(({ path, value }) => oneActionProblems(path, record(value) ?? {})),
        ...targetKindProblems(inputs, property, balancerArn, cloud),
    ];
}

const BLOCK_OF: Readonly<Record<string, string>> = {
    redirect: "redirect",
    "fixed-response": "fixedResponse",
    "authenticate-cognito": "authenticateCognito",
    "authenticate-oidc": "authenticateOidc",
    "jwt-validation": "jwtValidation",
};

function oneActionProblems(path: string, action: Values): readonly Problem[] {
    const type = text(action.type);
    const block = type === undefined ? undefined : BLOCK_OF[type];
    const groups = records(record(action.forward)?.targetGroups);
    const redirect = record(action.redirect);
    const loops =
        redirect !== undefined &&
        ["host", "path", "port", "protocol", "query"].every(
            (part) =>
                redirect[part] === undefined ||
                redirect[part] === (part === "path" ? "/#{path}" : `#{${part}}`),
        );
    return [
        ...(block !== undefined && action[block] === undefined
            ? [problem(path, `is of type "${type}" and needs ${block}`)]
            : []),
        ...(type === "forward" && action.targetGroupArn === undefined && action.forward === undefined
            ? [problem(path, `is of type "forward" and needs targetGroupArn or forward`)]
            : []),
        ...(isSet(action.targetGroupArn) && isSet(action.forward)
            ? groups.length === 1 && text(groups[0]?.arn) === text(action.targetGroupArn)
                ? []
                : [problem(`${path}.forward`, "conflicts with targetGroupArn: give one of them")]
            : []),
        ...(groups.length > 5
            ? [problem(`${path}.forward.targetGroups`, `has ${groups.length} groups; at most 5 are allowed`)]
            : []),
        ...(loops
            ? [problem(`${path}.redirect`, "changes nothing of the request and would go round in circles")]
            : []),
    ];
}

function targetKindProblems(
    inputs: Values,
    property: string,
    balancerArn: Value | undefined,
    cloud: CloudView,
): readonly Problem[] {
    const vpcOf = (existing: Existing | undefined): Value | undefined => existing?.outputs.vpcId;
    const kind = kindOfArn(balancerArn);
    const balancer = cloud.find(LOAD_BALANCER, "arn", text(balancerArn) ?? "");
    return targetGroupReferences(property)
        .flatMap((reference) => select(inputs, reference.property))
        .flatMap(({ path, value }) => {
            const target = cloud.find(TARGET_GROUP, "arn", text(value) ?? "");
            const protocol = text(target?.outputs.protocol);
            if (target === undefined || kind === undefined) {
                return [];
            }
            const fits =
                APPLICATION_PROTOCOLS.includes(protocol ?? "") || target.outputs.targetType === "lambda";
            return [
                ...(kind === "application" && !fits
                    ? [
                          problem(
                              path,
                              `is a target group of protocol ${protocol}; an application load balancer needs HTTP or HTTPS`,
                          ),
                      ]
                    : []),
                ...(kind === "network" && fits
                    ? [
                          problem(
                              path,
                              `is a target group of protocol ${protocol}; a network load balancer needs ${NETWORK_PROTOCOLS.join(", ")}`,
                          ),
                      ]
                    : []),
                ...(vpcOf(balancer) !== undefined && isSet(vpcOf(target)) && vpcOf(balancer) !== vpcOf(target)
                    ? [
                          problem(
                              path,
                              `is in ${show(vpcOf(target))}, but the load balancer is in ${show(vpcOf(balancer))}`,
                          ),
                      ]
                    : []),
            ];
        });
}
