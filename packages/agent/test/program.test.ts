import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { agentProgram } from "../src/index";

/** Of the program of each cloud: hosts fetch it at every start. */
const LARGEST_BYTES = 3_000_000;

const repository = join(__dirname, "..", "..", "..");

describe("the agent's program", () => {
    for (const cloud of ["aws"] as const) {
        it(`is one small file: ${cloud}`, () => {
            const { file, sha256, bytes } = agentProgram(cloud);
            const contents = readFileSync(file);
            assert.equal(bytes, contents.length);
            assert.equal(sha256, createHash("sha256").update(contents).digest("hex"));
            assert.ok(bytes < LARGEST_BYTES, `${bytes} bytes`);
        });

        it(`needs nothing beside it, and is the same wherever it was built: ${cloud}`, () => {
            const { file } = agentProgram(cloud);
            // In a folder without packages.
            execFileSync(process.execPath, ["--check", file], { cwd: "/" });
            const text = readFileSync(file, "utf8");
            assert.ok(!text.includes(repository), "no path of the machine that built it");
            assert.ok(!text.includes("sourceMappingURL"));
        });

        it(`has beside it the licence of everything that is in it: ${cloud}`, () => {
            const licences = readFileSync(
                agentProgram(cloud).file.replace(/\.cjs$/, ".LICENSES.txt"),
                "utf8",
            );
            for (const name of ["@aws-sdk/client-s3", "@smithy/core"])
                assert.ok(licences.includes(`${name} `));
            const texts = licences.split(`\n${"-".repeat(78)}\n\n`);
            for (const text of texts) {
                const [names = "", licence = ""] = text.split(/\n\n([^]*)/);
                assert.match(names, /^(\S+ [\d.]+ \((Apache-2\.0|MIT|ISC|BSD-[23]-Clause|0BSD)\)\n?)+$/);
                assert.match(licence, /spdx\.org|WITHOUT WARRANT|"AS IS"/i);
            }
        });
    }
});
