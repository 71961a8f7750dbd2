import assert from "node:assert/strict";
import { readHocon } from "../../../../tools/hocon";
import { meet } from "../support/meet";
import { jicofoSettings, type JicofoSetting } from "./jicofo-keys";

/**
 * What the image's own template sets where it matters to us; then, as there, ours.
 * Source: docker-jitsi-meet stable-11146-2, jicofo/rootfs/defaults/jicofo.conf.
 */
const IMAGE = `
jicofo {
    bridge { brewery-jid = "jvbbrewery@internal-muc.meet.jitsi", stress-threshold = "0.8" }
    octo { enabled = false, sctp-datachannels = true }
    rest { host = "0.0.0.0" }
    sctp { enabled = true }
    xmpp {
        client {
            enabled = true
            hostname = "xmpp.meet.jitsi"
            domain = "auth.meet.example.org"
            password = "unused"
            client-proxy = "focus.meet.example.org"
            disable-certificate-verification = true
        }
        trusted-domains = []
    }
}
include "custom-jicofo.conf"
`;

const PASSWORDS = `jicofo.xmpp.client.password = "secret \\"1\\""
jicofo.xmpp.service.password = "secret \\"1\\""
`;

const types: Readonly<Record<JicofoSetting["type"], (value: unknown) => boolean>> = {
    boolean: (value) => typeof value === "boolean",
    groups: (value) => Array.isArray(value) && value.every((group) => Array.isArray(group)),
    number: (value) => typeof value === "number",
    string: (value) => typeof value === "string",
};

/** What is rendered for the container; the one file that the host writes is beside it instead of at its own path. */
function rendered(settings: Parameters<typeof meet>[0] = {}): string {
    const file = meet(settings).signalling.files.find(({ path }) => path.endsWith("/custom-jicofo.conf"))!;
    const absolute = 'include required(file("/bridgepool/passwords.conf"))';
    assert.ok(file.content.includes(absolute));
    return file.content.replace(absolute, 'include required("passwords.conf")');
}

describe("custom-jicofo.conf, read by the library that Jicofo reads it with", () => {
    it("sets nothing that Jicofo does not read, and each as its type", async () => {
        const read = await readHocon(rendered({ regionGroups: [["a", "b"]] }), {
            "passwords.conf": PASSWORDS,
        });
        const settings = Object.fromEntries(leaves(read));
        assert.deepEqual(Object.keys(settings).sort(), Object.keys(jicofoSettings).sort());
        for (const [path, value] of Object.entries(settings)) {
            const { type } = jicofoSettings[path]!;
            assert.ok(types[type](value), `${path} = ${JSON.stringify(value)} is no ${type}`);
        }
    });

    it("has the last word over the image's own", async () => {
        const regionGroups = [["eu-west-3", "eu-central-1"], ["us-east-1"]];
        const files = { "custom-jicofo.conf": rendered({ regionGroups }), "passwords.conf": PASSWORDS };
        const settings = Object.fromEntries(leaves(await readHocon(IMAGE, files)));
        const ours: Record<string, unknown> = {
            "jicofo.bridge.brewery-jid": "jvbbrewery@internal.auth.meet.example.org",
            "jicofo.bridge.max-bridge-participants-per-interval": 30,
            "jicofo.bridge.region-groups": regionGroups,
            "jicofo.bridge.selection-strategy": "RegionBasedBridgeSelectionStrategy",
            "jicofo.bridge.stress-threshold": 0.65,
            "jicofo.bridge.xmpp-connection-name": "Service",
            "jicofo.local-region": "eu-west-3",
            "jicofo.octo.enabled": true,
            "jicofo.rest.host": "127.0.0.1",
            "jicofo.xmpp.client.disable-certificate-verification": false,
            "jicofo.xmpp.client.hostname": "127.0.0.1",
            "jicofo.xmpp.client.password": 'secret "1"',
            "jicofo.xmpp.client.client-proxy": "focus.meet.example.org",
            "jicofo.xmpp.service.disable-certificate-verification": false,
            "jicofo.xmpp.service.domain": "auth.meet.example.org",
            "jicofo.xmpp.service.enabled": true,
            "jicofo.xmpp.service.hostname": "127.0.0.1",
            "jicofo.xmpp.service.password": 'secret "1"',
            "jicofo.xmpp.service.port": 6222,
        };
        for (const [path, value] of Object.entries(ours)) assert.deepEqual(settings[path], value, path);
    });

    it("takes the user's thresholds", async () => {
        const files = {
            "custom-jicofo.conf": rendered({ stressThreshold: 0.6, joinsPerMinute: 12 }),
            "passwords.conf": PASSWORDS,
        };
        const settings = Object.fromEntries(leaves(await readHocon(IMAGE, files)));
        assert.equal(settings["jicofo.bridge.stress-threshold"], 0.6);
        assert.equal(settings["jicofo.bridge.max-bridge-participants-per-interval"], 12);
    });

    it("keeps Jicofo from starting without its passwords", async () => {
        await assert.rejects(readHocon(IMAGE, { "custom-jicofo.conf": rendered() }), /passwords\.conf/);
    });
});

/** Every value of a configuration by its path; lists are values. */
function leaves(value: unknown, path: readonly string[] = []): [string, unknown][] {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return [[path.join("."), value]];
    return Object.entries(value).flatMap(([key, child]) => leaves(child, [...path, key]));
}
