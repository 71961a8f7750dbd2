import assert from "node:assert/strict";
import { publishDns, publishedDns, unpublishDns } from "../src/dns/elsewhere";
import { World } from "../src/world/world";

describe("DNS that is kept elsewhere", () => {
    it("is compared as names are, and holds each record once", () => {
        const world = new World();
        const record = { name: "_Proof.Example.org.", type: "cname", value: "_other.ACM.example." };
        const kept = { name: "_proof.example.org", type: "CNAME", value: "_other.acm.example" };
        assert.deepEqual(publishDns(world, record), kept);
        publishDns(world, kept);
        publishDns(world, { name: "example.org", type: "A", value: "192.0.2.2" });
        publishDns(world, { name: "example.org", type: "A", value: "192.0.2.1" });
        assert.deepEqual(publishedDns(world), [
            kept,
            { name: "example.org", type: "A", value: "192.0.2.1" },
            { name: "example.org", type: "A", value: "192.0.2.2" },
        ]);
        assert.equal(unpublishDns(world, "EXAMPLE.org.").length, 2);
        assert.deepEqual(publishedDns(world), [kept]);
    });

    it("refuses what DNS does not allow", () => {
        const world = new World();
        publishDns(world, { name: "www.example.org", type: "CNAME", value: "example.org" });
        for (const [name, type, value, says] of [
            ["not a name", "A", "192.0.2.1", /NAME is "not a name"; a domain name is expected/],
            ["a.example", "B", "192.0.2.1", /TYPE is "B"; allowed are A, AAAA/],
            ["a.example", "A", "a.example", /VALUE is "a\.example"; an IPv4 address is expected/],
            ["a.example", "TXT", " ", /VALUE is empty/],
            [
                "www.example.org",
                "A",
                "192.0.2.1",
                /a CNAME excludes all others; .*sandbox dns remove www\.example\.org/,
            ],
        ] as const) {
            assert.throws(() => publishDns(world, { name, type, value }), says);
        }
        assert.throws(
            () => unpublishDns(world, "b.example"),
            /no record of b\.example was published; there are records of www\.example\.org/,
        );
        unpublishDns(world, "www.example.org");
        assert.throws(() => unpublishDns(world, "b.example"), /there are none at all/);
    });
});
