import assert from "node:assert/strict";
import { Brewery, outsideAddress } from "../support/brewery";
import { makeCertificate } from "../support/self-signed";
import { stream, talk } from "../support/talk";
import { isError, xml, type SignedIn, type Stanza } from "../support/xmpp-client";

const france = { user: "france-1", password: "password-of-france" };
const hungary = { user: "hungary-1", password: "password-of-hungary" };
const DISCO = "http://jabber.org/protocol/disco#info";
const MUC = "http://jabber.org/protocol/muc";
const COLIBRI = "http://jitsi.org/protocol/colibri";

/** What Jicofo asks a bridge, in shape. */
const request = () => xml("conference-modify", { xmlns: "jitsi:colibri2", "meeting-id": "m" });

describe("brewery: signing in", () => {
    let brewery: Brewery;
    before(async () => (brewery = await Brewery.start([france, hungary])));
    after(() => brewery.close());

    it("lets a pool account in over verified TLS, from outside", async () => {
        const bridge = await brewery.signIn(france, { host: outsideAddress() });
        assert.match(bridge.address, /^france-1@auth\.meet\.example\.org\//);
    });

    it("is refused by a client that trusts another Meet", async () => {
        const other = await makeCertificate({ names: [brewery.domains.auth] });
        await assert.rejects(brewery.signIn(france, { trust: [other.certificate] }), {
            code: "DEPTH_ZERO_SELF_SIGNED_CERT",
        });
    });

    it("refuses a wrong password and an unknown user", async () => {
        const address = outsideAddress();
        const wrong = { ...france, password: "guess" };
        await assert.rejects(brewery.signIn(wrong, { host: address }), { condition: "not-authorized" });
        const unknown = { ...france, user: "france-2" };
        await assert.rejects(brewery.signIn(unknown, { host: address }), { condition: "not-authorized" });
    });

    it("lets focus in over loopback only, over IPv4 and IPv6", async () => {
        await assert.rejects(brewery.signIn(brewery.focus, { host: outsideAddress() }), {
            condition: "not-authorized",
        });
        await brewery.signIn(brewery.focus, { host: "[::1]" });
        await brewery.signIn(brewery.focus);
    });

    it("offers nothing but STARTTLS before TLS, and takes no password without it", async () => {
        const features = await talk(brewery.port, [stream(brewery.domains.auth)]);
        assert.match(features, /<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required\/><\/starttls>/);
        assert.doesNotMatch(features, /mechanism/);
        const credentials = Buffer.from(`\0${france.user}\0${france.password}`).toString("base64");
        const auth = `<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${credentials}</auth>`;
        const answer = await talk(brewery.port, [stream(brewery.domains.auth), auth]);
        assert.match(answer, /<encryption-required\/>/);
        assert.doesNotMatch(answer, /<success/);
    });

    it("offers only SCRAM over TLS, and TLS from version 1.2", async () => {
        const probe = (...version: string[]) =>
            brewery.machine.run(
                [
                    ...["openssl", "s_client", "-connect", `127.0.0.1:${brewery.port}`, "-starttls", "xmpp"],
                    ...["-xmpphost", brewery.domains.auth, "-brief", ...version],
                ],
                { input: "" },
            );
        assert.match((await probe("-tls1_2")).stderr, /Protocol version: TLSv1.2/);
        assert.notEqual((await probe("-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0")).code, 0);
        const bridge = await brewery.signIn(france);
        assert.deepEqual(
            bridge.mechanisms.filter((name) => !name.startsWith("SCRAM-SHA-1")),
            [],
        );
    });

    it("serves no other host on that port", async () => {
        const { domain, conference, internal } = brewery.domains;
        for (const host of [
            domain,
            conference,
            internal,
            "guest." + domain,
            "recorder." + domain,
            "localhost",
        ]) {
            assert.match(await talk(brewery.port, [stream(host)]), /<host-unknown/, host);
        }
    });
});

describe("brewery: what a pool's account may do", () => {
    let brewery: Brewery;
    let focus: SignedIn;
    let bridge: SignedIn;
    let other: SignedIn;
    let room: string;
    before(async () => {
        brewery = await Brewery.start([france, hungary]);
        room = brewery.domains.breweryRoom;
        bridge = await brewery.signIn(france, { host: outsideAddress(), resource: "bridge-1" });
        other = await brewery.signIn(hungary, { host: outsideAddress(), resource: "bridge-2" });
        // Bridges come first: the room is there without Jicofo.
        assert.equal(await bridge.join(room, "bridge-1"), undefined);
        assert.equal(await other.join(room, "bridge-2"), undefined);
        focus = await brewery.signIn(brewery.focus);
        assert.equal(await focus.join(room, "focus"), undefined);
    });
    after(() => brewery.close());

    it("asks its server what XMPP clients ask: who it is, a ping, its roster", async () => {
        const { auth, internal } = brewery.domains;
        const disco = () => xml("query", { xmlns: DISCO });
        for (const to of [auth, internal, room])
            assert.ok(isResult(await bridge.ask(to, "get", disco())), to);
        assert.ok(isResult(await bridge.ask(auth, "get", xml("ping", { xmlns: "urn:xmpp:ping" }))));
        assert.ok(isResult(await bridge.ask(undefined, "get", xml("query", { xmlns: "jabber:iq:roster" }))));
    });

    it("shows its presence to focus, with its statistics, and its real address", async () => {
        await bridge.send(
            xml(
                "presence",
                { to: `${room}/bridge-1` },
                xml("stats", { xmlns: COLIBRI }, xml("stat", { name: "region", value: "eu-west" })),
            ),
        );
        const seen = await focus.expect("the bridge's statistics", (stanza) => {
            return (
                stanza.attrs["from"] === `${room}/bridge-1` && stanza.getChild("stats", COLIBRI) !== undefined
            );
        });
        const item = seen.getChild("x", `${MUC}#user`)?.getChild("item");
        assert.equal(item?.attrs["jid"], bridge.address);
        await other.settle();
        const fromBridge = other.received.filter((stanza) => stanza.attrs["from"] === `${room}/bridge-1`);
        assert.deepEqual(fromBridge.map(String), [], "another pool's bridge sees none of it");
        await other.expect("the presence of focus", (stanza) => stanza.attrs["from"] === `${room}/focus`);
    });

    it("is asked by focus and answers", async () => {
        bridge.answer("conference-modify", "jitsi:colibri2");
        assert.ok(isResult(await focus.ask(`${room}/bridge-1`, "set", request())));
    });

    it("reaches no other bridge: neither directly, nor through the room, nor all of it", async () => {
        for (const to of [`${room}/bridge-2`, other.address, `hungary-1@${brewery.domains.auth}`]) {
            assert.equal(await bridge.ask(to, "set", request()), "forbidden", to);
        }
        const before = other.received.length;
        const body = () => xml("body", {}, "psst");
        await bridge.send(xml("message", { to: other.address, type: "chat" }, body()));
        await bridge.send(xml("message", { to: room, type: "groupchat" }, body()));
        await bridge.send(xml("message", { to: `${room}/bridge-2`, type: "chat" }, body()));
        await bridge.send(xml("presence", { to: other.address }));
        await bridge.send(xml("presence", { to: `hungary-1@${brewery.domains.auth}`, type: "subscribe" }));
        await bridge.send(xml("presence"));
        await bridge.settle();
        await other.settle();
        assert.deepEqual(
            other.received
                .slice(before)
                .filter((stanza) => !stanza.is("iq"))
                .map(String),
            [],
        );
    });

    it("cannot take the name of focus, configure the room, make others or list them", async () => {
        const impostor = await brewery.signIn(france, { host: outsideAddress() });
        assert.equal(await impostor.join(room, "focus"), "forbidden");
        assert.equal(await impostor.join(`other@${brewery.domains.internal}`, "bridge-1"), "forbidden");
        const owner = xml("query", { xmlns: `${MUC}#owner` });
        assert.equal(await impostor.ask(room, "get", owner), "forbidden");
        const items = xml("query", { xmlns: "http://jabber.org/protocol/disco#items" });
        assert.equal(await impostor.ask(brewery.domains.internal, "get", items), "forbidden");
        const roster = xml("query", { xmlns: "jabber:iq:roster" }, xml("item", { jid: other.address }));
        assert.equal(await impostor.ask(undefined, "set", roster), "forbidden");
    });

    it("lets focus own the room", async () => {
        const form = await focus.ask(room, "get", xml("query", { xmlns: `${MUC}#owner` }));
        assert.ok(isResult(form));
    });

    it("takes a large stanza from a bridge that has signed in", async () => {
        const stats = Array.from({ length: 8000 }, (_, n) =>
            xml("stat", { name: `number-${n}`, value: "0.123456789" }),
        );
        const large = xml("stats", { xmlns: COLIBRI }, ...stats);
        assert.ok(large.toString().length > 300_000);
        await bridge.send(xml("presence", { to: `${room}/bridge-1` }, large));
        await focus.expect("the large presence", (stanza) => {
            return stanza.getChild("stats", COLIBRI)?.getChildElements().length === stats.length;
        });
    });

    it("answers at once where a tag fills a TLS record: the XML parser would else wait for more", async () => {
        const question = xml("query", { xmlns: "x".repeat(15_000) });
        assert.equal(await bridge.ask(undefined, "get", question), "forbidden");
    });

    it("tells focus, and nobody else, that a bridge has gone", async () => {
        const third = await brewery.signIn(france, { resource: "bridge-3" });
        await third.join(room, "bridge-3");
        await third.close();
        await focus.expect("its leaving", (stanza) => {
            return stanza.attrs["from"] === `${room}/bridge-3` && stanza.attrs["type"] === "unavailable";
        });
        await other.settle();
        assert.ok(!other.received.some((stanza) => stanza.attrs["from"] === `${room}/bridge-3`));
    });
});

const isResult = (answer: Stanza | string) => typeof answer !== "string" && !isError(answer);
