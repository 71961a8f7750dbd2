import assert from "node:assert/strict";
import { startMachine, type Machine } from "../../../../tools/debian";
import { meet } from "../support/meet";
import { nginxCommand, webImageFiles } from "../support/web-image";

// Stands where Prosody stands, and answers with what it was told.
const ECHO = `
import http.server, json
class Echo(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        told = {"path": self.path, "headers": {name.lower(): value for name, value in self.headers.items()}}
        body = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 5280), Echo)
print("up", flush=True)
server.serve_forever()
`;

/** The load balancer's own address in these tests. */
const BALANCER = "10.0.0.5";

interface Told {
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
}

const plan = meet({
    oneHost: true,
    clientRegions: {
        "198.51.100.0/24": "eu-central-1",
        "198.51.100.128/25": "us-east-1",
        "2001:db8::/32": "ap-south-1",
    },
});

describe("nginx", () => {
    let machine: Machine;
    before(async () => {
        machine = await startMachine({ files: await webImageFiles(plan.signalling.files) });
        await machine.check(["ip", "address", "add", `${BALANCER}/32`, "dev", "lo"]);
        await machine.start(["python3", "-c", ECHO]).printed("up");
        machine.start(nginxCommand);
        await machine.check([
            "curl",
            ...QUIET,
            "--retry",
            "50",
            "--retry-connrefused",
            "--retry-delay",
            "0",
            PAGES,
        ]);
    });
    after(() => machine.close());

    const PAGES = "https://127.0.0.1:8443/";
    const XMPP = "https://127.0.0.1:8444";
    const QUIET = ["--silent", "--show-error", "--insecure", "--max-time", "10"];
    const curl = (...words: string[]) => machine.check(["curl", ...QUIET, ...words]);
    const told = async (path: string, ...words: string[]) =>
        JSON.parse(await curl("--interface", BALANCER, `${XMPP}${path}`, ...words)) as Told;
    const header = (name: string, value: string) => ["--header", `${name}: ${value}`];

    it("accepts what is rendered, on a host with both and on one with pages or the edge alone", async () => {
        await machine.check([...nginxCommand, "-t"]);
        for (const { files } of [meet().web!, meet().signalling]) {
            const other = await startMachine({ files: await webImageFiles(files) });
            try {
                const { code, stderr } = await other.run([...nginxCommand, "-t"]);
                assert.equal(code, 0, stderr);
            } finally {
                await other.close();
            }
        }
    });

    it("tells Prosody the address and the region that we see, and nothing that a client claims", async () => {
        const { path, headers } = await told(
            "/xmpp-websocket?room=a&token=b",
            ...header("X-Forwarded-For", "127.0.0.1, 198.51.100.7"),
            ...header("Forwarded", "for=127.0.0.1"),
            ...header("X-Proxy-Region", "mine"),
            ...header("Host", "evil.example.net"),
            ...header("Connection", "Upgrade"),
            ...header("Upgrade", "websocket"),
        );
        assert.equal(path, "/xmpp-websocket?room=a&token=b");
        assert.deepEqual(
            { ...headers, "user-agent": undefined },
            {
                host: "meet.example.org",
                connection: "upgrade",
                upgrade: "websocket",
                accept: "*/*",
                "x-forwarded-for": "198.51.100.7",
                "x-forwarded-proto": "https",
                "x-proxy-region": "eu-central-1",
                "user-agent": undefined,
            },
        );
    });

    it("finds the region by the narrowest network, over IPv6 too, else our own", async () => {
        const region = async (address: string) =>
            (await told("/http-bind", ...header("X-Forwarded-For", address))).headers["x-proxy-region"];
        assert.equal(await region("198.51.100.1"), "eu-central-1");
        assert.equal(await region("198.51.100.200"), "us-east-1");
        assert.equal(await region("2001:db8::1"), "ap-south-1");
        assert.equal(await region("203.0.113.1"), "eu-west-3");
    });

    it("takes who connects for the client when nobody says more: never for this host", async () => {
        assert.equal((await told("/http-bind")).headers["x-forwarded-for"], BALANCER);
    });

    it("asks Prosody for the health of the edge, without the address of who asks", async () => {
        const { path, headers } = await told(
            "/_bridgepool/health",
            ...header("X-Forwarded-For", "198.51.100.7"),
        );
        assert.equal(path, "/health");
        assert.equal(headers["x-forwarded-for"], undefined);
    });

    it("passes nothing else on", async () => {
        for (const path of ["/", "/http-bind/x", "/admin", "/health", "/_bridgepool/"]) {
            assert.equal(
                await curl("--output", "/dev/null", "--write-out", "%{http_code}", `${XMPP}${path}`),
                "404",
            );
        }
    });

    it("answers for the pages only when there are pages", async () => {
        const health = () => curl("--write-out", "%{http_code}", `${PAGES}_bridgepool/health`);
        assert.equal(await health(), "OK\n200");
        await machine.check(["mv", "/usr/share/jitsi-meet/index.html", "/tmp"]);
        assert.equal(await health(), "There are no pages.\n503");
        await machine.check(["mv", "/tmp/index.html", "/usr/share/jitsi-meet/"]);
    });

    it("serves pages over HTTP/2, with the headers that keep browsers safe, whatever a room is called", async () => {
        for (const room of ["", "health", "xmpp"]) {
            const answer = await curl("--http2", "--include", `${PAGES}${room}`);
            assert.match(answer, /^HTTP\/2 200/);
            assert.match(answer, /A meeting/);
            assert.match(answer, /^strict-transport-security: max-age=63072000/m);
            assert.match(answer, /^x-content-type-options: nosniff/m);
            assert.match(answer, /^referrer-policy: strict-origin-when-cross-origin/m);
        }
    });
});
