import assert from "node:assert/strict";
import { drainOf, joined, presenceOf } from "../support/bridges";
import { Brewery, outsideAddress } from "../support/brewery";
import { isError, xml, type SignedIn, type Stanza } from "../support/xmpp-client";

const france = { user: "france-1", password: "password-of-france" };
const franceNext = { user: "france-2", password: "next-password-of-france" };
const outreMer = { user: "france-outre-mer-1", password: "password-of-outre-mer" };

/** How long a mark stands here, in seconds; two minutes otherwise. */
const FORGOTTEN = 3;

describe("brewery: a drain of one bridge for this Meet", () => {
    let brewery: Brewery;
    let room: string;
    let focus: SignedIn;
    let bridge: SignedIn;
    let agent: SignedIn;
    beforeEach(async () => {
        brewery = await Brewery.start([france, franceNext, outreMer], "host", (config) =>
            config.replace("\nVirtualHost", `\nbridgepool_drain_forgotten = ${FORGOTTEN}\n\nVirtualHost`),
        );
        room = brewery.domains.breweryRoom;
        focus = await joined(brewery, brewery.focus, "focus");
        bridge = await joined(brewery, france, "bridge-1");
        agent = await brewery.signIn(franceNext, { host: outsideAddress() });
        await sees("false");
    });
    afterEach(() => brewery.close());

    const ask = (from: SignedIn, attributes: Record<string, string>) =>
        from.ask(
            brewery.domains.auth,
            "set",
            xml("drain", { xmlns: "urn:bridgepool:drain:1", ...attributes }),
        );
    const drain = async (state: "on" | "off", nickname = "bridge-1") => {
        const answer = await ask(agent, { bridge: nickname, state });
        assert.ok(typeof answer !== "string" && !isError(answer), String(answer));
    };
    /** Waits until focus is told this of a bridge, from now on. */
    async function sees(state: string, nickname = "bridge-1"): Promise<Stanza> {
        const seen = await focus.expect(`drain ${state} of ${nickname}`, (stanza) => {
            return drainOf(stanza, `${room}/${nickname}`) === state;
        });
        focus.received.length = 0;
        return seen;
    }

    it("is shown to focus at once, in place of what the bridge says, and taken back at once", async () => {
        await drain("on");
        const shown = await sees("true");
        const stats = shown.getChild("stats", "http://jitsi.org/protocol/colibri")?.getChildElements() ?? [];
        assert.deepEqual(
            stats.map(({ attrs }) => String(attrs["name"])).sort(),
            ["drain", "healthy", "stress_level"],
            "and all else as the bridge says it",
        );
        await drain("off");
        await sees("false");
    });

    it("is in every presence that the bridge sends meanwhile, and in what a new focus is told", async () => {
        await drain("on");
        await sees("true");
        await bridge.send(presenceOf(brewery, "bridge-1", { stress_level: "0.2" }));
        await sees("true");
        await focus.close();
        focus = await joined(brewery, brewery.focus, "focus");
        await sees("true");
    });

    it("is for that bridge only", async () => {
        await joined(brewery, france, "bridge-2");
        await sees("false", "bridge-2");
        await drain("on");
        await sees("true");
        await focus.settle();
        assert.deepEqual(
            focus.received.filter((stanza) => drainOf(stanza, `${room}/bridge-2`) === "true"),
            [],
        );
    });

    it("never makes a bridge serve that says itself that it drains", async () => {
        await bridge.send(presenceOf(brewery, "bridge-1", { drain: "true" }));
        await sees("true");
        await drain("on");
        await drain("off");
        await bridge.send(presenceOf(brewery, "bridge-1", { drain: "true" }));
        await sees("true");
        assert.ok(!focus.received.some((stanza) => drainOf(stanza, `${room}/bridge-1`) === "false"));
    });

    it("is forgotten some time after the last request, and told so", async () => {
        await drain("on");
        await sees("true");
        await pause(FORGOTTEN * 600);
        await drain("on");
        await pause(FORGOTTEN * 600);
        await focus.settle();
        assert.deepEqual(focus.received.filter((stanza) => stanza.is("presence")).map(String), []);
        await sees("false");
    });

    it("stays with a bridge that comes back, from its first presence, and with one that is to come", async () => {
        await drain("on");
        await drain("on", "bridge-2");
        await sees("true");
        await bridge.close();
        await focus.expect("its leaving", (stanza) => stanza.attrs["type"] === "unavailable");
        await joined(brewery, france, "bridge-1");
        await joined(brewery, france, "bridge-2");
        await Promise.all(
            ["bridge-1", "bridge-2"].map((nickname) =>
                focus.expect("its first statistics", (stanza) => {
                    return drainOf(stanza, `${room}/${nickname}`) === "true";
                }),
            ),
        );
        assert.ok(
            !focus.received.some((stanza) => drainOf(stanza, String(stanza.attrs["from"])) === "false"),
        );
    });

    it("is a pool's own affair: any of its accounts may ask, no other's, whatever their names begin with", async () => {
        const stranger = await brewery.signIn(outreMer, { host: outsideAddress() });
        assert.equal(await ask(stranger, { bridge: "bridge-1", state: "on" }), "forbidden");
        assert.equal(await ask(stranger, { bridge: "focus", state: "on" }), "forbidden");
        assert.equal(await ask(agent, { bridge: "focus", state: "on" }), "forbidden");
        assert.equal(await ask(focus, { bridge: "bridge-1", state: "on" }), "forbidden");
        // A mark of one pool says nothing of another's bridge that comes under that name.
        const answer = await ask(stranger, { bridge: "bridge-3", state: "on" });
        assert.ok(typeof answer !== "string");
        await joined(brewery, france, "bridge-3");
        await sees("false", "bridge-3");
        await drain("on");
        await sees("true");
    });

    it("names a bridge and a state", async () => {
        const wrongs: Record<string, string>[] = [
            {},
            { bridge: "bridge-1" },
            { state: "on" },
            { bridge: "bridge-1", state: "yes" },
        ];
        for (const wrong of wrongs) {
            assert.equal(await ask(agent, wrong), "bad-request", JSON.stringify(wrong));
        }
    });

    it("may be asked for a thousand bridges of a pool, and no more", async () => {
        for (let from = 0; from < 1000; from += 250) {
            const names = Array.from({ length: 250 }, (_, index) => `some-${from + index}`);
            await Promise.all(names.map((bridge) => agent.send(request(bridge))));
            await agent.settle();
        }
        assert.equal(await ask(agent, { bridge: "one-more", state: "on" }), "resource-constraint");
        await pause(FORGOTTEN * 1100);
        await drain("on", "one-more");
    });

    const request = (bridge: string) =>
        xml(
            "iq",
            { type: "set", id: bridge, to: brewery.domains.auth },
            xml("drain", { xmlns: "urn:bridgepool:drain:1", bridge, state: "on" }),
        );
});

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
