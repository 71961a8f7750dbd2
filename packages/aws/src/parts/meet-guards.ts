import { PortSource, type HostPlan, type MeetPlan } from "@bridgepool/core";
import type { Input } from "@pulumi/pulumi";
import type { ExistingMeetParts } from "../meet-args";
import type { Scope } from "../scope";
import { ANYWHERE, createGuard, type Guard, type WayIn } from "./security-group";

/** Who reaches what in a Meet. */
export interface MeetGuards {
    /** The load balancer for people. */
    readonly edge: Guard;
    /** The load balancer for bridges. */
    readonly entry: Guard;
    readonly web?: Guard;
    readonly signalling: Guard;
}

/** The internet reaches the load balancers; hosts are reached by these alone. */
export function createMeetGuards(
    scope: Scope,
    plan: MeetPlan,
    vpcId: Input<string>,
    existing: ExistingMeetParts,
): MeetGuards {
    const { bridgePort } = plan;
    const edge = createGuard(
        scope,
        "edge",
        vpcId,
        [443, 80].map((port) => ({ name: String(port), protocol: "tcp", port, networks: ANYWHERE })),
        existing.edgeSecurityGroupIds,
    );
    const entry = createGuard(scope, "jvb", vpcId, [bridgePort], existing.bridgesSecurityGroupIds);
    const hosts = (host: HostPlan, given: Input<string>[] | undefined) =>
        createGuard(scope, host.role, vpcId, waysIn(host, plan, edge, entry), given);
    return {
        edge,
        entry,
        ...(plan.web && { web: hosts(plan.web, existing.webSecurityGroupIds) }),
        signalling: hosts(plan.signalling, existing.signallingSecurityGroupIds),
    };
}

/** Hosts are behind load balancers: what the plan opens to the internet is reached through the one for bridges. */
function waysIn(host: HostPlan, plan: MeetPlan, edge: Guard, entry: Guard): WayIn[] {
    return host.ports.map(({ name, protocol, port, from }) => {
        const balanced = from === PortSource.LoadBalancer;
        const { bridgePort } = plan;
        if (!balanced && (port !== bridgePort.port || protocol !== bridgePort.protocol)) {
            throw new Error(
                `The port ${name} of hosts "${host.role}" is open to the internet and not where bridges dial in.`,
            );
        }
        return { name, protocol, port, group: (balanced ? edge : entry).groupIds[0] };
    });
}
