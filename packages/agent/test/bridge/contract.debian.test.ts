import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import { Brewery, outsideAddress } from "../../../core/test/support/brewery";
import { makeCertificate } from "../../../core/test/support/self-signed";
import type { SignedIn } from "../../../core/test/support/xmpp-client";
import { Jvb } from "../../src/bridge/jvb";
import { systemClock } from "../../src/clock";
import { FRANCE, invitationTo } from "../xmpp/invitation";
import { INTERVAL_SECONDS, REAL_JVB, RELAY_ID, startSubject, type Subject } from "./subject";

const COLIBRI = "http://jitsi.org/protocol/colibri";

/** Until something holds. */
async function eventually(
    what: string,
    holds: () => Promise<boolean> | boolean,
    seconds = 60,
): Promise<void> {
    const until = systemClock.seconds() + seconds;
    while (!(await holds())) {
        if (systemClock.seconds() > until) throw new Error(`${what}: not within ${seconds} s`);
        await sleep(100);
    }
}

const intervals = (count: number) => sleep(count * INTERVAL_SECONDS * 1000);

// What the agent builds on. Tried on the double in every run, and on a real JVB by BRIDGEPOOL_REAL_JVB.
describe(`the contract with ${REAL_JVB === undefined ? "the double of a bridge" : "a real bridge"}`, function () {
    this.timeout(120_000);
    let brewery: Brewery;
    let focus: SignedIn;
    let room: string;
    let subject: Subject;
    let jvb: Jvb;
    before(async () => {
        brewery = await Brewery.start([FRANCE]);
        room = brewery.domains.breweryRoom;
        focus = await brewery.signIn(brewery.focus);
        await focus.join(room, "focus");
    });
    after(() => brewery.close());
    beforeEach(async () => {
        focus.received.length = 0;
        subject = await startSubject();
        jvb = new Jvb({ clock: systemClock, url: subject.url, user: process.getuid?.() ?? 0 });
    });
    afterEach(() => subject.kill());

    const invitation = (changes = {}) => invitationTo(brewery, { host: outsideAddress(), ...changes });
    const trustBrewery = () => subject.trust.write([brewery.certificate]);
    const totals = async () => Object.values((await jvb.look()).totals).join(" ");
    const presence = (type?: string) => (stanza: SignedIn["received"][number]) =>
        stanza.is("presence") &&
        stanza.attrs["from"] === `${room}/${RELAY_ID}` &&
        stanza.attrs["type"] === type;
    const stat = (name: string) =>
        focus.received
            .filter(presence())
            .at(-1)
            ?.getChild("stats", COLIBRI)
            ?.getChildren("stat")
            .find(({ attrs }) => attrs["name"] === name)?.attrs["value"] as string | undefined;
    const joined = () => eventually("it is in the room", () => stat("relay_id") === RELAY_ID);
    /** Connections that this bridge's user has to the brewery's port, other than those of other clients here. */
    const connections = async () =>
        (await jvb.connections()).filter(({ address, port }) => {
            return address === outsideAddress() && port === brewery.port;
        }).length;

    it("begins with no Meet, healthy, and with one incarnation", async () => {
        const view = await jvb.look();
        assert.equal(view.healthy, true);
        assert.equal(view.shutdown, "running");
        assert.equal(view.isDraining, false);
        assert.match(view.lane, /^2\.[0-9]+\.\w+/);
        assert.deepEqual([view.participants, view.conferences, await totals()], [0, [], "0 0 0 0"]);
        assert.deepEqual(await jvb.clients(), []);
        assert.equal((await jvb.look()).incarnation, view.incarnation);
    });

    it("joins with what it is told, counts that within its interval, and leaves at once", async () => {
        await trustBrewery();
        assert.equal(await connections(), 0);
        await jvb.join("renater", invitation(), RELAY_ID);
        assert.deepEqual(await jvb.clients(), ["renater"]);
        await joined();
        assert.equal(stat("region"), "eu-west-3");
        assert.equal(stat("drain"), "false");
        assert.equal(await connections(), 1);
        await eventually("its totals say so", async () => (await totals()) === "1 1 1 1");

        await jvb.leave("renater");
        await eventually("it is gone", () => focus.received.some(presence("unavailable")), 2);
        assert.deepEqual(await jvb.clients(), []);
        await eventually("its totals say so", async () => (await totals()) === "0 0 0 0");
        await eventually("its connection is gone", async () => (await connections()) === 0);
        await jvb.leave("renater");
    });

    it("takes another password, room or name for nothing new", async () => {
        await trustBrewery();
        await jvb.join("renater", invitation(), RELAY_ID);
        await joined();
        await jvb.join("renater", invitation({ password: "another" }), "another-name");
        await intervals(1);
        assert.equal(focus.received.some(presence("unavailable")), false);
        assert.equal(await connections(), 1);
    });

    it("accepts a login that fails, and tries it again and again; taken out, it ends that", async () => {
        await trustBrewery();
        const attempts = () => brewery.prosody.output().split("Client connected").length;
        const before = attempts();
        await jvb.join("renater", invitation({ password: "wrong" }), RELAY_ID);
        await eventually("it has tried thrice", () => attempts() >= before + 3);
        const from = attempts();
        await sleep(2000);
        assert.ok(attempts() - from >= 6, `${attempts() - from} attempts in two seconds`);
        await eventually("its totals say so", async () => (await totals()) === "1 0 1 0");
        await jvb.leave("renater");
        assert.deepEqual(await jvb.clients(), []);
        // A ghost, as one in eight becomes with a real bridge, would go on.
        const isQuiet = async () => {
            const last = attempts();
            await sleep(2000);
            return attempts() === last;
        };
        await eventually("it has given up", isQuiet, 30);
    });

    it("trusts by the trust store as it is when it is told to join", async () => {
        const stranger = await makeCertificate({ names: [brewery.domains.auth] });
        await subject.trust.write([stranger.certificate]);
        await jvb.join("renater", invitation(), RELAY_ID);
        await eventually("its totals say so", async () => (await totals()) === "1 0 1 0");
        await trustBrewery();
        await intervals(1.5);
        assert.equal(await totals(), "1 0 1 0", "it does not look again by itself");
        await jvb.leave("renater");
        await jvb.join("renater", invitation(), RELAY_ID);
        await joined();
    });

    it("does not go on without TLS where it is told to have it, also with localhost", async () => {
        await jvb.join("renater", invitation({ host: "localhost" }), RELAY_ID);
        await intervals(1.5);
        assert.equal(await totals(), "1 0 1 0");
    });

    it("says in every room that it drains, and takes that back", async () => {
        await trustBrewery();
        await jvb.join("renater", invitation(), RELAY_ID);
        await joined();
        for (const isDraining of [true, false]) {
            await jvb.setDrain(isDraining);
            assert.equal((await jvb.look()).isDraining, isDraining);
            await eventually("the room knows", () => stat("drain") === String(isDraining));
        }
    });

    it("tells whose conferences it has, and how many participants are its own", async () => {
        await subject.host("Standup@conference.meet.example.org", 2);
        const { conferences, participants } = await jvb.look();
        assert.deepEqual(
            conferences.map(({ id: _id, ...known }) => known),
            [{ mucDomain: "conference.meet.example.org", participants: 2 }],
        );
        assert.equal(participants, 2);
    });

    it("has forgotten everything when it has been restarted, and is another incarnation", async () => {
        await trustBrewery();
        await jvb.join("renater", invitation(), RELAY_ID);
        await jvb.setDrain(true);
        const { incarnation } = await jvb.look();
        await subject.kill();
        await assert.rejects(jvb.look(), { name: "BridgeError" });
        const again = await startSubject();
        const view = await new Jvb({ clock: systemClock, url: again.url }).look();
        await again.kill();
        assert.notEqual(view.incarnation, incarnation);
        assert.deepEqual([view.isDraining, view.totals.clientsConfigured], [false, 0]);
    });

    it("ends by itself once it is empty, and stays a while for Jicofos to notice", async () => {
        const id = await subject.host("standup@conference.meet.example.org", 1);
        await jvb.shutDownGracefully();
        assert.equal((await jvb.look()).shutdown, "graceful");
        await subject.end(id);
        await eventually("it is about to end", async () => (await jvb.look()).shutdown === "ending");
        await subject.ended;
        await assert.rejects(jvb.look(), { name: "BridgeError" });
    });
});

describe(`a brewery that goes away, and ${REAL_JVB === undefined ? "the double" : "a real bridge"}`, function () {
    this.timeout(120_000);
    let brewery: Brewery;
    let subject: Subject;
    let jvb: Jvb;
    beforeEach(async () => {
        brewery = await Brewery.start([FRANCE]);
        subject = await startSubject();
        await subject.trust.write([brewery.certificate]);
        jvb = new Jvb({ clock: systemClock, url: subject.url });
        await jvb.join("renater", invitationTo(brewery, { host: outsideAddress() }), RELAY_ID);
        await eventually("it is joined", async () => (await jvb.look()).totals.roomsJoined === 1);
    });
    afterEach(async () => {
        await subject.kill();
        await brewery.close();
    });

    it("comes back by itself", async () => {
        await brewery.prosody.stop();
        await eventually("it is noticed", async () => (await jvb.look()).totals.roomsJoined === 0);
        const prosody = brewery.machine.start(["prosody", "--config", "/config/prosody.cfg.lua", "-F"], {
            user: "prosody",
        });
        await prosody.printed("Activated service 'c2s'");
        await prosody.printed(/Authenticated as france-1@/);
        await eventually("it is joined again", async () => (await jvb.look()).totals.roomsJoined === 1);
    });

    it("keeps it waiting when it is to leave, within the limit of a request", async () => {
        await brewery.prosody.stop();
        await eventually("it is noticed", async () => (await jvb.look()).totals.clientsConnected === 0);
        await jvb.leave("renater");
        assert.deepEqual(await jvb.clients(), []);
    });
});
