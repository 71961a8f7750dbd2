import { HostRole, type HostPlan, type MeetPlan } from "@bridgepool/core";
import type { Input, Resource } from "@pulumi/pulumi";
import { machineOf } from "../host-args";
import { SIGNALLING_INSTANCE_TYPE, WEB_INSTANCE_TYPE, type MeetArgs } from "../meet-args";
import type { NetworkReference } from "../network-reference";
import type { Scope } from "../scope";
import { createAlarms, createTopic } from "./alarms";
import type { BridgeEntry } from "./bridge-entry";
import type { Store } from "./bucket";
import type { Edge } from "./edge";
import { createHosts } from "./hosts";
import type { MeetGuards } from "./meet-guards";
import { createScaling } from "./scaling";

/** What both kinds of host of a Meet share. */
export interface MeetHostsSpec {
    readonly plan: MeetPlan;
    readonly args: MeetArgs;
    readonly path: string;
    readonly store: Store;
    readonly network: NetworkReference;
    readonly guards: MeetGuards;
    readonly edge: Edge;
    readonly entry: BridgeEntry;
    /** The secrets that the signalling host reads. */
    readonly secrets: readonly Resource[];
}

/** The web tier, unless it shares the host, and the signalling host, each with its scaling and its alarms. */
export function createMeetHosts(scope: Scope, spec: MeetHostsSpec): void {
    const { plan, args, path, store, network, guards, edge, entry } = spec;
    const { existing = {}, alarms = {} } = args;
    const topicArn = createTopic(scope, alarms);
    const watch = (host: HostPlan, group: Parameters<typeof createScaling>[2]["group"]): void => {
        const targets = balanced(spec, host);
        createScaling(scope, host, { group, requests: targets?.requests });
        createAlarms(scope, host, { group, targets }, alarms, topicArn);
    };
    if (plan.web && guards.web) {
        const group = createHosts(scope, {
            plan: plan.web,
            path,
            store,
            network,
            machine: machineOf(args.webHost ?? {}, WEB_INSTANCE_TYPE),
            guard: guards.web,
            targetGroupArns: targetGroupArns(spec, HostRole.Web),
            profileArn: existing.webInstanceProfileArn,
            needs: edge.listeners,
        });
        watch(plan.web, group);
    }
    const group = createHosts(scope, {
        plan: plan.signalling,
        path,
        store,
        network,
        machine: machineOf(args.signallingHost ?? {}, SIGNALLING_INSTANCE_TYPE),
        guard: guards.signalling,
        targetGroupArns: [...targetGroupArns(spec, HostRole.Signalling), entry.targetGroup.arn],
        profileArn: existing.signallingInstanceProfileArn,
        needs: [...edge.listeners, entry.listener, ...spec.secrets],
    });
    watch(plan.signalling, group);
}

/** The target groups of the routes that lead to these hosts. */
function targetGroupArns({ plan, edge }: MeetHostsSpec, role: HostRole): Input<string>[] {
    return plan.routes.filter(({ to }) => to === role).map(({ name }) => edge.targetGroups[name].arn);
}

/** What is measured of a host behind the load balancer: by the last route that leads to it, which is its own. */
function balanced({ plan, edge }: MeetHostsSpec, { role }: HostPlan) {
    const route = plan.routes.filter(({ to }) => to === role).at(-1);
    if (!route) return undefined;
    const loadBalancer = edge.loadBalancer.arnSuffix;
    const targetGroup = edge.targetGroups[route.name].arnSuffix;
    return {
        loadBalancer,
        targetGroup,
        requests: loadBalancer.apply((balancer) => targetGroup.apply((group) => `${balancer}/${group}`)),
    };
}
