import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { type Checkpoint, CheckpointFile } from "../../src/meter/checkpoint";
import { NO_USAGE } from "../../src/meter/record";
import { RecordingLog } from "../support/log";

describe("a checkpoint of the meter", () => {
    let folder: string;
    let file: string;
    const checkpoint: Checkpoint = {
        version: 1,
        hours: [{ hour: 3_600_000, usage: NO_USAGE, continues: true, sequence: 3 }],
        conferences: ["c1"],
    };

    beforeEach(() => {
        folder = mkdtempSync(path.join(tmpdir(), "bridgepool-usage-"));
        file = path.join(folder, "usage.json");
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    it("is read as it was written, and is for its owner only", async () => {
        const log = new RecordingLog();
        const keeper = new CheckpointFile(file, log);
        assert.equal(await keeper.load(), undefined);
        await keeper.save(checkpoint);
        assert.deepEqual(await keeper.load(), checkpoint);
        assert.equal(statSync(file).mode & 0o777, 0o600);
        assert.deepEqual(log.names(), []);
    });

    it("is left behind when it makes no sense, which is said", async () => {
        for (const text of ["", "{", "[]", '{"version":2}']) {
            writeFileSync(file, text);
            const log = new RecordingLog();
            assert.equal(await new CheckpointFile(file, log).load(), undefined);
            assert.deepEqual(log.names(), ["usage-checkpoint-unusable"]);
        }
    });

    it("says once that it cannot be written, and again after it could", async () => {
        const log = new RecordingLog();
        const elsewhere = path.join(folder, "missing");
        const keeper = new CheckpointFile(path.join(elsewhere, "usage.json"), log);
        const said = () => log.events.map(({ event, facts }) => [event, facts.code]);
        const notWritten = ["usage-checkpoint-not-written", "ENOENT"];
        await keeper.save(checkpoint);
        await keeper.save(checkpoint);
        assert.deepEqual(said(), [notWritten]);

        mkdirSync(elsewhere);
        await keeper.save(checkpoint);
        rmSync(elsewhere, { recursive: true });
        await keeper.save(checkpoint);
        assert.deepEqual(said(), [notWritten, notWritten]);
    });
});
