import { strict as assert } from "node:assert";
import { createHash } from "node:crypto";

import fc from "fast-check";

import {
    acceptsMarker,
    parseRosterMarker,
    rosterMarker,
    trustDigest,
    type RosterMarker,
    type RosterMembership,
} from "../src/roster";

const membership = (key: string, change: Partial<RosterMembership> = {}): RosterMembership => ({
    key,
    secret: `bridgepool/paris/roster/${key}`,
    secretVersion: "00000000-0000-4000-8000-000000000001",
    share: 1,
    generation: 1,
    host: `xmpp.${key}.example`,
    port: 6222,
    domain: `auth.${key}.example`,
    trust: ["-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"],
    ...change,
});

function read(text: string): RosterMarker {
    const { marker, problems } = parseRosterMarker(text);
    assert.deepEqual(problems, []);
    assert.ok(marker);
    return marker;
}

describe("roster marker", () => {
    it("reads back what it wrote, sorted by key", () => {
        const marker = read(rosterMarker("paris", [membership("b", { share: 0.4 }), membership("a")]));
        assert.equal(marker.version, 1);
        assert.equal(marker.pool, "paris");
        assert.deepEqual(
            marker.entries.map(({ key, share }) => [key, share]),
            [
                ["a", 1],
                ["b", 0.4],
            ],
        );
        const { trust, ...facts } = membership("a");
        assert.deepEqual(marker.entries[0], { ...facts, digest: trustDigest({ ...facts, trust }) });
    });

    it("is the same text in whatever order the memberships come", () => {
        const memberships = ["a", "b", "c", "d"].map((key) => membership(key));
        const text = rosterMarker("paris", memberships);
        fc.assert(
            fc.property(fc.shuffledSubarray(memberships, { minLength: 4 }), (shuffled) => {
                assert.equal(rosterMarker("paris", shuffled), text);
            }),
        );
    });

    it("changes its digest with host, port, domain and each certificate, but not with white space", () => {
        const plain = trustDigest(membership("a"));
        const changes: Partial<RosterMembership>[] = [
            { host: "xmpp.b.example" },
            { port: 5222 },
            { domain: "auth.b.example" },
            { trust: [] },
            { trust: [...membership("a").trust, "AAAB"] },
        ];
        for (const change of changes) {
            assert.notEqual(trustDigest(membership("a", change)), plain, JSON.stringify(change));
        }
        const spaced = membership("a").trust.map((pem) => pem.replace(/\n/g, "\r\n"));
        assert.equal(trustDigest(membership("a", { trust: spaced })), plain);
        assert.match(plain, /^[0-9a-f]{64}$/);
    });

    it("has one digest for ever: an agent of another release must come to the same", () => {
        const text =
            '["xmpp.a.example",6222,"auth.a.example",["-----BEGINCERTIFICATE-----AAAA-----ENDCERTIFICATE-----"]]';
        assert.equal(trustDigest(membership("a")), createHash("sha256").update(text).digest("hex"));
    });

    it("stays under 256 KiB with 200 organisations, whatever their names", () => {
        const label = "a".repeat(56);
        const domain = `${label}.${label}.${label}.${label}.example`;
        const memberships = Array.from({ length: 200 }, (_, index) =>
            membership(`${label}-${index}`, {
                secret: `arn:aws:secretsmanager:eu-central-1:123456789012:secret:bridgepool/${"p".repeat(24)}/roster/${label}-${index}-AbCdEf`,
                secretVersion: "terraform-20261121131143000000000001",
                host: `xmpp.${domain}`,
                domain: `auth.${domain}`,
                generation: 1_000_000,
            }),
        );
        const bytes = Buffer.byteLength(rosterMarker("p".repeat(24), memberships));
        assert.ok(bytes < 256 * 1024, `${bytes} bytes`);
    });

    it("leaves unknown fields out", () => {
        const written = JSON.parse(rosterMarker("paris", [membership("a")])) as { entries: object[] };
        const newer = {
            ...written,
            colour: "blue",
            entries: written.entries.map((entry) => ({ ...entry, weight: 2 })),
        };
        assert.deepEqual(read(JSON.stringify(newer)), written);
    });

    it("refuses another version with a sentence", () => {
        const { marker, problems } = parseRosterMarker('{"version":2,"pool":"paris","entries":[]}');
        assert.equal(marker, undefined);
        assert.match(problems[0]?.reason ?? "", /^2 is no version/);
    });

    it("reports every broken field at once", () => {
        const { problems } = parseRosterMarker(
            JSON.stringify({
                version: 1,
                entries: [{ ...membership("a"), digest: "x", share: 2, port: 0 }, 5],
            }),
        );
        assert.deepEqual(
            problems.map(({ path }) => path),
            ["pool", "entries[0].share", "entries[0].port", "entries[0].digest", "entries[1]"],
        );
    });

    it("refuses a key that is there twice", () => {
        const { problems } = parseRosterMarker(rosterMarker("paris", [membership("a"), membership("a")]));
        assert.deepEqual(
            problems.map(({ path }) => path),
            ["entries[1].key"],
        );
    });

    it("never throws, whatever it reads", () => {
        fc.assert(
            fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
                const { marker, problems } = parseRosterMarker(text);
                assert.ok((marker === undefined) === problems.length > 0);
            }),
        );
    });
});

describe("following a marker", () => {
    const marker = (...memberships: RosterMembership[]): RosterMarker =>
        read(rosterMarker("paris", memberships));

    it("begins with any", () => {
        assert.deepEqual(acceptsMarker(undefined, marker(membership("a"))), { accepted: true, problems: [] });
    });

    it("goes on to the same generation and to a newer one", () => {
        const now = marker(membership("a", { generation: 2 }));
        assert.ok(acceptsMarker(now, now).accepted);
        assert.ok(acceptsMarker(now, marker(membership("a", { generation: 3 }))).accepted);
    });

    it("refuses an older generation, naming every invitation concerned", () => {
        const now = marker(membership("a", { generation: 2 }), membership("b", { generation: 5 }));
        const { accepted, problems } = acceptsMarker(
            now,
            marker(membership("a"), membership("b", { generation: 4 })),
        );
        assert.equal(accepted, false);
        assert.deepEqual(
            problems.map(({ path }) => path),
            ["entries[0].generation", "entries[1].generation"],
        );
        assert.match(problems[0]?.fix ?? "", /over 2/);
    });

    it("forgets an invitation that was removed", () => {
        const gone = marker(membership("b"));
        assert.ok(acceptsMarker(marker(membership("a", { generation: 2 }), membership("b")), gone).accepted);
        assert.ok(acceptsMarker(gone, marker(membership("a"), membership("b"))).accepted);
    });

    it("takes a key that now stands for another Meet as a new invitation", () => {
        const now = marker(membership("a", { generation: 2 }));
        assert.ok(acceptsMarker(now, marker(membership("a", { domain: "auth.other.example" }))).accepted);
    });
});
