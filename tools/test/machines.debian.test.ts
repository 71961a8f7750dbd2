// The helpers that other tests trust: private Debian machines, HOCON, and CI's own script.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runOnDebian, startMachine } from "../debian";
import { readHocon } from "../hocon";

describe("a Debian machine", () => {
    it("writes files with mode and owner, for its own eyes only", async () => {
        const secret = { text: "hé\n", mode: 0o600, owner: "prosody:prosody" };
        const machine = await startMachine({ files: { "/etc/deep/down": secret } });
        try {
            assert.equal(
                (await machine.check(["stat", "-c", "%a %U:%G", "/etc/deep/down"])).trim(),
                "600 prosody:prosody",
            );
            assert.equal(await machine.read("/etc/deep/down"), "hé\n");
            assert.equal((await machine.run(["cat", "/etc/deep/down"], { user: "nobody" })).code, 1);
            assert.equal((await runOnDebian(["cat", "/etc/deep/down"])).code, 1);
        } finally {
            await machine.close();
        }
    });

    it("has a network of its own: two can listen on one port", async () => {
        const listen = ["python3", "-m", "http.server", "80"];
        const machines = await Promise.all([startMachine(), startMachine()]);
        try {
            for (const machine of machines) {
                const server = machine.start(listen, { env: { PYTHONUNBUFFERED: "1" } });
                await server.printed("Serving HTTP");
                assert.match(await machine.check(["curl", "-sS", "http://127.0.0.1/"]), /Directory listing/);
                await server.stop();
                assert.notEqual((await machine.run(["curl", "-sS", "http://127.0.0.1/"])).code, 0);
            }
        } finally {
            await Promise.all(machines.map((machine) => machine.close()));
        }
    });

    it("leaves no mount behind", async () => {
        const before = readFileSync("/proc/self/mountinfo", "utf8");
        await runOnDebian(["true"]);
        await assert.rejects(
            runOnDebian(["sleep", "60"], { timeoutSeconds: 0.2 }),
            /ran for 0\.2 s and was ended/,
        );
        assert.equal(readFileSync("/proc/self/mountinfo", "utf8"), before);
    });

    it("says what a program printed that did not say what was awaited", async () => {
        const machine = await startMachine();
        try {
            const daemon = machine.start(["sh", "-c", "echo no such port >&2"]);
            await assert.rejects(daemon.printed("listening"), /did not print listening:\nno such port/);
        } finally {
            await machine.close();
        }
    });
});

describe("HOCON", () => {
    it("is read with its includes, substitutions and environment", async () => {
        const text = 'include "a/b.conf"\nhome = ${?HOME}\nabsent = ${?NOT_THERE}\nof = ${z.q}';
        assert.deepEqual(
            await readHocon(text, { "a/b.conf": "z { q = 5 seconds }\nz.list += 1" }, { HOME: "/h" }),
            {
                home: "/h",
                of: "5 seconds",
                z: { list: [1], q: "5 seconds" },
            },
        );
    });

    it("is refused with the library's own words", async () => {
        await assert.rejects(readHocon("x = {"), /main\.conf: 1: expecting a close parentheses/);
        await assert.rejects(readHocon("x = ${nope}"), /Could not resolve substitution/);
    });
});

describe(".ci/run", () => {
    it("is a sound shell script", async () => {
        const script = readFileSync(join(__dirname, "..", "..", ".ci", "run"), "utf8");
        const { code, stdout } = await runOnDebian(["shellcheck", "/run-ci"], {
            files: { "/run-ci": script },
        });
        assert.equal(stdout, "");
        assert.equal(code, 0);
    });
});
