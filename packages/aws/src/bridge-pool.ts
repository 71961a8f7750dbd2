import {
    planBridgePool,
    PortSource,
    throwProblems,
    type BridgePoolPlan,
    type PortRow,
} from "@bridgepool/core";
import { ComponentResource, type ComponentResourceOptions, type Output } from "@pulumi/pulumi";
import { BRIDGE_INSTANCE_TYPE, type BridgePoolArgs } from "./bridge-pool-args";
import { machineOf } from "./host-args";
import { hostTooling } from "./host-tool";
import { memoryOf } from "./instance-type";
import { createAlarms, createTopic } from "./parts/alarms";
import { createStore } from "./parts/bucket";
import type { SpotMix } from "./parts/host-group";
import { createHosts } from "./parts/hosts";
import { createNetwork } from "./parts/network";
import { createRoster } from "./parts/roster";
import { createScaling } from "./parts/scaling";
import { createGuard, type WayIn } from "./parts/security-group";
import { resolveRegion } from "./region";
import type { Scope } from "./scope";
import { bridgePoolProblems } from "./validate/bridge-pool";

/**
 * An autoscaled group of videobridges in one region, which serves one or more Meets.
 *
 * Each bridge has public addresses of its own, on which UDP 10000 is open and nothing else. New organisations join
 * through the roster: a secret for each and the marker that names them; no bridge is replaced or restarted for it. Changing
 * the instance type, the image or anything else of a bridge applies to new bridges; those that run stay.
 *
 * Besides its instances a pool costs 0.40 USD a month for each Meet it serves (its secret) and 0.10 USD for each alarm.
 *
 * @example
 * new BridgePool("france", {
 *     region: "eu-west-3",
 *     serves: { renater: { invitation: meet.invitation("france") } },
 *     size: { min: 2, max: 20 },
 * });
 */
export class BridgePool extends ComponentResource {
    /** Name of the Auto Scaling group. */
    public readonly groupName: Output<string>;
    /** Name of the bucket with its roster and its board. */
    public readonly bucketName: Output<string>;

    /** @throws ProblemsError with everything wrong in `args`, before anything is registered. */
    public constructor(name: string, args: BridgePoolArgs, opts?: ComponentResourceOptions) {
        const region = resolveRegion(args.region);
        throwProblems(`BridgePool "${name}"`, bridgePoolProblems(name, region, args));
        const plan = planBridgePool({
            name,
            region,
            settings: args,
            tooling: hostTooling,
            memoryMiB: args.memoryMiB ?? memoryOf(args.instanceType ?? BRIDGE_INSTANCE_TYPE) ?? 0,
            session: args.session ?? false,
        });
        super("bridgepool-aws:index:BridgePool", name, {}, opts);

        const scope: Scope = { parent: this, name, region, tags: args.tags ?? {} };
        const made = create(scope, plan, args);
        this.groupName = made.groupName;
        this.bucketName = made.bucketName;
        this.registerOutputs({ groupName: this.groupName, bucketName: this.bucketName });
    }
}

function create(scope: Scope, plan: BridgePoolPlan, args: BridgePoolArgs) {
    const { existing = {}, alarms = {} } = args;
    const { bridges } = plan;
    const path = args.path ?? `bridgepool/${scope.name}`;
    const network = args.network ?? createNetwork(scope);
    const store = createStore(scope, existing.bucketName, [
        { prefix: plan.board.prefix, days: plan.board.keepDays },
    ]);
    const guard = createGuard(
        scope,
        bridges.role,
        network.vpcId,
        bridges.ports.map(wayIn),
        existing.securityGroupIds,
    );
    const marker = createRoster(scope, {
        pool: scope.name,
        path,
        store,
        markerKey: plan.roster.marker,
        memberships: memberships(args),
    });

    const group = createHosts(scope, {
        plan: bridges,
        path,
        store,
        network,
        machine: machineOf(args, BRIDGE_INSTANCE_TYPE),
        guard,
        spot: spotOf(args),
        profileArn: existing.instanceProfileArn,
        needs: [marker],
    });
    createScaling(scope, bridges, { group });
    createAlarms(scope, bridges, { group }, alarms, createTopic(scope, alarms));
    return { groupName: group.name, bucketName: store.name };
}

/** Bridges have no load balancer: people reach them directly. */
function wayIn({ name, protocol, port, from, networks }: PortRow): WayIn {
    if (from !== PortSource.Internet)
        throw new Error(`The port ${name} of bridges is behind a load balancer.`);
    return { name, protocol, port, networks };
}

function memberships(args: BridgePoolArgs) {
    return Object.fromEntries(
        Object.entries(args.serves).map(([key, { invitation, share }]) => [
            key,
            { invitation, share: share ?? 1 },
        ]),
    );
}

function spotOf(args: BridgePoolArgs): SpotMix | undefined {
    const { spot, size } = args;
    if (!spot) return undefined;
    const types = [args.instanceType ?? BRIDGE_INSTANCE_TYPE, ...(spot.instanceTypes ?? [])];
    return {
        onDemandBase: spot.onDemandBase ?? size.min,
        onDemandPercent: spot.onDemandPercent ?? 0,
        instanceTypes: [...new Set(types)],
    };
}
