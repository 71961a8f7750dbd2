import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { systemClock } from "../../src/clock";
import { Jvb } from "../../src/bridge/jvb";
import { BridgeDouble } from "../support/bridge-double";
import { invitation } from "../support/invitation";

const SECRET = invitation().password;

describe("the bridge: what is said to it", () => {
    let double: BridgeDouble;
    let jvb: Jvb;
    beforeEach(async () => {
        double = await BridgeDouble.start({ trustStore: "/nonexistent", release: "france" });
        jvb = new Jvb({ clock: systemClock, url: double.url, limitSeconds: 0.5 });
    });
    afterEach(() => double.kill());

    it("is a membership in strings only, with TLS required and requests in their order", async () => {
        await jvb.join("renater", invitation({ host: "192.0.2.1", port: 6222 }), "i-1");
        const [request] = double.requests;
        assert.deepEqual([request?.method, request?.path], ["POST", "/colibri/muc-client/add"]);
        assert.deepEqual(JSON.parse(request?.body ?? ""), {
            id: "renater",
            hostname: "192.0.2.1",
            port: "6222",
            domain: "auth.meet.example.org",
            username: "france-1",
            password: SECRET,
            muc_jids: "jvbbrewery@internal.auth.meet.example.org",
            muc_nickname: "i-1",
            security_mode: "required",
            iq_handler_mode: "sync",
        });
        assert.deepEqual(await jvb.clients(), ["renater"]);
    });

    it("is to leave, and an unknown id is no error", async () => {
        await jvb.join("renater", invitation(), "i-1");
        await jvb.leave("renater");
        assert.deepEqual(await jvb.clients(), []);
        await jvb.leave("renater");
    });

    it("is to drain and to take that back", async () => {
        assert.equal((await jvb.look()).isDraining, false);
        await jvb.setDrain(true);
        assert.equal((await jvb.look()).isDraining, true);
        await jvb.setDrain(false);
        assert.equal((await jvb.look()).isDraining, false);
    });

    it("is to end once it is empty", async () => {
        const { id } = double.host("standup@conference.meet.example.org");
        await jvb.shutDownGracefully();
        assert.equal((await jvb.look()).shutdown, "graceful");
        double.setParticipants(id, 0);
        assert.equal((await jvb.look()).shutdown, "ending");
    });

    it("ends in an error within its limit when it hangs, and holds no password", async () => {
        double.answers = false;
        await assert.rejects(jvb.join("renater", invitation(), "i-1"), (error: Error) => {
            assert.equal(error.name, "BridgeError");
            assert.equal(error.message, "the bridge did not answer /colibri/muc-client/add within 0.5 s");
            return true;
        });
        assert.ok(double.requests[0]?.body.includes(SECRET));
    });

    it("ends in an error when there is no bridge", async () => {
        await double.kill();
        await assert.rejects(jvb.look(), {
            name: "BridgeError",
            message: /^the bridge cannot be asked \/[a-z/]+ at http:\/\/127\.0\.0\.1:[0-9]+: ECONNREFUSED$/,
        });
    });
});

describe("the bridge: what it says", () => {
    let double: BridgeDouble;
    let jvb: Jvb;
    beforeEach(async () => {
        double = await BridgeDouble.start({ trustStore: "/nonexistent", release: "france" });
        jvb = new Jvb({ clock: systemClock, url: double.url });
    });
    afterEach(() => double.kill());

    it("is told in the agent's words", async () => {
        double.stress = 0.25;
        double.host("Standup@conference.meet.example.org", { participants: 3, relays: ["i-2"] });
        double.host("retro@conference.meet.example.com", { participants: 2 });
        const { incarnation, conferences, ...view } = await jvb.look();
        assert.match(incarnation, /^1[0-9]{12}$/);
        assert.deepEqual(view, {
            healthy: true,
            lane: "2.3.307-france",
            stress: 0.25,
            isDraining: false,
            shutdown: "running",
            totals: { clientsConfigured: 0, clientsConnected: 0, roomsConfigured: 0, roomsJoined: 0 },
            participants: 5,
            bytes: { received: 0, sent: 0 },
        });
        assert.deepEqual(
            conferences.map(({ mucDomain, participants }) => [mucDomain, participants]),
            [
                ["conference.meet.example.org", 3],
                ["conference.meet.example.com", 2],
            ],
        );
    });

    it("has no room name in it and no participant", async () => {
        double.host("merger-talks@conference.meet.example.org");
        assert.doesNotMatch(JSON.stringify(await jvb.look()), /merger|Participant/);
    });

    it("tells an unhealthy bridge", async () => {
        double.healthy = false;
        assert.equal((await jvb.look()).healthy, false);
    });

    it("has an incarnation that changes when its process does, and at no other time", async () => {
        const first = (await jvb.look()).incarnation;
        await jvb.setDrain(true);
        double.host("standup@conference.meet.example.org");
        assert.equal((await jvb.look()).incarnation, first);
        const other = await BridgeDouble.start({ trustStore: "/nonexistent" });
        const { incarnation } = await new Jvb({ clock: systemClock, url: other.url }).look();
        await other.kill();
        assert.notEqual(incarnation, first);
    });
});

// What a JVB says on its pages, in short.
const STATS = {
    ...{ stress_level: 0.1, local_endpoints: 0, version: "2.3.307" },
    ...{ muc_clients_configured: 0, muc_clients_connected: 0, mucs_configured: 0, mucs_joined: 0 },
    ...{ bit_rate_download: 0, bit_rate_upload: 0, octo_receive_bitrate: 0, octo_send_bitrate: 0 },
};
const DEBUG = { shutdown_state: "RUNNING", drain: false, conferences: {}, health: { success: true } };
const METRICS = "jitsi_jvb_conferences_created_created 1.795278740333E9\n";

describe("the bridge: answers that no JVB gives", () => {
    let server: Server;
    let pages: Record<string, string>;
    let status: number;
    let jvb: Jvb;
    beforeEach(async () => {
        status = 200;
        pages = {
            "/colibri/stats": JSON.stringify(STATS),
            "/debug": JSON.stringify(DEBUG),
            "/metrics": METRICS,
            "/colibri/muc-client/list": "[]",
        };
        server = createServer((request, response) => {
            response.writeHead(status).end(pages[request.url ?? ""] ?? "");
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        const { port } = server.address() as AddressInfo;
        jvb = new Jvb({ clock: systemClock, url: `http://127.0.0.1:${port}` });
    });
    afterEach(() => server.close());

    it("are the only ones refused", async () => {
        const view = await jvb.look();
        assert.equal(view.lane, "2.3.307");
        assert.equal(view.incarnation, "1795278740333");
    });

    for (const [page, content, what] of [
        ["/colibri/stats", "", "/colibri/stats"],
        ["/colibri/stats", "[]", "/colibri/stats"],
        ["/colibri/stats", JSON.stringify({ ...STATS, stress_level: "0.1" }), "/colibri/stats stress_level"],
        ["/colibri/stats", JSON.stringify({ ...STATS, version: 2 }), "/colibri/stats version"],
        ["/debug", JSON.stringify({ ...DEBUG, shutdown_state: "TIRED" }), "/debug shutdown_state"],
        ["/debug", JSON.stringify({ ...DEBUG, health: null }), "/debug health"],
        ["/debug", JSON.stringify({ ...DEBUG, conferences: { secret: {} } }), "/debug conferences id"],
        ["/colibri/muc-client/list", '{"a":1}', "list of clients"],
        ["/colibri/muc-client/list", "[1]", "list of clients"],
    ] as const) {
        it(`such as ${content || "nothing"} at ${page}`, async () => {
            pages[page] = content;
            const asked = page.endsWith("list") ? jvb.clients() : jvb.look();
            await assert.rejects(asked, {
                name: "BridgeError",
                message: `the bridge's ${what} is not what a JVB says`,
            });
        });
    }

    it("such as metrics of something else", async () => {
        pages["/metrics"] = "up 1\n";
        await assert.rejects(jvb.look(), { message: /does not say when its counters began$/ });
    });

    it("such as one without end", async () => {
        pages["/debug"] = " ".repeat(9 * 1024 * 1024);
        await assert.rejects(jvb.look(), {
            message: "the bridge's answer to /debug is longer than 8388608 bytes",
        });
    });

    it("such as an error", async () => {
        status = 503;
        await assert.rejects(jvb.look(), { message: /^the bridge answers \/[a-z/]+ with HTTP 503$/ });
        await assert.rejects(jvb.setDrain(true), {
            message: "the bridge refuses /colibri/drain/enable: HTTP 503",
        });
        await assert.rejects(jvb.join("renater", invitation(), "i-1"), {
            message: "the bridge refuses to join renater: HTTP 503",
        });
    });

    it("such as a refusal to leave what it still has", async () => {
        pages["/colibri/muc-client/list"] = '["renater"]';
        server.removeAllListeners("request").on("request", (request, response) => {
            const page = pages[request.url ?? ""];
            response.writeHead(page === undefined ? 400 : 200).end(page);
        });
        await assert.rejects(jvb.leave("renater"), {
            message: "the bridge refuses to leave renater: HTTP 400",
        });
        await jvb.leave("other");
    });
});
