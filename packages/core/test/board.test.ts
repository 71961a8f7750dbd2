import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import * as path from "node:path";

import {
    ASSIGNMENT_INTERVAL_SECONDS,
    BOARD_ASSIGNMENT_KEY,
    BOARD_LEASE_KEY,
    BOARD_PREFIX,
    boardStatusKey,
    LEADER_INTERVAL_SECONDS,
    LEASE_INTERVAL_SECONDS,
    MARKER_INTERVAL_SECONDS,
    STATUS_INTERVAL_SECONDS,
    USAGE_WRITE_SECONDS,
    usageKey,
} from "../src";

const PAGE = readFileSync(
    path.join(__dirname, "..", "..", "..", "docs", "roster-and-board.md"),
    "utf8",
).replace(/ +/g, " ");

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
        const marker = BRIDGES * perDay(MARKER_INTERVAL_SECONDS) * GET;
        const assignment = BRIDGES * perDay(ASSIGNMENT_INTERVAL_SECONDS) * GET;
        const lease = BRIDGES * perDay(LEASE_INTERVAL_SECONDS) * GET;
        const statuses = BRIDGES * perDay(STATUS_INTERVAL_SECONDS) * (PUT_OR_LIST + GET);
        // A list, the lease, and at most a new assignment each time; each status is read once, above.
        const leader = perDay(LEADER_INTERVAL_SECONDS) * 3 * PUT_OR_LIST;
        const usage = BRIDGES * perDay(USAGE_WRITE_SECONDS) * PUT_OR_LIST;
        const figures = [marker, assignment, lease, statuses, leader, usage];
        const price = figures.reduce((sum, figure) => sum + figure);
        assert.ok(price < 1, `${price.toFixed(2)} USD`);
        for (const figure of [...figures, price]) {
            assert.ok(
                PAGE.includes(`| ${figure.toFixed(2)} USD`),
                `${figure.toFixed(2)} USD is not on the page`,
            );
        }
    });

    it("has the usage records beside it, one per bridge and hour", () => {
        assert.equal(
            usageKey(new Date("2026-11-21T15:59:59.999Z"), "i-0abc"),
            "usage/2026/11/21/15/i-0abc.json",
        );
        assert.equal(3600 % USAGE_WRITE_SECONDS, 0);
    });

    it("is read and written as often as the page says", () => {
        const intervals = {
            marker: MARKER_INTERVAL_SECONDS,
            assignment: ASSIGNMENT_INTERVAL_SECONDS,
            lease: LEASE_INTERVAL_SECONDS,
            status: STATUS_INTERVAL_SECONDS,
            leader: LEADER_INTERVAL_SECONDS,
            usage: USAGE_WRITE_SECONDS,
        };
        for (const [what, seconds] of Object.entries(intervals)) {
            assert.match(PAGE, new RegExp(`^\\| [^|]*${what}[^|]*\\| every ${seconds} s `, "m"), what);
        }
    });
});
