import assert from "node:assert/strict";

import type { Invitation } from "@bridgepool/core/shared";

import { Brewery, freePort, outsideAddress } from "../../../core/test/support/brewery";
import { makeCertificate } from "../../../core/test/support/self-signed";
import { probe } from "../../src/xmpp/probe";
import { FRANCE, invitationTo } from "./invitation";

describe("probing a Meet: with a real Prosody", () => {
    let brewery: Brewery;
    before(async () => (brewery = await Brewery.start([FRANCE])));
    after(() => brewery.close());

    /** What is wrong, which never tells the password. */
    const failure = async (changes: Partial<Invitation>) => {
        const result = await probe(invitationTo(brewery, changes), 10);
        assert.ok(!JSON.stringify(result).includes(changes.password ?? FRANCE.password));
        assert.ok(!result.ok);
        return [result.kind, result.reason];
    };

    it("signs in, and says which addresses the host has", async () => {
        assert.deepEqual(await probe(invitationTo(brewery), 10), { ok: true, addresses: ["127.0.0.1"] });
        const host = outsideAddress();
        assert.deepEqual(await probe(invitationTo(brewery, { host }), 10), { ok: true, addresses: [host] });
        assert.deepEqual(await probe(invitationTo(brewery, { host: "0:0::0:1" }), 10), {
            ok: true,
            addresses: ["::1"],
        });
    });

    it("trusts the next certificate beside the current one", async () => {
        const next = await makeCertificate({ names: [brewery.domains.auth] });
        for (const trust of [
            [next.certificate, brewery.certificate],
            [brewery.certificate, next.certificate],
        ]) {
            assert.equal((await probe(invitationTo(brewery, { trust }), 10)).ok, true);
        }
    });

    it("leaves nothing behind in the brewery: it joins no room", async () => {
        const focus = await brewery.signIn(brewery.focus);
        await focus.join(brewery.domains.breweryRoom, "focus");
        await probe(invitationTo(brewery), 10);
        await focus.settle();
        const seen = focus.received
            .filter((stanza) => stanza.is("presence"))
            .map(({ attrs }) => String(attrs["from"]));
        assert.deepEqual([...new Set(seen)], [`${brewery.domains.breweryRoom}/focus`]);
    });

    it("has a sentence for a wrong password, and for an account that is not there", async () => {
        const reason = "wrong password, or the account is not valid (any more)";
        assert.deepEqual(await failure({ password: "a-guess-at-it" }), [
            "login",
            `the server of auth.meet.example.org refuses the account france-1: ${reason}`,
        ]);
        assert.deepEqual(await failure({ user: "france-2" }), [
            "login",
            `the server of auth.meet.example.org refuses the account france-2: ${reason}`,
        ]);
    });

    it("has one for a wrong pin", async () => {
        const stranger = await makeCertificate({ names: [brewery.domains.auth] });
        const sentence =
            "the server of auth.meet.example.org shows a certificate that the invitation does not name";
        assert.deepEqual(await failure({ trust: [stranger.certificate] }), ["certificate", sentence]);
        assert.deepEqual(await failure({ trust: [] }), ["certificate", sentence]);
    });

    it("has one for a domain that the server does not serve", async () => {
        assert.deepEqual(await failure({ domain: "auth.other.example.org" }), [
            "connection",
            "the server ends the connection: host-unknown (auth.other.example.org)",
        ]);
    });

    it("has one for a port on which nothing listens, and for a name without an address", async () => {
        const port = await freePort();
        assert.deepEqual(await failure({ port }), [
            "connection",
            `nothing answers at 127.0.0.1 port ${port} (127.0.0.1: ECONNREFUSED)`,
        ]);
        const [kind, reason] = await failure({ host: "no-such-host.invalid" });
        assert.equal(kind, "name");
        assert.match(reason ?? "", /^no-such-host\.invalid has no address \([A-Z_]+\)$/);
    });

    it("says that it has to wait after many failures, and how many there were is the server's affair", async () => {
        // One of its own: it remembers this address for minutes.
        const strict = await Brewery.start([FRANCE]);
        try {
            for (let n = 0; n < 6; n++) await probe(invitationTo(strict, { password: "guess" }), 10);
            const result = await probe(invitationTo(strict), 10);
            assert.ok(!result.ok);
            assert.equal(result.kind, "login");
            assert.match(result.reason, /too many failed sign-ins from this address: it has to wait$/);
        } finally {
            await strict.close();
        }
    });

    it("signs in at many at once", async () => {
        const results = await Promise.all(Array.from({ length: 40 }, () => probe(invitationTo(brewery), 10)));
        assert.ok(results.every(({ ok }) => ok));
    });
});

describe("probing a Meet: certificates of a real Prosody", () => {
    let brewery: Brewery;
    let prosody: Brewery["prosody"];
    before(async () => {
        brewery = await Brewery.start([FRANCE]);
        prosody = brewery.prosody;
    });
    after(() => brewery.close());

    /** Starts Prosody again with another certificate, and gives that. */
    const restartWith = async (spec: Parameters<typeof makeCertificate>[0]): Promise<string> => {
        const { certificate, privateKey } = await makeCertificate(spec);
        await prosody.stop();
        await brewery.machine.write({
            "/bridgepool/certificate.pem": certificate,
            "/bridgepool/key.pem": { text: privateKey, mode: 0o400, owner: "prosody:prosody" },
        });
        const command = ["prosody", "--config", "/config/prosody.cfg.lua", "-F"];
        prosody = brewery.machine.start(command, { user: "prosody" });
        await prosody.printed("Activated service 'c2s'");
        return certificate;
    };

    for (const [what, spec, sentence] of [
        [
            "expired",
            { names: ["auth.meet.example.org"], notAfter: new Date("2026-01-02T00:00:00Z") },
            "shows a certificate that has expired",
        ],
        [
            "not valid yet",
            { names: ["auth.meet.example.org"], notBefore: new Date("2099-01-01T00:00:00Z") },
            "shows a certificate that is not valid yet",
        ],
    ] as const) {
        it(`are refused although they are pinned, when they are ${what}`, async () => {
            const certificate = await restartWith(spec);
            const result = await probe(invitationTo(brewery, { trust: [certificate] }), 10);
            assert.deepEqual(result, {
                ok: false,
                kind: "certificate",
                reason: `the server of auth.meet.example.org ${sentence}`,
            });
        });
    }

    it("are refused although they are pinned, when they are for another name", async () => {
        const certificate = await restartWith({ names: ["meet.example.org", "*.example.org"] });
        assert.deepEqual(await probe(invitationTo(brewery, { trust: [certificate] }), 10), {
            ok: false,
            kind: "certificate",
            reason: "the server shows a certificate for another name than auth.meet.example.org",
        });
    });
});
