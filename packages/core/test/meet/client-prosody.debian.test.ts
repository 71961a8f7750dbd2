import assert from "node:assert/strict";
import { accountsDocument } from "@bridgepool/core";
import { startMachine, type Daemon, type Machine } from "../../../../tools/debian";
import { freePort } from "../support/brewery";
import { meet } from "../support/meet";
import { makeCertificate } from "../support/self-signed";
import { signIn } from "../support/xmpp-client";

// What the image's own files say, in shape: docker-jitsi-meet stable-11146-2, prosody/rootfs/defaults. Like there,
// the accounts of focus and of a bridge are administrators with passwords, and every address is listened on.
const IMAGE = `
admins = { }
plugin_paths = { "/prosody-plugins" }
modules_enabled = { "roster"; "saslauth"; "tls"; "disco"; "admin_shell"; "ping"; "posix" }
modules_disabled = { "offline"; "register"; "s2s" }
c2s_require_encryption = true
c2s_ports = { 5222 }
c2s_interfaces = { "*", "::" }
authentication = "internal_hashed"
log = { { levels = { min = "info" }, to = "console" } }
trusted_proxies = { "127.0.0.1"; "::1" }
http_ports = { 5280 }
https_ports = { }
http_interfaces = { "*", "::" }
data_path = "/var/lib/prosody"
Include "conf.d/*.cfg.lua"
`;
const SITE = `
admins = { "focus@auth.meet.example.org", "jvb@auth.meet.example.org" }
plugin_paths = { "/prosody-plugins-custom", "/prosody-plugins/", "/prosody-plugins-contrib" }
http_default_host = "meet.example.org"
consider_bosh_secure = true

VirtualHost "meet.example.org"
    authentication = "anonymous"
    modules_enabled = { "bosh" }

VirtualHost "auth.meet.example.org"
    ssl = {
        key = "/run/prosody/config/certs/auth.meet.example.org.key";
        certificate = "/run/prosody/config/certs/auth.meet.example.org.crt";
    }
    modules_enabled = { "smacks" }
    authentication = "internal_hashed"
`;

const focus = { user: "focus", password: "the-password-of-focus" };
const domain = "auth.meet.example.org";

describe("the participants' Prosody", () => {
    let machine: Machine;
    let prosody: Daemon;
    let certificate: string;
    let port: number;
    let httpPort: number;

    before(async () => {
        machine = await startMachine({ network: "host" });
        [port, httpPort] = [await freePort(), await freePort()];
        const pinned = await makeCertificate({ names: [domain] });
        const images = await makeCertificate({ names: [domain] });
        certificate = pinned.certificate;
        const folder = "/etc/bridgepool/prosody/";
        const ours = meet().signalling.files.filter(({ path }) => path.startsWith(folder));
        const config = Object.fromEntries(
            ours.map(({ path, content }) => [`/config/${path.slice(folder.length)}`, content]),
        );
        const onFreePorts = (text: string) =>
            text
                .replace("c2s_ports = { 5222 }", `c2s_ports = { ${port} }`)
                .replace("{ 5280 }", `{ ${httpPort} }`);
        const readable = (text: string) => ({ text, mode: 0o400, owner: "prosody:prosody" });
        await machine.write({
            ...config,
            "/config/bridgepool.cfg.lua": onFreePorts(config["/config/bridgepool.cfg.lua"]!),
            "/run/prosody/config/prosody.cfg.lua": onFreePorts(IMAGE),
            "/run/prosody/config/conf.d/jitsi-meet.cfg.lua": SITE,
            "/run/prosody/config/certs/auth.meet.example.org.crt": images.certificate,
            "/run/prosody/config/certs/auth.meet.example.org.key": readable(images.privateKey),
            "/bridgepool/certificate.pem": certificate,
            "/bridgepool/key.pem": readable(pinned.privateKey),
            "/bridgepool/local-accounts.json": readable(accountsDocument([focus])),
        });
        // The last line of what runs in place of the image's own script, as its user.
        const [program, ...words] = config["/config/start"]!.trim().split("\n").at(-1)!.split(" ");
        assert.equal(program, "exec");
        prosody = machine.start(words, { user: "prosody" });
        await prosody.printed("Activated service 'c2s'");
        await prosody.printed("Activated service 'http'");
    });
    after(() => machine.close());

    it("listens on loopback only, although the image says every address", async () => {
        const listening = await machine.check(["ss", "--listening", "--tcp", "--numeric", "--no-header"]);
        const addresses = listening
            .split("\n")
            .map((line) => line.split(/\s+/)[3] ?? "")
            .filter((address) => address.endsWith(`:${port}`) || address.endsWith(`:${httpPort}`));
        assert.deepEqual(addresses.sort(), [`127.0.0.1:${httpPort}`, `127.0.0.1:${port}`].sort());
    });

    it("lets focus in over loopback, with the Meet's own certificate", async () => {
        const jicofo = await signIn({ host: "127.0.0.1", port, domain, ...focus, trust: [certificate] });
        assert.match(jicofo.address, /^focus@auth\.meet\.example\.org\//);
        await jicofo.close();
        await assert.rejects(
            signIn({
                host: "127.0.0.1",
                port,
                domain,
                user: "focus",
                password: "unused",
                trust: [certificate],
            }),
            { condition: "not-authorized" },
        );
    });

    it("has no account that the image's scripts can make, with the password that they are given", async () => {
        const command = ["prosodyctl", "--config", "/run/prosody/config/prosody.cfg.lua", "shell"];
        const made = await machine.run([...command, "user", "create", `jvb@${domain}`, "unused"]);
        assert.match(made.stdout + made.stderr, /not implemented/);
        await assert.rejects(
            signIn({
                host: "127.0.0.1",
                port,
                domain,
                user: "jvb",
                password: "unused",
                trust: [certificate],
            }),
            { condition: "not-authorized" },
        );
    });

    it("lets the image's scripts connect focus with its proxy, as Jicofo needs it", async () => {
        const command = ["prosodyctl", "--config", "/run/prosody/config/prosody.cfg.lua", "shell"];
        const pair = [`focus@${domain}`, "focus.meet.example.org"];
        await machine.check([...command, "roster", "subscribe_both", ...pair]);
        assert.match(
            await machine.check([...command, "roster", "show", pair[0]!]),
            /focus\.meet\.example\.org/,
        );
    });

    it("refuses focus to a participant, who comes through nginx, before any password", async () => {
        const first = (...headers: string[]) => bosh(machine, httpPort, headers);
        assert.match(await first("X-Forwarded-For: 198.51.100.7"), /<not-authorized/);
        // Without what our edge says, it would be this host: it is the address that decides.
        assert.match(await first(), /<challenge/);
    });

    it("takes a new certificate into use while Jicofo stays connected, and can come back", async () => {
        const jicofo = await signIn({ host: "127.0.0.1", port, domain, ...focus, trust: [certificate] });
        const next = await makeCertificate({ names: [domain] });
        await machine.write({
            "/bridgepool/key.pem": { text: next.privateKey, mode: 0o400, owner: "prosody:prosody" },
            "/bridgepool/certificate.pem": next.certificate,
        });
        await prosody.printed("A new certificate is in use");
        await jicofo.settle();
        await jicofo.close();
        // As Jicofo does: it trusts both from its start.
        const trust = [certificate, next.certificate];
        const again = await signIn({ host: "127.0.0.1", port, domain, ...focus, trust });
        await again.close();
        await assert.rejects(signIn({ host: "127.0.0.1", port, domain, ...focus, trust: [certificate] }), {
            code: "DEPTH_ZERO_SELF_SIGNED_CERT",
        });
        certificate = next.certificate;
    });

    it("still is what the image says in all else", async () => {
        const answer = await machine.check([
            ...["curl", "--silent", "--output", "/dev/null", "--write-out", "%{http_code}"],
            `http://127.0.0.1:${httpPort}/http-bind`,
        ]);
        assert.equal(answer, "200");
        assert.doesNotMatch(prosody.output(), /\berror\b/);
    });
});

/** A participant's first step to sign in as focus over BOSH; returns Prosody's answer to it. */
async function bosh(machine: Machine, port: number, headers: readonly string[]): Promise<string> {
    const post = (body: string) =>
        machine.check([
            ...["curl", "--silent", "--max-time", "10", `http://127.0.0.1:${port}/http-bind`],
            ...headers.flatMap((header) => ["--header", header]),
            ...["--header", "Host: meet.example.org", "--data", body],
        ]);
    const XMLNS = "xmlns='http://jabber.org/protocol/httpbind' xmlns:xmpp='urn:xmpp:xbosh'";
    const opened = await post(
        `<body rid='1' ${XMLNS} to='${domain}' wait='5' hold='1' xmpp:version='1.0' ver='1.6'/>`,
    );
    const sid = /sid='([^']+)'/.exec(opened)?.[1];
    assert.ok(sid, opened);
    const hello = Buffer.from("n,,n=focus,r=nonce").toString("base64");
    const auth = `<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='SCRAM-SHA-1'>${hello}</auth>`;
    return post(`<body rid='2' ${XMLNS} sid='${sid}'>${auth}</body>`);
}
