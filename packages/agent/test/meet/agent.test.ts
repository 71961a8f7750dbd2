import { strict as assert } from "node:assert";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { MEASUREMENT_INTERVAL_SECONDS } from "@bridgepool/core/shared";

import { MeetAgent, type MeetSources } from "../../src/meet/agent";
import { httpSources } from "../../src/meet/sources";
import { CloudError, type Measurement } from "../../src/ports/cloud";
import { ManualClock } from "../support/clock";
import { RecordingLog } from "../support/log";
import { BREWERY_TEXT, JICOFO_TEXT } from "./fixtures";

describe("the agent of a Meet's host", () => {
    const clock = () => new ManualClock();
    const well: MeetSources = {
        brewery: () => Promise.resolve(BREWERY_TEXT),
        jicofo: () => Promise.resolve(JICOFO_TEXT),
    };

    /** Runs an agent; `publish` may fail. */
    function start(sources: MeetSources, publish?: () => void) {
        const parts = { clock: clock(), log: new RecordingLog(), sources };
        const published: (readonly Measurement[])[] = [];
        const measurements = {
            publish: (some: readonly Measurement[]) => {
                publish?.();
                published.push(some);
                return Promise.resolve();
            },
        };
        const agent = new MeetAgent({ ...parts, measurements });
        const controller = new AbortController();
        const ended = agent.run(controller.signal);
        const stop = async () => {
            controller.abort();
            await ended;
        };
        return { ...parts, agent, published, stop };
    }

    it("looks at once and then every interval, and publishes what it saw", async () => {
        const { clock, published, agent, stop } = start(well);
        await clock.advance(0);
        const seen = [
            { name: "CertificateDays", value: 30.5 },
            { name: "OperationalBridges", value: 4 },
        ];
        assert.deepEqual(published, [seen]);
        assert.equal(agent.status.brewery?.pools["france"]?.operational, 3);
        await clock.advance(2 * MEASUREMENT_INTERVAL_SECONDS);
        assert.deepEqual(published, [seen, seen, seen]);
        await stop();
    });

    it("goes on when a part is silent, says so once, and says when it is back", async () => {
        let isSilent = true;
        const jicofo = () => (isSilent ? Promise.reject(new Error("no answer")) : well.jicofo());
        const { clock, log, published, agent, stop } = start({ ...well, jicofo });
        await clock.advance(MEASUREMENT_INTERVAL_SECONDS);
        const silent = {
            level: "warn",
            event: "meet-part-silent",
            facts: { part: "jicofo", reason: "no answer" },
        };
        assert.deepEqual(log.events, [silent]);
        assert.deepEqual(published.at(-1), [{ name: "CertificateDays", value: 30.5 }]);
        assert.equal(agent.status.jicofo, undefined, "what was seen before is no news");
        isSilent = false;
        await clock.advance(MEASUREMENT_INTERVAL_SECONDS);
        assert.deepEqual(log.names(), ["meet-part-silent", "meet-part-back"]);
        assert.equal(published.at(-1)?.length, 2);
        await stop();
    });

    it("goes on when nothing can be published", async () => {
        let isAway = true;
        const away = () => {
            if (isAway) throw new CloudError("The measurements cannot be published", true);
        };
        const { clock, published, agent, stop } = start(well, away);
        await clock.advance(0);
        assert.equal(agent.status.jicofo?.operationalBridges, 4, "its own metrics know it all the same");
        isAway = false;
        await clock.advance(MEASUREMENT_INTERVAL_SECONDS);
        assert.equal(published.length, 1);
        await stop();
    });
});

describe("the parts of a Meet's host over HTTP", () => {
    let server: Server;
    let answer: RequestListener;
    let url: string;
    before(async () => {
        server = createServer((request, response) => answer(request, response));
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x`;
    });
    after(() => server.close());

    const ask = () => httpSources({ brewery: url, jicofo: url }).brewery();

    it("are what they answer", async () => {
        answer = (_, response) => response.end("text");
        assert.equal(await ask(), "text");
    });

    it("fail with a sentence", async () => {
        answer = (_, response) => response.writeHead(503).end("internal secret");
        await assert.rejects(ask(), { message: `${url} answers 503` });
        answer = (_, response) => response.writeHead(302, { location: "http://127.0.0.1:1/" }).end();
        await assert.rejects(ask(), { message: `${url} does not answer` });
        answer = (request) => request.socket.destroy();
        await assert.rejects(ask(), { message: `${url} does not answer` });
        answer = () => undefined;
        await assert.rejects(ask(), { message: `${url} did not answer within 5 s` });
    });
});
