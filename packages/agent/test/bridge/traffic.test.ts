import assert from "node:assert/strict";

import { Traffic } from "../../src/bridge/traffic";

const rates = (received: number, sent: number) => ({ received, sent });

describe("traffic of the bridge", () => {
    it("begins with nothing, and is the mean of two bitrates over the time between", () => {
        const traffic = new Traffic();
        assert.deepEqual(traffic.count(100, rates(8000, 80_000)), rates(0, 0));
        assert.deepEqual(traffic.count(110, rates(8000, 80_000)), rates(10_000, 100_000));
        assert.deepEqual(traffic.count(120, rates(0, 160_000)), rates(15_000, 250_000));
        assert.deepEqual(traffic.count(130, rates(0, 0)), rates(15_000, 350_000));
    });

    it("does not make up what was in a long gap", () => {
        const traffic = new Traffic();
        traffic.count(0, rates(8, 8));
        assert.deepEqual(traffic.count(86_400, rates(8, 8)), rates(60, 60));
    });
});
