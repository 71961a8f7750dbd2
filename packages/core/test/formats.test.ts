import { strict as assert } from "node:assert";

import fc from "fast-check";

import { canonicalRange, rangesOverlap, readRange, TEXT_FORMATS } from "../src/validate/formats";
import { makeCertificate } from "./support/self-signed";

/** What a format says of a text: its fix, or nothing. */
const fixOf = (format: string, text: string): string | undefined => TEXT_FORMATS[format]?.fault(text)?.fix;

const cases: Record<string, { good: string[]; bad: [string, RegExp][] }> = {
    region: {
        good: ["eu-west-3", "europe-west3", "westeurope", "paris", "us-gov-east-1"],
        bad: [
            ["EU-West-3", /^write eu-west-3$/],
            ["eu_west_3", /^write eu-west-3$/],
            ["West Europe", /^write west-europe$/],
            ["eu--west", /^write eu-west$/],
            ["", /as the cloud does/],
        ],
    },
    cidr: {
        good: ["10.0.0.0/8", "0.0.0.0/0", "192.0.2.7/32", "2001:db8::/32", "::/0", "2001:DB8::/32"],
        bad: [
            ["10.0.1.0/16", /^write 10\.0\.0\.0\/16 for the whole network, or 10\.0\.1\.0\/32/],
            ["2001:db8::1/64", /^write 2001:db8::\/64/],
            ["10.0.0.1", /^write 10\.0\.0\.1\/32/],
            ["2001:db8::1", /^write 2001:db8::1\/128/],
            ["10.0.0.0/33", /\/32/],
            ["::/129", /\/128/],
            ["10.0.0/8", /first address/],
            ["010.0.0.0/8", /first address/],
            ["10.0.0.0/-1", /first address/],
            ["10.0.0.0/8/8", /first address/],
            ["fe80::1%eth0/128", /first address/],
            ["anywhere", /first address/],
            ["", /first address/],
        ],
    },
    "network-cidr": {
        good: ["10.0.0.0/16", "192.168.0.0/24"],
        bad: [
            ["10.0.0.0/8", /10\.0\.0\.0\/16/],
            ["10.0.0.0/25", /10\.0\.0\.0\/16/],
            ["2001:db8::/32", /10\.0\.0\.0\/16/],
            ["10.0.1.0/16", /^use 10\.0\.0\.0\/16/],
        ],
    },
    cron: {
        good: ["30 7 * * 1-5", "*/10 0-23/2 1,15 1-12 0,7", "0 0 31 12 7", "  0 8 * * *  "],
        bad: [
            ["30 7 * *", /^write 30 7/],
            ["0 30 7 * * 1", /^write 30 7/],
            ["@daily", /^write 30 7/],
            ["", /^write 30 7/],
            ["60 7 * * *", /the minute/],
            ["0 24 * * *", /the hour/],
            ["0 0 0 * *", /the day of the month/],
            ["0 0 * 13 *", /the month/],
            ["0 0 * * 8", /the day of the week/],
            ["0 0 * * mon", /the day of the week/],
            ["*/0 * * * *", /the minute/],
            ["5-1 * * * *", /the minute/],
            ["1, * * * *", /the minute/],
        ],
    },
    "time-zone": {
        good: ["Europe/Paris", "Etc/UTC", "UTC", "America/Argentina/Buenos_Aires", "Asia/Kolkata"],
        bad: [
            ["europe/paris", /did you mean "Europe\/Paris"/],
            ["Europe/Pari", /did you mean "Europe\/Paris"/],
            ["+01:00", /Etc\/UTC/],
            ["Mars/Olympus", /./],
            ["", /Etc\/UTC/],
        ],
    },
    "date-time": {
        good: ["2027-01-31T00:00:00Z", "2028-02-29T23:59Z", "2027-01-31T00:00:00.123+02:00"],
        bad: [
            ["2027-01-31", /^write 2027-01-31T00:00:00Z$/],
            ["2027-02-30T00:00:00Z", /^write 2027-01-31T/],
            ["2027-13-01T00:00:00Z", /^write 2027-01-31T/],
            ["2027-01-31T25:00:00Z", /^write 2027-01-31T/],
            ["2027-01-31T00:00:00", /^write 2027-01-31T/],
            ["31 January 2027", /^write 2027-01-31T/],
            ["", /^write 2027-01-31T/],
        ],
    },
    "image-registry": {
        good: ["ghcr.io/jitsi", "registry.example.org:5000/a/b", "localhost:5000"],
        bad: [
            ["https://ghcr.io/jitsi/", /^write ghcr\.io\/jitsi$/],
            ["ghcr.io/Jitsi", /registry\.example\.org/],
            ["", /registry\.example\.org/],
        ],
    },
    image: {
        good: [
            "ghcr.io/jitsi/jvb:stable-11146-2",
            `ghcr.io/jitsi/jvb@sha256:${"0".repeat(64)}`,
            `registry.example.org:5000/a/jvb:1@sha256:${"0".repeat(64)}`,
        ],
        bad: [
            ["jvb", /registry\.example\.org/],
            ["ghcr.io/jitsi/jvb", /@sha256/],
            ["registry.example.org:5000/jvb", /@sha256/],
            ["ghcr.io/jitsi/jvb@sha256:abc", /registry\.example\.org/],
        ],
    },
    "pem-certificates": { good: [], bad: [["certificate.pem", /text of the file/]] },
    "pem-private-key": { good: [], bad: [["key.pem", /text of the file/]] },
};

describe("text formats", () => {
    for (const [format, { good, bad }] of Object.entries(cases)) {
        for (const text of good) {
            it(`${format}: takes ${JSON.stringify(text)}`, () => {
                assert.equal(fixOf(format, text), undefined);
            });
        }
        for (const [text, fix] of bad) {
            it(`${format}: refuses ${JSON.stringify(text)}`, () => {
                assert.match(fixOf(format, text) ?? "taken", fix);
            });
        }
    }

    it("are each in the table above, or in the tests of names", () => {
        const tested = [...Object.keys(cases), "name", "key", "domain"];
        assert.deepEqual(Object.keys(TEXT_FORMATS).sort(), tested.sort());
    });

    it("take any text without an exception, quote no private key, and mend into what they take", () => {
        const text = fc.oneof(fc.string({ unit: "binary" }), fc.ipV4(), fc.ipV6(), fc.webUrl());
        fc.assert(
            fc.property(fc.constantFrom(...Object.keys(TEXT_FORMATS)), text, (format, value) => {
                const fault = TEXT_FORMATS[format]?.fault(value);
                const mended = /^write (\S+)(?:$| for )/.exec(fault?.fix ?? "")?.[1];
                assert.ok(mended === undefined || fixOf(format, mended) === undefined, `${format} ${value}`);
                if (format === "pem-private-key" && value.length > 8) {
                    assert.ok(fault !== undefined && !fault.reason.includes(value));
                }
            }),
            { numRuns: 1000 },
        );
    });

    it("read certificates and keys", async () => {
        const { certificate, privateKey } = await makeCertificate({ names: ["auth.meet.example.org"] });
        assert.equal(fixOf("pem-certificates", certificate), undefined);
        assert.equal(fixOf("pem-certificates", `${certificate}\n${certificate}`), undefined);
        assert.match(fixOf("pem-certificates", certificate.replace("M", "!")) ?? "", /text of the file/);
        assert.equal(fixOf("pem-private-key", privateKey), undefined);
        assert.match(fixOf("pem-private-key", certificate) ?? "", /text of the file/);
    });
});

describe("address ranges", () => {
    it("overlap when one holds the other, and never across IPv4 and IPv6", () => {
        const overlap = (a: string, b: string): boolean => rangesOverlap(readRange(a), readRange(b));
        assert.ok(overlap("10.0.0.0/8", "10.1.0.0/16"));
        assert.ok(overlap("10.1.0.0/16", "10.0.0.0/8"));
        assert.ok(overlap("0.0.0.0/0", "192.0.2.0/24"));
        assert.ok(!overlap("10.0.0.0/16", "10.1.0.0/16"));
        assert.ok(!overlap("0.0.0.0/0", "::/0"));
        assert.ok(overlap("2001:db8::/32", "2001:db8:1::/48"));
    });

    it("are the same however they are written", () => {
        assert.equal(canonicalRange("2001:DB8:0:0::/32"), canonicalRange("2001:db8::/32"));
    });
});
