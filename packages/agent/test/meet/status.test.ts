import { strict as assert } from "node:assert";

import fc from "fast-check";

import { metricsPage } from "../../src/http/metrics";
import { MEET_METRICS } from "../../src/meet/metrics";
import { parseMetrics } from "../../src/meet/open-metrics";
import { measurementsOf, readBrewery, readJicofo } from "../../src/meet/status";
import { BREWERY_TEXT, JICOFO_TEXT } from "./fixtures";

describe("metrics as text", () => {
    it("are read with and without labels, with what follows the value left out", () => {
        const text = [
            "# TYPE a gauge",
            "a 1",
            'b{x="1",y="with \\"quotes\\", a \\\\ and a \\n"} 2.5e3 1700000000',
            'c_total 3 # {trace="1"} 1',
            "not a sample",
            "e{ NaN",
            "# EOF",
        ].join("\n");
        assert.deepEqual(parseMetrics(text), [
            { name: "a", labels: {}, value: 1 },
            { name: "b", labels: { x: "1", y: 'with "quotes", a \\ and a \n' }, value: 2500 },
            { name: "c_total", labels: {}, value: 3 },
        ]);
    });

    it("come back as they were, whatever is in a label", () => {
        fc.assert(
            fc.property(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true }), (label, value) => {
                const escaped = label.replace(/[\\"]/g, "\\$&").replace(/\n/g, "\\n");
                fc.pre(!/[\r\u2028\u2029]/.test(label));
                assert.deepEqual(parseMetrics(`name{label="${escaped}"} ${value}`), [
                    { name: "name", labels: { label }, value: Number(String(value)) },
                ]);
            }),
        );
    });

    it("are never an error", () => {
        fc.assert(fc.property(fc.string(), (text) => void parseMetrics(text)));
    });
});

describe("a Meet's status", () => {
    it("has what the brewery tells: bridges and accounts by pool, the certificate, failed sign-ins", () => {
        assert.deepEqual(readBrewery(BREWERY_TEXT), {
            certificateDays: 30.5,
            failedSignIns: 7,
            pools: {
                france: { operational: 3, draining: 1, accounts: 2 },
                "outre-mer": { operational: 0, draining: 0, accounts: 1 },
            },
        });
    });

    it("has what Jicofo tells", () => {
        assert.deepEqual(readJicofo(JICOFO_TEXT), { operationalBridges: 4, conferences: 2 });
    });

    it("takes nothing else for either", () => {
        assert.throws(() => readBrewery("prosody_mod_c2s__connections 1\n"), /lack our own/);
        assert.throws(() => readBrewery("<html>"), /lack our own/);
        assert.throws(() => readJicofo("<html>"), /no JSON/);
        for (const text of ["null", "{}", '{"bridge_selector":{}}', '{"bridge_selector":null}', "[]", "7"]) {
            assert.throws(() => readJicofo(text), /lack its bridges/, text);
        }
    });

    it("becomes figures for the cloud: none for what does not answer", () => {
        const [brewery, jicofo] = [readBrewery(BREWERY_TEXT), readJicofo(JICOFO_TEXT)];
        const days = { name: "CertificateDays", value: 30.5 };
        const bridges = { name: "OperationalBridges", value: 4 };
        assert.deepEqual(measurementsOf({ brewery, jicofo }), [days, bridges]);
        assert.deepEqual(measurementsOf({ brewery }), [days]);
        assert.deepEqual(measurementsOf({ jicofo }), [bridges]);
        assert.deepEqual(measurementsOf({}), []);
    });

    it("becomes metrics, in which what is not known is missing and not 0", async () => {
        let status: Parameters<typeof measurementsOf>[0] = {
            brewery: readBrewery(BREWERY_TEXT),
            jicofo: readJicofo(JICOFO_TEXT),
        };
        const page = metricsPage(MEET_METRICS, () => status);
        const ours = async () =>
            Object.fromEntries(
                (await page.text())
                    .split("\n")
                    .filter((line) => line.startsWith("bridgepool_"))
                    .map((line) => line.split(/ (?=\S+$)/)),
            ) as Record<string, string>;
        assert.deepEqual(await ours(), {
            'bridgepool_meet_part_up{part="brewery"}': "1",
            'bridgepool_meet_part_up{part="jicofo"}': "1",
            bridgepool_meet_certificate_days: "30.5",
            bridgepool_meet_operational_bridges: "4",
            bridgepool_meet_conferences: "2",
            'bridgepool_meet_pool_bridges{pool="france",state="operational"}': "3",
            'bridgepool_meet_pool_bridges{pool="france",state="draining"}': "1",
            'bridgepool_meet_pool_bridges{pool="outre-mer",state="operational"}': "0",
            'bridgepool_meet_pool_bridges{pool="outre-mer",state="draining"}': "0",
            'bridgepool_meet_pool_accounts{pool="france"}': "2",
            'bridgepool_meet_pool_accounts{pool="outre-mer"}': "1",
            bridgepool_meet_failed_sign_ins_total: "7",
        });
        status = {};
        assert.deepEqual(await ours(), {
            'bridgepool_meet_part_up{part="brewery"}': "0",
            'bridgepool_meet_part_up{part="jicofo"}': "0",
        });
    });
});
