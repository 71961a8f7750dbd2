/** A setting that Jicofo reads. */
export interface JicofoSetting {
    readonly type: "boolean" | "number" | "string" | "groups";
    /** Where it is declared, in the release of the pinned image unless it says otherwise. */
    readonly source: string;
}

// jicofo a595d0bc5 is the release 11146 that the pinned image has.
const COMMON = "jicofo a595d0bc5, jicofo-common/src/main/resources/reference.conf";
const SELECTOR = "jicofo a595d0bc5, jicofo-selector/src/main/resources/reference.conf";
const JICOFO = "jicofo a595d0bc5, jicofo/src/main/resources/reference.conf";

/** Every setting of Jicofo that we render, with its source. */
export const jicofoSettings: Readonly<Record<string, JicofoSetting>> = {
    "jicofo.bridge.brewery-jid": { type: "string", source: `${SELECTOR}, commented out: no default` },
    "jicofo.bridge.health-checks.use-presence": { type: "boolean", source: SELECTOR },
    "jicofo.bridge.max-bridge-participants-per-interval": {
        type: "number",
        source: "jicofo 076a4c79c (2026-08-06), the same file: after release 11146, which ignores it",
    },
    "jicofo.bridge.region-groups": { type: "groups", source: `${SELECTOR}, commented out: no default` },
    "jicofo.bridge.selection-strategy": { type: "string", source: SELECTOR },
    "jicofo.bridge.stress-threshold": { type: "number", source: SELECTOR },
    "jicofo.bridge.xmpp-connection-name": { type: "string", source: SELECTOR },
    "jicofo.local-region": { type: "string", source: `${COMMON}, commented out: no default` },
    "jicofo.octo.enabled": { type: "boolean", source: COMMON },
    "jicofo.rest.host": { type: "string", source: JICOFO },
    "jicofo.sctp.enabled": { type: "boolean", source: COMMON },
    "jicofo.xmpp.client.disable-certificate-verification": { type: "boolean", source: COMMON },
    "jicofo.xmpp.client.hostname": { type: "string", source: COMMON },
    "jicofo.xmpp.client.password": { type: "string", source: `${COMMON}, commented out: no default` },
    "jicofo.xmpp.client.port": { type: "number", source: COMMON },
    "jicofo.xmpp.service.disable-certificate-verification": { type: "boolean", source: COMMON },
    "jicofo.xmpp.service.domain": { type: "string", source: `${COMMON}, commented out: no default` },
    "jicofo.xmpp.service.enabled": { type: "boolean", source: COMMON },
    "jicofo.xmpp.service.hostname": { type: "string", source: COMMON },
    "jicofo.xmpp.service.password": { type: "string", source: `${COMMON}, commented out: no default` },
    "jicofo.xmpp.service.port": { type: "number", source: COMMON },
    "jicofo.xmpp.service.username": { type: "string", source: COMMON },
};
