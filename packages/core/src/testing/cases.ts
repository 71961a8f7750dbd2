import { type Invitation, INVITATION_VERSION } from "../invitation";
import { meetDomains } from "../render/meet/domains";
import { testCertificate } from "./certificate";
import type { BridgePoolRequest, MeetRequest } from "./cloud";

const TAGS = { owner: "federation office", "cost-centre": "42" };

/** Settings of Meets that together use every option once, and each with its default. */
export const MEET_CASES: Readonly<Record<string, MeetRequest>> = {
    "a Meet that no pool serves": {
        name: "quiet",
        session: false,
        tags: {},
        settings: { domain: "meet.quiet.example", admits: [] },
    },
    "a Meet with every option": {
        name: "renater",
        session: true,
        tags: TAGS,
        settings: {
            domain: "rendez-vous.example.fr",
            admits: ["france", "hungary", "spare"],
            web: {
                size: { min: 2, max: 6 },
                scaling: {
                    cpu: { targetPercent: 40, warmUpSeconds: 240 },
                    schedules: {
                        lectures: { cron: "30 7 * * 1-5", timeZone: "Europe/Paris", min: 4, max: 6 },
                        evening: { cron: "0 20 * * *", min: 1 },
                    },
                    predictive: { targetPercent: 45, forecastOnly: false, leadSeconds: 600 },
                },
            },
            bridgeNetworks: ["192.0.2.0/24", "2001:db8:7::/48"],
            clientRegions: { "198.51.100.0/24": "eu-central-1", "2001:db8:8::/48": "eu-west-3" },
            regionGroups: [["eu-west-3", "eu-central-1"]],
            stressThreshold: 0.6,
            joinsPerMinute: 20,
            accounts: {
                france: { generation: 3, keepPrevious: true, previousNotAfter: "2027-01-31T00:00:00Z" },
                hungary: { generation: 2, keepPrevious: true, revoked: [] },
                spare: { generation: 3, revoked: [1, 2] },
                gone: { revoked: [1] },
            },
            trust: { generation: 2 },
            page: { defaultLanguage: "fr" },
            images: { registry: "registry.example.fr/jitsi" },
        },
    },
    "a Meet on one host": {
        name: "small",
        session: false,
        tags: {},
        settings: { domain: "meet.small.example", admits: ["france"], oneHost: true },
    },
    "a Meet with a certificate of its own": {
        name: "proud",
        session: false,
        tags: {},
        settings: {
            domain: "meet.proud.example",
            admits: ["france"],
            trust: testCertificate("auth.meet.proud.example", "own"),
        },
    },
    "a web tier that scales by requests": {
        name: "busy",
        session: false,
        tags: TAGS,
        settings: {
            domain: "meet.busy.example",
            admits: ["france"],
            web: { scaling: { requests: { perHost: 600, warmUpSeconds: 90 } } },
        },
    },
    "a web tier that scales by steps": {
        name: "stairs",
        session: false,
        tags: {},
        settings: {
            domain: "meet.stairs.example",
            admits: ["france"],
            web: {
                size: { min: 3, max: 9 },
                scaling: {
                    steps: {
                        outPercent: 70,
                        inPercent: 25,
                        add: 2,
                        remove: 1,
                        periodSeconds: 120,
                        outPeriods: 3,
                        inPeriods: 15,
                        warmUpSeconds: 200,
                    },
                    predictive: { forecastOnly: true },
                },
            },
        },
    },
};

/** Settings of pools that together use every option once, and each with its default. */
export const BRIDGE_POOL_CASES: Readonly<Record<string, BridgePoolRequest>> = {
    "a pool that serves nobody yet": {
        name: "spare",
        session: false,
        tags: {},
        settings: { size: { min: 0, max: 1 } },
        serves: {},
    },
    "a pool with every option": {
        name: "france",
        session: true,
        tags: TAGS,
        settings: {
            size: { min: 2, max: 20 },
            scaling: {
                cpu: { targetPercent: 55, warmUpSeconds: 330 },
                schedules: {
                    lectures: { cron: "30 7 * * 1-5", timeZone: "Europe/Paris", min: 8, max: 20 },
                    night: { cron: "0 22 * * *", min: 1 },
                },
                predictive: { targetPercent: 50, forecastOnly: false, leadSeconds: 900 },
            },
            drain: { limitSeconds: 7200, endCallsOnDestroy: true },
            images: { registry: "registry.example.fr/jitsi" },
        },
        serves: {
            renater: { invitation: invitationTo("renater", "rendez-vous.example.fr", 3) },
            shared: { invitation: invitationTo("shared", "meet.federation.example", 1), share: 0.4 },
            third: { invitation: invitationTo("third", "meet.third.example", 2), share: 0.25 },
        },
    },
    "a pool that scales by its utilisation": {
        name: "hungary",
        session: false,
        tags: TAGS,
        settings: {
            size: { min: 1, max: 10 },
            scaling: {
                utilisation: { target: 0.35, warmUpSeconds: 250 },
                predictive: { forecastOnly: true },
            },
        },
        serves: { shared: { invitation: invitationTo("shared", "meet.federation.example", 1) } },
    },
    "a pool that scales by steps": {
        name: "stairs",
        session: false,
        tags: {},
        settings: {
            size: { min: 1, max: 4 },
            scaling: {
                steps: {
                    outPercent: 66,
                    inPercent: 20,
                    add: 2,
                    remove: 1,
                    periodSeconds: 60,
                    outPeriods: 2,
                    inPeriods: 10,
                },
            },
            drain: { limitSeconds: 172_800 },
        },
        serves: { shared: { invitation: invitationTo("shared", "meet.federation.example", 1), share: 1 } },
    },
};

/** The same Meet with one more pool, whose account is all that changes. */
export function withOneMorePool(request: MeetRequest): MeetRequest {
    return {
        ...request,
        settings: { ...request.settings, admits: ["newcomer", ...request.settings.admits] },
    };
}

/** The same pool serving one Meet more. */
export function withOneMoreMeet(request: BridgePoolRequest): BridgePoolRequest {
    const invitation = invitationTo("newcomer", "meet.newcomer.example", 1);
    return { ...request, serves: { newcomer: { invitation, share: 0.5 }, ...request.serves } };
}

/** The same on hosts that run other images: from a mirror. */
export function withOtherImages<Request extends MeetRequest | BridgePoolRequest>(request: Request): Request {
    const images = { registry: "mirror.example.org/jitsi" };
    return { ...request, settings: { ...request.settings, images } };
}

/** An invitation as another stack would hand it over. */
function invitationTo(meet: string, domain: string, generation: number): Invitation {
    const domains = meetDomains(domain);
    return {
        version: INVITATION_VERSION,
        meet,
        host: domains.xmpp,
        port: 6222,
        domain: domains.auth,
        mucDomains: domains.mucDomains,
        user: `pool-${generation}`,
        password: `canary-of-the-invitation-to-${meet}`,
        room: domains.breweryRoom,
        trust: [1, 2].map((number) => testCertificate(domains.auth, String(number)).certificatePem),
        generation,
    };
}
