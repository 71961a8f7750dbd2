/** Hosted zones and records. Route 53 is global: no region. */
import { DOMAIN, TYPES, VALUE_RULES } from "../dns/rules";
import type { CloudView, Problem, ResourceModel, Values } from "../model";
import { documented, resource, tags, upstream } from "./kit/define";
import { plainName } from "./kit/ids";
import { atLeastOne, atMostOne, length, matches, oneOf, problem, range, show } from "./kit/refuse";
import { LOAD_BALANCER, RECORD, VPC, ZONE } from "./kit/tokens";
import { flag, isSet, list, records, text, texts } from "./kit/values";

const POLICIES = [
    "cidrRoutingPolicy",
    "failoverRoutingPolicies",
    "geolocationRoutingPolicies",
    "geoproximityRoutingPolicy",
    "latencyRoutingPolicies",
    "multivalueAnswerRoutingPolicy",
    "weightedRoutingPolicies",
];

export const zone: ResourceModel = resource({
    token: ZONE,
    properties: {
        ...tags,
        ...upstream("internal/service/route53/zone.go", {
            replace: ["delegationSetId", "name"],
            update: ["comment", "forceDestroy", "vpcs"],
            // Upstream says "Managed by Terraform"; pulumi-aws overrides the text.
            defaults: { comment: "Managed by Pulumi", forceDestroy: false },
        }),
        ...documented("route53/zone.d.ts", { update: ["enableAcceleratedRecovery"] }),
    },
    name: { property: "name", maxLength: 255, unique: false },
    references: [{ property: "vpcs[].vpcId", to: [VPC], by: "id", blocksDelete: false }],
    check: (inputs) => [
        ...atMostOne(inputs, "delegationSetId", "vpcs"),
        ...length(inputs, "comment", 0, 256),
        ...matches(inputs, "name", DOMAIN, "a domain name is expected"),
    ],
    checkDelete: ({ id, inputs }, cloud) => {
        const left = cloud.list(RECORD).filter(({ outputs }) => outputs.zoneId === id);
        return left.length > 0 && flag(inputs.forceDestroy) !== true
            ? [
                  problem(
                      "",
                      `HostedZoneNotEmpty: the zone still has ${left.length} records, such as ${text(left[0]?.outputs.fqdn)}; delete them or set forceDestroy`,
                  ),
              ]
            : [];
    },
    id: (_, cloud) => `Z${cloud.hex(20, "zone").toUpperCase()}`,
    outputs: (inputs, id, cloud) => {
        const numbers = cloud.hex(8, "name servers").match(/../g) ?? [];
        const nameServers = ["com", "net", "org", "co.uk"]
            .map(
                (suffix, at) =>
                    `ns-${(at * 512 + parseInt(numbers[at] ?? "0", 16)).toString()}.awsdns-${parseInt(numbers[at] ?? "0", 16) % 64}.${suffix}`,
            )
            .sort();
        return {
            arn: `arn:${cloud.partition}:route53:::hostedzone/${id}`,
            name: plainName(inputs.name),
            nameServers,
            primaryNameServer: nameServers[0] ?? "",
            zoneId: id,
        };
    },
});

export const route53Record: ResourceModel = resource({
    token: RECORD,
    properties: upstream("internal/service/route53/record.go", {
        replace: ["name", "zoneId"],
        update: [
            "aliases",
            "allowOverwrite",
            "healthCheckId",
            "records",
            "setIdentifier",
            "ttl",
            "type",
            ...POLICIES,
        ],
    }),
    references: [{ property: "zoneId", to: [ZONE], by: "id", blocksDelete: false }],
    check: (inputs, cloud) => [
        ...oneOf(inputs, "type", TYPES),
        ...matches(inputs, "name", /^$|./, "a name is expected"),
        ...(text(inputs.name) === "" ? [] : matches(inputs, "name", DOMAIN, "a domain name is expected")),
        ...atMostOne(inputs, "aliases", "records"),
        ...atMostOne(inputs, "aliases", "ttl"),
        ...atMostOne(inputs, ...POLICIES),
        ...range(inputs, "ttl", 0, 2_147_483_647),
        ...valueProblems(inputs, cloud),
        ...aliasProblems(inputs, cloud),
    ],
    checkCreate: (inputs, cloud) => {
        const policies = POLICIES.filter((policy) => isSet(inputs[policy]));
        return [
            ...atLeastOne(inputs, "aliases", "records"),
            ...(isSet(inputs.records) ? atLeastOne(inputs, "ttl") : []),
            ...(policies.length > 0 && !isSet(inputs.setIdentifier)
                ? [problem("setIdentifier", `is required with ${policies[0]}`)]
                : []),
            ...(isSet(inputs.setIdentifier) && policies.length === 0
                ? [problem("setIdentifier", "needs one of the routing policies")]
                : []),
            ...conflictProblems(inputs, cloud),
        ];
    },
    id: (inputs, cloud) =>
        [text(inputs.zoneId), fqdn(inputs, cloud), text(inputs.type), text(inputs.setIdentifier)]
            .filter((part) => part !== undefined)
            .join("_"),
    outputs: (inputs, _id, cloud) => ({
        name: plainName(inputs.name),
        fqdn: fqdn(inputs, cloud),
    }),
});

/** A name that does not end in the zone's name is taken to be relative to it (expandRecordName in the provider). */
function fqdn(inputs: Values, cloud: CloudView): string {
    const name = plainName(inputs.name);
    const apex = plainName(cloud.find(ZONE, "id", text(inputs.zoneId) ?? "")?.outputs.name);
    return name === ""
        ? apex
        : name === apex || name.endsWith(`.${apex}`) || apex === ""
          ? name
          : `${name}.${apex}`;
}

function valueProblems(inputs: Values, cloud: CloudView): readonly Problem[] {
    const type = text(inputs.type) ?? "";
    const rule = VALUE_RULES[type];
    const values = texts(inputs.records);
    const zoneName = plainName(cloud.find(ZONE, "id", text(inputs.zoneId) ?? "")?.outputs.name);
    return [
        ...(isSet(inputs.records) && list(inputs.records).length === 0
            ? [problem("records", "is empty")]
            : []),
        ...(rule === undefined
            ? []
            : values.flatMap((value, at) =>
                  rule.test(value) ? [] : problem(`records[${at}]`, `is ${show(value)}; ${rule.says}`),
              )),
        ...values
            .filter((value, at) => values.indexOf(value) !== at)
            .map((value) => problem("records", `has ${show(value)} twice`)),
        ...(type === "CNAME" && list(inputs.records).length > 1
            ? [problem("records", `has ${list(inputs.records).length} values; a CNAME has one`)]
            : []),
        ...(type === "CNAME" && zoneName !== "" && fqdn(inputs, cloud) === zoneName
            ? [problem("type", "is CNAME, which is not permitted at the apex of a zone; use an alias")]
            : []),
    ];
}

function aliasProblems(inputs: Values, cloud: CloudView): readonly Problem[] {
    return records(inputs.aliases).flatMap((alias, at) => {
        const target = plainName(alias.name);
        const balancer = cloud
            .list(LOAD_BALANCER)
            .find(({ outputs }) => plainName(outputs.dnsName) === target.replace(/^dualstack\./, ""));
        if (!/\.elb\.([a-z0-9-]+\.)?amazonaws\.com$/.test(target)) {
            return [];
        }
        if (balancer === undefined) {
            return problem(`aliases[${at}].name`, `is "${target}"; no such load balancer exists`);
        }
        return isSet(alias.zoneId) && alias.zoneId !== balancer.outputs.zoneId
            ? problem(
                  `aliases[${at}].zoneId`,
                  `is ${show(alias.zoneId)}; the alias target does not lie within that zone, the load balancer's zoneId is ${show(balancer.outputs.zoneId)}`,
              )
            : [];
    });
}

/** InvalidChangeBatch: "Tried to create resource record set […] but it already exists". */
function conflictProblems(inputs: Values, cloud: CloudView): readonly Problem[] {
    const name = fqdn(inputs, cloud);
    const others = cloud
        .list(RECORD)
        .filter(({ outputs }) => outputs.zoneId === inputs.zoneId && outputs.fqdn === name);
    const same = others.some(
        ({ outputs }) =>
            outputs.type === inputs.type && (outputs.setIdentifier ?? "") === (inputs.setIdentifier ?? ""),
    );
    const shadow = others.find(({ outputs }) => (outputs.type === "CNAME") !== (inputs.type === "CNAME"));
    return [
        ...(same && flag(inputs.allowOverwrite) !== true
            ? [
                  problem(
                      "",
                      `tried to create resource record set [name='${name}.', type='${text(inputs.type)}'] but it already exists`,
                  ),
              ]
            : []),
        ...(shadow === undefined
            ? []
            : [
                  problem(
                      "type",
                      `is ${show(inputs.type)}, but ${name} has a ${text(shadow.outputs.type)} record; a CNAME excludes all others`,
                  ),
              ]),
    ];
}

export const route53Resources: readonly ResourceModel[] = [zone, route53Record];
