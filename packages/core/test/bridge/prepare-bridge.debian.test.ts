import assert from "node:assert/strict";
import { bridgeHost } from "../support/bridge-host";
import { facts, tooling } from "../support/bridge-pool";

const PREPARE = ["/usr/local/lib/bridgepool/prepare-bridge", tooling.path];
const HOST_CONF = "/run/bridgepool/jvb/host.conf";

describe("prepare-bridge", () => {
    const prepared = async (metadata: Readonly<Record<string, string>>) => {
        const machine = await bridgeHost(metadata);
        try {
            await machine.check(PREPARE);
            return await machine.read(HOST_CONF);
        } finally {
            await machine.close();
        }
    };
    const { "instance-id": id, "private-ipv4": address } = facts;
    const withoutPublic = { "instance-id": id, "private-ipv4": address };

    it("writes the relay id, and the mapping from the private to the public address", async () => {
        assert.equal(
            await prepared(facts),
            'videobridge.relay.relay-id = "i-0123456789abcdef0"\n' +
                "ice4j.harvest.mapping.static-mappings = " +
                '[{"local-address": "10.1.2.3", "public-address": "8.8.4.4", "name": "public-ipv4"}]\n',
        );
    });

    it("writes no mapping for a host without a public IPv4 address", async () => {
        assert.equal(
            await prepared({ ...withoutPublic, "public-ipv4": "" }),
            'videobridge.relay.relay-id = "i-0123456789abcdef0"\nice4j.harvest.mapping.static-mappings = []\n',
        );
    });

    it("completes the static part, readable for the container's user, and can be run again", async () => {
        const machine = await bridgeHost();
        try {
            await machine.check(PREPARE);
            await machine.check(PREPARE);
            const listing = await machine.check(["ls", "/run/bridgepool/jvb"], { user: "daemon" });
            assert.equal(listing, "custom-jvb.conf\nhost.conf\n");
            await machine.check(["cat", HOST_CONF], { user: "daemon" });
        } finally {
            await machine.close();
        }
    });

    const refused: [string, Record<string, string>, string][] = [
        [
            "text for an address",
            { ...facts, "public-ipv4": "<html>" },
            "the cloud's public-ipv4 '<html>' is no IPv4 address",
        ],
        [
            "IPv6 for IPv4",
            { ...facts, "public-ipv4": "2001:db8::1" },
            "the cloud's public-ipv4 '2001:db8::1' is no IPv4 address",
        ],
        [
            "another host's address",
            { ...facts, "private-ipv4": "10.9.9.9" },
            "the cloud's private-ipv4 10.9.9.9 is no address of this host",
        ],
        [
            "no private address",
            { ...facts, "private-ipv4": "" },
            "the cloud's private-ipv4 (none) is no address of this host",
        ],
        [
            "a strange id",
            { ...facts, "instance-id": 'a" }\nx' },
            `the cloud's instance-id 'a" }\\nx' cannot name a bridge`,
        ],
        ["no id", { ...facts, "instance-id": "" }, "the cloud's instance-id '' cannot name a bridge"],
        [
            "a fact it cannot get",
            withoutPublic,
            "'metadata', 'public-ipv4']' returned non-zero exit status 1.",
        ],
    ];
    for (const [what, metadata, reason] of refused) {
        it(`refuses ${what} and leaves the file as it was`, async () => {
            const machine = await bridgeHost(metadata);
            try {
                await machine.write({ [HOST_CONF]: "as it was" });
                const { code, stderr } = await machine.run(PREPARE);
                assert.equal(code, 1);
                assert.ok(stderr.includes(reason), stderr);
                assert.equal(await machine.read(HOST_CONF), "as it was");
            } finally {
                await machine.close();
            }
        });
    }
});
