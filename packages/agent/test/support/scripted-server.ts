import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request that came, with its body. */
export interface Received {
    readonly method: string;
    readonly path: string;
    readonly headers: IncomingMessage["headers"];
    readonly body: string;
}

/** What is sent back: a whole answer, or whatever else a function does with the response. */
export type Answer =
    | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
    | ((response: ServerResponse, request: Received) => void);

/** An HTTP server that answers as a test says, to show what becomes of answers that no well-behaved stand-in gives. */
export class ScriptedServer {
    public readonly received: Received[] = [];

    private constructor(private readonly server: Server) {}

    public static async start(answer: (request: Received) => Answer): Promise<ScriptedServer> {
        const server = createServer();
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        const scripted = new ScriptedServer(server);
        server.on("request", (incoming, response) => {
            let body = "";
            incoming.setEncoding("utf8").on("data", (part: string) => (body += part));
            incoming.on("end", () => {
                const { method = "", url = "", headers } = incoming;
                const request = { method, path: url, headers, body };
                scripted.received.push(request);
                const given = answer(request);
                if (typeof given === "function") given(response, request);
                else response.writeHead(given.status, given.headers).end(given.body);
            });
        });
        return scripted;
    }

    public get url(): string {
        return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    }

    public async close(): Promise<void> {
        this.server.closeAllConnections();
        await new Promise((resolve) => this.server.close(resolve));
    }
}
