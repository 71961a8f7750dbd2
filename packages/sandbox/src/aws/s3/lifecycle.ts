/** Lifecycle rules of a bucket. */
import type { Problem, Values } from "../../model";
import { atLeastOne, length, oneOf, problem, range } from "../kit/refuse";
import { isSet, list, number, record, records, select, text } from "../kit/values";
import { alreadySet, setting } from "./settings";
import { TRANSITION_CLASSES } from "./values";

const MOST_LIFECYCLE_RULES = 1000;

export const lifecycleConfiguration = setting(
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "bucket_lifecycle_configuration.go",
    { update: ["rules", "timeouts", "transitionDefaultMinimumObjectSize"], owner: true },
    (inputs) => {
        const ids = records(inputs.rules).flatMap((rule) => text(rule.id) ?? []);
        return [
            ...(list(inputs.rules).length > MOST_LIFECYCLE_RULES
                ? [
                      problem(
                          "rules",
                          `has ${list(inputs.rules).length} rules; S3 allows ${MOST_LIFECYCLE_RULES}`,
                      ),
                  ]
                : []),
            ...ids
                .filter((id, at) => ids.indexOf(id) !== at)
                .map((id) => problem("rules", `uses the id "${id}" twice`)),
            ...length(inputs, "rules[].id", 1, 255),
            ...oneOf(inputs, "rules[].status", ["Enabled", "Disabled"]),
            ...oneOf(inputs, "rules[].transitions[].storageClass", TRANSITION_CLASSES),
            ...oneOf(inputs, "rules[].noncurrentVersionTransitions[].storageClass", TRANSITION_CLASSES),
            ...oneOf(inputs, "transitionDefaultMinimumObjectSize", [
                "all_storage_classes_128K",
                "varies_by_storage_class",
            ]),
            ...range(inputs, "rules[].noncurrentVersionExpiration.noncurrentDays", 1, 2 ** 31 - 1),
            ...range(inputs, "rules[].abortIncompleteMultipartUpload.daysAfterInitiation", 1, 2 ** 31 - 1),
            ...range(inputs, "rules[].transitions[].days", 0, 2 ** 31 - 1),
            ...select(inputs, "rules[]").flatMap(({ path, value }) =>
                lifecycleRuleProblems(path, record(value) ?? {}),
            ),
        ];
    },
    {
        checkCreate: (inputs, cloud) => [
            ...atLeastOne(inputs, "rules"),
            ...alreadySet("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", inputs, cloud),
        ],
        outputs: (inputs) => ({
            transitionDefaultMinimumObjectSize:
                text(inputs.transitionDefaultMinimumObjectSize) ?? "all_storage_classes_128K",
        }),
    },
);

const LIFECYCLE_ACTIONS = [
    "expiration",
    "transitions",
    "noncurrentVersionExpiration",
    "noncurrentVersionTransitions",
    "abortIncompleteMultipartUpload",
];

function lifecycleRuleProblems(path: string, rule: Values): readonly Problem[] {
    const expiration = record(rule.expiration) ?? {};
    const days = number(expiration.days);
    const kinds = ["days", "date", "expiredObjectDeleteMarker"].filter((kind) => isSet(expiration[kind]));
    return [
        ...(LIFECYCLE_ACTIONS.some((action) => isSet(rule[action]))
            ? []
            : [problem(path, `does nothing; give at least one of ${LIFECYCLE_ACTIONS.join(", ")}`)]),
        ...(isSet(rule.prefix) && isSet(rule.filter)
            ? [problem(`${path}.prefix`, "conflicts with filter: give one of them")]
            : []),
        ...(kinds.length > 1
            ? [problem(`${path}.expiration`, `has ${kinds.join(" and ")}; give one of them`)]
            : []),
        ...(days !== undefined && days < 1 && kinds.length === 1
            ? [problem(`${path}.expiration.days`, `is ${days}; it must be a positive number`)]
            : []),
    ];
}
