import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { joined } from "../support/bridges";
import { Brewery } from "../support/brewery";
import { makeCertificate } from "../support/self-signed";
import { isError, xml } from "../support/xmpp-client";

const france = { user: "france-1", password: "password-of-france" };

describe("brewery: a certificate that is renewed", () => {
    let brewery: Brewery;
    beforeEach(async () => (brewery = await Brewery.start([france])));
    afterEach(() => brewery.close());

    const signsInWith = (certificate: string) => brewery.signIn(france, { trust: [certificate] });
    const refused = { code: "DEPTH_ZERO_SELF_SIGNED_CERT" };

    it("comes into use with no session lost, and the old one goes", async () => {
        const room = brewery.domains.breweryRoom;
        const bridge = await joined(brewery, france, "bridge-1");
        const focus = await joined(brewery, brewery.focus, "focus");
        bridge.answer("conference-modify", "jitsi:colibri2");
        const next = await makeCertificate({ names: [brewery.domains.auth] });
        await brewery.replaceCertificate(next.certificate, next.privateKey);
        await brewery.prosody.printed("A new certificate is in use");
        await signsInWith(next.certificate);
        await assert.rejects(signsInWith(brewery.certificate), refused);
        const request = xml("conference-modify", { xmlns: "jitsi:colibri2" });
        const answer = await focus.ask(`${room}/bridge-1`, "set", request);
        assert.ok(typeof answer !== "string" && !isError(answer), "the bridge is still there");
    });

    it("stays as it is while the new pair is broken, mismatched, over or another's", async () => {
        const names = [brewery.domains.auth];
        const next = await makeCertificate({ names });
        const other = await makeCertificate({ names });
        const over = await makeCertificate({ names, notAfter: new Date("2026-02-01T00:00:00Z") });
        const others = await makeCertificate({ names: ["auth.other.example"] });
        const wrong: [string, string, RegExp][] = [
            ["garbage", next.privateKey, /it is no certificate/],
            [next.certificate, "garbage", /error loading private key/],
            [next.certificate, other.privateKey, /key/],
            [over.certificate, over.privateKey, /it is not valid today/],
            [others.certificate, others.privateKey, /it is for another name/],
        ];
        for (const [certificate, key, reason] of wrong) {
            const before = brewery.prosody.output().length;
            await brewery.replaceCertificate(certificate, key);
            await brewery.looked();
            await brewery.looked();
            const said = brewery.prosody.output().slice(before);
            assert.match(said, /The new certificate cannot be used, so the one before stays in use/);
            assert.match(said, reason);
            await signsInWith(brewery.certificate);
        }
        await brewery.replaceCertificate(next.certificate, next.privateKey);
        await brewery.prosody.printed("A new certificate is in use");
        await signsInWith(next.certificate);
    });

    it("is measured: seconds to the end of the one in use", async () => {
        const left = async () => {
            const [, value] = /left_seconds\{[^}]*\} (\S+)/.exec(await brewery.metrics()) ?? [];
            return Number(value);
        };
        const until = (certificate: string) =>
            (Date.parse(new X509Certificate(certificate).validTo) - Date.now()) / 1000;
        assert.ok(Math.abs((await left()) - until(brewery.certificate)) < 5);
        const notAfter = new Date("2035-10-03T04:05:06Z");
        const next = await makeCertificate({ names: [brewery.domains.auth], notAfter });
        await brewery.replaceCertificate(next.certificate, next.privateKey);
        await brewery.prosody.printed("A new certificate is in use");
        assert.ok(Math.abs((await left()) - until(next.certificate)) < 5);
    });
});
