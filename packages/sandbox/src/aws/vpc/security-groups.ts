/** Security groups and their rules. */
import type { Problem, ResourceModel, Values } from "../../model";
import { regionalArn } from "../kit/arns";
import { nameTaken, region, resource, tags, upstream } from "../kit/define";
import { atLeastOne, atMostOne, length, matches, problem, range, show } from "../kit/refuse";
import { DEFAULT_SECURITY_GROUP, EGRESS_RULE, INGRESS_RULE, SECURITY_GROUP, VPC } from "../kit/tokens";
import { isSet, list, number, record, records, select, text, texts } from "../kit/values";
import { ipv4CidrProblems, ipv6CidrProblems } from "./cidr-problems";

/** What a property that names a security group may name. */
export const ANY_SECURITY_GROUP = [SECURITY_GROUP, DEFAULT_SECURITY_GROUP] as const;

const SOURCES = ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"];

/** Rules in one direction of one group: https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html */
const MOST_RULES = 60;

/** Characters EC2 allows in the description of a group or rule. */
const DESCRIPTION = /^[A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]*$/;

const DESCRIPTION_SAYS = "allowed are letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*";

const PROTOCOLS = /^(-1|all|tcp|udp|icmp|icmpv6|\d{1,3})$/i;

function protocolProblems(inputs: Values, path: string): readonly Problem[] {
    return matches(
        inputs,
        path,
        PROTOCOLS,
        "allowed are tcp, udp, icmp, icmpv6, -1 for all, or a protocol number",
    );
}

function ruleProblems(inputs: Values): readonly Problem[] {
    const protocol = text(inputs.ipProtocol)?.toLowerCase();
    const from = number(inputs.fromPort);
    const to = number(inputs.toPort);
    const everything = protocol === "-1" || protocol === "all";
    const icmp = protocol !== undefined && ["icmp", "icmpv6", "1", "58"].includes(protocol);
    const portless = protocol === undefined || everything || icmp;
    return [
        ...atMostOne(inputs, ...SOURCES),
        ...ipv4CidrProblems(inputs, "cidrIpv4"),
        ...ipv6CidrProblems(inputs, "cidrIpv6"),
        ...protocolProblems(inputs, "ipProtocol"),
        ...range(inputs, "fromPort", icmp || everything ? -1 : 0, icmp ? 255 : 65535),
        ...range(inputs, "toPort", icmp || everything ? -1 : 0, icmp ? 255 : 65535),
        ...length(inputs, "description", 0, 255),
        ...matches(inputs, "description", DESCRIPTION, DESCRIPTION_SAYS),
        ...(!portless && from !== undefined && to !== undefined && from > to
            ? [problem("toPort", `is ${to}, which is lower than fromPort ${from}`)]
            : []),
        ...(everything
            ? ["fromPort", "toPort"]
                  .filter((property) => isSet(inputs[property]) && inputs[property] !== -1)
                  .map((property) =>
                      problem(property, `is ${show(inputs[property])}; leave it out for all protocols`),
                  )
            : []),
    ];
}

function rule(token: string, direction: "ingress" | "egress"): ResourceModel {
    const file = `internal/service/ec2/vpc_security_group_${direction}_rule.go`;
    return resource({
        token,
        properties: {
            ...region,
            ...tags,
            ...upstream(file, {
                replace: ["securityGroupId"],
                update: [...SOURCES, "description", "fromPort", "ipProtocol", "toPort"],
            }),
        },
        references: [
            { property: "securityGroupId", to: ANY_SECURITY_GROUP, by: "id", blocksDelete: false },
            { property: "referencedSecurityGroupId", to: ANY_SECURITY_GROUP, by: "id" },
        ],
        check: ruleProblems,
        checkCreate: (inputs, cloud) => {
            const protocol = text(inputs.ipProtocol)?.toLowerCase();
            const needsPorts =
                protocol === "tcp" || protocol === "udp" || protocol === "6" || protocol === "17";
            const siblings = cloud
                .list(token)
                .filter((other) => other.outputs.securityGroupId === inputs.securityGroupId);
            return [
                ...atLeastOne(inputs, ...SOURCES),
                ...(needsPorts ? [...atLeastOne(inputs, "fromPort"), ...atLeastOne(inputs, "toPort")] : []),
                ...(siblings.length >= MOST_RULES
                    ? [
                          problem(
                              "securityGroupId",
                              `already has ${MOST_RULES} ${direction} rules, the most AWS allows`,
                          ),
                      ]
                    : []),
                ...(siblings.some((other) => sameRule(other.inputs, inputs))
                    ? [problem("", "the specified rule already exists in this security group")]
                    : []),
            ];
        },
        // "When you modify a rule, you cannot change the rule's source type." (ModifyPlan in the provider)
        replaceWhen: (olds, news) => {
            const before = SOURCES.find((property) => isSet(olds[property]));
            const after = SOURCES.find((property) => isSet(news[property]));
            return before === after ? [] : [before, after].flatMap((property) => property ?? []);
        },
        id: (_, cloud) => `sgr-${cloud.hex(17, "rule")}`,
        outputs: (_, id, cloud) => ({
            arn: regionalArn(cloud, "ec2", `security-group-rule/${id}`),
            securityGroupRuleId: id,
        }),
    });
}

function sameRule(a: Values, b: Values): boolean {
    return [...SOURCES, "ipProtocol", "fromPort", "toPort"].every((property) => a[property] === b[property]);
}

/** Inline rules of a group: `ingress` and `egress` blocks. */
function inlineRuleProblems(inputs: Values): readonly Problem[] {
    return ["ingress", "egress"].flatMap((direction) => [
        ...ipv4CidrProblems(inputs, `${direction}[].cidrBlocks[]`),
        ...ipv6CidrProblems(inputs, `${direction}[].ipv6CidrBlocks[]`),
        ...protocolProblems(inputs, `${direction}[].protocol`),
        ...range(inputs, `${direction}[].fromPort`, -1, 65535),
        ...range(inputs, `${direction}[].toPort`, -1, 65535),
        ...select(inputs, `${direction}[]`).flatMap(({ path, value }) => {
            const inline = record(value);
            const [from, to] = [number(inline?.fromPort), number(inline?.toPort)];
            return from !== undefined && to !== undefined && from > to
                ? problem(`${path}.toPort`, `is ${to}, which is lower than fromPort ${from}`)
                : [];
        }),
    ]);
}

const inlineReferences = ["ingress", "egress"].map((direction) => ({
    property: `${direction}[].securityGroups[]`,
    to: ANY_SECURITY_GROUP,
    by: "id",
}));

export const securityGroup: ResourceModel = resource({
    token: SECURITY_GROUP,
    properties: {
        ...region,
        ...tags,
        ...upstream("internal/service/ec2/vpc_security_group.go", {
            replace: ["description", "name", "namePrefix", "vpcId"],
            update: ["egress", "ingress", "revokeRulesOnDelete"],
            // Upstream says "Managed by Terraform"; pulumi-aws overrides the text.
            defaults: { description: "Managed by Pulumi", revokeRulesOnDelete: false },
        }),
    },
    name: {
        property: "name",
        prefixProperty: "namePrefix",
        maxLength: 255,
        pattern: /^(?!sg-)[A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]+$/,
        unique: false,
    },
    references: [{ property: "vpcId", to: [VPC], by: "id" }, ...inlineReferences],
    check: (inputs) => [
        ...length(inputs, "description", 1, 255),
        ...matches(inputs, "description", DESCRIPTION, DESCRIPTION_SAYS),
        ...inlineRuleProblems(inputs),
    ],
    checkCreate: (inputs, cloud) => [
        ...nameTaken(
            cloud,
            SECURITY_GROUP,
            inputs,
            "name",
            (other) => other.outputs.vpcId === inputs.vpcId,
            "in this VPC",
        ),
        ...(isSet(inputs.vpcId)
            ? []
            : [problem("vpcId", "is missing, and the stand-in account has no default VPC")]),
    ],
    // Instances hold the groups that their launch template names.
    checkDelete: ({ id }, cloud) => {
        const templates = cloud
            .list("aws:ec2/launchTemplate:LaunchTemplate")
            .filter(({ inputs }) =>
                [
                    ...texts(inputs.vpcSecurityGroupIds),
                    ...records(inputs.networkInterfaces).flatMap((nic) => texts(nic.securityGroups)),
                ].includes(id),
            )
            .map((template) => template.id);
        const group = cloud
            .list("aws:autoscaling/group:Group")
            .find(({ inputs }) => templates.includes(text(record(inputs.launchTemplate)?.id) ?? ""));
        return group === undefined
            ? []
            : [
                  problem(
                      "",
                      `resource ${id} has a dependent object: the instances of Auto Scaling group ${group.id} use it`,
                  ),
              ];
    },
    id: (_, cloud) => `sg-${cloud.hex(17, "security group")}`,
    outputs: (inputs, id, cloud) => ({
        arn: regionalArn(cloud, "ec2", `security-group/${id}`),
        egress: list(inputs.egress),
        ingress: list(inputs.ingress),
        ownerId: cloud.account,
    }),
});

/** Adopts the group every VPC is born with; deleting it only forgets it. */
export const defaultSecurityGroup: ResourceModel = resource({
    token: DEFAULT_SECURITY_GROUP,
    properties: {
        ...region,
        ...tags,
        ...upstream("internal/service/ec2/vpc_default_security_group.go", {
            replace: ["vpcId"],
            update: ["egress", "ingress", "revokeRulesOnDelete"],
            defaults: { revokeRulesOnDelete: false },
        }),
    },
    references: [{ property: "vpcId", to: [VPC], by: "id", blocksDelete: false }, ...inlineReferences],
    check: inlineRuleProblems,
    checkCreate: (inputs) =>
        isSet(inputs.vpcId)
            ? []
            : [problem("vpcId", "is missing, and the stand-in account has no default VPC")],
    id: (inputs, cloud) =>
        text(cloud.find(VPC, "id", text(inputs.vpcId) ?? "")?.outputs.defaultSecurityGroupId) ??
        `sg-${cloud.hex(17, "default security group")}`,
    outputs: (inputs, id, cloud) => ({
        arn: regionalArn(cloud, "ec2", `security-group/${id}`),
        description: "default VPC security group",
        egress: list(inputs.egress),
        ingress: list(inputs.ingress),
        name: "default",
        namePrefix: "",
        ownerId: cloud.account,
    }),
});

export const securityGroupResources: readonly ResourceModel[] = [
    securityGroup,
    defaultSecurityGroup,
    rule(INGRESS_RULE, "ingress"),
    rule(EGRESS_RULE, "egress"),
];
