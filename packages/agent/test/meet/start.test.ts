import assert from "node:assert/strict";

import { meetStatusPage } from "../../src/cli/meet-status-page";
import { metricsPage } from "../../src/http/metrics";
import type { MeetSources } from "../../src/meet/agent";
import { MEET_METRICS } from "../../src/meet/metrics";
import { startMeetAgent } from "../../src/meet/start";
import { parseSettings } from "../../src/settings/parse";
import { ManualClock } from "../support/clock";
import { RecordingLog } from "../support/log";
import { BREWERY_TEXT, JICOFO_TEXT } from "./fixtures";

const settings = parseSettings(
    JSON.stringify({ version: 1, role: "meet", component: "renater", region: "eu-west-3", cloud: "aws" }),
).settings!;

describe("an agent that runs beside a Meet", () => {
    function start(sources: MeetSources) {
        const clock = new ManualClock(new Date("2026-11-21T12:00:00Z"));
        const measurements = { publish: () => Promise.resolve() };
        const agent = startMeetAgent(settings, { measurements }, { clock, log: new RecordingLog() }, sources);
        return { clock, agent };
    }

    const well: MeetSources = {
        brewery: () => Promise.resolve(BREWERY_TEXT),
        jicofo: () => Promise.resolve(JICOFO_TEXT),
    };

    it("is ready once both parts have answered, shows what they said, and ends", async () => {
        const { agent, clock } = start(well);
        assert.equal(agent.ready, false);
        await clock.advance(1);
        assert.deepEqual([agent.ready, agent.alive], [true, true]);
        assert.equal(
            meetStatusPage(agent.status()),
            `Meet renater in eu-west-3
  jicofo       4 bridges, 2 conferences
  brewery      7 failed sign-ins since it started
  certificate  ends in 30 days
  agent        0.1.0 started 2026-11-21 12:00:00 UTC

pool       operational  draining  accounts
france               3         1         2
outre-mer            0         0         1
`,
        );
        const text = await metricsPage(MEET_METRICS, () => agent.status().parts).text();
        assert.match(text, /^bridgepool_meet_pool_bridges\{pool="france",state="operational"\} 3$/m);
        await agent.stop();
        assert.equal(clock.sleeping, 0);
    });

    it("says what does not answer, and is not ready then", async () => {
        const { agent, clock } = start({ ...well, jicofo: () => Promise.reject(new Error("away")) });
        await clock.advance(1);
        assert.deepEqual([agent.ready, agent.alive], [false, true]);
        assert.match(meetStatusPage(agent.status()), /^ {2}jicofo {7}DOES NOT ANSWER$/m);
        await agent.stop();
    });

    it("is not alive when a look never ends", async () => {
        const { agent, clock } = start({ ...well, brewery: () => new Promise(() => undefined) });
        await clock.advance(179);
        assert.equal(agent.alive, true);
        await clock.advance(1);
        assert.equal(agent.alive, false);
    });

    it("has no bridge to drain, and says so", async () => {
        const { agent } = start(well);
        assert.match(await agent.drain(), /no bridge here/);
        assert.match(await agent.undrain(), /no bridge here/);
        await agent.stop();
    });
});
