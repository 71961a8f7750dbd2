import { strict as assert } from "node:assert";

import { joined } from "../../../core/test/support/bridges";
import { Brewery } from "../../../core/test/support/brewery";
import { MeetAgent } from "../../src/meet/agent";
import { httpSources, MEET_SOURCE_URLS } from "../../src/meet/sources";
import type { Measurement } from "../../src/ports/cloud";
import { ManualClock } from "../support/clock";
import { RecordingLog } from "../support/log";
import { JICOFO_TEXT } from "./fixtures";

const france = { user: "france-1", password: "password-of-france" };
const hungary = { user: "hungary-1", password: "password-of-hungary" };

describe("the agent of a Meet's host, beside a real brewery", () => {
    let brewery: Brewery;
    before(async () => (brewery = await Brewery.start([france, hungary])));
    after(() => brewery.close());

    it("sees the bridges of each pool, the accounts and the certificate", async () => {
        const bridge = await joined(brewery, france, "bridge-1");
        await bridge.settle();
        const url = `http://127.0.0.1:${brewery.metricsPort}/metrics`;
        const sources = httpSources({ ...MEET_SOURCE_URLS, brewery: url });
        const published: Measurement[] = [];
        const agent = new MeetAgent({
            sources: { brewery: () => sources.brewery(), jicofo: () => Promise.resolve(JICOFO_TEXT) },
            measurements: { publish: (some) => Promise.resolve(void published.push(...some)) },
            clock: new ManualClock(),
            log: new RecordingLog(),
        });
        const controller = new AbortController();
        const ended = agent.run(controller.signal);
        const until = Date.now() + 5000;
        while (published.length === 0 && Date.now() < until) {
            await new Promise((resolve) => setTimeout(resolve, 20));
        }
        controller.abort();
        await ended;
        assert.deepEqual(agent.status.brewery?.pools, {
            france: { operational: 1, draining: 0, accounts: 1 },
            hungary: { operational: 0, draining: 0, accounts: 1 },
        });
        // The test's certificate ends with the year 2099.
        const days = (Date.parse("2100-01-01T00:00:00Z") - Date.now()) / 86_400_000;
        const certificate = published.find(({ name }) => name === "CertificateDays");
        assert.ok(certificate && Math.abs(certificate.value - days) < 0.01);
    });
});
