import type { MeetDomains } from "../../plan/types";
import { HEALTH_PATH, IDLE_SECONDS, PROSODY_HTTP_PORT, XMPP_PORT } from "./ports";

/** Silence after which nginx gives up on Prosody: over the minute that BOSH waits, under the load balancer's limit. */
const PROXY_SECONDS = IDLE_SECONDS - 20;

/** How long nginx keeps an unused connection: longer than the load balancer, which must be the one to close it. */
export const KEEPALIVE_SECONDS = IDLE_SECONDS + 30;

export interface EdgeConfigSpec {
    readonly domains: MeetDomains;
    readonly region: string;
    /** Network in CIDR notation → region. */
    readonly clientRegions: Readonly<Record<string, string>>;
}

/**
 * A server of our own beside the image's: the edge of XMPP. The image's locations of the same paths pass on whatever
 * region and whatever address a client claims; here both are what we see.
 */
export function renderEdgeConfig({ domains, region, clientRegions }: EdgeConfigSpec): string {
    const regions = Object.entries(clientRegions)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([network, name]) => `    ${network} "${name}";\n`);
    return `# The narrowest network wins.
geo $bridgepool_region {
    default "${region}";
${regions.join("")}}

server {
    listen ${XMPP_PORT} ssl;
    listen [::]:${XMPP_PORT} ssl;
    include /run/web/config/nginx/ssl.conf;
    # Only the load balancer reaches this port, and the last address in its list is the one that it saw.
    set_real_ip_from 0.0.0.0/0;
    set_real_ip_from ::/0;
    real_ip_header X-Forwarded-For;

    client_max_body_size 1m;
    proxy_http_version 1.1;
    proxy_read_timeout ${PROXY_SECONDS}s;
    proxy_send_timeout ${PROXY_SECONDS}s;
    tcp_nodelay on;

    # Prosody believes this host, so nothing of a client's own may pass: accounts of this host's programs depend on it.
    proxy_set_header Host "${domains.domain}";
    proxy_set_header Forwarded "";
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto https;
    proxy_set_header X-Proxy-Region $bridgepool_region;
    proxy_set_header Connection $connection_upgrade;
    proxy_set_header Upgrade $http_upgrade;

    location = /xmpp-websocket {
        proxy_pass http://127.0.0.1:${PROSODY_HTTP_PORT};
    }

    location = /http-bind {
        proxy_pass http://127.0.0.1:${PROSODY_HTTP_PORT};
    }

    # Prosody itself answers, this host alone: with an error too when one of its modules could not be loaded.
    location = ${HEALTH_PATH} {
        access_log off;
        proxy_set_header Host "${domains.domain}";
        proxy_set_header Forwarded "";
        proxy_set_header X-Forwarded-For "";
        proxy_pass http://127.0.0.1:${PROSODY_HTTP_PORT}/health;
    }

    location / {
        return 404;
    }
}
`;
}

/** What we add to the image's own server: where the load balancer asks, and one more header. */
export function renderPagesConfig(): string {
    return `add_header Referrer-Policy "strict-origin-when-cross-origin" always;

location = ${HEALTH_PATH} {
    access_log off;
    default_type text/plain;
    if (!-f $document_root/index.html) {
        return 503 "There are no pages.\\n";
    }
    return 200 "OK\\n";
}
`;
}
