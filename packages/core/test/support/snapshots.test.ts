import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { snapshotsFolder } from "./snapshots";

describe("Snapshots", () => {
    it("each belong to a test", () => {
        const tests = readdirSync(join(__dirname, ".."), { recursive: true, encoding: "utf8" })
            .filter((name) => name.endsWith(".test.ts"))
            .map((name) => readFileSync(join(__dirname, "..", name), "utf8"))
            .join("\n");
        const orphans = readdirSync(snapshotsFolder).filter(
            (folder) => !tests.includes(`matchSnapshots("${folder}"`),
        );
        assert.deepEqual(orphans, []);
    });
});
