import { meetDomains } from "../render/meet/domains";
import { BRIDGES_PORT, HEALTH_PATH, IDLE_SECONDS, PAGES_PORT, XMPP_PORT } from "../render/meet/ports";
import type { MeetSettings } from "../settings";
import { planCertificates } from "./certificates";
import { planScaling } from "./scaling";
import type { MeetSpec } from "./specs";
import {
    Grant,
    HostRole,
    PortSource,
    type AccountRow,
    type AlarmRow,
    type GrantRow,
    type HealthRow,
    type HostPlan,
    type MeetPlan,
    type PortRow,
    type RouteRow,
} from "./types";

export { meetDomains } from "../render/meet/domains";

/** From launch until a host answers: packages, images, the first start. */
const GRACE_SECONDS = 600;

/** Turns a Meet's settings, validated before, into everything that a cloud has to make. */
export function planMeet(spec: MeetSpec): MeetPlan {
    const domains = meetDomains(spec.settings.domain);
    const oneHost = spec.settings.oneHost ?? false;
    const web = oneHost ? undefined : planWebHost(spec);
    return {
        name: spec.name,
        domains,
        ...(web && { web }),
        signalling: planSignallingHost(spec),
        routes: planRoutes(oneHost),
        bridgePort: bridgePort(spec.settings),
        accounts: planAccounts(spec.settings),
        certificates: planCertificates(spec.settings, domains),
    };
}

function planWebHost(spec: MeetSpec): HostPlan {
    const { size = { min: 1, max: 2 }, scaling } = spec.settings.web ?? {};
    return {
        role: HostRole.Web,
        containers: [],
        files: [],
        packages: [],
        ports: [loadBalancerPort("pages", PAGES_PORT)],
        secrets: [],
        grants: planGrants(spec),
        health: health(PAGES_PORT),
        scaling: planScaling(size, scaling),
        drain: { limitSeconds: 60, atLimit: "continue", endCallsOnDestroy: true },
        replacement: { kind: "roll", minHealthyPercent: 90, maxHealthyPercent: 200 },
        metrics: [
            { name: "web-hosts", measures: "hosts-in-service" },
            { name: "web-hosts-healthy", measures: "healthy-targets" },
        ],
        alarms: webAlarms(size.min),
    };
}

function planSignallingHost(spec: MeetSpec): HostPlan {
    const oneHost = spec.settings.oneHost ?? false;
    return {
        role: HostRole.Signalling,
        containers: [],
        files: [],
        packages: [],
        ports: [
            bridgePort(spec.settings),
            ...(oneHost ? [loadBalancerPort("pages", PAGES_PORT)] : []),
            loadBalancerPort("xmpp", XMPP_PORT),
        ],
        secrets: [
            { name: "signalling", purpose: "the password of focus, the certificate in use and its private key" },
            { name: "accounts/*", purpose: "which accounts of pools are valid: verifiers, no passwords" },
        ],
        grants: planGrants(spec),
        health: health(XMPP_PORT),
        // Prosody and Jicofo keep all state in memory: never a second one, and the first ends before the next begins.
        scaling: { min: 1, max: 1, schedules: [], warmUpSeconds: 0 },
        drain: { limitSeconds: 0, atLimit: "continue", endCallsOnDestroy: true },
        replacement: { kind: "roll", minHealthyPercent: 0, maxHealthyPercent: 100 },
        metrics: [
            { name: "signalling-hosts", measures: "hosts-in-service" },
            { name: "signalling-hosts-healthy", measures: "healthy-targets" },
            { name: "signalling-cpu", measures: "cpu" },
        ],
        alarms: signallingAlarms(),
    };
}

/** Where bridges dial in. */
function bridgePort(settings: MeetSettings): PortRow {
    return {
        name: "bridges",
        protocol: "tcp",
        port: BRIDGES_PORT,
        from: PortSource.Internet,
        networks: settings.bridgeNetworks ?? ["0.0.0.0/0", "::/0"],
    };
}

function loadBalancerPort(name: string, port: number): PortRow {
    return { name, protocol: "tcp", port, from: PortSource.LoadBalancer, networks: [] };
}

function health(port: number): HealthRow {
    return {
        protocol: "https",
        port,
        path: HEALTH_PATH,
        intervalSeconds: 10,
        healthyThreshold: 2,
        unhealthyThreshold: 3,
        graceSeconds: GRACE_SECONDS,
    };
}

function planRoutes(oneHost: boolean): RouteRow[] {
    return [
        {
            name: "pages",
            paths: ["/*"],
            to: oneHost ? HostRole.Signalling : HostRole.Web,
            port: PAGES_PORT,
            protocol: "http/2",
            idleSeconds: IDLE_SECONDS,
            sticky: false,
            deregistrationSeconds: 60,
            health: health(PAGES_PORT),
        },
        {
            name: "xmpp",
            paths: ["/xmpp-websocket*", "/http-bind*"],
            to: HostRole.Signalling,
            port: XMPP_PORT,
            protocol: "http/1.1",
            idleSeconds: IDLE_SECONDS,
            sticky: false,
            // Sessions cannot move to the next signalling host: waiting for them would only lengthen the gap.
            deregistrationSeconds: 10,
            health: health(XMPP_PORT),
        },
    ];
}

function planGrants(spec: MeetSpec): GrantRow[] {
    return [
        { grant: Grant.ReadObjects, prefix: "bundle/", purpose: "fetch its own files at boot" },
        ...(spec.session ? [{ grant: Grant.Session, prefix: "", purpose: "let people on call look" }] : []),
    ];
}

function webAlarms(min: number): AlarmRow[] {
    return [
        {
            name: "web-hosts-missing",
            metric: "hosts-in-service",
            comparison: "below",
            threshold: min,
            periodSeconds: 60,
            periods: 10,
            missing: "breaching",
            runbook: "",
        },
    ];
}

function signallingAlarms(): AlarmRow[] {
    return [
        {
            name: "signalling-unhealthy",
            metric: "healthy-targets",
            comparison: "below",
            threshold: 1,
            periodSeconds: 60,
            periods: 2,
            missing: "breaching",
            runbook: "",
        },
    ];
}

/** The accounts of all admitted pools: the one in use, and the one before it while that is kept. */
function planAccounts(settings: MeetSettings): AccountRow[] {
    return [...settings.admits].sort().flatMap((pool): AccountRow[] => {
        const { generation = 1, keepPrevious = false, previousNotAfter } = settings.accounts?.[pool] ?? {};
        const current = { pool, generation, user: `${pool}-${generation}`, current: true };
        if (!keepPrevious) return [current];
        return [
            current,
            {
                pool,
                generation: generation - 1,
                user: `${pool}-${generation - 1}`,
                current: false,
                ...(previousNotAfter !== undefined && { notAfter: previousNotAfter }),
            },
        ];
    });
}
