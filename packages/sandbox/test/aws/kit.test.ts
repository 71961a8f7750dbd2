import assert from "node:assert/strict";
import { contains, ipv4Text, overlaps, parseCidr, type Cidr } from "../../src/aws/kit/cidr";
import { select } from "../../src/aws/kit/values";
import { UNKNOWN, type Values } from "../../src/model";

function cidr(text: string): Cidr {
    const parsed = parseCidr(text);
    assert.ok(parsed, text);
    return parsed;
}

describe("address blocks", () => {
    it("are read, IPv4 and IPv6", () => {
        assert.deepEqual(cidr("10.20.0.0/16"), {
            version: 4,
            first: 0x0a14_0000n,
            last: 0x0a14_ffffn,
            prefix: 16,
            aligned: true,
        });
        assert.equal(cidr("0.0.0.0/0").last, 0xffff_ffffn);
        assert.equal(cidr("10.20.0.1/16").aligned, false);
        assert.equal(cidr("2001:db8::/32").first, 0x2001_0db8n << 96n);
        assert.equal(cidr("::/0").last, (1n << 128n) - 1n);
        assert.equal(cidr("::ffff:192.0.2.1/128").first, 0xffff_c000_0201n);
    });

    for (const text of [
        "10.20.0.0",
        "10.20.0.0/33",
        "10.20/16",
        "10.20.0.0/16/8",
        "::/129",
        "fe80::%eth0/64",
        "",
        "/16",
        "10.20.0.256/8",
    ]) {
        it(`are not ${JSON.stringify(text)}`, () => {
            assert.equal(parseCidr(text), undefined);
        });
    }

    it("contain and overlap one another", () => {
        assert.ok(contains(cidr("10.0.0.0/8"), cidr("10.20.0.0/16")));
        assert.ok(!contains(cidr("10.20.0.0/16"), cidr("10.0.0.0/8")));
        assert.ok(!contains(cidr("0.0.0.0/0"), cidr("::/64")));
        assert.ok(overlaps(cidr("10.20.0.0/16"), cidr("10.0.0.0/8")));
        assert.ok(!overlaps(cidr("10.20.0.0/24"), cidr("10.20.1.0/24")));
        assert.equal(ipv4Text(cidr("192.0.2.7/32").first), "192.0.2.7");
    });
});

describe("values at a path", () => {
    it("are found with where they are; unknown and absent ones are passed over", () => {
        const inputs: Values = { rules: [{ ports: [1, 2] }, { ports: [3] }, {}], name: UNKNOWN, size: 4 };
        assert.deepEqual(select(inputs, "rules[].ports[]"), [
            { path: "rules[0].ports[0]", value: 1 },
            { path: "rules[0].ports[1]", value: 2 },
            { path: "rules[1].ports[0]", value: 3 },
        ]);
        assert.deepEqual(select(inputs, "name"), []);
        assert.deepEqual(select(inputs, "size"), [{ path: "size", value: 4 }]);
    });
});
