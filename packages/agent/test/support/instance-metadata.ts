import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a service that does not work does instead of answering. */
export type MetadataFault = "refuses" | "hangs" | "garbled" | { readonly status: number };

/** What an instance knows when it starts. */
export interface InstanceFacts {
    readonly id: string;
    /** Name of its role; `undefined`: it has none. */
    readonly role?: string;
}

/**
 * The instance metadata service of EC2 as AWS describes it, of an instance that requires sessions (version 2).
 *
 * Sources: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html,
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-categories.html
 */
export class MetadataStandIn {
    /** Texts by path below `/latest/meta-data/`. A path that is not here is answered with 404. */
    public readonly items = new Map<string, string>();
    /** Every request, `GET instance-id` or `PUT token`, in order. */
    public readonly requests: string[] = [];
    /** What is wrong with it now; `undefined`: nothing. */
    public fault: MetadataFault | undefined;
    /** The secret part of the newest credentials. */
    public secret = "";

    private readonly tokens = new Map<string, number>();

    private constructor(
        private readonly server: Server,
        private readonly facts: InstanceFacts,
        private readonly seconds: () => number,
    ) {
        server.on("request", (request, response) => this.answer(request, response));
        this.items.set("instance-id", facts.id);
        this.setLifecycle("InService");
        if (facts.role !== undefined) {
            this.items.set("iam/security-credentials/", facts.role);
            this.rotateCredentials();
        }
    }

    /** @param seconds the time that session tokens go by; the real one by default */
    public static async start(
        facts: InstanceFacts,
        seconds: () => number = () => Date.now() / 1000,
    ): Promise<MetadataStandIn> {
        const server = createServer();
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        return new MetadataStandIn(server, facts, seconds);
    }

    /** As in `METADATA_URL` of `host.env`. */
    public get url(): string {
        return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    }

    /** What the group wants of the instance: `InService`, `Terminated`, `Detached`, `Standby`. */
    public setLifecycle(state: string): void {
        this.items.set("autoscaling/target-lifecycle-state", state);
    }

    /** Says that this spot instance is taken back. */
    public interrupt(at: Date, action: "terminate" | "stop" | "hibernate" = "terminate"): void {
        const time = at.toISOString().replace(/\.\d+Z$/, "Z");
        this.items.set("spot/instance-action", JSON.stringify({ action, time }));
    }

    /** Plans maintenance, as `instance-retirement` or `instance-stop`. */
    public plan(code: string, notBefore: Date, state: "active" | "completed" | "canceled" = "active"): void {
        // `Sat, 21 Nov 2026 13:00:00 GMT` without its day of the week.
        const time = notBefore.toUTCString().replace(/^\w+, /, "");
        const event = {
            Code: code,
            State: state,
            NotBefore: time,
            EventId: `instance-event-${randomUUID()}`,
        };
        this.items.set("events/maintenance/scheduled", JSON.stringify([event]));
    }

    /** New credentials of its role. */
    public rotateCredentials(expireInSeconds = 21_600): void {
        this.secret = `secret-${randomUUID()}`;
        const { role = "" } = this.facts;
        const credentials = {
            Code: "Success",
            LastUpdated: new Date().toISOString(),
            Type: "AWS-HMAC",
            AccessKeyId: `ASIA${randomUUID().replaceAll("-", "").slice(0, 16).toUpperCase()}`,
            SecretAccessKey: this.secret,
            Token: `session-${randomUUID()}`,
            Expiration: new Date(Date.now() + expireInSeconds * 1000).toISOString(),
        };
        this.items.set(`iam/security-credentials/${role}`, JSON.stringify(credentials, null, 2));
    }

    /** Forgets the session tokens it gave, as a service that was restarted does. */
    public forgetTokens(): void {
        this.tokens.clear();
    }

    public async close(): Promise<void> {
        this.server.closeAllConnections();
        await new Promise((resolve) => this.server.close(resolve));
    }

    private answer(request: IncomingMessage, response: ServerResponse): void {
        const path = request.url ?? "";
        this.requests.push(`${request.method ?? ""} ${path.replace(/^\/latest\/(meta-data|api)\//, "")}`);
        if (this.fault === "hangs") return;
        if (this.fault === "refuses") {
            request.socket.destroy();
            return;
        }
        const { status, text = "" } = this.fault === undefined ? this.find(request) : faulty(this.fault);
        response.writeHead(status, { "content-type": "text/plain" }).end(text);
    }

    private find(request: IncomingMessage): Answer {
        const path = request.url ?? "";
        if (path === "/latest/api/token") return this.newToken(request);
        const goodUntil = this.tokens.get(String(request.headers["x-aws-ec2-metadata-token"]));
        if (goodUntil === undefined || goodUntil <= this.seconds()) return { status: 401 };
        const text = this.items.get(path.replace(/^\/latest\/meta-data\//, ""));
        return request.method === "GET" && text !== undefined ? { status: 200, text } : { status: 404 };
    }

    private newToken(request: IncomingMessage): Answer {
        const seconds = Number(request.headers["x-aws-ec2-metadata-token-ttl-seconds"]);
        // Whoever came through a proxy is not on the instance.
        if (request.headers["x-forwarded-for"] !== undefined) return { status: 403 };
        if (request.method !== "PUT") return { status: 405 };
        if (!Number.isInteger(seconds) || seconds < 1 || seconds > 21_600) return { status: 400 };
        const token = randomUUID();
        this.tokens.set(token, this.seconds() + seconds);
        return { status: 200, text: token };
    }
}

interface Answer {
    readonly status: number;
    readonly text?: string;
}

function faulty(fault: "garbled" | { readonly status: number }): Answer {
    return fault === "garbled" ? { status: 200, text: "<html>captive portal</html>" } : fault;
}
