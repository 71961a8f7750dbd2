import { strict as assert } from "node:assert";

import {
    ASSIGNMENT_INTERVAL_SECONDS,
    BOARD_ASSIGNMENT_KEY,
    BOARD_LEASE_KEY,
    BOARD_PREFIX,
    boardStatusKey,
    LEADER_INTERVAL_SECONDS,
    MARKER_INTERVAL_SECONDS,
    STATUS_INTERVAL_SECONDS,
} from "../src";

const BRIDGES = 100;
const DAY_SECONDS = 24 * 3600;

/** Amazon S3 Standard, us-east-1, USD per request (https://aws.amazon.com/s3/pricing/). A 304 is billed as a GET. */
const GET = 0.0004 / 1000;
const PUT_OR_LIST = 0.005 / 1000;

describe("board", () => {
    it("is under one prefix, with one status per bridge", () => {
        assert.equal(boardStatusKey("i-0abc"), "board/status/i-0abc.json");
        for (const key of [boardStatusKey("i-0abc"), BOARD_LEASE_KEY, BOARD_ASSIGNMENT_KEY]) {
            assert.ok(key.startsWith(BOARD_PREFIX));
        }
    });

    it("costs under one dollar a day per 100 bridges, by the intervals as they are", () => {
        const perDay = (seconds: number): number => DAY_SECONDS / seconds;
        const gets = BRIDGES * (perDay(MARKER_INTERVAL_SECONDS) + perDay(ASSIGNMENT_INTERVAL_SECONDS));
        const statuses = BRIDGES * perDay(STATUS_INTERVAL_SECONDS);
        // The leader lists, reads each status that changed, renews the lease and, at most, writes a new assignment.
        const leader = perDay(LEADER_INTERVAL_SECONDS);
        const price = gets * GET + statuses * PUT_OR_LIST + statuses * GET + leader * (3 * PUT_OR_LIST);
        assert.ok(price < 1, `${price.toFixed(2)} USD`);
        assert.equal(price.toFixed(2), "0.89", "the figure in docs/roster-and-board.md");
    });
});
