import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bridgeKeys } from "../../src/render/bridge/jvb-conf";

describe("docs/hosts.md", () => {
    it("lists every setting of the bridge, with its value and its reason", () => {
        const page = readFileSync(join(__dirname, "../../../../docs/hosts.md"), "utf8");
        const rows = page.split("\n").filter((line) => line.startsWith("| `"));
        const cells = rows.map((row) =>
            row
                .split("|")
                .map((cell) => cell.trim())
                .slice(1, 4),
        );
        const planned = bridgeKeys({ region: "eu-west-3", drainSeconds: 21_600 }).map(
            ({ path, value, why }) => [
                `\`${path}\``,
                typeof value === "object" && value.length > 3
                    ? `${value.length} names`
                    : `\`${JSON.stringify(value)}\``,
                why,
            ],
        );
        assert.deepEqual(cells, planned);
    });
});
