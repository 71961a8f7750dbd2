import type { MetricRow, Sample } from "../http/metrics";
import type { MeetStatus, PoolBridges } from "./status";

/** Every metric of an agent beside a Meet's signalling, besides those that prom-client has for any process. */
export const MEET_METRICS: readonly MetricRow<MeetStatus>[] = [
    {
        name: "bridgepool_meet_part_up",
        kind: "gauge",
        help: "1 while a part of the signalling host answers",
        labels: ["part"],
        values: ({ brewery, jicofo }) => [
            { labels: { part: "brewery" }, value: brewery === undefined ? 0 : 1 },
            { labels: { part: "jicofo" }, value: jicofo === undefined ? 0 : 1 },
        ],
    },
    {
        name: "bridgepool_meet_certificate_days",
        kind: "gauge",
        help: "Days until the certificate for bridges ends",
        labels: [],
        values: ({ brewery }) => known(brewery?.certificateDays),
    },
    {
        name: "bridgepool_meet_operational_bridges",
        kind: "gauge",
        help: "Bridges that Jicofo could use, over all pools",
        labels: [],
        values: ({ jicofo }) => known(jicofo?.operationalBridges),
    },
    {
        name: "bridgepool_meet_conferences",
        kind: "gauge",
        help: "Conferences of the Meet",
        labels: [],
        values: ({ jicofo }) => known(jicofo?.conferences),
    },
    {
        name: "bridgepool_meet_pool_bridges",
        kind: "gauge",
        help: "Bridges of a pool in the brewery: operational ones get conferences, draining ones do not",
        labels: ["pool", "state"],
        values: ofPools(({ operational, draining }) => [
            { labels: { state: "operational" }, value: operational },
            { labels: { state: "draining" }, value: draining },
        ]),
    },
    {
        name: "bridgepool_meet_pool_accounts",
        kind: "gauge",
        help: "Accounts of a pool that may sign in",
        labels: ["pool"],
        values: ofPools(({ accounts }) => [{ value: accounts }]),
    },
    {
        name: "bridgepool_meet_failed_sign_ins_total",
        kind: "counter",
        help: "Sign-ins at the brewery that failed, since it started",
        labels: [],
        values: ({ brewery }) => known(brewery?.failedSignIns),
    },
];

function known(value: number | undefined): Sample[] {
    return value === undefined ? [] : [{ value }];
}

function ofPools(samples: (pool: PoolBridges) => readonly Sample[]): MetricRow<MeetStatus>["values"] {
    return ({ brewery }) =>
        Object.entries(brewery?.pools ?? {}).flatMap(([pool, bridges]) =>
            samples(bridges).map(({ labels, value }) => ({ labels: { pool, ...labels }, value })),
        );
}
