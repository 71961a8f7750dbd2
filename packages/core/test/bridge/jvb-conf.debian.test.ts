import assert from "node:assert/strict";
import { readHocon } from "../../../../tools/hocon";
import { bridgeHost } from "../support/bridge-host";
import { facts, tooling } from "../support/bridge-pool";
import { jvbKeys, type JvbKey } from "./jvb-keys";

/**
 * What the image's own template sets where it matters to us, each the way we do not want it; then, as there, ours.
 * Source: docker-jitsi-meet stable-11146-2, jvb/rootfs/defaults/jvb.conf.
 */
const IMAGE = `
videobridge {
    ice { udp { port = 20000 }, advertise-private-candidates = true }
    apis { rest { enabled = false } }
    rest { shutdown { enabled = false } }
    http-servers { private { host = 0.0.0.0, send-server-version = false } }
    health { require-valid-address = false }
    relay { enabled = true, region = "europe", relay-id = "image" }
}
ice4j.harvest.mapping {
    aws { enabled = true }
    stun { addresses = [ "stun.example.net:443" ] }
    static-mappings = [ { local-address = "172.17.0.2", public-address = "9.9.9.9", name = "ip-0" }, ]
}
include "custom-jvb.conf"
`;

const types: Readonly<Record<JvbKey["type"], (value: unknown) => boolean>> = {
    boolean: (value) => typeof value === "boolean",
    duration: (value) => typeof value === "string" && /^\d+ seconds$/.test(value),
    number: (value) => typeof value === "number",
    objects: (value) => Array.isArray(value) && value.every((item) => typeof item === "object"),
    string: (value) => typeof value === "string",
    strings: (value) => Array.isArray(value) && value.every((item) => typeof item === "string"),
};

describe("custom-jvb.conf, read by the library that the bridge reads it with", () => {
    let rendered: Record<string, string>;

    before(async () => {
        const machine = await bridgeHost();
        try {
            await machine.check(["/usr/local/lib/bridgepool/prepare-bridge", tooling.path]);
            const read = (name: string) => machine.read(`/run/bridgepool/jvb/${name}`);
            rendered = {
                "custom-jvb.conf": await read("custom-jvb.conf"),
                "host.conf": await read("host.conf"),
            };
        } finally {
            await machine.close();
        }
    });

    it("sets nothing that the bridge does not read, and each as its type", async () => {
        const { "custom-jvb.conf": main, ...included } = rendered;
        const settings = Object.fromEntries(leaves(await readHocon(main!, included)));
        assert.deepEqual(Object.keys(settings).sort(), Object.keys(jvbKeys).sort());
        for (const [path, value] of Object.entries(settings)) {
            const { type } = jvbKeys[path]!;
            assert.ok(types[type](value), `${path} = ${JSON.stringify(value)} is no ${type}`);
        }
    });

    it("has the last word over the image's own", async () => {
        const settings = Object.fromEntries(leaves(await readHocon(IMAGE, rendered)));
        const ours: Record<string, unknown> = {
            "videobridge.http-servers.private.host": "127.0.0.1",
            "videobridge.http-servers.private.port": 8080,
            "videobridge.apis.rest.enabled": true,
            "videobridge.rest.shutdown.enabled": true,
            "videobridge.ice.udp.port": 10_000,
            "videobridge.ice.advertise-private-candidates": false,
            "videobridge.health.require-valid-address": true,
            "videobridge.relay.enabled": true,
            "videobridge.relay.region": "eu-west-3",
            "videobridge.relay.relay-id": facts["instance-id"],
            "ice4j.harvest.mapping.aws.enabled": false,
            "ice4j.harvest.mapping.stun.addresses": [],
            "ice4j.harvest.mapping.static-mappings": [
                { "local-address": "10.1.2.3", "public-address": "8.8.4.4", name: "public-ipv4" },
            ],
        };
        for (const [path, value] of Object.entries(ours)) assert.deepEqual(settings[path], value, path);
    });

    it("names no Meet", async () => {
        const paths = leaves(await readHocon(IMAGE, rendered)).map(([path]) => path);
        assert.deepEqual(
            paths.filter((path) => path.startsWith("videobridge.apis.xmpp-client.configs")),
            [],
        );
    });

    it("keeps a bridge from starting without its host's facts", async () => {
        await assert.rejects(
            readHocon(IMAGE, { "custom-jvb.conf": rendered["custom-jvb.conf"]! }),
            /host\.conf/,
        );
    });
});

/** Every value of a configuration by its path; lists are values. */
function leaves(value: unknown, path: readonly string[] = []): [string, unknown][] {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return [[path.join("."), value]];
    return Object.entries(value).flatMap(([key, child]) => leaves(child, [...path, key]));
}
