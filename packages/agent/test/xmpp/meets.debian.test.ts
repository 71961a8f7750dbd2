import assert from "node:assert/strict";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

import { Brewery } from "../../../core/test/support/brewery";
import { type SignedIn, xml } from "../../../core/test/support/xmpp-client";
import { Meets } from "../../src/xmpp/meets";
import { ManualClock } from "../support/clock";
import { FRANCE, invitationTo } from "./invitation";

const COLIBRI = "http://jitsi.org/protocol/colibri";
const HUNGARY = { user: "hungary-1", password: "the-password-of-hungary" };

describe("asking a Meet's Prosody to spare a bridge", () => {
    let brewery: Brewery;
    let focus: SignedIn;
    let bridge: SignedIn;
    let clock: ManualClock;
    let meets: Meets;
    before(async () => {
        brewery = await Brewery.start([FRANCE, HUNGARY]);
        const room = brewery.domains.breweryRoom;
        focus = await brewery.signIn(brewery.focus);
        await focus.join(room, "focus");
        bridge = await brewery.signIn(FRANCE);
        await bridge.join(room, "i-1");
        const stats = xml("stats", { xmlns: COLIBRI }, xml("stat", { name: "drain", value: "false" }));
        await bridge.send(xml("presence", { to: `${room}/i-1` }, stats));
        await eventually(() => drainShown() === "false");
    });
    after(() => brewery.close());
    beforeEach(() => {
        clock = new ManualClock();
        meets = new Meets({ clock, limitSeconds: 2 });
    });
    afterEach(() => meets.close());

    /** What focus has last seen of that bridge. */
    const drainShown = () =>
        focus.received
            .filter(({ attrs }) => attrs["from"] === `${brewery.domains.breweryRoom}/i-1`)
            .at(-1)
            ?.getChild("stats", COLIBRI)
            ?.getChildByAttr("name", "drain")?.attrs["value"] as string | undefined;

    it("shows it to focus as draining, and takes that back", async () => {
        await meets.setDrain(invitationTo(brewery), "i-1", true);
        await eventually(() => drainShown() === "true");
        await meets.setDrain(invitationTo(brewery), "i-1", false);
        await eventually(() => drainShown() === "false");
    });

    it("keeps one connection while it asks, and ends it after a minute of silence", async () => {
        // One of its own: connections of other tests end when they end.
        const own = await Brewery.start([FRANCE]);
        const count = (text: string) => own.prosody.output().split(text).length - 1;
        const signedIn = () => count("Authenticated as france-1@");
        const ended = () => count("Client disconnected");
        try {
            for (let n = 0; n < 5; n++) {
                await meets.setDrain(invitationTo(own), "i-1", true);
                await clock.advance(30);
            }
            assert.deepEqual([signedIn(), ended()], [1, 0]);
            await clock.advance(30);
            await eventually(() => ended() === 1);
            assert.equal(clock.sleeping, 0);
            await meets.setDrain(invitationTo(own), "i-1", false);
            assert.equal(signedIn(), 2);
        } finally {
            meets.close();
            await own.close();
        }
    });

    it("asks one after the other: what was said last holds", async () => {
        const states = [true, false, true, false];
        await Promise.all(states.map((state) => meets.setDrain(invitationTo(brewery), "i-1", state)));
        await focus.settle();
        await eventually(() => drainShown() === "false");
    });

    it("is refused for the bridge of another pool", async () => {
        await assert.rejects(meets.setDrain(invitationTo(brewery, HUNGARY), "i-1", true), {
            name: "MeetError",
            message:
                "renater does not drain i-1: its server refuses: that bridge is another pool's, or the Meet's release does not know the request",
        });
    });

    it("says why it cannot sign in, without the password, and tries again the next time", async () => {
        const wrong = invitationTo(brewery, { password: "a-wrong-password" });
        for (let n = 0; n < 2; n++) {
            await assert.rejects(meets.setDrain(wrong, "i-1", true), (error: Error) => {
                assert.match(error.message, /^renater does not drain i-1: .*refuses the account france-1: /);
                assert.doesNotMatch(JSON.stringify(error) + error.message, /a-wrong-password/);
                return true;
            });
        }
        await meets.setDrain(invitationTo(brewery), "i-1", false);
    });

    it("makes a broken connection again, also one whose other end has just fallen silent", async () => {
        const relay = await Relay.to(brewery.port);
        const through = invitationTo(brewery, { port: relay.port });
        await meets.setDrain(through, "i-1", true);
        relay.cut();
        await meets.setDrain(through, "i-1", false);
        relay.silence();
        await meets.setDrain(through, "i-1", true);
        await eventually(() => drainShown() === "true");
        await meets.setDrain(through, "i-1", false);
        relay.close();
        await assert.rejects(meets.setDrain(through, "i-1", true), {
            message: /: nothing answers at 127\.0\.0\.1/,
        });
    });
});

async function eventually(holds: () => boolean): Promise<void> {
    for (let n = 0; n < 100 && !holds(); n++) await new Promise((resolve) => setTimeout(resolve, 50));
    assert.ok(holds());
}

/** Stands between a client and a server, and fails as networks do. */
class Relay {
    private readonly pairs: [Socket, Socket][] = [];

    private constructor(private readonly server: ReturnType<typeof createServer>) {}

    static async to(port: number): Promise<Relay> {
        const server = createServer();
        const relay = new Relay(server);
        server.on("connection", (near) => {
            const far = connect(port, "127.0.0.1");
            relay.pairs.push([near, far]);
            for (const [one, other] of [
                [near, far],
                [far, near],
            ] as const) {
                one.on("error", () => undefined).on("close", () => other.destroy());
                one.pipe(other);
            }
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        return relay;
    }

    get port(): number {
        return (this.server.address() as AddressInfo).port;
    }

    /** Ends every connection. */
    cut(): void {
        this.pairs
            .splice(0)
            .flat()
            .forEach((socket) => socket.destroy());
    }

    /** Connections stand, and nothing goes through any more. */
    silence(): void {
        for (const socket of this.pairs.flat()) socket.unpipe().on("data", () => undefined);
    }

    close(): void {
        this.cut();
        this.server.close();
    }
}
