import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";

import { USAGE_KEEP_DAYS, USAGE_WRITE_SECONDS, usageKey } from "@bridgepool/core/shared";

import { usagePage } from "../../src/cli/usage-page";
import { parseRecord } from "../../src/meter/parse-record";

const DOCS = path.join(__dirname, "..", "..", "..", "..", "docs");
const page = readFileSync(path.join(DOCS, "usage.md"), "utf8");

function blocks(language: string): string[] {
    return [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"))].map(
        ([, text = ""]) => text,
    );
}

describe("docs/usage.md", () => {
    const records = blocks("json").map((text) => {
        const { record, problems } = parseRecord(text);
        assert.deepEqual(problems, []);
        return record!;
    });

    it("shows records that are right, as they are written", () => {
        assert.equal(records.length, 2);
        blocks("json").forEach((text, index) => assert.deepEqual(JSON.parse(text), records[index]));
    });

    it("shows what agent usage makes of them", () => {
        const { figures, remarks } = usagePage("2026-11", { records, leftOut: [] }, "table");
        assert.equal(remarks, "");
        assert.deepEqual(blocks("text"), [figures]);
    });

    it("says where records are, how often they are written, and how long they stay", () => {
        assert.equal(usageKey(new Date(records[0]!.hour), "i-0abc"), "usage/2026/11/21/15/i-0abc.json");
        assert.ok(page.includes("`usage/<yyyy>/<mm>/<dd>/<hh>/<bridge>.json`"));
        assert.ok(page.includes(`every ${USAGE_WRITE_SECONDS / 60} minutes`));
        for (const name of ["usage.md", "data-protection.md"]) {
            assert.ok(readFileSync(path.join(DOCS, name), "utf8").includes(`${USAGE_KEEP_DAYS} days`), name);
        }
    });
});
