import { Grant, type HostPlan, renderBundle, renderUserData } from "@bridgepool/core";
import { type Input, output, type Output, type Resource } from "@pulumi/pulumi";

import { make, type Scope } from "./scope";
import type { Thing } from "./thing";
import { TOOLING } from "./tooling";

/** What hosts need of their component besides their plan. */
export interface HostParts {
    readonly shelf: { readonly id: Output<string> };
    /** What must be there before the first host. */
    readonly after: Resource[];
    /** Facts that hosts are given besides where to look; a right one gives none. */
    readonly facts?: Readonly<Record<string, Input<string>>>;
}

export const ZONES: readonly string[] = ["north", "south"];

/** A group of like hosts, with everything that is its own. */
export function makeHosts(scope: Scope, plan: HostPlan, { shelf, after, facts }: HostParts): Thing {
    const { role, scaling, drain, replacement, health } = plan;
    const { flaw } = scope;
    const bundle = renderBundle(plan.files);
    const item = make(scope, "Item", `${role}-bundle`, {
        shelf: shelf.id,
        key: bundle.key,
        text: bundle.text,
    });
    const badge = make(scope, "Badge", role, { holder: "group", rights: rightsOf(scope, plan, shelf.id) });
    const environment = output({ BRIDGEPOOL_PATH: scope.name, BRIDGEPOOL_SHELF: shelf.id, ...facts });
    const boot = environment.apply((known) =>
        renderUserData({ tooling: TOOLING, packages: plan.packages, environment: known, bundle }),
    );
    const group = make(
        scope,
        "Group",
        flaw === "the group is named after its image" ? `${role}-${bundle.sha256.slice(0, 8)}` : role,
        {
            role,
            zones: ZONES,
            boot,
            badge: badge.id,
            least: scaling.min,
            most: scaling.max + (flaw === "the largest size is the planned one plus one" ? 1 : 0),
            warmUpMilliseconds: scaling.warmUpSeconds * 1000,
            disk: { encrypted: true },
            metadata: { token: true, hops: 1 },
            keys: [],
            addresses: ["ipv4", "ipv6"],
            farewell: {
                milliseconds: flaw === "the drain is always an hour" ? 3_600_000 : drain.limitSeconds * 1000,
                then: drain.atLimit === "retain" ? "keep" : "end",
            },
            endsCalls:
                drain.endCallsOnDestroy && flaw !== "destroying waits for calls although it may end them",
            renewal: { by: replacement.kind === "roll" ? "cloud" : "attrition", ...percents(replacement) },
            ...(health && { pulse: pulseOf(health) }),
        },
        [...(flaw === "hosts start before their bundle is there" ? [] : [item]), ...after],
    );
    makeGates(scope, plan, group);
    makeScaling(scope, plan, group);
    plan.metrics.forEach(({ name, measures }) => make(scope, "Gauge", name, { of: group.id, measures }));
    plan.alarms.forEach(({ name, runbook, periodSeconds, ...alarm }) =>
        make(scope, "Bell", name, {
            ...alarm,
            of: group.id,
            periodMilliseconds: periodSeconds * 1000,
            says: flaw === "the alarm's runbook is left out" ? "Look." : runbook,
        }),
    );
    return group;
}

function percents({ minHealthyPercent, maxHealthyPercent }: HostPlan["replacement"]): Record<string, number> {
    return { leastPercent: minHealthyPercent, mostPercent: maxHealthyPercent };
}

/** A health check in this provider's words. */
export function pulseOf(health: NonNullable<HostPlan["health"]>): Record<string, Input<string | number>> {
    const { protocol, port, path = "", healthyThreshold, unhealthyThreshold } = health;
    return {
        at: `${protocol}:${port}${path}`,
        everyMilliseconds: health.intervalSeconds * 1000,
        graceMilliseconds: health.graceSeconds * 1000,
        healthyAfter: healthyThreshold,
        unhealthyAfter: unhealthyThreshold,
    };
}

/** What the badge lets hosts do, each as `verb place`. */
function rightsOf({ name, flaw }: Scope, plan: HostPlan, shelf: Output<string>): Input<string>[] {
    const verbs = {
        [Grant.ReadObjects]: "read-item",
        [Grant.WriteObjects]: "write-item",
        [Grant.Session]: "be-visited",
    };
    return [
        ...plan.secrets.map(
            (row) => `open-vault ${flaw === "hosts may read every secret" ? "*" : `${name}/${row.name}`}`,
        ),
        ...plan.grants.map(({ grant, prefix }) =>
            grant === Grant.Session ? verbs[grant] : shelf.apply((id) => `${verbs[grant]} ${id}/${prefix}*`),
        ),
    ];
}

function makeGates(scope: Scope, { role, ports }: HostPlan, group: Thing): void {
    ports.forEach(({ name, protocol, port, from, networks }) => {
        const wide = scope.flaw === "the web port is open to the internet" && from === "load-balancer";
        const sources = wide ? ["0.0.0.0/0"] : from === "load-balancer" ? ["portal"] : networks;
        make(scope, "Gate", `${role}-${name}`, { of: group.id, name, way: `${protocol}:${port}`, sources });
    });
    if (scope.flaw === "SSH is open") {
        make(scope, "Gate", `${role}-ssh`, {
            of: group.id,
            name: "ssh",
            way: "tcp:22",
            sources: ["0.0.0.0/0"],
        });
    }
}

function makeScaling(scope: Scope, { role, scaling }: HostPlan, group: Thing): void {
    if (scaling.rule) {
        make(scope, "Rule", `${role}-rule`, { of: group.id, ...scaling.rule });
    }
    if (scaling.predictive) {
        make(scope, "Rule", `${role}-forecast`, { of: group.id, kind: "forecast", ...scaling.predictive });
    }
    scaling.schedules.forEach(({ key, cron, timeZone, min, max }) =>
        make(scope, "Clock", `${role}-at-${key}`, {
            of: group.id,
            key,
            at: cron,
            zone: timeZone,
            least: min,
            most: max,
        }),
    );
}
