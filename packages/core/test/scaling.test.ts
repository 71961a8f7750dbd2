import assert from "node:assert/strict";
import { planScaling, type Scaling } from "@bridgepool/core";

const size = { min: 2, max: 20 };

describe("planScaling", () => {
    it("holds CPU at 50 % when nothing is asked for", () => {
        assert.deepEqual(planScaling(size), {
            ...size,
            rule: { kind: "cpu", targetPercent: 50 },
            warmUpSeconds: 300,
            schedules: [],
        });
    });

    const rules: [string, Scaling, unknown, number][] = [
        ["cpu", { cpu: {} }, { kind: "cpu", targetPercent: 50 }, 300],
        [
            "cpu, all given",
            { cpu: { targetPercent: 70, warmUpSeconds: 9 } },
            { kind: "cpu", targetPercent: 70 },
            9,
        ],
        ["requests", { requests: { perHost: 10 } }, { kind: "requests", perHost: 10 }, 60],
        ["utilisation", { utilisation: {} }, { kind: "utilisation", target: 0.4 }, 300],
        [
            "steps",
            { steps: {} },
            {
                kind: "steps",
                outPercent: 66,
                inPercent: 20,
                add: 1,
                remove: 1,
                periodSeconds: 60,
                outPeriods: 2,
                inPeriods: 10,
            },
            300,
        ],
        [
            "steps, all given",
            {
                steps: {
                    outPercent: 80,
                    inPercent: 10,
                    add: 3,
                    remove: 2,
                    periodSeconds: 120,
                    outPeriods: 1,
                    inPeriods: 5,
                    warmUpSeconds: 42,
                },
            },
            {
                kind: "steps",
                outPercent: 80,
                inPercent: 10,
                add: 3,
                remove: 2,
                periodSeconds: 120,
                outPeriods: 1,
                inPeriods: 5,
            },
            42,
        ],
    ];
    for (const [name, scaling, rule, warmUpSeconds] of rules) {
        it(`fills in the defaults of ${name}`, () => {
            assert.deepEqual(planScaling(size, scaling), { ...size, rule, warmUpSeconds, schedules: [] });
        });
    }

    it("sorts schedules by key and gives them the group's maximum and UTC", () => {
        const schedules = {
            morning: { cron: "30 7 * * 1-5", min: 8 },
            evening: { cron: "0 20 * * *", min: 2, max: 4, timeZone: "Europe/Paris" },
        };
        assert.deepEqual(planScaling(size, { schedules }).schedules, [
            { key: "evening", cron: "0 20 * * *", timeZone: "Europe/Paris", min: 2, max: 4 },
            { key: "morning", cron: "30 7 * * 1-5", timeZone: "Etc/UTC", min: 8, max: 20 },
        ]);
    });

    it("forecasts only when asked, beside any rule", () => {
        assert.deepEqual(planScaling(size, { predictive: {}, requests: { perHost: 5 } }), {
            ...size,
            rule: { kind: "requests", perHost: 5 },
            warmUpSeconds: 60,
            schedules: [],
            predictive: { targetPercent: 50, forecastOnly: false, leadSeconds: 300 },
        });
    });
});
