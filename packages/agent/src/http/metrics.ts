import { collectDefaultMetrics, Counter, Gauge, Registry } from "prom-client";

import { BridgeState, MembershipState } from "../board/documents";
import type { AgentStatus } from "../status";

/** One metric, made from what an agent believes. */
export interface MetricRow<Status> {
    readonly name: string;
    readonly kind: "gauge" | "counter";
    readonly help: string;
    readonly labels: readonly string[];
    readonly values: (status: Status) => readonly Sample[];
}

export interface Sample {
    readonly labels?: Readonly<Record<string, string>>;
    readonly value: number;
}

/** Every metric of an agent beside a bridge, besides those that prom-client has for any process. */
export const BRIDGE_METRICS: readonly MetricRow<AgentStatus>[] = [
    {
        ...gauge("bridgepool_info", "Always 1; says what runs", "release", "pool", "region", "lane"),
        values: ({ release, pool, region, bridge: { lane } }) => [
            { labels: { release, pool, region, lane }, value: 1 },
        ],
    },
    {
        ...gauge(
            "bridgepool_bridge_state",
            "1 for the state that the bridge is in, 0 for the others",
            "state",
        ),
        values: ({ bridge }) =>
            Object.values(BridgeState).map((state) => ({
                labels: { state },
                value: flag(bridge.state === state),
            })),
    },
    {
        ...gauge("bridgepool_bridge_healthy", "1 while the bridge answers and says that it is healthy"),
        values: ({ bridge }) => [{ value: flag(bridge.healthy) }],
    },
    {
        ...gauge("bridgepool_bridge_in_service", "1 while the cloud counts the host as in service"),
        values: ({ bridge }) => [{ value: flag(bridge.inService) }],
    },
    {
        ...gauge("bridgepool_bridge_protected", "1 while the cloud may not choose the host for scale-in"),
        values: ({ bridge }) => [{ value: flag(bridge.isProtected) }],
    },
    {
        ...gauge("bridgepool_bridge_stress", "Stress of the bridge, of which 1 is the limit"),
        values: ({ bridge }) => [{ value: bridge.stress }],
    },
    {
        ...gauge("bridgepool_bridge_conferences", "Conferences on the bridge"),
        values: ({ bridge }) => [{ value: bridge.conferences }],
    },
    {
        ...gauge(
            "bridgepool_bridge_participants",
            "Participants on the bridge itself, relayed ones left out",
        ),
        values: ({ bridge }) => [{ value: bridge.participants }],
    },
    {
        ...gauge("bridgepool_bridge_ghosts", "Connections of the bridge that no membership explains"),
        values: ({ bridge }) => [{ value: bridge.ghosts }],
    },
    {
        ...gauge("bridgepool_pool_has_leader", "1 while this agent knows of a leader of the pool"),
        values: ({ leader }) => [{ value: flag(leader !== undefined) }],
    },
    {
        ...gauge("bridgepool_pool_leader", "1 while this agent leads the pool"),
        values: ({ leader }) => [{ value: flag(leader?.isHere === true) }],
    },
    {
        ...gauge(
            "bridgepool_pool_utilisation",
            "Utilisation of the pool as of the assignment; missing while unknown",
        ),
        values: ({ assignment }) =>
            assignment?.utilisation === undefined ? [] : [{ value: assignment.utilisation }],
    },
    {
        ...gauge(
            "bridgepool_roster_memberships",
            "Memberships in the roster that is followed; missing before the first",
        ),
        values: ({ roster }) => (roster === undefined ? [] : [{ value: roster.memberships }]),
    },
    {
        ...gauge("bridgepool_membership_assigned", "1 while the bridge is to serve this Meet", "membership"),
        values: ({ bridge, assignment }) =>
            Object.keys(bridge.memberships).map((membership) => ({
                labels: { membership },
                value: flag(assignment?.serves.includes(membership) === true),
            })),
    },
    {
        ...gauge(
            "bridgepool_membership_joined",
            "1 while the bridge is in this Meet's brewery",
            "membership",
        ),
        values: ofMemberships(({ state }) =>
            flag(state === MembershipState.Joined || state === MembershipState.Draining),
        ),
    },
    {
        ...gauge("bridgepool_membership_generation", "Generation of the account in use", "membership"),
        values: ofMemberships(({ generation }) => generation),
    },
    {
        ...gauge("bridgepool_membership_conferences", "Conferences of this Meet on the bridge", "membership"),
        values: ofMemberships(({ conferences }) => conferences),
    },
    {
        ...gauge(
            "bridgepool_membership_participants",
            "Participants of this Meet on the bridge itself, relayed ones left out",
            "membership",
        ),
        values: ofMemberships(({ participants }) => participants),
    },
    {
        ...counter(
            "bridgepool_membership_failures_total",
            "Failures to join, by what failed",
            "membership",
            "kind",
        ),
        values: ({ memberships }) =>
            Object.entries(memberships).flatMap(([membership, { failures }]) =>
                Object.entries(failures).map(([kind, value]) => ({ labels: { membership, kind }, value })),
            ),
    },
    {
        ...counter(
            "bridgepool_membership_conferences_total",
            "Conferences that came to the bridge",
            "membership",
        ),
        values: ofUsage(({ conferences }) => conferences),
    },
    {
        ...counter(
            "bridgepool_membership_participant_minutes_total",
            "Time that participants spent on the bridge itself, in minutes",
            "membership",
        ),
        values: ofUsage(({ participantSeconds }) => participantSeconds / 60),
    },
    {
        ...counter(
            "bridgepool_membership_received_bytes_total",
            "Its part of what the bridge received",
            "membership",
        ),
        values: ofUsage(({ receivedBytes }) => receivedBytes),
    },
    {
        ...counter(
            "bridgepool_membership_sent_bytes_total",
            "Its part of what the bridge sent",
            "membership",
        ),
        values: ofUsage(({ sentBytes }) => sentBytes),
    },
    {
        ...gauge("bridgepool_warnings", "What somebody should look at: agent status says what it is"),
        values: ({ warnings }) => [{ value: warnings.length }],
    },
];

/** What `/metrics` answers. */
export interface MetricsPage {
    readonly contentType: string;
    text(): Promise<string>;
}

/** The page of some metrics. Each time it is asked for, it is made anew from one status: what is gone is gone. */
export function metricsPage<Status>(rows: readonly MetricRow<Status>[], status: () => Status): MetricsPage {
    const registry = new Registry();
    // The default is to look at the event loop a hundred times a second.
    collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 1000 });
    const updates = rows.map((row) => metricOf(row, registry));
    return {
        contentType: registry.contentType,
        text: () => {
            const now = status();
            updates.forEach((update) => update(now));
            return registry.metrics();
        },
    };
}

function metricOf<Status>(row: MetricRow<Status>, registry: Registry): (status: Status) => void {
    const { name, help, kind, labels } = row;
    const configuration = { name, help, labelNames: labels, registers: [registry] };
    const metric = kind === "gauge" ? new Gauge(configuration) : new Counter(configuration);
    return (status) => {
        metric.reset();
        // A metric without labels is 0 after a reset. What is not known is no 0.
        if (labels.length === 0) {
            metric.remove({});
        }
        // Two Meets under one key, one after the other, are one value.
        row.values(status).forEach((sample) => metric.inc(sample.labels ?? {}, sample.value));
    };
}

type Heading = Omit<MetricRow<never>, "values">;

function gauge(name: string, help: string, ...labels: readonly string[]): Heading {
    return { name, kind: "gauge", help, labels };
}

function counter(name: string, help: string, ...labels: readonly string[]): Heading {
    return { name, kind: "counter", help, labels };
}

function ofMemberships(
    value: (membership: AgentStatus["bridge"]["memberships"][string]) => number,
): MetricRow<AgentStatus>["values"] {
    return ({ bridge }) =>
        Object.entries(bridge.memberships).map(([membership, one]) => ({
            labels: { membership },
            value: value(one),
        }));
}

function ofUsage(value: (usage: AgentStatus["usage"][number]) => number): MetricRow<AgentStatus>["values"] {
    return ({ usage }) => usage.map((row) => ({ labels: { membership: row.key }, value: value(row) }));
}

function flag(is: boolean): number {
    return is ? 1 : 0;
}
