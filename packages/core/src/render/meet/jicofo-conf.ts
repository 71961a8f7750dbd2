import type { MeetDomains } from "../../plan/types";
import { BRIDGES_PORT, CLIENT_PORT } from "./ports";

/** A setting of Jicofo: where, what, and why it is not left to the image or to Jicofo's own default. */
export interface JicofoKey {
    readonly path: string;
    readonly value: boolean | number | string | readonly (readonly string[])[];
    readonly why: string;
}

export interface JicofoConfigSpec {
    readonly domains: MeetDomains;
    readonly region: string;
    readonly regionGroups: readonly (readonly string[])[];
    readonly stressThreshold: number;
    readonly joinsPerMinute: number;
}

/** Where the host puts Jicofo's passwords, as its container sees it. */
export const PASSWORDS_FILE = "/bridgepool/passwords.conf";

/** `custom-jicofo.conf`, which the image's own `jicofo.conf` includes as its last line: this has the last word. */
export function renderJicofoConfig(spec: JicofoConfigSpec): string {
    const settings = jicofoKeys(spec).map(
        ({ path, value, why }) => `# ${why}\n${path} = ${JSON.stringify(value)}\n`,
    );
    return [
        "# Included last by the image's jicofo.conf.\n",
        ...settings,
        `# Both passwords, from the secret store. Without them it must not start.\ninclude required(file("${PASSWORDS_FILE}"))\n`,
    ].join("\n");
}

/** Every setting, in the order of the file. */
export function jicofoKeys(spec: JicofoConfigSpec): JicofoKey[] {
    const { domains } = spec;
    return [
        {
            path: "jicofo.xmpp.client.hostname",
            value: "127.0.0.1",
            why: "The Prosody of the participants, on this host.",
        },
        { path: "jicofo.xmpp.client.port", value: CLIENT_PORT, why: "Where it listens for Jicofo." },
        {
            path: "jicofo.xmpp.client.disable-certificate-verification",
            value: false,
            why: "The image switches it off. Jicofo trusts the Meet's own certificate and no other.",
        },
        {
            path: "jicofo.xmpp.service.enabled",
            value: true,
            why: "Bridges have a Prosody of their own: the brewery.",
        },
        { path: "jicofo.xmpp.service.hostname", value: "127.0.0.1", why: "It is on this host too." },
        { path: "jicofo.xmpp.service.port", value: BRIDGES_PORT, why: "The port that bridges also dial." },
        { path: "jicofo.xmpp.service.domain", value: domains.auth, why: "Where everybody signs in." },
        { path: "jicofo.xmpp.service.username", value: "focus", why: "The one that commands bridges." },
        {
            path: "jicofo.xmpp.service.disable-certificate-verification",
            value: false,
            why: "As for the participants' Prosody.",
        },
        {
            path: "jicofo.bridge.xmpp-connection-name",
            value: "Service",
            why: "Bridges are reached through the brewery.",
        },
        { path: "jicofo.bridge.brewery-jid", value: domains.breweryRoom, why: "The room that bridges join." },
        {
            path: "jicofo.local-region",
            value: spec.region,
            why: "Where participants are whose own region has no bridge.",
        },
        {
            path: "jicofo.bridge.selection-strategy",
            value: "RegionBasedBridgeSelectionStrategy",
            why: "Everybody gets a bridge of their own region; relays connect the bridges of a conference.",
        },
        {
            path: "jicofo.bridge.region-groups",
            value: spec.regionGroups,
            why: "Regions near one another: a bridge of the same group is the next best.",
        },
        {
            path: "jicofo.octo.enabled",
            value: true,
            why: "Every bridge of every pool has a relay id.",
        },
        {
            path: "jicofo.sctp.enabled",
            value: true,
            why: "Bridge channels are SCTP data channels: bridges offer no web sockets.",
        },
        {
            path: "jicofo.bridge.stress-threshold",
            value: spec.stressThreshold,
            why: "Under Jicofo's own 0.8: others share the bridges, and their joins show in the stress only seconds later.",
        },
        {
            path: "jicofo.bridge.max-bridge-participants-per-interval",
            value: spec.joinsPerMinute,
            why: "The same for a burst of one conference, per minute. Jicofo has it since 2026-08; older ones ignore it.",
        },
        {
            path: "jicofo.bridge.health-checks.use-presence",
            value: true,
            why: "Health comes with the presence: every Meet asking every bridge every ten seconds would not scale.",
        },
        {
            path: "jicofo.rest.host",
            value: "127.0.0.1",
            why: "No authentication there: this host only, also if the image is told to open it.",
        },
    ];
}
