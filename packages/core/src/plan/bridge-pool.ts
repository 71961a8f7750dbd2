import { imageReference } from "../images";
import { bridgeContainer, bridgeFiles, BRIDGE_PORT } from "../render/bridge";
import { HOST_PACKAGES, hostFiles } from "../render/host";
import { planScaling } from "./scaling";
import type { BridgePoolSpec } from "./specs";
import { Grant, HostRole, PortSource, type BridgePoolPlan, type GrantRow, type HostPlan } from "./types";

/** A bridge in use may go on for six hours: longer than nearly every meeting, shorter than a night. */
export const DEFAULT_DRAIN_SECONDS = 21_600;

/** Turns a pool's settings into everything its cloud has to make. Pure; the settings have been validated. */
export function planBridgePool(spec: BridgePoolSpec): BridgePoolPlan {
    return {
        name: spec.name,
        region: spec.region,
        bridges: planBridges(spec),
        roster: { marker: "roster/marker.json" },
        board: { prefix: "board/", keepDays: 7 },
    };
}

function planBridges(spec: BridgePoolSpec): HostPlan {
    const { settings, tooling } = spec;
    const drainSeconds = settings.drain?.limitSeconds ?? DEFAULT_DRAIN_SECONDS;
    const image = imageReference("jvb", settings.images);
    const containers = [bridgeContainer({ image, memoryMiB: spec.memoryMiB, drainSeconds })];
    const ports = [
        { name: "media", protocol: "udp", port: BRIDGE_PORT, from: PortSource.Internet, networks: ANYWHERE },
    ] as const;
    return {
        role: HostRole.Bridge,
        containers,
        files: [
            ...hostFiles({ containers, ports, metadataAddresses: tooling.metadataAddresses }),
            ...bridgeFiles({ region: spec.region, drainSeconds, tool: tooling.path }),
        ],
        packages: [...new Set([...HOST_PACKAGES, ...tooling.packages])].sort(),
        ports,
        secrets: [{ name: "roster/*", purpose: "sign in at the Meets that the pool serves" }],
        grants: grants(spec.session),
        scaling: planScaling(settings.size, settings.scaling),
        drain: {
            limitSeconds: drainSeconds,
            // Until the agent is there to end an empty bridge, keeping one would keep it for ever.
            atLimit: "continue",
            endCallsOnDestroy: settings.drain?.endCallsOnDestroy ?? false,
        },
        replacement: { kind: "drain", minHealthyPercent: 100, maxHealthyPercent: 200 },
        metrics: [
            { name: "bridges", measures: "hosts-in-service" },
            { name: "bridges-wanted", measures: "hosts-desired" },
            { name: "cpu", measures: "cpu" },
        ],
        alarms: [
            {
                name: "too-few-bridges",
                metric: "hosts-in-service",
                comparison: "below",
                threshold: settings.size.min,
                periodSeconds: 60,
                periods: 10,
                missing: "breaching",
                runbook:
                    `Fewer than ${settings.size.min} bridges of pool "${spec.name}" have been in service for ten minutes. ` +
                    "Look at the group's activity for launches that fail (quota, capacity, image), then at the console " +
                    "output of a new host: bridgepool-boot says what it could not do.",
            },
            {
                name: "at-maximum",
                metric: "hosts-desired",
                comparison: "at-least",
                threshold: settings.size.max,
                periodSeconds: 60,
                periods: 15,
                missing: "not-breaching",
                runbook:
                    `Pool "${spec.name}" has wanted its maximum of ${settings.size.max} bridges for 15 minutes and can ` +
                    "grow no more. Raise size.max, or find out what uses it.",
            },
        ],
    };
}

const ANYWHERE = ["0.0.0.0/0", "::/0"];

function grants(session: boolean): GrantRow[] {
    return [
        { grant: Grant.ReadObjects, prefix: "bundle/", purpose: "fetch the files of its plan" },
        { grant: Grant.ReadObjects, prefix: "roster/", purpose: "see that the roster has changed" },
        { grant: Grant.ReadObjects, prefix: "board/", purpose: "read the pool's shared state" },
        {
            grant: Grant.WriteObjects,
            prefix: "board/",
            purpose: "write its status, and the lease when it leads",
        },
        ...(session ? [{ grant: Grant.Session, prefix: "", purpose: "let people on call in" }] : []),
    ];
}
