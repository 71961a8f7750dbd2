import { createServer, type AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { startMachine, type Daemon, type Machine } from "../../../../tools/debian";
import { accountsDocument, type AccountCredential } from "../../src/accounts";
import type { MeetDomains } from "../../src/plan/types";
import { meetDomains } from "../../src/render/meet/domains";
import { breweryModules, renderBreweryConfig } from "../../src/render/meet/prosody";
import { makeCertificate } from "./self-signed";
import { signIn, type ClientOptions, type SignedIn } from "./xmpp-client";

/** The user that the images' programs run as; Debian's own Prosody runs as its own. */
const USER = "prosody";

const FOCUS = { user: "focus", password: "the-password-of-focus" };

/** A real Prosody 13 with the brewery's configuration as rendered, on a port of this machine. */
export class Brewery {
    readonly focus = FOCUS;
    private readonly clients: SignedIn[] = [];

    private constructor(
        readonly domains: MeetDomains,
        readonly machine: Machine,
        readonly prosody: Daemon,
        readonly port: number,
        readonly metricsPort: number,
        readonly certificate: string,
    ) {}

    /**
     * On this machine's network, for clients of this process; `private` has a loopback only, and any address on it.
     * `change` may alter the configuration and the modules, or add to them.
     */
    static async start(
        accounts: readonly AccountCredential[] = [],
        network: "host" | "private" = "host",
        change: (text: string) => string = (text) => text,
        domain = "meet.example.org",
    ): Promise<Brewery> {
        const [port, metricsPort] = [await freePort(), await freePort()];
        const machine = await startMachine({ network });
        try {
            const domains = meetDomains(domain);
            const { certificate, privateKey } = await makeCertificate({ names: [domains.auth] });
            const rendered = renderBreweryConfig({ domains });
            await machine.write({
                ...Object.fromEntries(
                    breweryModules().map((file) => [`/config/${file.path}`, change(file.content)]),
                ),
                "/config/prosody.cfg.lua": change(
                    rendered
                        .replace("c2s_ports = { 6222 }", `c2s_ports = { ${port} }`)
                        .replace("http_ports = { 6280 }", `http_ports = { ${metricsPort} }`),
                ),
                "/bridgepool/certificate.pem": certificate,
                "/bridgepool/key.pem": { text: privateKey, mode: 0o400, owner: `${USER}:${USER}` },
                "/bridgepool/local-accounts.json": accountsDocument([FOCUS]),
                "/bridgepool/accounts.json": accountsDocument(accounts),
            });
            const command = ["prosody", "--config", "/config/prosody.cfg.lua", "-F"];
            const prosody = machine.start(command, { user: USER });
            const brewery = new Brewery(domains, machine, prosody, port, metricsPort, certificate);
            await prosody.printed("Activated service 'c2s'");
            await prosody.printed("Activated service 'http'");
            return brewery;
        } catch (error) {
            await machine.close();
            throw error;
        }
    }

    /** Replaces the pools' accounts as the host does: written beside, then renamed. */
    async writeAccounts(
        accounts: readonly AccountCredential[],
        revoked: readonly string[] = [],
    ): Promise<void> {
        await this.replaceAccounts(accountsDocument(accounts, revoked));
    }

    async replaceAccounts(text: string): Promise<void> {
        await this.machine.write({ "/bridgepool/accounts.json.new": text });
        await this.machine.check(["mv", "/bridgepool/accounts.json.new", "/bridgepool/accounts.json"]);
    }

    /** Replaces the certificate and its key as the host does: one after the other. */
    async replaceCertificate(certificate: string, privateKey: string): Promise<void> {
        const key = { text: privateKey, mode: 0o400, owner: `${USER}:${USER}` };
        for (const [name, file] of Object.entries({ "key.pem": key, "certificate.pem": certificate })) {
            await this.machine.write({ [`/bridgepool/${name}.new`]: file });
            await this.machine.check(["mv", `/bridgepool/${name}.new`, `/bridgepool/${name}`]);
        }
    }

    /** What the brewery says of itself over HTTP: OpenMetrics. */
    async metrics(): Promise<string> {
        const answer = await fetch(`http://127.0.0.1:${this.metricsPort}/metrics`);
        if (!answer.ok) throw new Error(`The brewery's metrics answer ${answer.status}.`);
        return answer.text();
    }

    /** Waits until Prosody has surely looked at the files again: it does so every second. */
    async looked(): Promise<void> {
        await new Promise((resolve) => setTimeout(resolve, 1300));
    }

    /** Signs in over loopback unless told otherwise. */
    async signIn(account: AccountCredential, options: Partial<ClientOptions> = {}): Promise<SignedIn> {
        const { user, password } = account;
        const signedIn = await signIn({
            ...{ host: "127.0.0.1", port: this.port, domain: this.domains.auth, user, password },
            trust: [this.certificate],
            ...options,
        });
        this.clients.push(signedIn);
        return signedIn;
    }

    async close(): Promise<void> {
        await Promise.all(this.clients.map((client) => client.close()));
        await this.machine.close();
    }
}

export async function freePort(): Promise<number> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    return port;
}

/** An address of this machine that is not loopback: who connects to it, comes from it. */
export function outsideAddress(): string {
    const addresses = Object.values(networkInterfaces()).flat();
    const outside = addresses.find((each) => each && !each.internal && each.family === "IPv4");
    if (!outside) throw new Error("This machine has no network address but loopback; this test needs one.");
    return outside.address;
}
