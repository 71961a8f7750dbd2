import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { EncryptedFile } from "../../src/state/keeper";
import { RecordingLog } from "../support/log";

describe("what is kept encrypted", () => {
    let folder: string;
    let log: RecordingLog;
    const paths = (): [string, string] => [join(folder, "kept"), join(folder, "key")];
    const file = (): EncryptedFile<{ password: string }> => new EncryptedFile(...paths(), log);

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "bridgepool-keeper-"));
        log = new RecordingLog();
        writeFileSync(paths()[1], Buffer.alloc(32, 7));
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    it("comes back after a restart, is for its owner only, and is nowhere in clear", async () => {
        await file().save({ password: "canary-of-a-password" });
        assert.deepEqual(await file().load(), { password: "canary-of-a-password" });
        assert.equal(statSync(paths()[0]).mode & 0o777, 0o600);
        for (const name of readdirSync(folder)) {
            assert.ok(!readFileSync(join(folder, name)).includes("canary"), name);
        }
    });

    it("is not there at the first start, which nobody has to hear of", async () => {
        assert.equal(await file().load(), undefined);
        assert.deepEqual(log.events, []);
    });

    it("is given up when it was changed, cut or made with another key, and that is said", async () => {
        const [path, keyPath] = paths();
        await file().save({ password: "canary-of-a-password" });
        const whole = readFileSync(path);
        const changed = Buffer.from(whole);
        changed[20]! ^= 1;
        for (const bytes of [changed, whole.subarray(0, 10), Buffer.alloc(0)]) {
            writeFileSync(path, bytes);
            assert.equal(await file().load(), undefined);
        }
        writeFileSync(path, whole);
        writeFileSync(keyPath, Buffer.alloc(32, 8));
        assert.equal(await file().load(), undefined);
        assert.deepEqual(new Set(log.names()), new Set(["kept-file-unreadable"]));
        assert.equal(log.events.length, 4);
        assert.ok(!log.text().includes("canary"));
    });

    it("that cannot be written stops nothing: a full disk, a key that is missing", async () => {
        const [path, keyPath] = paths();
        rmSync(keyPath);
        await file().save({ password: "canary-of-a-password" });
        await new EncryptedFile(join(folder, "no", "such", "folder"), keyPath, log).save({});
        assert.deepEqual(log.names(), ["kept-file-not-written", "kept-file-not-written"]);
        assert.throws(() => statSync(path));
        chmodSync(folder, 0o700);
    });
});
