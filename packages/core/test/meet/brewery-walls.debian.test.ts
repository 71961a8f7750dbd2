import assert from "node:assert/strict";
import { joined } from "../support/bridges";
import { Brewery } from "../support/brewery";
import { isError, xml, type SignedIn, type Stanza } from "../support/xmpp-client";

const france = { user: "france-1", password: "password-of-france" };
const hungary = { user: "hungary-1", password: "password-of-hungary" };
const MUC = "http://jabber.org/protocol/muc";

/** Something to recognise, whoever gets it. */
const TOKEN = "token-of-another-pool";
const body = () => xml("body", {}, TOKEN);
const command = () => xml("conference-modify", { xmlns: "jitsi:colibri2", "meeting-id": TOKEN });

/** All ways from one bridge to another, given the other's place in the room, its address, and the room. */
function ways(place: string, address: string, room: string): Stanza[] {
    const bare = address.split("/")[0]!;
    const error = () => xml("error", { type: "cancel" }, xml("gone", {}, TOKEN));
    return [
        ...[place, address, bare].flatMap((to) => [
            xml("iq", { type: "set", id: TOKEN, to }, command()),
            xml("iq", { type: "get", id: TOKEN, to }, command()),
            xml("iq", { type: "result", id: TOKEN, to }, command()),
            xml("iq", { type: "error", id: TOKEN, to }, error()),
            xml("message", { type: "chat", to }, body()),
            xml("message", { to }, body()),
            xml("message", { type: "error", to }, body(), error()),
            xml("message", { type: "headline", to }, body()),
        ]),
        xml("message", { type: "groupchat", to: room }, body()),
        xml("message", { type: "groupchat", to: room }, xml("subject", {}, TOKEN)),
        // A mediated invitation: the room would pass it on.
        xml(
            "message",
            { to: room },
            xml("x", { xmlns: `${MUC}#user` }, xml("invite", { to: address }, TOKEN)),
        ),
        ...["subscribe", "subscribed", "probe", "unavailable", "error", undefined].flatMap((type) =>
            [address, bare].map((to) =>
                xml("presence", { to, ...(type && { type }) }, xml("status", {}, TOKEN)),
            ),
        ),
        xml("presence", { to: place, type: "error" }, error()),
        xml("presence", { to: place, type: "probe" }),
        xml("presence", {}, xml("status", {}, TOKEN)),
    ];
}

describe("brewery: walls between pools", () => {
    let brewery: Brewery;
    let room: string;
    let clients: { bridge: SignedIn; other: SignedIn; focus: SignedIn };

    async function start(change?: (config: string) => string): Promise<void> {
        brewery = await Brewery.start([france, hungary], "host", change);
        room = brewery.domains.breweryRoom;
        const focus = await joined(brewery, brewery.focus, "focus");
        const bridge = await joined(brewery, france, "bridge-1");
        clients = { bridge, other: await joined(brewery, hungary, "bridge-2"), focus };
    }
    afterEach(() => brewery.close());

    /** What another client got that this one had sent, all of it having been sent. */
    async function arrivals(from: SignedIn, to: SignedIn, stanzas: readonly Stanza[]): Promise<string[]> {
        const before = to.received.length;
        for (const stanza of stanzas) await from.send(stanza);
        await from.settle();
        await to.settle();
        return to.received
            .slice(before)
            .map(String)
            .filter((text) => text.includes(TOKEN));
    }

    it("let nothing through either way: directly, through the room, as requests, answers or errors", async () => {
        await start();
        const { bridge, other, focus } = clients;
        assert.deepEqual(await arrivals(bridge, other, ways(`${room}/bridge-2`, other.address, room)), []);
        assert.deepEqual(await arrivals(other, bridge, ways(`${room}/bridge-1`, bridge.address, room)), []);
        await focus.settle();
        assert.deepEqual(
            focus.received.map(String).filter((text) => text.includes(TOKEN)),
            [],
            "nor to focus, which was not addressed",
        );
    });

    it("are two: of what one of them lets out, the other lets nothing in", async () => {
        await start((text) => text.replace('module:hook("pre-stanza"', 'module:hook("no-such-event"'));
        const { bridge, other } = clients;
        assert.deepEqual(await arrivals(bridge, other, ways(`${room}/bridge-2`, other.address, room)), []);
    });

    it("are needed: without them, a pool commands another's bridge", async () => {
        await start((text) => text.replace('\t"bridgepool_gate";\n', ""));
        const { bridge, other } = clients;
        const commands = [`${room}/bridge-2`, other.address].map((to) =>
            xml("iq", { type: "set", id: TOKEN, to }, command()),
        );
        assert.equal((await arrivals(bridge, other, commands)).length, 2);
        // What goes to all in the room is still the room's affair.
        const spoken = xml("message", { type: "groupchat", to: room }, body());
        assert.deepEqual(await arrivals(bridge, other, [spoken]), []);
    });

    it("let focus command a bridge through the room alone, which is how it is known", async () => {
        await start();
        const { bridge, focus } = clients;
        bridge.answer("conference-modify", "jitsi:colibri2");
        const answer = await focus.ask(`${room}/bridge-1`, "set", command());
        assert.ok(typeof answer !== "string" && !isError(answer));
        const before = bridge.received.length;
        await focus.send(xml("iq", { type: "set", id: TOKEN, to: bridge.address }, command()));
        await focus.send(xml("message", { to: bridge.address }, body()));
        await focus.settle();
        await bridge.settle();
        const heard = bridge.received.slice(before).map(String);
        assert.deepEqual(
            heard.filter((text) => text.includes(TOKEN)),
            [],
        );
    });
});

describe("brewery: what the account of a pool can become", () => {
    let brewery: Brewery;
    let room: string;
    let focus: SignedIn;
    let bridge: SignedIn;
    before(async () => {
        brewery = await Brewery.start([france, hungary]);
        room = brewery.domains.breweryRoom;
        focus = await joined(brewery, brewery.focus, "focus");
        bridge = await joined(brewery, france, "bridge-1");
    });
    after(() => brewery.close());

    it("no owner, administrator, moderator or member, and nobody who registers or configures", async () => {
        const { auth, internal } = brewery.domains;
        const query = (xmlns: string, ...children: Stanza[]) => xml("query", { xmlns }, ...children);
        const item = (attributes: Record<string, string>) => xml("item", attributes);
        const bare = `france-1@${auth}`;
        const form = xml("x", { xmlns: "jabber:x:data", type: "submit" });
        const attempts: [string, "get" | "set", Stanza][] = [
            [room, "get", query(`${MUC}#admin`, item({ affiliation: "owner" }))],
            [room, "get", query(`${MUC}#admin`, item({ role: "moderator" }))],
            [room, "set", query(`${MUC}#admin`, item({ affiliation: "owner", jid: bare }))],
            [room, "set", query(`${MUC}#admin`, item({ affiliation: "member", jid: bare }))],
            [room, "set", query(`${MUC}#admin`, item({ role: "moderator", nick: "bridge-1" }))],
            [room, "set", query(`${MUC}#admin`, item({ role: "none", nick: "focus" }))],
            [room, "set", query(`${MUC}#admin`, item({ affiliation: "outcast", jid: `focus@${auth}` }))],
            [room, "get", query(`${MUC}#owner`)],
            [room, "set", query(`${MUC}#owner`, form)],
            [room, "set", query(`${MUC}#owner`, xml("destroy", {}))],
            [room, "get", query("jabber:iq:register")],
            [room, "set", query("jabber:iq:register", xml("username", {}, "focus"))],
            [auth, "get", query("jabber:iq:register")],
            [auth, "set", query("jabber:iq:register", xml("remove", {}))],
            [auth, "set", query("jabber:iq:register", xml("password", {}, "another"))],
            [internal, "get", query("http://jabber.org/protocol/disco#items")],
            [room, "get", query("http://jabber.org/protocol/disco#items")],
            [internal, "set", xml("command", { xmlns: "http://jabber.org/protocol/commands", node: "x" })],
            [auth, "set", xml("command", { xmlns: "http://jabber.org/protocol/commands", node: "x" })],
        ];
        for (const [to, type, payload] of attempts) {
            assert.equal(
                await bridge.ask(to, type, payload),
                "forbidden",
                `${type} ${to} ${String(payload)}`,
            );
        }
        // Asking for a voice, and for a subject.
        const voice = xml("x", { xmlns: "jabber:x:data", type: "submit" });
        for (const payload of [voice, xml("subject", {}, TOKEN)]) {
            await bridge.send(xml("message", { to: room, type: "groupchat" }, payload));
            await bridge.send(xml("message", { to: room }, payload));
        }
        await bridge.settle();
        await focus.settle();
        assert.ok(!focus.received.some((stanza) => String(stanza).includes(TOKEN)));
        const places = focus.received.filter((stanza) => stanza.attrs["from"] === `${room}/bridge-1`);
        for (const place of places) {
            const seen = place.getChild("x", `${MUC}#user`)?.getChild("item")?.attrs;
            assert.deepEqual([seen?.["affiliation"], seen?.["role"]], ["none", "participant"]);
        }
        assert.ok(places.length > 0);
    });

    it("nobody in another room: it makes none, and joins no conference", async () => {
        const { internal, conference, domain } = brewery.domains;
        const rooms = [
            `another@${internal}`,
            `jvbbrewery2@${internal}`,
            `meeting@${conference}`,
            `x@${domain}`,
        ];
        for (const other of rooms) {
            assert.equal(await bridge.join(other, "bridge-1"), "forbidden", other);
        }
        const administrator = await brewery.signIn(brewery.focus, { resource: "again" });
        const items = await administrator.ask(
            internal,
            "get",
            xml("query", { xmlns: "http://jabber.org/protocol/disco#items" }),
        );
        const known = typeof items === "string" ? [] : (items.getChild("query")?.getChildren("item") ?? []);
        assert.deepEqual(
            known.map(({ attrs }) => attrs["jid"] as string).filter((jid) => jid !== room),
            [],
        );
    });

    it("nobody else in the room: neither focus nor another pool's bridge", async () => {
        const other = await joined(brewery, hungary, "bridge-2");
        assert.equal(await bridge.join(room, "focus"), "forbidden");
        assert.equal(await bridge.join(room, "bridge-2"), "conflict");
        await other.settle();
        await bridge.settle();
    });
});

describe("brewery: the room", () => {
    let brewery: Brewery;
    beforeEach(async () => (brewery = await Brewery.start([france])));
    afterEach(() => brewery.close());

    it("is there before focus, and after all have gone; focus owns it whenever it comes", async () => {
        const room = brewery.domains.breweryRoom;
        const first = await joined(brewery, france, "bridge-1");
        await first.close();
        const second = await joined(brewery, france, "bridge-2");
        const focus = await joined(brewery, brewery.focus, "focus");
        await focus.close();
        await second.expect("that focus has left", (stanza) => {
            return stanza.attrs["from"] === `${room}/focus` && stanza.attrs["type"] === "unavailable";
        });
        await second.close();
        await joined(brewery, france, "bridge-1");
        const again = await joined(brewery, brewery.focus, "focus");
        const form = await again.ask(room, "get", xml("query", { xmlns: `${MUC}#owner` }));
        assert.ok(typeof form !== "string");
        await again.expect("the bridge", (stanza) => stanza.attrs["from"] === `${room}/bridge-1`);
    });
});
