/** What Auto Scaling refuses in a group. */
import type { CloudView, Problem, Values } from "../../model";
import { oneOf, problem, range, show, tagLimits } from "../kit/refuse";
import { LAUNCH_TEMPLATE, SECURITY_GROUP, SUBNET } from "../kit/tokens";
import { isSet, number, record, records, select, text, texts } from "../kit/values";

export const MIXED = "mixedInstancesPolicy.launchTemplate";

export function findTemplate(
    id: Values[string] | undefined,
    name: Values[string] | undefined,
    cloud: CloudView,
) {
    return (
        (text(id) === undefined ? undefined : cloud.find(LAUNCH_TEMPLATE, "id", text(id) ?? "")) ??
        (text(name) === undefined ? undefined : cloud.find(LAUNCH_TEMPLATE, "name", text(name) ?? ""))
    );
}

export function sizeProblems(inputs: Values): readonly Problem[] {
    const [min, max, desired] = [
        number(inputs.minSize),
        number(inputs.maxSize),
        number(inputs.desiredCapacity),
    ];
    return [
        ...range(inputs, "minSize", 0, 10_000),
        ...range(inputs, "maxSize", 0, 10_000),
        ...(min !== undefined && max !== undefined && min > max
            ? [problem("minSize", `is ${min}, more than maxSize ${max}`)]
            : []),
        ...(desired !== undefined && min !== undefined && desired < min
            ? [problem("desiredCapacity", `is ${desired}, less than minSize ${min}`)]
            : []),
        ...(desired !== undefined && max !== undefined && desired > max
            ? [problem("desiredCapacity", `is ${desired}, more than maxSize ${max}`)]
            : []),
    ];
}

/** Every place where a group names a version of a launch template, with the template. */
function templatesOf(inputs: Values) {
    const direct = record(inputs.launchTemplate);
    return [
        ...(direct === undefined
            ? []
            : [{ path: "launchTemplate", id: direct.id, name: direct.name, version: direct.version }]),
        ...select(inputs, `${MIXED}.launchTemplateSpecification`).map(({ path, value }) => {
            const given = record(value) ?? {};
            return {
                path,
                id: given.launchTemplateId,
                name: given.launchTemplateName,
                version: given.version,
            };
        }),
    ];
}

export function versionProblems(inputs: Values, cloud: CloudView): readonly Problem[] {
    return templatesOf(inputs).flatMap(({ path, id, name, version }) => {
        const given = text(version);
        const latest = number(findTemplate(id, name, cloud)?.outputs.latestVersion);
        if (given === undefined || given === "$Latest" || given === "$Default") {
            return [];
        }
        if (!/^[1-9]\d*$/.test(given)) {
            return [
                problem(`${path}.version`, `is "${given}"; allowed are a number, "$Latest" and "$Default"`),
            ];
        }
        return latest !== undefined && Number(given) > latest
            ? [
                  problem(
                      `${path}.version`,
                      `is ${given}, but the launch template's latest version is ${latest}`,
                  ),
              ]
            : [];
    });
}

/** What EC2 finds wrong when it tries the template: "You must use a valid fully-formed launch template." */
export function templateProblems(inputs: Values, cloud: CloudView): readonly Problem[] {
    const overrides = records(record(record(inputs.mixedInstancesPolicy)?.launchTemplate)?.overrides);
    const vpcs = texts(inputs.vpcZoneIdentifiers).flatMap(
        (id) => cloud.find(SUBNET, "id", id)?.outputs.vpcId ?? [],
    );
    return [
        ...(new Set(vpcs).size > 1 ? [problem("vpcZoneIdentifiers", "has subnets of several VPCs")] : []),
        ...templatesOf(inputs).flatMap(({ path, id, name }) => {
            const template = findTemplate(id, name, cloud)?.inputs;
            if (template === undefined) {
                return [];
            }
            const groups = [
                ...texts(template.vpcSecurityGroupIds),
                ...records(template.networkInterfaces).flatMap((nic) => texts(nic.securityGroups)),
            ];
            const hasType =
                isSet(template.instanceType) ||
                isSet(template.instanceRequirements) ||
                overrides.some(
                    (override) => isSet(override.instanceType) || isSet(override.instanceRequirements),
                );
            return [
                ...(isSet(template.imageId) ? [] : [problem(path, "has no imageId in its launch template")]),
                ...(hasType ? [] : [problem(path, "has no instanceType in its launch template")]),
                ...groups.flatMap((groupId) => {
                    const vpcId = cloud.find(SECURITY_GROUP, "id", groupId)?.outputs.vpcId;
                    return vpcId !== undefined && vpcs.length > 0 && !vpcs.includes(vpcId)
                        ? problem(
                              path,
                              `uses security group ${groupId} of ${show(vpcId)}, but the subnets are in ${show(vpcs[0])}`,
                          )
                        : [];
                }),
            ];
        }),
    ];
}

export function maintenanceProblems(inputs: Values): readonly Problem[] {
    const at = "instanceMaintenancePolicy";
    const policy = record(inputs[at]);
    const [min, max] = [number(policy?.minHealthyPercentage), number(policy?.maxHealthyPercentage)];
    return [
        ...range(inputs, `${at}.minHealthyPercentage`, 0, 100, [-1]),
        ...range(inputs, `${at}.maxHealthyPercentage`, 100, 200, [-1]),
        ...(min !== undefined && max !== undefined && (min === -1) !== (max === -1)
            ? [problem(at, "has -1 in one percentage only; to switch the policy off give -1 in both")]
            : []),
        ...(min !== undefined && max !== undefined && min !== -1 && max - min > 100
            ? [problem(at, `allows ${min} to ${max} percent; the two may lie at most 100 apart`)]
            : []),
    ];
}

export function refreshProblems(inputs: Values): readonly Problem[] {
    const at = "instanceRefresh";
    return [
        ...oneOf(inputs, `${at}.strategy`, ["Rolling", "ReplaceRootVolume"]),
        ...range(inputs, `${at}.preferences.minHealthyPercentage`, 0, 100),
        ...range(inputs, `${at}.preferences.maxHealthyPercentage`, 100, 200),
        ...oneOf(inputs, `${at}.preferences.scaleInProtectedInstances`, ["Refresh", "Ignore", "Wait"]),
        ...oneOf(inputs, `${at}.preferences.standbyInstances`, ["Terminate", "Ignore", "Wait"]),
    ];
}

export function mixedProblems(inputs: Values): readonly Problem[] {
    const distribution = "mixedInstancesPolicy.instancesDistribution";
    return [
        ...range(inputs, `${distribution}.onDemandPercentageAboveBaseCapacity`, 0, 100),
        ...range(inputs, `${distribution}.onDemandBaseCapacity`, 0, 10_000),
        ...oneOf(inputs, `${distribution}.onDemandAllocationStrategy`, ["prioritized", "lowest-price"]),
        ...oneOf(inputs, `${distribution}.spotAllocationStrategy`, [
            "lowest-price",
            "capacity-optimized",
            "capacity-optimized-prioritized",
            "price-capacity-optimized",
        ]),
        ...select(inputs, `${MIXED}.overrides[]`).flatMap(({ path, value }) => {
            const override = record(value) ?? {};
            return isSet(override.instanceType) && isSet(override.instanceRequirements)
                ? problem(`${path}.instanceRequirements`, "conflicts with instanceType: give one of them")
                : [];
        }),
    ];
}

export function groupTagProblems(inputs: Values): readonly Problem[] {
    const given = records(inputs.tags);
    const keys = given.flatMap((tag) => text(tag.key) ?? []);
    return [
        ...tagLimits({
            tags: Object.fromEntries(
                given.flatMap((tag) =>
                    text(tag.key) === undefined ? [] : [[text(tag.key), tag.value ?? ""]],
                ),
            ) as Values,
        }),
        ...keys
            .filter((key, at) => keys.indexOf(key) !== at)
            .map((key) => problem("tags", `has the key "${key}" twice`)),
    ];
}
