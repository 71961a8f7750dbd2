import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { usageKey } from "@bridgepool/core/shared";

import { cli } from "../../src/cli/cli";
import type { World } from "../../src/cli/world";
import { formatRecord } from "../../src/meter/record";
import { CloudError } from "../../src/ports/cloud";
import { RELEASE } from "../../src/release";
import { agentStatus } from "../support/agent-status";
import { ManualClock } from "../support/clock";
import { freePort } from "../support/free-port";
import { RecordingLog } from "../support/log";
import { MemoryCloud } from "../support/memory-cloud";
import { StandInAgent } from "./stand-in";

describe("the agent's command line", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "bridgepool-cli-"));
    const file = path.join(folder, "agent.json");
    const clock = new ManualClock();
    let agent: StandInAgent;
    let cloud: MemoryCloud;
    let log: RecordingLog;
    let end: () => void;
    let over: Promise<unknown>;
    let more: Partial<World> = {};

    after(() => rmSync(folder, { recursive: true }));

    beforeEach(async () => {
        agent = new StandInAgent();
        cloud = new MemoryCloud(clock);
        log = new RecordingLog();
        over = new Promise<void>((resolve) => (end = resolve));
        more = {};
        writeSettings({ http: { port: await freePort() } });
    });

    function writeSettings(settings: object): void {
        const state = path.join(folder, "state");
        mkdirSync(state, { recursive: true });
        const all = {
            version: 1,
            role: "bridge",
            component: "france",
            region: "eu-west-3",
            cloud: "aws",
            state: { folder: state },
            ...settings,
        };
        writeFileSync(file, JSON.stringify(all));
    }

    /** What a command says and how it ends. */
    async function call(...words: string[]): Promise<{ code: number; out: string; err: string }> {
        const said = { out: "", err: "" };
        const code = await cli(words, {
            environment: {},
            clock,
            makeLog: () => log,
            out: (text) => void (said.out += text),
            err: (text) => void (said.err += text),
            untilEnd: () => over,
            openCloud: () => Promise.resolve(cloud.agent("i-0abc")),
            startAgent: agent.start,
            ...more,
        });
        return { code, ...said };
    }

    /** Runs an agent as long as `during` takes. */
    async function withAgent(during: () => Promise<void>): Promise<void> {
        const running = call("run", "--config", file);
        while (!log.names().includes("running")) {
            await new Promise((resolve) => setTimeout(resolve, 10));
        }
        try {
            await during();
        } finally {
            end();
        }
        assert.deepEqual(await running, { code: 0, out: "", err: "" });
    }

    it("runs an agent until the process is told to end", async () => {
        await withAgent(async () => {
            assert.deepEqual(agent.asked, []);
            await Promise.resolve();
        });
        assert.deepEqual(agent.asked, ["stop"]);
        assert.deepEqual(log.names(), ["starting", "running", "stopping"]);
        assert.equal((await call("status", "--config", file)).code, 1);
    });

    it("shows the status of the running agent, for people and for programs", async () => {
        await withAgent(async () => {
            const { out } = await call("status", "--config", file);
            assert.match(out, /^Bridge i-0abc of pool france in eu-west-3\n {2}state {7}serving since/);
            const { out: json } = await call("status", "--json", "--config", file);
            assert.deepEqual(JSON.parse(json), JSON.parse(JSON.stringify(agentStatus())));
        });
    });

    it("runs beside a Meet as well, and shows what is believed there", async () => {
        writeSettings({ role: "meet", http: { port: await freePort() } });
        await withAgent(async () => {
            assert.match(
                (await call("status", "--config", file)).out,
                /^Meet france in eu-west-3\n {2}jicofo /,
            );
            assert.match((await call("drain", "--config", file)).out, /^There is no bridge here/);
        });
        assert.deepEqual(agent.asked, []);
    });

    it("drains the running agent and takes it back, for who may read its token", async () => {
        await withAgent(async () => {
            assert.deepEqual(await call("drain", "--config", file), {
                code: 0,
                out: "This bridge drains.\n",
                err: "",
            });
            assert.equal((await call("undrain", "--config", file)).out, "This bridge serves.\n");
            assert.deepEqual(agent.asked, ["drain", "undrain"]);
            const token = path.join(folder, "state", "control-token");
            assert.equal(statSync(token).mode & 0o777, 0o600);
            chmodSync(token, 0o600);
            writeFileSync(token, "another");
            assert.deepEqual(await call("drain", "--config", file), {
                code: 1,
                out: "",
                err: "This needs the token in the agent's state folder.\n",
            });
            rmSync(token);
            assert.deepEqual(
                (await call("drain", "--config", file)).err,
                "The token of the running agent does not exist.\n",
            );
        });
    });

    it("makes a new token for each run", async () => {
        const token = (): string => readFileSync(path.join(folder, "state", "control-token"), "utf8");
        await withAgent(() => Promise.resolve());
        const first = token();
        log = new RecordingLog();
        over = new Promise<void>((resolve) => (end = resolve));
        await withAgent(() => Promise.resolve());
        assert.notEqual(token(), first);
        assert.ok(first.length >= 43);
    });

    it("says in a sentence why an agent cannot start", async () => {
        const { port } = (JSON.parse(readFileSync(file, "utf8")) as { http: { port: number } }).http;
        const taken = createServer().listen(port, "127.0.0.1");
        assert.deepEqual(await call("run", "--config", file), {
            code: 1,
            out: "",
            err: `Something else listens at port ${port} of 127.0.0.1; end it, or give http.port another number.\n`,
        });
        await new Promise((resolve) => taken.close(resolve));

        more = {
            openCloud: () =>
                Promise.reject(new CloudError("AWS cannot be used: AWS_REGION is not set.", false)),
        };
        assert.equal(
            (await call("run", "--config", file)).err,
            "AWS cannot be used: AWS_REGION is not set.\n",
        );

        more = { startAgent: () => Promise.reject(new TypeError("a mistake")) };
        await assert.rejects(call("run", "--config", file), /a mistake/);

        writeSettings({ state: { folder: path.join(folder, "nowhere") } });
        assert.equal(
            (await call("run", "--config", file)).err,
            `The state folder ${path.join(folder, "nowhere")} cannot be written (ENOENT); make it and give it to the agent's user.\n`,
        );
        assert.deepEqual(agent.asked, []);
    });

    it("says that no agent runs where none does", async () => {
        const { code, err } = await call("status", "--config", file);
        assert.equal(code, 1);
        assert.match(
            err,
            /^No agent answers at http:\/\/127\.0\.0\.1:\d+: is it running\? Its log says why not\.\n$/,
        );
    });

    it("checks a settings file", async () => {
        assert.deepEqual(await call("check", file), { code: 0, out: `${file} is right.\n`, err: "" });
        writeFileSync(
            file,
            JSON.stringify({ version: 1, role: "bridge", region: "eu-west-3", cloud: "aws" }),
        );
        assert.deepEqual(await call("check", file), {
            code: 1,
            out: "",
            err: `${file} has 1 problem:\n  component: nothing is not allowed; allowed is a name of a to z, 0 to 9 and hyphens between them, at most 19 characters; write the name that the pool or Meet has in the stack\n`,
        });
        assert.equal((await call("run", "--config", file)).code, 1);
        const missing = path.join(folder, "missing.json");
        assert.equal((await call("check", missing)).err, `The settings file ${missing} does not exist.\n`);
    });

    it("totals a month in three formats", async () => {
        for (const hour of [9, 10, 12]) {
            const at = new Date(Date.UTC(2026, 10, 21, hour));
            const record = {
                version: 1,
                pool: "france",
                region: "eu-west-3",
                bridge: "i-0abc",
                hour: at.toISOString().replace(".000Z", "Z"),
                sequence: 4,
                coveredSeconds: 3600,
                memberships: agentStatus().usage,
            };
            cloud.bucket.put(usageKey(at, "i-0abc"), formatRecord(record));
        }
        const table = await call("usage", "--month", "2026-11");
        assert.deepEqual(table, {
            code: 0,
            err: "",
            out: [
                "Use of pool france in 2026-11: 1 bridge, measured for 3.0 hours together",
                "",
                "membership  domain                       conferences  conference-minutes  participant-minutes  received GB  sent GB",
                "renater     auth.rendez-vous.example.fr           27               180.0                900.0        0.003    0.015",
                "",
                "Not measured, and therefore in no figure:",
                "  i-0abc, hour of 2026-11-21T11:00:00Z: 60 minutes",
                "",
            ].join("\n"),
        });
        const csv = await call("usage", "--month", "2026-11", "--format", "csv");
        assert.equal(
            csv.out,
            "month,pool,membership,domain,conferences,conference_minutes,participant_minutes,peak_conferences,peak_participants,received_bytes,sent_bytes\r\n" +
                "2026-11,france,renater,auth.rendez-vous.example.fr,27,180,900,4,40,3000000,15000000\r\n",
        );
        assert.match(csv.err, /^\nNot measured/);
        const json = await call("usage", "--month", "2026-11", "--format", "json");
        assert.deepEqual(JSON.parse(json.out), {
            month: "2026-11",
            pool: "france",
            bridges: 1,
            records: 3,
            coveredHours: 3,
            memberships: [
                {
                    membership: "renater",
                    domain: "auth.rendez-vous.example.fr",
                    conferences: 27,
                    conferenceMinutes: 180,
                    participantMinutes: 900,
                    peakConferences: 4,
                    peakParticipants: 40,
                    receivedBytes: 3_000_000,
                    sentBytes: 15_000_000,
                },
            ],
            duplicates: [],
            gaps: [{ bridge: "i-0abc", hour: "2026-11-21T11:00:00Z", seconds: 3600 }],
            leftOut: [],
        });
        // Now is November, by the clock of the test.
        assert.deepEqual(await call("usage"), table);
        assert.equal(
            (await call("usage", "--month", "2026-10")).out,
            "There are no usage records of 2026-10.\n",
        );
    });

    it("gives no total when the bucket does not answer", async () => {
        const host = cloud.agent("i-0abc");
        host.faults.add({ kind: "fail", on: "store.list" });
        more = { openCloud: () => Promise.resolve(host) };
        assert.deepEqual(await call("usage"), { code: 1, out: "", err: "store.list was throttled\n" });
    });

    it("helps, and says its version", async () => {
        const help = await call("--help");
        assert.equal(help.code, 0);
        for (const word of ["run", "status", "check", "drain", "undrain", "usage"]) {
            assert.match(help.out, new RegExp(`agent ${word} `));
        }
        assert.deepEqual(await call(), help);
        assert.equal((await call("--version")).out, `${RELEASE}\n`);
        const { version } = JSON.parse(
            readFileSync(path.join(__dirname, "..", "..", "package.json"), "utf8"),
        ) as { version: string };
        assert.equal(RELEASE, version);
    });

    it("says what is wrong with a command line, and ends with 2", async () => {
        for (const [words, sentence] of [
            [["jump"], 'There is no command "jump"; there are run, status, check, drain, undrain, usage.'],
            [
                ["__proto__"],
                'There is no command "__proto__"; there are run, status, check, drain, undrain, usage.',
            ],
            [["run", "fast"], '"fast" is too much: agent run takes nothing there.'],
            [["drain", "--month", "2026-11"], "agent drain takes no --month."],
            [
                ["usage", "--month", "11/2026"],
                '"11/2026" is no month; write a year and a month: --month 2026-11.',
            ],
            [["usage", "--format", "xml"], '"xml" is no format; there are table, csv, json.'],
        ] as const) {
            assert.deepEqual(await call(...words), {
                code: 2,
                out: "",
                err: `${sentence}\nagent --help says what there is.\n`,
            });
        }
        assert.equal((await call("run", "--fast")).code, 2);
    });
});
