import assert from "node:assert/strict";
import { type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { localUrl } from "../../src/http/address";
import { BRIDGE_METRICS, metricsPage } from "../../src/http/metrics";
import { ListenError, type ServedAgent, startServer, stopServer } from "../../src/http/server";
import { agentStatus } from "../support/agent-status";
import { assertNoCanary } from "../support/canary";
import { RecordingLog } from "../support/log";

const TOKEN = "canary-of-the-token-0123456789";

describe("the agent's HTTP server", () => {
    const log = new RecordingLog();
    const asked: string[] = [];
    let agent: (ServedAgent & { alive: boolean; ready: boolean }) | undefined;
    let servers: Server[] = [];

    beforeEach(() => {
        asked.length = 0;
        agent = {
            alive: true,
            ready: true,
            status: agentStatus,
            drain: () => Promise.resolve(`drains ${asked.push("drain")}`),
            undrain: () => Promise.resolve(`serves ${asked.push("undrain")}`),
        };
    });

    afterEach(async () => {
        await Promise.all(servers.map(stopServer));
        servers = [];
    });

    async function listen(host = "127.0.0.1", port = 0): Promise<string> {
        const server = await startServer({
            settings: { host, port },
            served: () => agent && { agent, metrics: metricsPage(BRIDGE_METRICS, agentStatus) },
            token: TOKEN,
            log,
        });
        servers.push(server);
        return localUrl({ host, port: (server.address() as AddressInfo).port });
    }

    async function get(url: string, request: RequestInit = {}): Promise<[number, string, Headers]> {
        const response = await fetch(url, request);
        return [response.status, await response.text(), response.headers];
    }

    function post(url: string, token?: string): Promise<[number, string, Headers]> {
        const headers = token === undefined ? undefined : { authorization: `Bearer ${token}` };
        return get(url, { method: "POST", headers });
    }

    it("shows metrics and status, which nobody may keep", async () => {
        const url = await listen();
        const [code, metrics, headers] = await get(`${url}/metrics`);
        assert.equal(code, 200);
        assert.match(metrics, /^bridgepool_info/m);
        assert.equal(headers.get("cache-control"), "no-store");
        assert.match(headers.get("content-type") ?? "", /^text\/plain; version=0\.0\.4/);
        const [, status] = await get(`${url}/status?all`);
        assert.deepEqual(JSON.parse(status), JSON.parse(JSON.stringify(agentStatus())));
    });

    it("says whether the loop goes round and whether the agent is ready", async () => {
        const url = await listen();
        assert.deepEqual((await get(`${url}/healthz`)).slice(0, 2), [200, "alive\n"]);
        assert.deepEqual((await get(`${url}/readyz`)).slice(0, 2), [200, "ready\n"]);
        agent!.alive = false;
        agent!.ready = false;
        assert.deepEqual((await get(`${url}/healthz`)).slice(0, 2), [
            503,
            "The agent's loop has stood still for too long.\n",
        ]);
        assert.deepEqual((await get(`${url}/readyz`)).slice(0, 2), [
            503,
            "Not ready: what it needs to know was not read yet, or what it is beside does not answer.\n",
        ]);
    });

    it("is alive and not ready while the agent starts", async () => {
        const url = await listen();
        agent = undefined;
        const codes = await Promise.all(
            ["/healthz", "/readyz", "/status", "/metrics"].map(async (path) => (await get(url + path))[0]),
        );
        assert.deepEqual(codes, [200, 503, 503, 503]);
        assert.equal((await post(`${url}/drain`, TOKEN))[0], 503);
    });

    it("drains for who has the token, and for nobody else", async () => {
        const url = await listen();
        for (const token of [undefined, "", "wrong", `${TOKEN}x`, TOKEN.slice(1)]) {
            assert.equal((await post(`${url}/drain`, token))[0], 401);
            assert.equal((await post(`${url}/undrain`, token))[0], 401);
        }
        assert.deepEqual(asked, []);
        assert.deepEqual((await post(`${url}/drain`, TOKEN)).slice(0, 2), [200, "drains 1\n"]);
        assert.deepEqual((await post(`${url}/undrain`, TOKEN)).slice(0, 2), [200, "serves 2\n"]);
    });

    it("drains for nobody where others than this host can reach it", async () => {
        const url = await listen("0.0.0.0");
        assert.equal((await post(`${url}/drain`, TOKEN))[0], 403);
        assert.equal((await get(`${url}/readyz`))[0], 200);
        assert.deepEqual(asked, []);
    });

    it("knows nothing else", async () => {
        const url = await listen();
        assert.equal((await get(`${url}/drain`))[0], 405);
        assert.equal((await post(`${url}/status`, TOKEN))[0], 405);
        for (const path of ["/", "/etc/passwd", "/__proto__", "/Metrics"]) {
            assert.equal((await get(url + path))[0], 404, path);
        }
        assert.equal(
            (await get(url))[1],
            "There is only /metrics, /healthz, /readyz, /status, /drain, /undrain.\n",
        );
    });

    it("says nothing of what went wrong but that it did", async () => {
        const url = await listen();
        const secret = "canary-of-a-password";
        agent = {
            ...agent!,
            status: () => {
                throw new TypeError(`cannot read ${secret}`);
            },
        };
        const [code, text] = await get(`${url}/status`);
        assert.deepEqual([code, text], [500, "This could not be done.\n"]);
        assert.deepEqual(log.events.at(-1), {
            level: "error",
            event: "http-request-failed",
            facts: { path: "/status", error: "TypeError" },
        });
        const pages = await Promise.all(
            ["/metrics", "/status"].map(async (path) => (await get(url + path))[1]),
        );
        assertNoCanary({ secret, token: TOKEN }, { log: log.text(), text, pages: pages.join("\n") });
    });

    it("says in a sentence why it cannot listen", async () => {
        const url = await listen();
        const port = Number(new URL(url).port);
        const messages = async (host: string, at: number): Promise<string> => {
            const error: unknown = await listen(host, at).catch((failure: unknown) => failure);
            assert.ok(error instanceof ListenError);
            return error.message;
        };
        assert.equal(
            await messages("127.0.0.1", port),
            `Something else listens at port ${port} of 127.0.0.1; end it, or give http.port another number.`,
        );
        assert.equal(
            await messages("192.0.2.1", 9099),
            "192.0.2.1 is no address of this host; correct http.host.",
        );
    });

    it("is found on its own host wherever it listens", () => {
        for (const [host, url] of [
            ["127.0.0.1", "http://127.0.0.1:9"],
            ["10.1.2.3", "http://10.1.2.3:9"],
            ["0.0.0.0", "http://127.0.0.1:9"],
            ["::1", "http://[::1]:9"],
            ["::", "http://[::1]:9"],
        ] as const) {
            assert.equal(localUrl({ host, port: 9 }), url);
        }
    });
});
