import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import * as path from "node:path";

import fc from "fast-check";

import { invitationOf, parseInvitation, type Invitation } from "../src";
import { meetDomains } from "../src/render/meet/domains";
import { makeCertificate } from "./support/self-signed";

const NOW = new Date("2030-01-01T00:00:00Z");
const DAY = 24 * 3600 * 1000;

/** As version 1 was written first. This file never changes: releases to come must read it. */
const FROZEN = JSON.parse(
    readFileSync(path.join(__dirname, "fixtures", "invitation-v1.json"), "utf8"),
) as Invitation;

const paths = (value: unknown, now = NOW): string[] =>
    parseInvitation(value, now).problems.map((problem) => problem.path);

describe("invitation", () => {
    it("of version 1 is readable for ever", () => {
        const { invitation, problems, warnings } = parseInvitation(FROZEN, NOW);
        assert.deepEqual(problems, []);
        assert.deepEqual(warnings, []);
        assert.deepEqual(invitation, FROZEN);
    });

    it("is what invitationOf makes of a Meet's plan", async () => {
        const { certificate } = await makeCertificate({ names: ["auth.meet.example.org"] });
        const { certificate: intermediate } = await makeCertificate({ names: ["ca.example"], ca: true });
        const invitation = invitationOf({
            meet: "shared",
            domains: meetDomains("meet.example.org"),
            port: 6222,
            account: { pool: "paris", generation: 2, user: "paris-2", current: true },
            password: "example-password-of-a-test-00000",
            trust: [certificate + intermediate],
        });
        assert.deepEqual(parseInvitation(invitation, NOW).problems, []);
        assert.equal(invitation.trust[0]?.trim(), certificate.trim(), "only the leaf of a chain is a pin");
        const own = { trust: invitation.trust, password: invitation.password, notAfter: undefined };
        assert.deepEqual({ notAfter: undefined, ...invitation }, { ...FROZEN, ...own });
    });

    it("may have fields of a later release, which are left out", () => {
        const { invitation, problems } = parseInvitation(
            { ...FROZEN, colour: "blue", nested: { a: [] } },
            NOW,
        );
        assert.deepEqual(problems, []);
        assert.deepEqual(invitation, FROZEN);
    });

    it("of another version is refused with a sentence", () => {
        for (const version of [0, 2, "1", undefined, null]) {
            const { invitation, problems } = parseInvitation({ ...FROZEN, version }, NOW);
            assert.equal(invitation, undefined);
            assert.equal(problems.length, 1);
            assert.match(problems[0]?.fix ?? "", /same release of @bridgepool\/core/);
        }
    });

    const wrong: [string, Record<string, unknown>, string[]][] = [
        ["no port", { port: undefined }, ["port"]],
        ["port 0", { port: 0 }, ["port"]],
        ["port 65536", { port: 65536 }, ["port"]],
        ["a port in quotes", { port: "6222" }, ["port"]],
        ["a host with a scheme", { host: "https://xmpp.meet.example.org" }, ["host"]],
        ["no conferences", { mucDomains: [] }, ["mucDomains"]],
        ["a conference domain that is none", { mucDomains: ["a.b", "a b"] }, ["mucDomains[1]"]],
        ["a user with a domain", { user: "paris@meet" }, ["user"]],
        ["an empty password", { password: "" }, ["password"]],
        ["a password beyond ASCII", { password: "pässword" }, ["password"]],
        ["two rooms", { room: "a@b.c,d@e.f" }, ["room"]],
        ["no certificate", { trust: [] }, ["trust"]],
        ["a certificate that is none", { trust: ["-----BEGIN CERTIFICATE-----"] }, ["trust[0]"]],
        ["a chain in one entry", { trust: [FROZEN.trust.join("")] }, ["trust[0]"]],
        ["generation 0", { generation: 0 }, ["generation"]],
        ["an end that is no date", { notAfter: "tomorrow" }, ["notAfter"]],
        ["an end in the past", { notAfter: "2029-12-31T23:59:59Z" }, ["notAfter"]],
        ["another domain than the certificates", { domain: "auth.other.example" }, ["trust[0]", "trust[1]"]],
        [
            "everything wrong at once",
            { host: 1, port: 1.5, user: null, trust: "x" },
            ["host", "port", "user", "trust"],
        ],
    ];
    for (const [what, change, expected] of wrong) {
        it(`with ${what} is refused`, () => {
            assert.deepEqual(paths({ ...FROZEN, ...change }), expected);
        });
    }

    it("takes an address or a short name as the host", () => {
        for (const host of ["192.0.2.1", "2001:db8::1", "xmpp", "a.b.c.example"]) {
            assert.deepEqual(paths({ ...FROZEN, host }), []);
        }
    });

    it("refuses a certificate that could sign others", async () => {
        const { certificate } = await makeCertificate({ names: ["auth.meet.example.org"], ca: true });
        const { problems } = parseInvitation({ ...FROZEN, trust: [certificate] }, NOW);
        assert.match(problems[0]?.reason ?? "", /is a CA/);
    });

    it("needs one certificate that is valid now, not all", async () => {
        const names = ["auth.meet.example.org"];
        const expired = await makeCertificate({ names, notAfter: new Date("2029-01-01T00:00:00Z") });
        const valid = await makeCertificate({ names });
        assert.deepEqual(paths({ ...FROZEN, trust: [expired.certificate, valid.certificate] }), []);
        assert.deepEqual(paths({ ...FROZEN, trust: [expired.certificate] }), ["trust"]);
        assert.deepEqual(paths({ ...FROZEN, trust: [valid.certificate] }, new Date("2025-01-01T00:00:00Z")), [
            "trust",
        ]);
    });

    it("warns 60 days before its last certificate ends", async () => {
        const names = ["auth.meet.example.org"];
        const end = new Date("2030-06-01T00:00:00Z");
        const { certificate } = await makeCertificate({ names, notAfter: end });
        const value = { ...FROZEN, trust: [certificate] };
        const warnings = (days: number): number =>
            parseInvitation(value, new Date(end.getTime() - days * DAY)).warnings.length;
        assert.deepEqual([61, 60, 59, 1].map(warnings), [0, 0, 1, 1]);
    });

    it("never throws and never shows a password, whatever it reads", () => {
        const secret = "a secret that must not show";
        const field = fc.constantFrom(...Object.keys(FROZEN).filter((key) => key !== "version"));
        fc.assert(
            fc.property(fc.array(fc.tuple(field, fc.anything())), (changes) => {
                const value = { ...FROZEN, password: secret, ...Object.fromEntries(changes) };
                const parsed = parseInvitation(value, NOW);
                assert.ok((parsed.invitation === undefined) === parsed.problems.length > 0);
                assert.ok(!JSON.stringify(parsed.problems).includes(secret));
            }),
        );
        fc.assert(
            fc.property(fc.anything(), (value) => {
                assert.ok(parseInvitation(value).problems.length > 0);
            }),
        );
        for (const password of [`${secret}\n`, [secret], { secret }]) {
            const text = JSON.stringify(parseInvitation({ ...FROZEN, password }, NOW).problems);
            assert.ok(text.includes('"password"') && !text.includes(secret));
        }
    });
});
