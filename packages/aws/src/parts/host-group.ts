import type { DrainPlan, HostPlan, ReplacementPlan } from "@bridgepool/core";
import { Group } from "@pulumi/aws/autoscaling/group";
import { LifecycleHook } from "@pulumi/aws/autoscaling/lifecycleHook";
import type { LaunchTemplate } from "@pulumi/aws/ec2/launchTemplate";
import type { CustomTimeouts, Input, Resource } from "@pulumi/pulumi";
import { childName, childTags, type Scope } from "../scope";

/** Bridges at spot prices beside those at full price. */
export interface SpotMix {
    /** How many hosts always run at full price. */
    readonly onDemandBase: number;
    /** Of the hosts over these, how many percent run at full price. */
    readonly onDemandPercent: number;
    /** Types to choose from, the template's own among them: more of them, fewer interruptions. */
    readonly instanceTypes: readonly string[];
}

/** What a group of hosts needs besides its plan. */
export interface GroupParts {
    readonly template: LaunchTemplate;
    readonly subnetIds: readonly Input<string>[];
    /** Target groups that its hosts are put into; they then also judge its health. */
    readonly targetGroupArns: readonly Input<string>[];
    readonly spot?: SpotMix;
    /** Shown in a preview when the group's hosts will be replaced. */
    readonly release: string;
    /** What its hosts need while they live: made before them and taken away after them. */
    readonly needs: readonly Resource[];
}

/** What the group measures of itself, without charge: how many hosts it has, wants, and is waiting for. */
const GROUP_METRICS = [
    "GroupMinSize",
    "GroupMaxSize",
    "GroupDesiredCapacity",
    "GroupInServiceInstances",
    "GroupPendingInstances",
    "GroupTerminatingInstances",
    "GroupTotalInstances",
] as const;

/** The autoscaled group of one kind of host, over all zones. Its size within the limits is the autoscaler's alone. */
export function createGroup(scope: Scope, plan: HostPlan, parts: GroupParts): Group {
    const { drain, replacement, scaling } = plan;
    const group = new Group(
        childName(scope, plan.role),
        {
            region: scope.region,
            minSize: scaling.min,
            maxSize: scaling.max,
            vpcZoneIdentifiers: [...parts.subnetIds],
            ...launchOf(parts),
            ...refreshOf(plan),
            instanceMaintenancePolicy: {
                minHealthyPercentage: replacement.minHealthyPercent,
                maxHealthyPercentage: replacement.maxHealthyPercent,
            },
            defaultInstanceWarmup: scaling.warmUpSeconds,
            targetGroupArns: [...parts.targetGroupArns],
            healthCheckType: parts.targetGroupArns.length > 0 ? "ELB" : "EC2",
            healthCheckGracePeriod: plan.health?.graceSeconds ?? 0,
            suspendedProcesses: mayRebalance(replacement) ? [] : ["AZRebalance"],
            enabledMetrics: [...GROUP_METRICS],
            // An `up` returns when the group is there; hosts come as they come, and alarms tell if they do not.
            waitForCapacityTimeout: "0",
            forceDelete: drain.endCallsOnDestroy,
            ...retentionOf(drain),
            tags: groupTags(scope, plan.role, parts.release),
        },
        { parent: scope.parent, dependsOn: [...parts.needs], customTimeouts: deleteTimeout(drain) },
    );
    if (drain.limitSeconds > 0) createHook(scope, plan.role, group, drain);
    return group;
}

function launchOf({ template, spot }: GroupParts) {
    const version = template.latestVersion.apply(String);
    if (!spot) return { launchTemplate: { id: template.id, version } };
    return {
        mixedInstancesPolicy: {
            launchTemplate: {
                launchTemplateSpecification: { launchTemplateId: template.id, version },
                overrides: spot.instanceTypes.map((instanceType) => ({ instanceType })),
            },
            instancesDistribution: {
                onDemandBaseCapacity: spot.onDemandBase,
                onDemandPercentageAboveBaseCapacity: spot.onDemandPercent,
                spotAllocationStrategy: "price-capacity-optimized",
            },
        },
    };
}

/**
 * A group that drains is never refreshed: new hosts get the new template, and those that carry calls stay. Any other
 * gives way host by host as soon as its template changes.
 */
function refreshOf({ replacement, scaling }: HostPlan) {
    if (replacement.kind === "drain") return {};
    return {
        instanceRefresh: {
            strategy: "Rolling",
            preferences: {
                minHealthyPercentage: replacement.minHealthyPercent,
                maxHealthyPercentage: replacement.maxHealthyPercent,
                instanceWarmup: String(scaling.warmUpSeconds),
            },
        },
    };
}

/** Evening out zones ends hosts that work: not bridges in use, and not where a second host must not be. */
function mayRebalance({ kind, maxHealthyPercent }: ReplacementPlan): boolean {
    return kind === "roll" && maxHealthyPercent > 100;
}

/**
 * Keeping hosts beyond the limit needs somebody to end them once they are empty: the agent beside each bridge, which
 * also lifts their protection. A plan says `retain` only where it runs.
 */
function retentionOf({ atLimit }: DrainPlan) {
    if (atLimit === "continue") return {};
    return {
        protectFromScaleIn: true,
        instanceLifecyclePolicy: { retentionTriggers: { terminateHookAbandon: "retain" } },
    };
}

/** Longest time between two signs of life of a host that goes; AWS allows no more. */
const LONGEST_HEARTBEAT = 7200;
const SHORTEST_HEARTBEAT = 30;

/**
 * Holds a host that goes until it is done, or for the time of the plan. Without an agent that asks for more, AWS waits
 * two hours at most; with one, up to a hundred times as long, and never over 48 hours.
 *
 * A child of its own, since the group's own `initialLifecycleHooks` cannot change without replacing the group; and deleted
 * with the group, since a hook that went first would let the last hosts go without waiting.
 *
 * Source: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_LifecycleHook.html
 */
function createHook(scope: Scope, role: string, group: Group, drain: DrainPlan): LifecycleHook {
    return new LifecycleHook(
        childName(scope, role, "drain"),
        {
            region: scope.region,
            autoscalingGroupName: group.name,
            name: "drain",
            lifecycleTransition: "autoscaling:EC2_INSTANCE_TERMINATING",
            heartbeatTimeout: Math.min(Math.max(drain.limitSeconds, SHORTEST_HEARTBEAT), LONGEST_HEARTBEAT),
            defaultResult: drain.atLimit === "retain" ? "ABANDON" : "CONTINUE",
            notificationMetadata: JSON.stringify({ limitSeconds: drain.limitSeconds }),
        },
        { parent: scope.parent, deletedWith: group },
    );
}

/** Time for the cloud itself to end hosts and to tidy up after them. */
const TIDY_SECONDS = 900;

/** How long a destroy waits for hosts in use. */
function deleteTimeout(drain: DrainPlan): CustomTimeouts {
    const wait = drain.endCallsOnDestroy ? 0 : drain.limitSeconds;
    return { delete: `${wait + TIDY_SECONDS}s` };
}

function groupTags(scope: Scope, role: string, release: string) {
    const tags = { ...childTags(scope, role), "bridgepool:release": release };
    // Instances and what hangs on them have their tags from the launch template.
    return Object.entries(tags).map(([key, value]) => ({ key, value, propagateAtLaunch: false }));
}
