import assert from "node:assert/strict";
import { connect } from "node:net";
import { scramKeys } from "../../src/accounts";
import { Brewery, outsideAddress } from "../support/brewery";
import { makeCertificate } from "../support/self-signed";
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

describe("brewery: accounts that change", () => {
    let brewery: Brewery;
    beforeEach(async () => (brewery = await Brewery.start([france])));
    afterEach(() => brewery.close());

    it("takes a new account with no restart, and ends a retired one's sessions, not those of others", async () => {
        const old = await brewery.signIn(france);
        await old.join(brewery.domains.breweryRoom, "bridge-1");
        const focus = await brewery.signIn(brewery.focus);
        await focus.join(brewery.domains.breweryRoom, "focus");
        const next = { user: "france-2", password: "next-password" };
        await brewery.writeAccounts([france, next]);
        await brewery.looked();
        const young = await brewery.signIn(next);
        await brewery.writeAccounts([next]);
        await old.ended();
        await focus.expect("that its bridge has left", (stanza) => stanza.attrs["type"] === "unavailable");
        await assert.rejects(brewery.signIn(france), { condition: "not-authorized" });
        await young.settle();
    });

    it("ends an account at its notAfter", async () => {
        const notAfter = new Date(Date.now() + 4000).toISOString();
        await brewery.writeAccounts([{ ...france, notAfter }]);
        await brewery.looked();
        const bridge = await brewery.signIn(france);
        await bridge.ended();
        await assert.rejects(brewery.signIn(france), { condition: "not-authorized" });
    });

    it("ends the sessions of an account whose password was replaced", async () => {
        const bridge = await brewery.signIn(france);
        await brewery.looked();
        await brewery.writeAccounts([{ ...france, password: "another" }]);
        await bridge.ended();
        await brewery.signIn({ ...france, password: "another" });
    });

    it("keeps what was valid while the file is missing or garbled", async () => {
        const bridge = await brewery.signIn(france);
        for (const garbage of ["", "{", "[]", '{"accounts":[{"user":"x"}]}', '{"accounts":null}']) {
            await brewery.replaceAccounts(garbage);
            await brewery.looked();
        }
        await brewery.machine.check(["rm", "/bridgepool/accounts.json"]);
        await brewery.looked();
        await bridge.settle();
        await brewery.signIn(france);
    });

    it("does not let a pool's account have the name of a local one", async () => {
        const impostor = { user: "focus", password: "chosen-by-a-pool" };
        await brewery.writeAccounts([impostor]);
        await brewery.looked();
        await assert.rejects(brewery.signIn(impostor), { condition: "not-authorized" });
        await brewery.signIn(brewery.focus);
    });

    it("serves 200 accounts at once", async () => {
        const accounts = Array.from({ length: 200 }, (_, n) => ({
            user: `pool${n}-1`,
            password: `secret-${n}`,
        }));
        await brewery.replaceAccounts(quickDocument(accounts));
        await brewery.looked();
        const room = brewery.domains.breweryRoom;
        const focus = await brewery.signIn(brewery.focus);
        await focus.join(room, "focus");
        for (const some of inGroupsOf(40, accounts)) {
            await Promise.all(some.map(async (one) => (await brewery.signIn(one)).join(room, one.user)));
        }
        await focus.expect("all of them", () => occupants(focus, room).size === 201);
    });
});

describe("brewery: strangers", () => {
    let brewery: Brewery;
    beforeEach(async () => (brewery = await Brewery.start([france, hungary])));
    afterEach(() => brewery.close());

    it("makes an address that keeps failing pause, longer each time, and no other address", async () => {
        const host = outsideAddress();
        const fail = () => brewery.signIn({ ...france, password: "guess" }, { host }).catch(reason);
        for (let n = 0; n < 6; n++) assert.equal(await fail(), "not-authorized");
        assert.equal(await fail(), "temporary-auth-failure", "also a right password has to wait");
        assert.equal(await brewery.signIn(france, { host }).catch(reason), "temporary-auth-failure");
        await brewery.signIn(france);
        await pause(2100);
        assert.equal(await fail(), "not-authorized");
        await pause(1000);
        assert.equal(await fail(), "temporary-auth-failure", "the second pause is longer than the first");
        await pause(2000);
        await brewery.signIn(france, { host });
        assert.equal(await fail(), "not-authorized", "a success forgives");
    });

    it("takes all addresses of one IPv6 network for one, as whoever has one of them has all", async () => {
        const confined = await Brewery.start([], "private");
        try {
            const addresses = ["2001:db8:0:1::1", "2001:db8:0:1:ffff::2", "2001:db8:0:2::1"];
            for (const address of addresses) {
                await confined.machine.check(["ip", "address", "add", `${address}/128`, "dev", "lo"]);
            }
            const input = JSON.stringify({
                port: confined.port,
                from: [...Array<string>(6).fill(addresses[0]!), ...addresses],
            });
            const said = await confined.machine.check(["python3", "-c", FAILING_SIGN_INS], { input });
            assert.deepEqual(said.trim().split("\n"), [
                ...Array<string>(6).fill("not-authorized"),
                ...["temporary-auth-failure", "temporary-auth-failure", "not-authorized"],
            ]);
        } finally {
            await confined.close();
        }
    });

    it("bounds the connections of an address that have not signed in, not those that have", async () => {
        // One connection has signed in and does not count.
        const bridge = await brewery.signIn(france);
        const open = Array.from({ length: 50 }, () => connect(brewery.port, "127.0.0.1"));
        await Promise.all(open.map((socket) => new Promise((resolve) => socket.on("connect", resolve))));
        assert.match(await talk(brewery.port, []), /<policy-violation/);
        await bridge.settle();
        open.forEach((socket) => socket.destroy());
        await pause(200);
        await brewery.signIn(france);
    });

    it("takes no large stanza from who has not signed in", async () => {
        const large = `<iq id='x' type='get'><x xmlns='${"x".repeat(200_000)}'/></iq>`;
        assert.match(
            await talk(brewery.port, [stream(brewery.domains.auth), large]),
            /<policy-violation|stanza-too-big/,
        );
    });
});

const isResult = (answer: Stanza | string) => typeof answer !== "string" && !isError(answer);
const reason = (error: unknown) => (error as { condition?: string }).condition ?? String(error);
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function stream(to: string): string {
    return `<?xml version='1.0'?><stream:stream to='${to}' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>`;
}

/** Says these in turn over a plain connection; returns all that was answered until a silence or the end. */
async function talk(port: number, words: readonly string[]): Promise<string> {
    const socket = connect(port, "127.0.0.1");
    const closed = new Promise<void>((resolve) => socket.on("close", () => resolve()));
    let heard = "";
    socket.setEncoding("utf8").on("data", (text: string) => (heard += text));
    socket.on("error", () => undefined);
    for (const word of words) {
        socket.write(word);
        await Promise.race([closed, pause(200)]);
    }
    await Promise.race([closed, pause(300)]);
    socket.destroy();
    return heard;
}

/** A document of accounts with one round of PBKDF2: the client computes it in JavaScript, 200 times here. */
function quickDocument(accounts: readonly { user: string; password: string }[]): string {
    const salt = Buffer.from("salt");
    return JSON.stringify({
        accounts: accounts.map(({ user, password }) => {
            const { storedKey, serverKey } = scramKeys(password, salt, 1);
            return {
                ...{ user, salt: salt.toString("base64"), iterations: 1 },
                ...{ storedKey: storedKey.toString("base64"), serverKey: serverKey.toString("base64") },
            };
        }),
    });
}

// Tries to sign in as nobody from each of these addresses, and prints what it is told.
const FAILING_SIGN_INS = `
import base64, json, re, socket, ssl, sys
order = json.load(sys.stdin)
tls = ssl._create_unverified_context()
STREAM = b"<stream:stream to='auth.meet.example.org' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>"

def hear(connection, end):
    heard = b""
    while not re.search(end, heard):
        heard += connection.recv(4096)
    return heard

for address in order["from"]:
    plain = socket.create_connection((address, order["port"]), timeout=10, source_address=(address, 0))
    plain.sendall(STREAM)
    hear(plain, b"</stream:features>")
    plain.sendall(b"<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")
    hear(plain, b"<proceed")
    secure = tls.wrap_socket(plain)
    secure.sendall(STREAM)
    hear(secure, b"</stream:features>")
    hello = base64.b64encode(b"n,,n=nobody,r=nonce")
    secure.sendall(b"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='SCRAM-SHA-1'>" + hello + b"</auth>")
    print(re.search(b"<failure[^>]*><([a-z-]+)", hear(secure, b"</failure>"))[1].decode(), flush=True)
    secure.close()
`;

function inGroupsOf<T>(size: number, all: readonly T[]): T[][] {
    return all.length === 0 ? [] : [all.slice(0, size), ...inGroupsOf(size, all.slice(size))];
}

function occupants(client: SignedIn, room: string): Set<string> {
    return new Set(
        client.received
            .filter((stanza) => stanza.is("presence") && String(stanza.attrs["from"]).startsWith(`${room}/`))
            .map((stanza) => String(stanza.attrs["from"])),
    );
}
