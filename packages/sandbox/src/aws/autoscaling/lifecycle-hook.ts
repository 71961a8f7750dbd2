/** Lifecycle hooks. */
import type { ResourceModel } from "../../model";
import { region, resource, upstream } from "../kit/define";
import { arn, length, oneOf, problem, range } from "../kit/refuse";
import { LIFECYCLE_HOOK, ROLE } from "../kit/tokens";
import { isSet, number, text } from "../kit/values";
import { HOOK_NAME, idInGroup, inGroup, ofGroup, TRANSITIONS } from "./members";

/** https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-quotas.html */
const MOST_HOOKS = 50;

export const lifecycleHook: ResourceModel = resource({
    token: LIFECYCLE_HOOK,
    properties: {
        ...region,
        ...upstream("internal/service/autoscaling/lifecycle_hook.go", {
            replace: ["name"],
            update: [
                "autoscalingGroupName",
                "defaultResult",
                "heartbeatTimeout",
                "lifecycleTransition",
                "notificationMetadata",
                "notificationTargetArn",
                "roleArn",
            ],
        }),
    },
    name: { property: "name", maxLength: 255, pattern: HOOK_NAME, unique: false },
    references: [ofGroup, { property: "roleArn", to: [ROLE], by: "arn", blocksDelete: false }],
    check: (inputs) => [
        ...range(inputs, "heartbeatTimeout", 30, 7200),
        ...oneOf(inputs, "lifecycleTransition", TRANSITIONS),
        ...oneOf(inputs, "defaultResult", ["ABANDON", "CONTINUE"]),
        ...arn(inputs, "notificationTargetArn"),
        ...arn(inputs, "roleArn"),
        ...length(inputs, "notificationMetadata", 1, 4000),
    ],
    checkCreate: (inputs, cloud) => [
        ...inGroup(cloud, LIFECYCLE_HOOK, inputs, "name", MOST_HOOKS),
        ...(/:(sns|sqs):/.test(text(inputs.notificationTargetArn) ?? "") && !isSet(inputs.roleArn)
            ? [problem("roleArn", "is required for a notification target of SNS or SQS")]
            : []),
    ],
    id: (inputs) => idInGroup(inputs, "name"),
    outputs: (inputs) => ({
        defaultResult: text(inputs.defaultResult) ?? "ABANDON",
        heartbeatTimeout: number(inputs.heartbeatTimeout) ?? 3600,
    }),
});
