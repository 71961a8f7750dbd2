import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { RULES, type Rule } from "../../src/testing/rules";

describe("docs/contract.md", () => {
    it("says every rule as the suite has it", () => {
        const page = readFileSync(resolve(__dirname, "../../../../docs/contract.md"), "utf8");
        const written = page.split("\n").flatMap((line) => {
            const [, id = "", , text = "", check = ""] = line.split(" | ").length === 4 ? cells(line) : [];
            return id.startsWith("`") ? [`${id} ${text} ${check}`] : [];
        });
        const rules: Readonly<Record<string, Rule>> = RULES;
        const expected = Object.entries(rules).map(([id, { text, check }]) => `\`${id}\` ${text} ${check}`);
        assert.deepEqual(written, expected);
    });
});

function cells(line: string): string[] {
    return line.split("|").map((cell) => cell.trim());
}
