import assert from "node:assert/strict";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";

import { makeCertificate } from "../../../core/test/support/self-signed";
import { probe } from "../../src/xmpp/probe";
import { invitation } from "../support/invitation";

const DOMAIN = "auth.meet.example.org";
const HEADER = `<?xml version='1.0'?><stream:stream from='${DOMAIN}' id='1' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>`;
const STARTTLS = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
const PROCEED = "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
const features = (inside: string) => `${HEADER}<stream:features>${inside}</stream:features>`;
const mechanisms = (...names: string[]) =>
    `<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>${names.map((name) => `<mechanism>${name}</mechanism>`).join("")}</mechanisms>`;

// What a server says to one thing that it hears after the other; then it is silent.
type Script = readonly string[];
const HANG_UP = "(hangs up)";

describe("probing a Meet: servers that are none", () => {
    let pin: Awaited<ReturnType<typeof makeCertificate>>;
    const servers: Server[] = [];
    const sockets = new Set<Socket>();
    before(async () => (pin = await makeCertificate({ names: [DOMAIN] })));
    afterEach(() => {
        sockets.forEach((socket) => socket.destroy());
        servers.splice(0).forEach((server) => server.close());
    });

    /** All that was said to the server. */
    let heard = "";

    const play = (socket: Socket, script: Script, then?: () => void): void => {
        const lines = [...script];
        const onData = (data: Buffer): void => {
            heard += data.toString();
            const line = lines.shift();
            if (line === undefined) return;
            if (line === HANG_UP) return void socket.destroy();
            socket.write(line);
            if (lines.length > 0 || then === undefined) return;
            socket.off("data", onData);
            then();
        };
        socket.on("error", () => undefined).on("data", onData);
    };

    /** A server that plays one script before TLS and, where there is one, another after it. */
    const serve = async (before: Script, after?: Script): Promise<number> => {
        heard = "";
        const secureContext = createSecureContext({ cert: pin.certificate, key: pin.privateKey });
        const server = createServer((socket) => {
            sockets.add(socket);
            play(
                socket,
                before,
                after && (() => play(new TLSSocket(socket, { isServer: true, secureContext }), after)),
            );
        });
        servers.push(server);
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        return (server.address() as AddressInfo).port;
    };

    const failure = async (port: number) => {
        const place = { host: "127.0.0.1", port, domain: DOMAIN, user: "france-1" };
        const started = process.hrtime.bigint();
        const result = await probe(invitation({ ...place, trust: [pin.certificate] }), 1);
        assert.ok(Number(process.hrtime.bigint() - started) / 1e9 < 2, "it took too long");
        assert.ok(!result.ok);
        return [result.kind, result.reason.replace(String(port), "PORT")];
    };
    const silence = (what: string) => ["connection", `${what} (127.0.0.1 port PORT, within 1 s)`];

    it("one that accepts and says nothing, as a half-open connection does", async () => {
        assert.deepEqual(
            await failure(await serve([])),
            silence("a connection is accepted, and then nothing is said"),
        );
    });

    it("one that falls silent during TLS", async () => {
        const port = await serve([features(STARTTLS), PROCEED]);
        assert.deepEqual(await failure(port), silence("the server falls silent during TLS"));
    });

    it("one that falls silent during the sign-in", async () => {
        const port = await serve([features(STARTTLS), PROCEED], [features(mechanisms("SCRAM-SHA-1"))]);
        assert.deepEqual(await failure(port), silence("the server falls silent during the sign-in"));
    });

    for (const [what, script] of Object.entries({
        "one without TLS, which offers the sign-in at once": [features(mechanisms("SCRAM-SHA-1", "PLAIN"))],
        "one that says it has TLS and then has none": [
            features(STARTTLS),
            "<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
        ],
    })) {
        it(what, async () => {
            assert.deepEqual(await failure(await serve(script)), [
                "certificate",
                `the server of ${DOMAIN} offers no TLS`,
            ]);
        });
    }

    it("one that would have the password in clear: it is not told", async () => {
        const port = await serve(
            [features(STARTTLS), PROCEED],
            [features(mechanisms("PLAIN", "SCRAM-SHA-256"))],
        );
        assert.deepEqual(await failure(port), [
            "login",
            `the server of ${DOMAIN} refuses the account france-1: it offers no SCRAM-SHA-1`,
        ]);
        assert.doesNotMatch(heard, /<auth/);
    });

    it("one that speaks something else", async () => {
        const port = await serve(["<html><body></html>"]);
        assert.deepEqual(await failure(port), ["connection", `what answers for ${DOMAIN} is no XMPP server`]);
    });

    it("one that hangs up: at once, and in the middle", async () => {
        const hangsUp = ["connection", `the server of ${DOMAIN} hangs up`];
        assert.deepEqual(await failure(await serve([HANG_UP])), hangsUp);
        const later = await serve([features(STARTTLS), PROCEED], [HANG_UP]);
        assert.deepEqual(await failure(later), hangsUp);
        const during = await serve([features(STARTTLS), PROCEED, HANG_UP]);
        assert.deepEqual(await failure(during), [
            "connection",
            `the server of ${DOMAIN} hangs up during TLS`,
        ]);
    });

    it("one that speaks no TLS after it has agreed to", async () => {
        const port = await serve([features(STARTTLS), PROCEED, "what?"]);
        assert.deepEqual(await failure(port), [
            "certificate",
            `the server of ${DOMAIN} agrees on no TLS of version 1.2 or later (ERR_SSL_WRONG_VERSION_NUMBER)`,
        ]);
    });

    it("one whose challenge is none", async () => {
        const challenge = "<challenge xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>bm9uZQ==</challenge>";
        const port = await serve(
            [features(STARTTLS), PROCEED],
            [features(mechanisms("SCRAM-SHA-1")), challenge],
        );
        assert.deepEqual(await failure(port), [
            "login",
            `the server of ${DOMAIN} refuses the account france-1: its challenge is not one of SCRAM-SHA-1`,
        ]);
    });
});
