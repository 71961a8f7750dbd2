import { renderBundle, renderUserData, type HostPlan } from "@bridgepool/core";
import type { Group } from "@pulumi/aws/autoscaling/group";
import type { Input, Resource } from "@pulumi/pulumi";
import { hostEnvironment, hostTooling } from "../host-tool";
import type { NetworkReference } from "../network-reference";
import type { Scope } from "../scope";
import { storeText, type Store } from "./bucket";
import { createGroup, type SpotMix } from "./host-group";
import { createIdentity } from "./identity";
import { createTemplate, type Machine } from "./launch-template";
import type { Guard } from "./security-group";

/** One kind of host: everything from its plan to its group. */
export interface HostsSpec {
    readonly plan: HostPlan;
    /** The component's path. */
    readonly path: string;
    readonly store: Store;
    readonly network: NetworkReference;
    readonly machine: Machine;
    readonly guard: Guard;
    readonly targetGroupArns?: readonly Input<string>[];
    readonly spot?: SpotMix;
    /** An instance profile that is there already. */
    readonly profileArn?: Input<string>;
    /** What else its hosts need while they live. */
    readonly needs?: readonly Resource[];
}

/** Makes the bundle, the identity, the template and the group of one kind of host. */
export function createHosts(scope: Scope, spec: HostsSpec): Group {
    const { plan, path, store, network } = spec;
    const identity = createIdentity(scope, plan, { path, store }, spec.profileArn);
    const bundle = renderBundle(plan.files);
    const stored = storeText(scope, store, {
        role: `${plan.role}-bundle`,
        key: bundle.key,
        text: bundle.text,
        // A host that was started a minute before the bundle changed still has to find its own.
        keep: true,
    });
    const template = createTemplate(scope, plan.role, {
        machine: spec.machine,
        identity,
        guard: spec.guard,
        ipv6: network.ipv6 ?? true,
        userData: store.name.apply((bucket) =>
            renderUserData({
                tooling: hostTooling,
                packages: plan.packages,
                environment: hostEnvironment(scope.region, path, bucket),
                bundle,
            }),
        ),
    });
    return createGroup(scope, plan, {
        template,
        subnetIds: Object.values(network.subnetIds),
        targetGroupArns: spec.targetGroupArns ?? [],
        spot: spec.spot,
        release: bundle.sha256.slice(0, 12),
        needs: [stored, ...identity.rights, ...spec.guard.rules, ...(spec.needs ?? [])],
    });
}
