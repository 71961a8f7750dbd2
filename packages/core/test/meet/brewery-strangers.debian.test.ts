import assert from "node:assert/strict";
import { connect } from "node:net";
import { Brewery, outsideAddress } from "../support/brewery";
import { pause, stream, talk } from "../support/talk";

const france = { user: "france-1", password: "password-of-france" };
const hungary = { user: "hungary-1", password: "password-of-hungary" };

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
        await pause(2100);
        assert.equal(await fail(), "temporary-auth-failure", "the second pause is longer than the first");
        await pause(2100);
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

const reason = (error: unknown) => (error as { condition?: string }).condition ?? String(error);

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
