import assert from "node:assert/strict";

import type { Invitation } from "@bridgepool/core/shared";

import type { Wanted } from "../../src/join/membership";
import { type KeptMemberships, Memberships } from "../../src/join/memberships";
import { ManualClock } from "../support/clock";
import { invitation } from "../support/invitation";
import { RecordingLog } from "../support/log";
import { MemoryBridge, type MemoryMeet, MemoryMeets } from "../support/memory-bridge";

/** A bridge with its agent's memberships, looked at every two seconds. */
class Stage {
    public readonly clock = new ManualClock();
    public readonly meets = new MemoryMeets(this.clock);
    public readonly bridge = new MemoryBridge(this.clock, this.meets);
    public readonly log = new RecordingLog();
    public readonly trusted: (readonly string[])[] = [];
    public kept: KeptMemberships | undefined;
    public wanted = new Map<string, Wanted>();
    public memberships = this.agent();

    /** A Meet that lets this pool in, wanted under the first part of its domain. */
    public meet(domain: string, facts: Partial<Wanted> = {}, generation = 1): MemoryMeet {
        const meet = this.meets.all.get(domain) ?? this.meets.add(domain);
        const one = this.invitation(domain, generation);
        meet.accounts.set(one.user, one.password);
        this.wanted.set(keyOf(domain), {
            invitation: one,
            revision: `${generation}-x`,
            mayRotate: false,
            isAlone: false,
            ...facts,
        });
        return meet;
    }

    public invitation(domain: string, generation = 1): Invitation {
        return invitation({
            domain,
            host: `xmpp.${domain}`,
            mucDomains: [`conference.${domain}`],
            generation,
            password: `secret of ${domain} ${generation}`,
            trust: [`certificate of ${domain}`],
        });
    }

    public async run(seconds: number): Promise<void> {
        const end = this.clock.seconds() + seconds;
        while (this.clock.seconds() < end) {
            this.memberships.want(this.wanted);
            const view = await this.bridge.look().catch(() => undefined);
            if (view) await this.memberships.tick(view);
            await this.clock.advance(2);
        }
    }

    /** Ends the agent without a word and starts another. */
    public async restartAgent(): Promise<void> {
        this.memberships = this.agent();
        await this.memberships.restore();
    }

    public state(domain: string): string | undefined {
        return this.memberships.statuses()[keyOf(domain)]?.state;
    }

    private agent(): Memberships {
        return new Memberships({
            bridge: this.bridge,
            nickname: "i-1",
            meets: this.meets,
            trust: { write: (certificates) => Promise.resolve(void this.trusted.push(certificates)) },
            keeper: {
                load: () => Promise.resolve(this.kept),
                save: (kept) => Promise.resolve(void (this.kept = structuredClone(kept))),
            },
            clock: this.clock,
            log: this.log,
            drainLimitSeconds: 3600,
        });
    }
}

function keyOf(domain: string): string {
    return domain.split(".")[0]!;
}

describe("the memberships of a bridge", () => {
    it("join 195 of 200 Meets within a minute when five are broken", async () => {
        const stage = new Stage();
        const meets = Array.from({ length: 200 }, (_, index) => stage.meet(`m${index}.example`));
        meets[3]!.isUp = false;
        meets[50]!.isTrusted = false;
        meets[99]!.accounts.clear();
        meets[150]!.isUp = false;
        meets[199]!.isTrusted = false;
        await stage.run(60);
        assert.equal(stage.bridge.joined().length, 195);
        assert.equal(stage.bridge.told.length, 195, "the bridge never heard of the broken ones");
        const states = Object.values(stage.memberships.statuses());
        assert.deepEqual(
            states.filter(({ state }) => state === "failed").map(({ failure }) => failure?.kind),
            ["connection", "certificate", "login", "connection", "certificate"],
        );
        assert.equal(stage.trusted.at(-1)?.length, 200);
    });

    it("touch exactly what changed: one more, one less", async () => {
        const stage = new Stage();
        for (let index = 0; index < 50; index += 1) stage.meet(`m${index}.example`);
        await stage.run(30);
        stage.bridge.told.length = 0;
        stage.meets.probes.length = 0;
        stage.meet("new.example");
        stage.wanted.delete("m7");
        await stage.run(30);
        assert.deepEqual(stage.bridge.told, ["join new france-1", "leave m7 france-1"]);
        assert.deepEqual(stage.meets.probes, ["new.example"]);
    });

    it("leave when the last conference of that Meet has ended, and other conferences never notice", async () => {
        const stage = new Stage();
        const going = stage.meet("going.example");
        stage.meet("staying.example");
        await stage.run(10);
        stage.bridge.call("going.example");
        stage.bridge.call("staying.example");
        stage.wanted.delete("going");
        await stage.run(600);
        assert.equal(stage.state("going.example"), "draining");
        assert.ok(going.draining.has("i-1"), "its Meet was asked to send nobody new");
        assert.ok(
            stage.clock.seconds() - going.draining.get("i-1")! <= 32,
            "again and again, as Prosody forgets",
        );
        stage.bridge.hangUp("going.example");
        await stage.run(14);
        assert.deepEqual(stage.bridge.joined(), ["staying.example"]);
        assert.deepEqual(stage.bridge.cutOff, []);
    });

    it("leave at the limit, calls or not", async () => {
        const stage = new Stage();
        stage.meet("going.example");
        await stage.run(10);
        stage.bridge.call("going.example");
        stage.wanted.delete("going");
        await stage.run(3590);
        assert.equal(stage.bridge.joined().length, 1);
        await stage.run(30);
        assert.equal(stage.bridge.joined().length, 0);
    });

    it("return when they are wanted again while they drain", async () => {
        const stage = new Stage();
        const meet = stage.meet("back.example");
        await stage.run(10);
        stage.bridge.call("back.example");
        stage.wanted.delete("back");
        await stage.run(60);
        stage.meet("back.example");
        await stage.run(10);
        assert.equal(stage.state("back.example"), "joined");
        assert.equal(meet.draining.size, 0);
        assert.deepEqual(stage.bridge.told, ["join back france-1"]);
    });

    it("rotate in their turn: drained first, never joined with both, the old password needed no longer", async () => {
        const stage = new Stage();
        const meet = stage.meet("meet.example");
        await stage.run(10);
        stage.bridge.call("meet.example");
        stage.meet("meet.example", {}, 2);
        await stage.run(120);
        assert.equal(stage.bridge.userAt("meet.example"), "france-1", "not its turn yet");
        stage.meet("meet.example", { mayRotate: true }, 2);
        await stage.run(300);
        assert.equal(stage.bridge.userAt("meet.example"), "france-1", "a call is on");
        stage.bridge.hangUp();
        await stage.run(20);
        assert.equal(stage.bridge.userAt("meet.example"), "france-2");
        assert.deepEqual(stage.bridge.told, [
            "join meet france-1",
            "leave meet france-1",
            "join meet france-2",
        ]);
        assert.deepEqual(stage.bridge.cutOff, []);
        assert.equal(stage.memberships.statuses()["meet"]?.revision, "2-x");
        meet.accounts.delete("france-1");
        await stage.run(120);
        assert.deepEqual(stage.bridge.joined(), ["meet.example"]);
    });

    it("keep the old login while the new one does not work", async () => {
        const stage = new Stage();
        const meet = stage.meet("meet.example");
        await stage.run(10);
        stage.meet("meet.example", { mayRotate: true }, 2);
        meet.accounts.delete("france-2");
        await stage.run(600);
        assert.equal(stage.bridge.userAt("meet.example"), "france-1");
        assert.equal(stage.state("meet.example"), "joined");
        assert.equal(stage.memberships.statuses()["meet"]?.failure?.kind, "login");
        assert.equal(meet.draining.size, 0);
    });

    it("are left to the bridge's own retry while a Meet is away, for an hour", async () => {
        const stage = new Stage();
        const meet = stage.meet("meet.example");
        stage.meet("other.example");
        await stage.run(10);
        meet.isUp = false;
        await stage.run(3600);
        assert.equal(stage.bridge.clientsById.size, 2);
        assert.deepEqual(stage.bridge.joined(), ["other.example"]);
        meet.isUp = true;
        await stage.run(2);
        assert.deepEqual(stage.bridge.joined(), ["meet.example", "other.example"]);
        assert.equal(stage.bridge.told.length, 2);
    });

    it("are taken out within seconds when a Meet refuses them, and tried again ever more rarely", async () => {
        const stage = new Stage();
        const meet = stage.meet("meet.example");
        stage.meet("other.example");
        await stage.run(10);
        meet.accounts.clear();
        await stage.run(16);
        assert.deepEqual([...stage.bridge.clientsById.keys()], ["other"]);
        stage.meets.probes.length = 0;
        await stage.run(3600);
        assert.ok(stage.meets.probes.length < 20, `${stage.meets.probes.length} logins in an hour`);
        meet.accounts.set("france-1", "secret of meet.example 1");
        await stage.run(360);
        assert.deepEqual(stage.bridge.joined(), ["meet.example", "other.example"]);
    });

    it("return after a restart of the bridge, each once", async () => {
        const stage = new Stage();
        for (let index = 0; index < 30; index += 1) stage.meet(`m${index}.example`);
        await stage.run(20);
        stage.bridge.told.length = 0;
        stage.bridge.restart();
        await stage.run(10);
        assert.equal(stage.bridge.joined().length, 30);
        assert.equal(stage.bridge.told.length, 30);
    });

    it("are the same after a restart of the agent at any moment", async () => {
        for (let moment = 2; moment <= 16; moment += 2) {
            const stage = new Stage();
            for (let index = 0; index < 10; index += 1) stage.meet(`m${index}.example`);
            await stage.run(moment);
            await stage.restartAgent();
            await stage.run(60);
            assert.equal(stage.bridge.joined().length, 10, `after ${moment} s`);
            assert.equal(stage.bridge.told.length, 10, `after ${moment} s: none twice`);
        }
    });

    it("go on draining after a restart of the agent, although the roster has forgotten them", async () => {
        const stage = new Stage();
        const meet = stage.meet("going.example");
        await stage.run(10);
        stage.bridge.call("going.example");
        stage.wanted.delete("going");
        await stage.run(60);
        await stage.restartAgent();
        await stage.run(60);
        assert.ok(stage.clock.seconds() - meet.draining.get("i-1")! <= 32);
        stage.bridge.hangUp();
        await stage.run(20);
        assert.equal(stage.bridge.clientsById.size, 0);
        assert.deepEqual(stage.bridge.cutOff, []);
    });

    it("are adopted, and drained before they move, when the agent has lost its memory", async () => {
        const stage = new Stage();
        stage.meet("meet.example");
        await stage.run(10);
        stage.bridge.call("meet.example");
        stage.kept = undefined;
        await stage.restartAgent();
        stage.meet("meet.example", { mayRotate: true });
        await stage.run(120);
        assert.equal(stage.state("meet.example"), "draining");
        assert.deepEqual(stage.bridge.told, ["join meet france-1"]);
        stage.bridge.hangUp();
        await stage.run(30);
        assert.deepEqual(stage.bridge.joined(), ["meet.example"]);
        assert.deepEqual(stage.bridge.cutOff, []);
    });

    it("find the ones that the bridge cannot join, and keep the others", async () => {
        const stage = new Stage();
        for (let index = 0; index < 8; index += 1) stage.meet(`m${index}.example`);
        // The agent may sign in there, the bridge may not.
        const probe = stage.meets.probe.bind(stage.meets);
        stage.meets.all.get("m5.example")!.isTrusted = false;
        stage.meets.probe = async (one) =>
            one.domain === "m5.example" ? { ok: true, addresses: ["192.0.2.6"] } : probe(one);
        await stage.run(900);
        assert.equal(stage.bridge.joined().length, 7);
        const failures = stage.log.events.filter(({ event }) => event === "membership-failed");
        assert.deepEqual([...new Set(failures.map(({ facts }) => facts["membership"]))], ["m5"]);
        assert.deepEqual([...new Set(failures.map(({ facts }) => facts["kind"]))], ["bridge"]);
        assert.ok(failures.length <= 12, `${failures.length} tries in a quarter of an hour`);
    });

    it("never say a password", async () => {
        const stage = new Stage();
        const meet = stage.meet("meet.example");
        await stage.run(10);
        meet.accounts.clear();
        await stage.run(60);
        const said =
            stage.log.text() + JSON.stringify([stage.memberships.statuses(), stage.memberships.facts()]);
        assert.ok(!said.includes("secret of"));
    });
});
