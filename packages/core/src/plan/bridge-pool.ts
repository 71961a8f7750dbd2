import { imageReference } from "../images";
import { throwProblems } from "../problems";
import { BRIDGE_PORT, bridgeContainer, bridgeFiles, MIN_MEMORY_MIB } from "../render/bridge";
import { hostFiles, hostPackages } from "../render/host";
import type { Size } from "../settings";
import { planScaling } from "./scaling";
import { sessionFiles, type BridgePoolSpec } from "./specs";
import {
    Grant,
    HostRole,
    PortSource,
    type AlarmRow,
    type BridgePoolPlan,
    type GrantRow,
    type HostPlan,
    type PortRow,
} from "./types";

/** Six hours: longer than nearly every meeting, and a bridge told to go in the evening is gone in the morning. */
const DEFAULT_DRAIN_SECONDS = 21_600;

/**
 * Turns a pool's settings, validated before, into everything that a cloud has to make.
 *
 * @throws ProblemsError when the pool's hosts have too little memory for a bridge
 */
export function planBridgePool(spec: BridgePoolSpec): BridgePoolPlan {
    checkMemory(spec);
    return {
        name: spec.name,
        region: spec.region,
        bridges: planBridges(spec),
        roster: { marker: "roster/marker.json" },
        board: { prefix: "board/", keepDays: 7 },
    };
}

function checkMemory({ name, memoryMiB }: BridgePoolSpec): void {
    const enough = memoryMiB >= MIN_MEMORY_MIB;
    throwProblems(
        `BridgePool "${name}"`,
        enough
            ? []
            : [
                  {
                      path: "memoryMiB",
                      reason: `hosts of ${memoryMiB} MiB cannot carry a bridge, which takes at least ${MIN_MEMORY_MIB} MiB`,
                      fix: "choose a machine type with more memory",
                  },
              ],
    );
}

function planBridges({ name, region, settings, tooling, memoryMiB, session }: BridgePoolSpec): HostPlan {
    const drainSeconds = settings.drain?.limitSeconds ?? DEFAULT_DRAIN_SECONDS;
    const image = imageReference("jvb", settings.images);
    const containers = [bridgeContainer({ image, memoryMiB, drainSeconds })];
    return {
        role: HostRole.Bridge,
        containers,
        files: [
            ...hostFiles({ containers, ports: PORTS, metadataAddresses: tooling.metadataAddresses }),
            ...bridgeFiles({ region, drainSeconds, tool: tooling.path }),
            ...sessionFiles({ tooling, session }),
        ],
        packages: hostPackages(tooling),
        ports: PORTS,
        secrets: [{ name: "roster/*", purpose: "sign in at the Meets that the pool serves" }],
        grants: planGrants(session),
        scaling: planScaling(settings.size, settings.scaling),
        drain: {
            limitSeconds: drainSeconds,
            // `retain` would keep a bridge until it ends itself, and it takes the agent to do that.
            atLimit: "continue",
            endCallsOnDestroy: settings.drain?.endCallsOnDestroy ?? false,
        },
        replacement: { kind: "drain", minHealthyPercent: 100, maxHealthyPercent: 200 },
        metrics: [
            { name: "bridges", measures: "hosts-in-service" },
            { name: "bridges-wanted", measures: "hosts-desired" },
            { name: "cpu", measures: "cpu" },
        ],
        alarms: planAlarms(name, settings.size),
    };
}

/** Nothing else is open: no shell, no load balancer, no bridge interface. Relays use the same port. */
const PORTS: readonly PortRow[] = [
    {
        name: "media",
        protocol: "udp",
        port: BRIDGE_PORT,
        from: PortSource.Internet,
        networks: ["0.0.0.0/0", "::/0"],
    },
];

function planGrants(session: boolean): GrantRow[] {
    return [
        { grant: Grant.ReadObjects, prefix: "bundle/", purpose: "fetch the files of its plan" },
        { grant: Grant.ReadObjects, prefix: "roster/", purpose: "see when the roster changes" },
        { grant: Grant.ReadObjects, prefix: "board/", purpose: "read the pool's shared state" },
        {
            grant: Grant.WriteObjects,
            prefix: "board/",
            purpose: "write its status, and what the leader decides",
        },
        ...(session ? [{ grant: Grant.Session, prefix: "", purpose: "let people on call in" }] : []),
    ];
}

/** An alarm that could never fire, or never rest, is left out: a pool may have no minimum, or one size only. */
function planAlarms(pool: string, { min, max }: Size): AlarmRow[] {
    const tooFew: AlarmRow = {
        name: "too-few-bridges",
        metric: "hosts-in-service",
        comparison: "below",
        threshold: min,
        periodSeconds: 60,
        periods: 10,
        missing: "breaching",
        runbook:
            `Pool "${pool}" has had fewer than its minimum of ${min} bridges in service for ten minutes. Look at the ` +
            "group's activity for launches that failed (quota, capacity, image). Where hosts do start, the console output " +
            "of the newest says under bridgepool-boot what it could not do.",
    };
    const atMaximum: AlarmRow = {
        name: "at-maximum",
        metric: "hosts-desired",
        comparison: "at-least",
        threshold: max,
        periodSeconds: 60,
        periods: 15,
        missing: "not-breaching",
        runbook:
            `Pool "${pool}" has wanted its maximum of ${max} bridges for 15 minutes and cannot grow. Raise size.max, or ` +
            "have other pools serve the same Meets.",
    };
    return [...(min > 0 ? [tooFew] : []), ...(max > min ? [atMaximum] : [])];
}
