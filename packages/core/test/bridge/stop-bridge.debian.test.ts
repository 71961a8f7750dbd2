import assert from "node:assert/strict";
import type { Daemon, Machine, Outcome } from "../../../../tools/debian";
import { bridgeHost } from "../support/bridge-host";

describe("stop-bridge", () => {
    const STOP = ["/usr/local/lib/bridgepool/stop-bridge"];
    let machine: Machine;
    beforeEach(async () => (machine = await bridgeHost()));
    afterEach(() => machine.close());

    // A bridge with calls: it says so for three seconds after it has been told to end.
    const BUSY = `
import http.server, sys, threading, time
class Bridge(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        print(self.path, self.headers["content-type"], body, flush=True)
        self.answer(int(sys.argv[1]))
        if sys.argv[1] == "200": threading.Timer(3, server.shutdown).start()
    def do_GET(self): self.answer(500)
    def answer(self, code): self.send_response(code); self.send_header("content-length", "0"); self.end_headers()
    def log_message(self, *_): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 8080), Bridge)
print("listening", flush=True)
server.serve_forever()
`;
    const bridge = async (answer: string): Promise<Daemon> => {
        const daemon = machine.start(["python3", "-c", BUSY, answer]);
        await daemon.printed("listening");
        return daemon;
    };
    const timed = async (): Promise<Outcome & { seconds: number }> => {
        const began = Date.now();
        return { ...(await machine.run(STOP)), seconds: (Date.now() - began) / 1000 };
    };

    it("asks for a graceful shutdown and waits until the bridge is gone", async () => {
        const daemon = await bridge("200");
        const { code, seconds } = await timed();
        assert.equal(code, 0);
        assert.ok(seconds > 2.5, `it waited ${seconds} s`);
        assert.match(daemon.output(), /^\/colibri\/shutdown application\/json {"graceful-shutdown": true}$/m);
    });

    it("does not wait for a bridge that is not there", async () => {
        const { code, seconds } = await timed();
        assert.deepEqual({ code, atOnce: seconds < 2 }, { code: 0, atOnce: true });
    });

    it("does not wait for a bridge that refuses", async () => {
        await bridge("404");
        const { code, stderr, seconds } = await timed();
        assert.deepEqual({ code, atOnce: seconds < 2 }, { code: 0, atOnce: true });
        assert.match(stderr, /404/);
    });
});
