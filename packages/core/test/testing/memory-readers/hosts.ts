import {
    type AlarmRow,
    Grant,
    type HealthRow,
    type HostRole,
    type MetricRow,
    type PortRow,
    PortSource,
    type ScalingPlan,
    type ScalingRule,
} from "@bridgepool/core";
import {
    type ObservedHosts,
    readBundle,
    type Reader,
    readUserData,
    type RecordingReader,
    type ResourceReader,
    Unreadable,
    waitsFor,
} from "@bridgepool/core/testing";

import { ZONES } from "../memory-cloud";
import { childRole, kind, same, word } from "./words";

export function readHosts(recording: RecordingReader, group: ResourceReader, name: string): ObservedHosts {
    const id = group.attribute("id");
    const of = (what: string): ResourceReader[] =>
        recording.all(kind(what)).filter((reader) => reader.text("of") === id);
    const boot = readUserData(group.text("boot"));
    const { BRIDGEPOOL_PATH, BRIDGEPOOL_SHELF, ...strayFacts } = boot.environment;
    const shelf = recording.by(kind("Shelf"), "id", BRIDGEPOOL_SHELF);
    const role = group.text("role");
    const item = recording.one(kind("Item"), ({ resource }) => resource.name === `${name}-${role}-bundle`);
    if (item.text("shelf") !== shelf.attribute("id") || item.text("key") !== boot.bundleKey) {
        throw new Unreadable(`${group.what} looks for its bundle where it is not`);
    }
    const bundle = readBundle(item.text("text"));
    return {
        role: role as HostRole,
        boot: {
            bytes: boot.bytes,
            rendered: boot.rendered,
            expects: boot.expects,
            finds: bundle.sha256,
            late: lateFor(recording, group, item),
            strayFacts: [
                ...Object.keys(strayFacts),
                ...(BRIDGEPOOL_PATH === name ? [] : ["BRIDGEPOOL_PATH"]),
            ],
        },
        files: bundle.files,
        packages: boot.packages,
        ports: of("Gate").map(readGate),
        ...readBadge(recording, group, name),
        ...(group.maybe("pulse") !== undefined && { health: readPulse(group.object("pulse")) }),
        scaling: readScaling(group, of("Rule"), of("Clock")),
        drain: {
            limitSeconds: group.number("farewell", "milliseconds") / 1000,
            atLimit: word(group.object("farewell"), "then", { keep: "retain", end: "continue" } as const),
            endCallsOnDestroy: group.flag("endsCalls"),
        },
        replacement: {
            kind: word(group.object("renewal"), "by", { cloud: "roll", attrition: "drain" } as const),
            minHealthyPercent: group.number("renewal", "leastPercent"),
            maxHealthyPercent: group.number("renewal", "mostPercent"),
        },
        metrics: of("Gauge").map((gauge) => gauge.text("measures") as MetricRow["measures"]),
        alarms: of("Bell").map((bell) => readBell(bell, name)),
        machine: {
            encryptedDisks: group.flag("disk", "encrypted"),
            guardedMetadata: group.flag("metadata", "token") && group.number("metadata", "hops") === 1,
            signInKeys: group.texts("keys").length > 0,
            publicIpv4: same(group.texts("addresses"), ["ipv4", "ipv6"]),
            publicIpv6: same(group.texts("addresses"), ["ipv4", "ipv6"]),
            reachesOut: true,
            zones: { used: same(group.texts("zones"), ZONES) ? ZONES.length : 0, all: ZONES.length },
        },
    };
}

/** What hosts need at boot and their group does not wait for. */
function lateFor(recording: RecordingReader, group: ResourceReader, bundle: ResourceReader): string[] {
    const early = waitsFor(recording.recording, group.resource.urn);
    const secrets = recording
        .all(kind("Vault"))
        .filter(({ resource }) => group.text("role") === "signalling" && resource.custom);
    return [bundle, ...secrets]
        .map(({ resource }) => resource)
        .filter(({ urn }) => !early.has(urn))
        .map(({ name }) => name);
}

function readGate(gate: ResourceReader): PortRow {
    const sources = gate.texts("sources");
    const balanced = sources.includes("portal");
    return {
        name: gate.text("name"),
        ...readWay(gate.text("way")),
        from: balanced ? PortSource.LoadBalancer : PortSource.Internet,
        networks: sources.filter((source) => source !== "portal"),
    };
}

export function readWay(way: string): Pick<PortRow, "protocol" | "port"> {
    const [, protocol, port] = /^(tcp|udp):(\d+)$/.exec(way) ?? [];
    if (protocol === undefined) {
        throw new Unreadable(`${way} is no protocol and port`);
    }
    return { protocol: protocol === "tcp" ? "tcp" : "udp", port: Number(port) };
}

const VERBS: Readonly<Record<string, Grant>> = {
    "read-item": Grant.ReadObjects,
    "write-item": Grant.WriteObjects,
};

function readBadge(
    recording: RecordingReader,
    group: ResourceReader,
    name: string,
): Pick<ObservedHosts, "secrets" | "grants" | "otherRights" | "sharedIdentity"> {
    const badge = recording.by(kind("Badge"), "id", group.text("badge"));
    const shelf = recording.all(kind("Shelf")).map((reader) => reader.attribute("id"));
    const rights = badge.texts("rights").map((right) => {
        const [verb = "", place = ""] = right.split(" ");
        const prefix = shelf.map((id) => `${id}/`).find((start) => place.startsWith(start));
        const grant = VERBS[verb];
        if (verb === "open-vault") {
            return { secret: place.startsWith(`${name}/`) ? place.slice(name.length + 1) : place };
        }
        if (grant !== undefined && prefix !== undefined && place.endsWith("*")) {
            return { grant: { grant, prefix: place.slice(prefix.length, -1) } };
        }
        return right === "be-visited" ? { grant: { grant: Grant.Session, prefix: "" } } : { other: right };
    });
    return {
        secrets: rights.flatMap(({ secret }) => secret ?? []),
        grants: rights.flatMap(({ grant }) => grant ?? []),
        otherRights: rights.flatMap(({ other }) => other ?? []),
        sharedIdentity: badge.text("holder") === "group" ? [] : [badge.text("holder")],
    };
}

export function readPulse(pulse: Reader): HealthRow {
    const [, protocol, port, path] = /^(tcp|https?):(\d+)(\/.*)?$/.exec(pulse.text("at")) ?? [];
    if (protocol === undefined) {
        throw new Unreadable(`${pulse.what} is at no protocol, port and path`);
    }
    return {
        protocol: protocol as HealthRow["protocol"],
        port: Number(port),
        ...(path !== undefined && { path }),
        intervalSeconds: pulse.number("everyMilliseconds") / 1000,
        graceSeconds: pulse.number("graceMilliseconds") / 1000,
        healthyThreshold: pulse.number("healthyAfter"),
        unhealthyThreshold: pulse.number("unhealthyAfter"),
    };
}

function readScaling(
    group: ResourceReader,
    rules: readonly ResourceReader[],
    clocks: readonly ResourceReader[],
): ScalingPlan {
    const own = ({ value }: ResourceReader, ...others: string[]): Record<string, unknown> =>
        Object.fromEntries(
            Object.entries(value).filter(([key]) => !["of", "region", "tags", ...others].includes(key)),
        );
    const forecasts = rules.filter((rule) => rule.text("kind") === "forecast");
    const deciding = rules.filter((rule) => rule.text("kind") !== "forecast");
    if (forecasts.length > 1 || deciding.length > 1) {
        throw new Unreadable(`${group.what} has more than one rule`);
    }
    const [rule, forecast] = [deciding[0], forecasts[0]];
    return {
        min: group.number("least"),
        max: group.number("most"),
        warmUpSeconds: group.number("warmUpMilliseconds") / 1000,
        ...(rule && { rule: own(rule) as unknown as ScalingRule }),
        ...(forecast && {
            predictive: own(forecast, "kind") as unknown as NonNullable<ScalingPlan["predictive"]>,
        }),
        schedules: clocks.map((clock) => ({
            key: clock.text("key"),
            cron: clock.text("at"),
            timeZone: clock.text("zone"),
            min: clock.number("least"),
            max: clock.number("most"),
        })),
    };
}

function readBell(bell: ResourceReader, name: string): AlarmRow {
    return {
        name: childRole(bell, name),
        metric: bell.text("metric") as AlarmRow["metric"],
        comparison: bell.text("comparison") as AlarmRow["comparison"],
        threshold: bell.number("threshold"),
        periodSeconds: bell.number("periodMilliseconds") / 1000,
        periods: bell.number("periods"),
        missing: bell.text("missing") as AlarmRow["missing"],
        runbook: bell.text("says"),
    };
}
