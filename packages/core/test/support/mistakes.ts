import { secret } from "@pulumi/pulumi";

import type { Federation, FederationMeet, FederationNetwork, FederationPool } from "../../src";
import { nationalPlusShared } from "./federations";

/** A Meet, the pool that serves it and the network of both: a place of its own for each mistake. */
export interface Trio {
    readonly meet: FederationMeet & Record<string, unknown>;
    readonly pool: FederationPool & Record<string, unknown>;
    readonly network: FederationNetwork & Record<string, unknown>;
    readonly federation: Federation;
    /** The number in the names `m…`, `p…` and `n…`. */
    readonly number: number;
}

export type Mistake = [what: string, make: (trio: Trio) => void, paths: (number: number) => string[]];

export const mistakes: readonly Mistake[] = [
    ["an unknown pool", ({ meet }) => meet.admits.push("nowhere"), (n) => [`meets.m${n}.admits[1]`]],
    ["an unknown Meet", ({ pool }) => (pool.serves["nowhere"] = {}), (n) => [`pools.p${n}.serves.nowhere`]],
    [
        "an unknown Meet under another key",
        ({ pool }) => (pool.serves["joint"] = { meet: "nowhere" }),
        (n) => [`pools.p${n}.serves.joint.meet`],
    ],
    ["an unknown network", ({ pool }) => (pool.network = "nowhere"), (n) => [`pools.p${n}.network`]],
    ["a Meet that admits nobody", ({ meet }) => (meet.admits = []), (n) => [`pools.p${n}.serves.m${n}`]],
    ["a pool that serves nobody", ({ pool }) => (pool.serves = {}), (n) => [`meets.m${n}.admits[0]`]],
    [
        "a pair that knows nothing of each other",
        ({ meet, pool }) => {
            meet.admits = [];
            pool.serves = {};
        },
        (n) => [`meets.m${n}.admits`, `pools.p${n}.serves`],
    ],
    [
        "a Meet served twice",
        ({ pool, number }) => (pool.serves["again"] = { meet: `m${number}` }),
        (n) => [`pools.p${n}.serves.again.meet`],
    ],
    [
        "another Meet's domain",
        ({ meet }) => (meet.domain = "meet.federation.example"),
        (n) => [`meets.m${n}.domain`],
    ],
    [
        "a domain another Meet needs for itself",
        ({ meet }) => (meet.domain = "auth.meet.federation.example"),
        (n) => [`meets.m${n}.domain`],
    ],
    [
        "a network that overlaps",
        ({ network, number }) => (network.cidr = `10.1.${number}.0/24`),
        (n) => [`networks.n${n}.cidr`],
    ],
    [
        "a network in another region",
        ({ network }) => (network.region = "eu-north-1"),
        (n) => [`meets.m${n}.network`, `pools.p${n}.network`],
    ],
    [
        "a region written in two ways",
        ({ pool, network }) => (pool.region = network.region.replaceAll("-", "")),
        (n) => [`pools.p${n}.region`],
    ],
    ["a region that is none", ({ meet }) => (meet.region = "EU West 3"), (n) => [`meets.m${n}.region`]],
    [
        "clients sent to where nothing is",
        ({ meet }) => (meet.clientRegions = { "192.0.2.0/24": "ap-south-1" }),
        (n) => [`meets.m${n}.clientRegions["192.0.2.0/24"]`],
    ],
    [
        "a group of regions where nothing is",
        ({ meet }) => (meet.regionGroups = [["eu-west-1", "ap-south-1"]]),
        (n) => [`meets.m${n}.regionGroups[0][1]`],
    ],
    ["an unknown cloud", ({ pool }) => (pool.cloud = "awz" as "aws"), (n) => [`pools.p${n}.cloud`]],
    ["the block of another cloud", ({ pool }) => (pool.gcp = {}), (n) => [`pools.p${n}.gcp`]],
    [
        "a setting in the block of a cloud",
        ({ pool }) => (pool.aws = { size: {} }),
        (n) => [`pools.p${n}.aws.size`],
    ],
    ["an unknown property", ({ meet }) => (meet["domian"] = "x"), (n) => [`meets.m${n}.domian`]],
    [
        "an unknown property of a membership",
        ({ pool, number: n }) => (pool.serves[`m${n}`] = { shares: 1 } as object),
        (n) => [`pools.p${n}.serves.m${n}.shares`],
    ],
    [
        "a share over 1",
        ({ pool, number: n }) => (pool.serves[`m${n}`] = { share: 1.4 }),
        (n) => [`pools.p${n}.serves.m${n}.share`],
    ],
    ["min over max", ({ pool }) => (pool.size = { min: 3, max: 2 }), (n) => [`pools.p${n}.size.min`]],
    [
        "two scaling rules",
        ({ pool }) => (pool.scaling = { cpu: {}, steps: {} }),
        (n) => [`pools.p${n}.scaling`],
    ],
    [
        "more than 200 Meets",
        ({ pool }) =>
            (pool.serves = {
                ...pool.serves,
                ...Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`x${i}`, {}])),
            }),
        (n) => [`pools.p${n}.serves`],
    ],
    [
        "an account of a stranger",
        ({ meet }) => (meet.accounts = { nobody: {} }),
        (n) => [`meets.m${n}.accounts.nobody`],
    ],
    [
        "a key without a certificate",
        ({ meet }) => (meet.trust = { privateKeyPem: secret("x") }),
        (n) => [`meets.m${n}.trust.certificatePem`],
    ],
    [
        "a name that is none",
        ({ federation, meet, pool, number }) => {
            federation.meets[`M_${number}`] = { ...meet, domain: `meet.other-${number}.example` };
            pool.serves["other"] = { meet: `M_${number}` };
        },
        (n) => [`meets.M_${n}`],
    ],
];

/** The flagship, and beside it one trio per mistake. */
export function spacious(): { federation: Federation; trios: Trio[] } {
    const federation = nationalPlusShared();
    const trios = mistakes.map((_, number): Trio => {
        const place = { cloud: "aws", region: "eu-west-1" } as const;
        const network = { ...place, cidr: `10.${number + 100}.0.0/16` };
        const meet = {
            ...place,
            network: `n${number}`,
            domain: `meet-${number}.example`,
            admits: [`p${number}`],
        };
        const pool = {
            ...place,
            network: `n${number}`,
            size: { min: 1, max: 2 },
            serves: { [`m${number}`]: {} },
        };
        federation.networks = { ...federation.networks, [`n${number}`]: network };
        federation.meets[`m${number}`] = meet;
        federation.pools[`p${number}`] = pool;
        return { meet, pool, network, federation, number };
    });
    return { federation, trios };
}
