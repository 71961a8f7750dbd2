/** Notification topics and who gets what they say. */
import type { ResourceModel } from "../model";
import { regionalArn } from "./kit/arns";
import { region, resource, tags, upstream } from "./kit/define";
import { policyProblems } from "./kit/policy-document";
import { arn, length, matches, oneOf, problem, range, show } from "./kit/refuse";
import { SNS_TOPIC, SNS_TOPIC_SUBSCRIPTION } from "./kit/tokens";
import { flag, isSet, number, text } from "./kit/values";

const DESTINATIONS = ["application", "firehose", "http", "lambda", "sqs"];

const FEEDBACK_ROLES = DESTINATIONS.flatMap((each) => [
    `${each}FailureFeedbackRoleArn`,
    `${each}SuccessFeedbackRoleArn`,
]);

const SAMPLE_RATES = DESTINATIONS.map((each) => `${each}SuccessFeedbackSampleRate`);

const FIFO_ONLY = ["archivePolicy", "fifoThroughputScope", "contentBasedDeduplication"];

export const topic: ResourceModel = resource({
    token: SNS_TOPIC,
    properties: {
        ...region,
        ...tags,
        ...upstream("internal/service/sns/topic.go", {
            replace: ["fifoTopic", "name", "namePrefix"],
            update: [
                ...FEEDBACK_ROLES,
                ...FIFO_ONLY,
                ...SAMPLE_RATES,
                "deliveryPolicy",
                "displayName",
                "kmsMasterKeyId",
                "policy",
                "signatureVersion",
                "tracingConfig",
            ],
            defaults: { contentBasedDeduplication: false, fifoTopic: false },
        }),
    },
    name: {
        property: "name",
        prefixProperty: "namePrefix",
        maxLength: 256,
        pattern: /^[0-9A-Za-z_-]+(\.fifo)?$/,
    },
    check: (inputs) => {
        const fifo = flag(inputs.fifoTopic) === true;
        const name = text(inputs.name);
        return [
            ...FEEDBACK_ROLES.flatMap((property) => arn(inputs, property)),
            ...SAMPLE_RATES.flatMap((property) => range(inputs, property, 0, 100)),
            ...range(inputs, "signatureVersion", 1, 2),
            ...oneOf(inputs, "tracingConfig", ["Active", "PassThrough"]),
            ...oneOf(inputs, "fifoThroughputScope", ["Topic", "MessageGroup"]),
            ...policyProblems(inputs, "policy", "resource"),
            ...length(inputs, "displayName", 0, 100),
            ...(fifo
                ? []
                : FIFO_ONLY.filter((property) => isSet(inputs[property]) && inputs[property] !== false).map(
                      (property) => problem(property, "can only be set for FIFO topics"),
                  )),
            ...(name !== undefined && name.endsWith(".fifo") !== fifo
                ? [
                      problem(
                          "name",
                          `is ${show(name)}; the names of FIFO topics, and only theirs, end in ".fifo"`,
                      ),
                  ]
                : []),
        ];
    },
    id: (inputs, cloud) => regionalArn(cloud, "sns", text(inputs.name) ?? ""),
    outputs: (inputs, id, cloud) => ({
        arn: id,
        beginningArchiveTime: "",
        owner: cloud.account,
        policy: text(inputs.policy) ?? ownerPolicy(id, cloud.account),
        signatureVersion: number(inputs.signatureVersion) ?? 0,
        tracingConfig: text(inputs.tracingConfig) ?? "",
    }),
});

/** What SNS puts on a topic that is given no policy: the owner's account may do everything with it. */
function ownerPolicy(topicArn: string, account: string): string {
    const verbs = [
        "GetTopicAttributes",
        "SetTopicAttributes",
        "AddPermission",
        "RemovePermission",
        "DeleteTopic",
        "Subscribe",
        "ListSubscriptionsByTopic",
        "Publish",
    ];
    return JSON.stringify({
        Id: "__default_policy_ID",
        Statement: [
            {
                Action: verbs.map((verb) => `SNS:${verb}`),
                Condition: { StringEquals: { "AWS:SourceOwner": account } },
                Effect: "Allow",
                Principal: { AWS: "*" },
                Resource: topicArn,
                Sid: "__default_statement_ID",
            },
        ],
        Version: "2008-10-17",
    });
}

const PROTOCOLS = ["application", "email", "email-json", "firehose", "http", "https", "lambda", "sms", "sqs"];

export const topicSubscription: ResourceModel = resource({
    token: SNS_TOPIC_SUBSCRIPTION,
    properties: {
        ...region,
        ...upstream("internal/service/sns/topic_subscription.go", {
            replace: ["endpoint", "protocol", "topic"],
            update: [
                "confirmationTimeoutInMinutes",
                "deliveryPolicy",
                "endpointAutoConfirms",
                "filterPolicy",
                "filterPolicyScope",
                "rawMessageDelivery",
                "redrivePolicy",
                "replayPolicy",
                "subscriptionRoleArn",
            ],
            defaults: {
                confirmationTimeoutInMinutes: 1,
                endpointAutoConfirms: false,
                rawMessageDelivery: false,
            },
        }),
    },
    references: [{ property: "topic", to: [SNS_TOPIC], by: "arn", blocksDelete: false }],
    check: (inputs) => [
        ...arn(inputs, "topic"),
        ...arn(inputs, "subscriptionRoleArn"),
        ...oneOf(inputs, "protocol", PROTOCOLS),
        ...oneOf(inputs, "filterPolicyScope", ["MessageAttributes", "MessageBody"]),
        ...(text(inputs.protocol)?.startsWith("email") === true
            ? matches(inputs, "endpoint", /^[^\s@]+@[^\s@]+$/, "an e-mail address is expected")
            : []),
    ],
    id: (inputs, cloud) => `${text(inputs.topic) ?? ""}:${cloud.hex(32, "subscription")}`,
    outputs: (inputs, id, cloud) => ({
        arn: id,
        confirmationWasAuthenticated: false,
        filterPolicyScope: text(inputs.filterPolicyScope) ?? "",
        ownerId: cloud.account,
        // Somebody has to click on a link.
        pendingConfirmation: text(inputs.protocol)?.startsWith("email") ?? false,
    }),
});

export const snsResources: readonly ResourceModel[] = [topic, topicSubscription];
