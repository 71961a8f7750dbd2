import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import type { Invitation } from "@bridgepool/core/shared";

import { Brewery } from "../../core/test/support/brewery";
import { systemClock } from "../src/clock";
import type { RunningAgent } from "../src/running-agent";
import { parseSettings } from "../src/settings/parse";
import { startAgent } from "../src/start";
import { BridgeDouble } from "./support/bridge-double";
import { RecordingLog } from "./support/log";
import { MemoryCloud } from "./support/memory-cloud";
import { MemoryRoster } from "./support/memory-roster";
import { FRANCE, invitationTo } from "./xmpp/invitation";

const ID = "i-0123456789abcdef0";
const FRANCE_2 = { user: "france-2", password: "the-second-password-of-france" };

/** The whole agent, with its own XMPP and HTTP, between a bridge and the real Prosody of three organisations. */
describe("an agent between a bridge and real Prosodys", function () {
    this.timeout(240_000);
    let folder: string;
    let meets: Readonly<Record<"a" | "b" | "c", Brewery>>;
    let bridge: BridgeDouble;
    let agent: RunningAgent;
    const cloud = new MemoryCloud(systemClock);
    const roster = new MemoryRoster(cloud);
    const log = new RecordingLog();

    before(async () => {
        folder = mkdtempSync(join(tmpdir(), "bridgepool-agent-"));
        writeFileSync(join(folder, "key"), Buffer.alloc(32, 3));
        const start = (domain: string): Promise<Brewery> =>
            Brewery.start([FRANCE], "host", (config) => config, domain);
        const [a, b, c] = await Promise.all(["a.example", "b.example", "c.example"].map(start));
        meets = { a: a!, b: b!, c: c! };
        bridge = await BridgeDouble.start({ trustStore: join(folder, "truststore.p12"), relayId: ID });
        serve("a");
        serve("b");
        agent = await launch();
    });
    after(async () => {
        await agent.stop();
        await bridge.kill();
        await Promise.all(Object.values(meets).map((meet) => meet.close()));
        rmSync(folder, { recursive: true, force: true });
    });

    function launch(): Promise<RunningAgent> {
        const { settings, problems } = parseSettings(
            JSON.stringify({
                version: 1,
                role: "bridge",
                component: "france",
                region: "eu-west-3",
                cloud: "aws",
                bridge: { api: bridge.url, user: process.getuid!(), trustFolder: folder },
                state: { folder, keyFile: join(folder, "key") },
            }),
        );
        assert.ok(settings, JSON.stringify(problems));
        return startAgent(settings, cloud.agent(ID), { clock: systemClock, log });
    }

    function serve(key: "a" | "b" | "c", changes: Partial<Invitation> = {}): void {
        roster.set(key, invitationTo(meets[key], changes));
        roster.up();
    }

    const state = (key: string): string | undefined => agent.status().bridge.memberships[key]?.state;
    const rooms = async (key: "a" | "b" | "c"): Promise<string> => meets[key].metrics();
    const cut = (): readonly string[] =>
        bridge.requests.filter(({ path }) => path.endsWith("/remove")).map(({ body }) => body);

    // Joins both, over TLS that trusts each for itself alone.
    const joinsBoth = async (): Promise<void> => {
        await eventually(() => state("a") === "joined" && state("b") === "joined");
        for (const key of ["a", "b"] as const) assert.match(await rooms(key), /bridges\{[^}]*\} 1/);
        assert.match(await rooms("c"), /^(?!.*bridges\{[^}]*operational[^}]*\} 1)/s);
    };

    // Lets a third join and one leave during a call: the call goes on, and the other's presence too.
    const changesDuringCalls = async (): Promise<void> => {
        const call = bridge.host("standup@conference.a.example", { participants: 3 });
        const leaving = bridge.host("lesson@conference.b.example", { participants: 2 });
        serve("c");
        roster.remove("b");
        roster.up();
        await eventually(() => state("c") === "joined");
        await eventually(() => state("b") === "draining");
        await sleep(12_000);
        assert.deepEqual(cut(), [], "its call is still on");
        bridge.setParticipants(leaving.id, 0);
        await eventually(() => state("b") === undefined);
        assert.deepEqual(cut(), ['{"id":"b"}']);
        assert.equal(agent.status().bridge.participants, 3);
        assert.equal(state("a"), "joined");
        bridge.setParticipants(call.id, 0);
    };

    // Moves to the next account of a Meet, which then retires the first.
    const movesToTheNextAccount = async (): Promise<void> => {
        await meets.a.writeAccounts([FRANCE, FRANCE_2]);
        serve("a", { ...FRANCE_2, generation: 2 });
        await eventually(
            () => agent.status().bridge.memberships["a"]?.revision.startsWith("2-") === true,
            120,
        );
        await eventually(() => state("a") === "joined");
        await meets.a.writeAccounts([FRANCE_2]);
        await sleep(8_000);
        assert.equal(state("a"), "joined");
    };

    // Is killed and started again, and the bridge hears nothing of it.
    const survivesItsAgent = async (): Promise<void> => {
        const told = bridge.requests.filter(({ method }) => method === "POST").length;
        await agent.stop();
        agent = await launch();
        await eventually(() => state("a") === "joined" && state("c") === "joined");
        assert.equal(bridge.requests.filter(({ method }) => method === "POST").length, told);
    };

    // Has told nobody a password.
    const toldNobody = (): void => {
        const secrets = [FRANCE.password, FRANCE_2.password];
        const kept = readdirSync(folder).map((name) => readFileSync(join(folder, name), "latin1"));
        const board = cloud.bucket.keys().flatMap((key) => cloud.bucket.history(key));
        for (const text of [...kept, ...board, log.text(), JSON.stringify(agent.status())]) {
            for (const secret of secrets) assert.ok(!text.includes(secret));
        }
    };

    it("keeps it as roster and Meets want it, through calls, a new account and a new agent", async () => {
        await joinsBoth();
        await changesDuringCalls();
        await movesToTheNextAccount();
        await survivesItsAgent();
        toldNobody();
    });
});

async function eventually(condition: () => boolean, seconds = 60): Promise<void> {
    const end = Date.now() + seconds * 1000;
    while (!condition()) {
        if (Date.now() > end) throw new Error(`not within ${seconds} s: ${condition.toString()}`);
        await sleep(200);
    }
}
