import assert from "node:assert/strict";
import fc from "fast-check";
import ipaddr from "ipaddr.js";
import { MOST_ZONES, networkProblems, planZones, zoneIpv6Cidr, zoneKeys } from "@bridgepool/core";

const networks = fc
    .tuple(fc.nat({ max: 2 ** 32 - 1 }), fc.integer({ min: 16, max: 24 }))
    .map(([address, prefix]) => {
        const start = Math.floor(address / 2 ** (32 - prefix)) * 2 ** (32 - prefix);
        const octets = [24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256);
        return `${octets.join(".")}/${prefix}`;
    });
const zones = fc.uniqueArray(fc.constantFrom(...zoneKeys(MOST_ZONES)), { minLength: 1 });

/** First and last address of a range, as numbers. */
function bounds(cidr: string): [number, number] {
    const toNumber = (address: ipaddr.IPv4) => address.octets.reduce((sum, octet) => sum * 256 + octet, 0);
    return [
        toNumber(ipaddr.IPv4.networkAddressFromCIDR(cidr)),
        toNumber(ipaddr.IPv4.broadcastAddressFromCIDR(cidr)),
    ];
}

describe("planZones", () => {
    it("gives each zone a sixteenth of the network", () => {
        assert.deepEqual(planZones("10.0.0.0/16", ["a", "b", "p"]), [
            { key: "a", position: 0, cidr: "10.0.0.0/20" },
            { key: "b", position: 1, cidr: "10.0.16.0/20" },
            { key: "p", position: 15, cidr: "10.0.240.0/20" },
        ]);
    });

    it("stays inside the network and never overlaps", () => {
        fc.assert(
            fc.property(networks, zones, (cidr, keys) => {
                const [first, last] = bounds(cidr);
                const ranges = planZones(cidr, keys)
                    .map((zone) => bounds(zone.cidr))
                    .sort(([a], [b]) => a - b);
                assert.equal(ranges.length, keys.length);
                ranges.forEach(([from, to], index) => {
                    assert.ok(from >= first && to <= last);
                    const previous = ranges[index - 1];
                    assert.ok(previous === undefined || previous[1] < from);
                });
            }),
        );
    });

    it("moves no zone when others are added, removed or reordered", () => {
        fc.assert(
            fc.property(networks, zones, zones, (cidr, before, after) => {
                const moved = planZones(cidr, after);
                for (const zone of planZones(cidr, before).filter(({ key }) => after.includes(key))) {
                    assert.deepEqual(
                        moved.find(({ key }) => key === zone.key),
                        zone,
                    );
                }
            }),
        );
    });

    it("accepts its own output as networks", () => {
        fc.assert(fc.property(networks, zones, (cidr, keys) => networkProblems(cidr, keys).length === 0));
    });
});

describe("zoneIpv6Cidr", () => {
    it("numbers the /64 ranges of a /56", () => {
        assert.equal(zoneIpv6Cidr("2a05:d012:1:ab00::/56", 0), "2a05:d012:1:ab00::/64");
        assert.equal(zoneIpv6Cidr("2a05:d012:1:ab00::/56", 15), "2a05:d012:1:ab0f::/64");
        assert.equal(zoneIpv6Cidr("2001:db8::/56", 1), "2001:db8:0:1::/64");
    });
});

describe("networkProblems", () => {
    it("names the range, what is allowed and what to use", () => {
        const [notCidr, tooLarge, offStart] = ["10.0.0.0", "10.0.0.0/8", "10.0.1.0/16"].map((cidr) =>
            networkProblems(cidr, ["a"]),
        );
        assert.deepEqual(notCidr, [
            {
                path: "cidr",
                reason: '"10.0.0.0" is no IPv4 network in CIDR notation',
                fix: "use for instance 10.0.0.0/16",
            },
        ]);
        assert.match(tooLarge?.[0]?.reason ?? "", /prefix of \/8; \/16 to \/24 is allowed/);
        assert.deepEqual(
            offStart?.map(({ fix }) => fix),
            ["use 10.0.0.0/16"],
        );
    });

    it("refuses no zone, a strange key and a doubled one, all at once", () => {
        assert.equal(networkProblems("10.0.0.0/16", []).length, 1);
        assert.deepEqual(
            networkProblems("nonsense", ["a", "zz", "a"]).map(({ path }) => path),
            ["cidr", "zones", "zones"],
        );
    });
});
