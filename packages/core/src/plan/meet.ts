import { imageReference } from "../images";
import { hostFiles, hostPackages } from "../render/host";
import { breweryContainer, jicofoContainer, prosodyContainer, webContainer } from "../render/meet/containers";
import { meetDomains } from "../render/meet/domains";
import { pagesFiles, signallingFiles } from "../render/meet/files";
import { BRIDGES_PORT, HEALTH_PATH, IDLE_SECONDS, PAGES_PORT, XMPP_PORT } from "../render/meet/ports";
import type { MeetSettings } from "../settings";
import { planCertificates } from "./certificates";
import { planScaling } from "./scaling";
import { sessionFiles, type MeetSpec } from "./specs";
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

export { meetDomains };

/** From launch until a host answers: packages, images, the first start. */
const GRACE_SECONDS = 600;

/** How long a web host may go on with the pages it is sending. */
const PAGES_DRAIN_SECONDS = 60;

/** Turns a Meet's settings into everything its cloud has to make. Pure; the settings have been validated. */
export function planMeet(spec: MeetSpec): MeetPlan {
    const { settings } = spec;
    const domains = meetDomains(settings.domain);
    const oneHost = settings.oneHost ?? false;
    return {
        name: spec.name,
        domains,
        ...(!oneHost && { web: planWebHost(spec) }),
        signalling: planSignallingHost(spec),
        routes: planRoutes(oneHost),
        bridgePort: bridgePort(settings),
        accounts: planAccounts(settings),
        certificates: planCertificates(settings, domains),
    };
}

function planWebHost(spec: MeetSpec): HostPlan {
    const { settings, tooling } = spec;
    const { size = { min: 1, max: 2 }, scaling, replacement = {} } = settings.web ?? {};
    const domains = meetDomains(settings.domain);
    const containers = [webContainer(imageReference("web", settings.images), domains)];
    const ports = [loadBalancerPort("pages", PAGES_PORT)];
    return {
        role: HostRole.Web,
        containers,
        files: [
            ...hostFiles({ containers, ports, metadataAddresses: tooling.metadataAddresses }),
            ...pagesFiles(settings.page),
            ...sessionFiles(spec),
        ],
        packages: hostPackages(spec.tooling),
        ports,
        secrets: [],
        grants: planGrants(spec),
        health: health(PAGES_PORT),
        scaling: planScaling(size, scaling),
        // Pages are short answers: a host that leaves finishes those it has begun.
        drain: { limitSeconds: PAGES_DRAIN_SECONDS, atLimit: "continue", endCallsOnDestroy: true },
        // A new host first, unless the user wants none more than the size: a tier of one then answers throughout.
        replacement: {
            kind: "roll",
            minHealthyPercent: replacement.minHealthyPercent ?? 100,
            maxHealthyPercent: replacement.maxHealthyPercent ?? 200,
        },
        metrics: [
            { name: "web-hosts", measures: "hosts-in-service" },
            { name: "web-hosts-healthy", measures: "healthy-targets" },
            { name: "web-cpu", measures: "cpu" },
        ],
        // A tier that may be empty has no host to miss.
        alarms: size.min === 0 ? [] : [webHostsMissing(spec.name, size.min)],
    };
}

function planSignallingHost(spec: MeetSpec): HostPlan {
    const { settings, tooling } = spec;
    const { oneHost = false, images } = settings;
    const domains = meetDomains(settings.domain);
    const prosody = imageReference("prosody", images);
    const containers = [
        prosodyContainer(prosody, domains),
        breweryContainer(prosody),
        jicofoContainer(imageReference("jicofo", images), domains),
        webContainer(imageReference("web", images), domains),
    ];
    const ports = [
        bridgePort(settings),
        ...(oneHost ? [loadBalancerPort("pages", PAGES_PORT)] : []),
        loadBalancerPort("xmpp", XMPP_PORT),
    ];
    return {
        role: HostRole.Signalling,
        containers,
        files: [
            ...hostFiles({ containers, ports, metadataAddresses: tooling.metadataAddresses }),
            ...(oneHost ? pagesFiles(settings.page) : []),
            ...sessionFiles(spec),
            ...signallingFiles({
                domains,
                region: spec.region,
                regionGroups: settings.regionGroups ?? [],
                clientRegions: settings.clientRegions ?? {},
                stressThreshold: settings.stressThreshold ?? 0.65,
                joinsPerMinute: settings.joinsPerMinute ?? 30,
                tool: tooling.path,
            }),
        ],
        packages: hostPackages(spec.tooling, ["openssl"]),
        ports,
        secrets: [
            {
                name: "signalling",
                purpose:
                    "JSON {focusPassword, certificate, nextCertificate, privateKey}: the password of focus, the certificate in use, the next one, the key of the one in use",
            },
            {
                name: "accounts/*",
                purpose: "which accounts of each admitted pool are valid: verifiers, no passwords",
            },
        ],
        grants: planGrants(spec),
        health: health(XMPP_PORT),
        // Prosody and Jicofo keep all they know in memory: there is never a second host, and nothing to wait for.
        scaling: { min: 1, max: 1, schedules: [], warmUpSeconds: 0 },
        drain: { limitSeconds: 0, atLimit: "continue", endCallsOnDestroy: true },
        replacement: { kind: "roll", minHealthyPercent: 0, maxHealthyPercent: 100 },
        metrics: [
            { name: "signalling-hosts", measures: "hosts-in-service" },
            { name: "signalling-hosts-healthy", measures: "healthy-targets" },
            { name: "signalling-cpu", measures: "cpu" },
        ],
        alarms: signallingAlarms(spec.name),
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
            deregistrationSeconds: PAGES_DRAIN_SECONDS,
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
        { grant: Grant.ReadObjects, prefix: "bundle/", purpose: "fetch the files of its plan" },
        ...(spec.session ? [{ grant: Grant.Session, prefix: "", purpose: "let people on call in" }] : []),
    ];
}

function webHostsMissing(meet: string, min: number): AlarmRow {
    return {
        name: "web-hosts-missing",
        metric: "healthy-targets",
        comparison: "below",
        threshold: min,
        periodSeconds: 60,
        periods: 10,
        missing: "breaching",
        runbook:
            `Fewer than ${min} web hosts of Meet "${meet}" have answered for ten minutes. Look at the group's ` +
            "activity for launches that fail (quota, capacity, image), then at the console output of a new host: " +
            "bridgepool-boot says what it could not do. While one answers, pages are served.",
    };
}

function signallingAlarms(meet: string): AlarmRow[] {
    return [
        {
            name: "signalling-unhealthy",
            metric: "healthy-targets",
            comparison: "below",
            threshold: 1,
            periodSeconds: 60,
            periods: 2,
            missing: "breaching",
            runbook:
                `The signalling host of Meet "${meet}" does not answer: nobody can join, and calls end as soon as a ` +
                "participant has to be told anything. The cloud replaces the host by itself, which takes some minutes. If " +
                "a new one does not come up either, its console output says why; on the host, journalctl -u bridgepool-prosody.",
        },
        {
            name: "signalling-busy",
            metric: "cpu",
            comparison: "at-least",
            threshold: 80,
            periodSeconds: 300,
            periods: 3,
            missing: "not-breaching",
            runbook:
                `The signalling host of Meet "${meet}" has been busy for 15 minutes. Prosody works on one core: take an ` +
                "instance type with faster ones. Changing it interrupts signalling, so do it when few calls are on.",
        },
    ];
}

/** The accounts of all admitted pools: the one in use, and the one before it while that is kept; and revoked ones. */
function planAccounts({ admits, accounts = {} }: MeetSettings): AccountRow[] {
    const pools = new Set([...admits, ...Object.keys(accounts)]);
    return [...pools].sort().flatMap((pool): AccountRow[] => {
        const { generation = 1, keepPrevious = false, previousNotAfter, revoked = [] } = accounts[pool] ?? {};
        const row = (number: number) => ({
            pool,
            generation: number,
            user: `${pool}-${number}`,
            current: number === generation,
        });
        const end = previousNotAfter !== undefined && { notAfter: previousNotAfter };
        return [
            ...(admits.includes(pool) ? [row(generation)] : []),
            ...(keepPrevious ? [{ ...row(generation - 1), ...end }] : []),
            ...[...new Set(revoked)].map((number) => ({ ...row(number), current: false, revoked: true })),
        ];
    });
}
