import { CloudError, type HostNotice } from "../../ports/cloud";
import type { InstanceMetadata } from "./metadata";

const SPOT = "spot/instance-action";
const LIFECYCLE = "autoscaling/target-lifecycle-state";
const MAINTENANCE = "events/maintenance/scheduled";

/** Of maintenance, only what begins within an hour is a notice: until then it may be moved, and often is. */
const MAINTENANCE_SECONDS = 3600;

/** Maintenance that ends what runs on the host. The other kinds cut its network for a moment at most. */
const ENDING_MAINTENANCE = ["instance-stop", "instance-retirement", "instance-reboot", "system-reboot"];

/**
 * What AWS has said about this host, the nearest end first.
 *
 * Sources: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html,
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/retrieving-target-lifecycle-state-through-imds.html,
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_scheduled_events.html
 */
export async function readNotice(
    metadata: InstanceMetadata,
    now: () => Date,
): Promise<HostNotice | undefined> {
    const spot = spotNotice(await metadata.read(SPOT), now());
    if (spot) return spot;
    if ((await metadata.read(LIFECYCLE))?.trim() === "Terminated") {
        return { kind: "terminating", what: "autoscaling: Terminated" };
    }
    return maintenanceNotice(await metadata.read(MAINTENANCE), now());
}

/** `{"action":"terminate","time":"2026-11-21T12:02:00Z"}`, two minutes before. */
export function spotNotice(text: string | undefined, now: Date): HostNotice | undefined {
    if (text === undefined) return undefined;
    const { action, time } = (parse(SPOT, text) ?? {}) as Record<string, unknown>;
    // Anything else is no notice: what follows from one cannot be taken back.
    if (typeof action !== "string") throw garbled(SPOT);
    return { kind: "terminating", what: `spot: ${action}`, ...within(time, now) };
}

/** `[{"Code":"instance-retirement","NotBefore":"21 Jan 2027 09:00:43 GMT","State":"active",…}]`, days before. */
export function maintenanceNotice(text: string | undefined, now: Date): HostNotice | undefined {
    if (text === undefined) return undefined;
    const events = parse(MAINTENANCE, text);
    if (!Array.isArray(events)) throw garbled(MAINTENANCE);
    const notices = (events as (Record<string, unknown> | null)[])
        .map((event) => event ?? {})
        .filter(({ Code, State }) => State === "active" && ENDING_MAINTENANCE.includes(String(Code)))
        .map((event) => ({
            kind: "terminating" as const,
            what: `maintenance: ${String(event["Code"])}`,
            ...within(event["NotBefore"], now),
        }))
        .filter(({ withinSeconds = Infinity }) => withinSeconds <= MAINTENANCE_SECONDS);
    return notices.sort((a, b) => (a.withinSeconds ?? 0) - (b.withinSeconds ?? 0))[0];
}

function within(time: unknown, now: Date): { withinSeconds?: number } {
    const at = typeof time === "string" ? Date.parse(time) : NaN;
    return Number.isNaN(at) ? {} : { withinSeconds: Math.max(0, Math.round((at - now.getTime()) / 1000)) };
}

function parse(path: string, text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch {
        throw garbled(path);
    }
}

function garbled(path: string): CloudError {
    return new CloudError(`The metadata service's answer to ${path} cannot be understood.`, false);
}
