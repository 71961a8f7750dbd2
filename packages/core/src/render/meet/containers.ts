import type { ContainerRow, MeetDomains, MemoryRow, MountRow } from "../../plan/types";
import { KEEPALIVE_SECONDS } from "./nginx-conf";
import { CLIENT_PORT } from "./ports";
import { RUN_FOLDER } from "./signalling-scripts";

export const PREPARE_UNIT = "bridgepool-prepare-signalling.service";
export const ACCOUNTS_TIMER = "bridgepool-accounts.timer";
export const CERTIFICATE_TIMER = "bridgepool-certificate.timer";

/** Where the static configuration of a part is, from the bundle. */
export function configFolder(part: string): string {
    return `/etc/bridgepool/${part}`;
}

/** `/config`: what the bundle brought. */
function staticFolder(part: string): MountRow {
    return { host: configFolder(part), container: "/config", writable: false };
}

/** `/bridgepool`: what this host itself has written, in memory. */
function runFolder(part: string): MountRow {
    return { host: `${RUN_FOLDER}/${part}`, container: "/bridgepool", writable: false };
}

// The images' supervisor runs as an ordinary user that cannot take /run over: it has to be for everyone, with the
// sticky bit. Programs are run from there.
const SUPERVISED: readonly MemoryRow[] = [
    { path: "/run", sizeMiB: 64, mode: 0o1777, executable: true },
    { path: "/tmp", sizeMiB: 64, mode: 0o1777, executable: false },
];

/** A closed port of loopback: where the image would pass XMPP on if it were asked to. Ours is the only way in. */
const NOWHERE = "http://127.0.0.1:9";

/** The image refuses to start without passwords for its own accounts; with our provider there are none of those. */
const UNUSED = "unused";

/** nginx with the pages, and on a signalling host the edge of XMPP. */
export function webContainer(image: string, domains: MeetDomains): ContainerRow {
    return {
        name: "bridgepool-web",
        image,
        environment: {
            ...domainEnvironment(domains),
            XMPP_BOSH_URL_BASE: NOWHERE,
            JVB_PREFER_SCTP: "1",
            NGINX_KEEPALIVE_TIMEOUT: String(KEEPALIVE_SECONDS),
            // Each participant holds a connection to us and one from us to Prosody.
            NGINX_WORKER_CONNECTIONS: "8192",
        },
        mounts: [staticFolder("web")],
        // The certificate that the load balancer does not check is made anew at each start.
        memory: [...SUPERVISED, { path: "/storage", sizeMiB: 1, mode: 0o1777, executable: false }],
        after: [],
        stopSeconds: 10,
    };
}

/** The Prosody of the participants. */
export function prosodyContainer(image: string, domains: MeetDomains): ContainerRow {
    return {
        name: "bridgepool-prosody",
        image,
        environment: {
            ...domainEnvironment(domains),
            // Where a participant is comes from our edge, by header, and is told to the participant's page.
            XMPP_MODULES: "jiconop,jitsi_session",
            JICOFO_AUTH_PASSWORD: UNUSED,
            JVB_AUTH_PASSWORD: UNUSED,
        },
        mounts: [
            staticFolder("prosody"),
            runFolder("prosody"),
            {
                host: `${configFolder("prosody")}/start`,
                container: "/etc/s6-overlay/scripts/prosody",
                writable: false,
            },
        ],
        memory: [...SUPERVISED, { path: "/var/lib/prosody", sizeMiB: 64, mode: 0o1777, executable: false }],
        after: [PREPARE_UNIT, CERTIFICATE_TIMER],
        stopSeconds: 20,
    };
}

/** The Prosody of the bridges: the same image without its supervisor and without its configuration. */
export function breweryContainer(image: string): ContainerRow {
    return {
        name: "bridgepool-brewery",
        image,
        environment: {},
        mounts: [staticFolder("brewery"), runFolder("brewery")],
        memory: [{ path: "/tmp", sizeMiB: 16, mode: 0o1777, executable: false }],
        command: ["prosody", "--config", "/config/prosody.cfg.lua", "-F"],
        after: [PREPARE_UNIT, ACCOUNTS_TIMER, CERTIFICATE_TIMER],
        stopSeconds: 20,
    };
}

export function jicofoContainer(image: string, domains: MeetDomains): ContainerRow {
    return {
        name: "bridgepool-jicofo",
        image,
        environment: {
            ...domainEnvironment(domains),
            XMPP_SERVER: "127.0.0.1",
            XMPP_PORT: String(CLIENT_PORT),
            JICOFO_AUTH_PASSWORD: UNUSED,
            // The only way that the image leaves to give Java its trust store.
            JAVA_TOOL_OPTIONS: [
                "-Djavax.net.ssl.trustStore=/bridgepool/trust.p12",
                "-Djavax.net.ssl.trustStoreType=PKCS12",
                "-Djavax.net.ssl.trustStorePassword=bridgepool",
            ].join(" "),
        },
        mounts: [staticFolder("jicofo"), runFolder("jicofo")],
        memory: SUPERVISED,
        after: [PREPARE_UNIT],
        stopSeconds: 10,
    };
}

/** The names by which the images know each other. */
function domainEnvironment(domains: MeetDomains): Record<string, string> {
    return {
        PUBLIC_URL: `https://${domains.domain}`,
        XMPP_DOMAIN: domains.domain,
        XMPP_AUTH_DOMAIN: domains.auth,
        XMPP_INTERNAL_MUC_DOMAIN: domains.internal,
        XMPP_MUC_DOMAIN: domains.conference,
        XMPP_HIDDEN_DOMAIN: `recorder.${domains.domain}`,
        // One organisation, one domain: no tenants in paths.
        ENABLE_SUBDOMAINS: "0",
    };
}
