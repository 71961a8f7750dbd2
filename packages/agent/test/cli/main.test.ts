import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { assertNoCanary, filesOf, processOf } from "../support/canary";
import { freePort } from "../support/free-port";

const PROGRAM = path.join(__dirname, "program.ts");
const CANARY = "canary-of-a-password-7d1f";

describe("the agent as a process", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "bridgepool-main-"));
    const file = path.join(folder, "agent.json");

    before(async () => {
        const settings = {
            version: 1,
            role: "bridge",
            component: "france",
            region: "eu-west-3",
            cloud: "aws",
            http: { port: await freePort() },
            state: { folder },
        };
        writeFileSync(file, JSON.stringify(settings));
    });

    let children: readonly ChildProcess[] = [];

    afterEach(() => {
        children.forEach((child) => child.kill("SIGKILL"));
        children = [];
    });
    after(() => rmSync(folder, { recursive: true }));

    function start(
        words: readonly string[],
        environment: NodeJS.ProcessEnv = {},
    ): ChildProcess & { text: () => string } {
        const child = spawn(process.execPath, ["--import", "tsx", PROGRAM, ...words], {
            env: { ...process.env, ...environment },
            stdio: ["ignore", "pipe", "pipe"],
        });
        children = [...children, child];
        let text = "";
        child.stdout.on("data", (data: Buffer) => (text += data.toString()));
        child.stderr.on("data", (data: Buffer) => (text += data.toString()));
        return Object.assign(child, { text: () => text });
    }

    async function ended(child: ChildProcess): Promise<unknown> {
        const [code] = (await once(child, "close")) as [number | null];
        return code;
    }

    it("logs a line of JSON per event, and ends well when it is told to", async () => {
        const child = start(["run", "--config", file]);
        while (!child.text().includes("running")) {
            await once(child.stdout!, "data");
        }
        const token = Object.values(filesOf(folder)).find((text) => !text.startsWith("{"));
        assertNoCanary({ token: token! }, processOf(child.pid!));
        child.kill("SIGTERM");
        assert.equal(await ended(child), 0);
        const events = child
            .text()
            .trim()
            .split("\n")
            .map((line) => JSON.parse(line) as Record<string, unknown>);
        assert.deepEqual(
            events.map(({ level, event }) => [level, event]),
            [
                ["info", "starting"],
                ["info", "running"],
                ["info", "stopping"],
            ],
        );
        assert.deepEqual(Object.keys(events[0]!), ["level", "time", "release", "role", "component", "event"]);
        assert.match(String(events[0]!["time"]), /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/);
        assertNoCanary({ token: token! }, { log: child.text() });
    });

    for (const [mistake, name] of [
        ["throw", "Error"],
        ["reject", "TypeError"],
        ["later", "SyntaxError"],
    ]) {
        it(`says where it crashed, and nothing secret: ${mistake}`, async () => {
            const child = start(["run", "--config", file], { MISTAKE: mistake, CANARY });
            assert.equal(await ended(child), 1);
            assertNoCanary({ CANARY }, { output: child.text(), ...filesOf(folder) });
            const last = JSON.parse(child.text().trim().split("\n").at(-1)!) as Record<string, string>;
            assert.deepEqual([last["level"], last["event"], last["error"]], ["error", "crashed", name]);
            assert.match(last["at"]!, /program\.ts/);
        });
    }

    it("ends with 2 for a wrong command line", async () => {
        const child = start(["jump"]);
        assert.equal(await ended(child), 2);
        assert.match(child.text(), /^There is no command "jump"/);
    });
});
