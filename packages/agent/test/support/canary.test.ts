import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { assertNoCanary, filesOf, processOf } from "./canary";

const SECRET = 'pass"w/rd+canary?1';

describe("the canary", () => {
    it("is seen in every form", () => {
        for (const text of [
            `password=${SECRET}.`,
            JSON.stringify({ password: SECRET }),
            `https://x.example/?p=${encodeURIComponent(SECRET)}`,
            Buffer.from(SECRET).toString("hex"),
            ...["", "u", "us", "user:"].map((before) =>
                Buffer.from(`${before}${SECRET} and more`).toString("base64"),
            ),
            ...["", "u", "us"].map((before) => Buffer.from(`${before}${SECRET}`).toString("base64url")),
        ]) {
            assert.throws(
                () => assertNoCanary({ password: SECRET }, { log: text }),
                ({ message }: Error) => message.includes("password is in log") && !message.includes(SECRET),
                text,
            );
        }
        assertNoCanary({ password: SECRET }, { log: "nothing of it", metrics: SECRET.slice(1) });
    });

    it("is no short text, which may be there by chance", () => {
        assert.throws(() => assertNoCanary({ pin: "1234" }, {}), /pin is too short/);
    });

    it("is looked for in files and processes", () => {
        const folder = mkdtempSync(path.join(tmpdir(), "bridgepool-canary-"));
        mkdirSync(path.join(folder, "deep"));
        const file = path.join(folder, "deep", "kept");
        writeFileSync(file, SECRET);
        assert.deepEqual(filesOf(folder), { [file]: SECRET });
        rmSync(folder, { recursive: true });
        assert.ok(processOf(process.pid)[`cmdline of ${process.pid}`]?.includes("node"));
    });
});
