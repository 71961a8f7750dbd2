import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

import type { Log } from "../ports/log";
import type { HttpSettings } from "../settings/settings";
import { isLoopback } from "./address";
import type { MetricsPage } from "./metrics";
import { isAuthorised } from "./token";

/** What a server shows of an agent, and lets be asked of it. */
export interface ServedAgent {
    readonly alive: boolean;
    readonly ready: boolean;
    status(): object;
    drain(): Promise<string>;
    undrain(): Promise<string>;
}

export interface Served {
    readonly agent: ServedAgent;
    readonly metrics: MetricsPage;
}

export interface ServerParts {
    readonly settings: HttpSettings;
    /** Absent while it starts. */
    readonly served: () => Served | undefined;
    /** What a request to drain has to know. */
    readonly token: string;
    readonly log: Log;
}

/** Why the server cannot listen, in a sentence. */
export class ListenError extends Error {
    public override readonly name = "ListenError";
}

interface Answer {
    readonly status: number;
    readonly text: string;
    readonly type?: string;
}

type Route = (parts: ServerParts, request: IncomingMessage) => Answer | Promise<Answer>;

const ROUTES: Readonly<Record<string, Route>> = {
    "GET /metrics": async ({ served }) => {
        const metrics = served()?.metrics;
        return metrics === undefined
            ? STARTING
            : { status: 200, text: await metrics.text(), type: metrics.contentType };
    },
    "GET /healthz": ({ served }) =>
        served()?.agent.alive === false
            ? unavailable("The agent's loop has stood still for too long.")
            : said("alive"),
    "GET /readyz": ({ served }) =>
        served()?.agent.ready === true
            ? said("ready")
            : unavailable(
                  "Not ready: what it needs to know was not read yet, or what it is beside does not answer.",
              ),
    "GET /status": ({ served }) => {
        const agent = served()?.agent;
        return agent === undefined
            ? STARTING
            : { status: 200, text: `${JSON.stringify(agent.status())}\n`, type: "application/json" };
    },
    "POST /drain": (parts, request) => controlled(parts, request, (agent) => agent.drain()),
    "POST /undrain": (parts, request) => controlled(parts, request, (agent) => agent.undrain()),
};

const PATHS = Object.keys(ROUTES).map((route) => route.split(" ")[1]);

const STARTING = unavailable("The agent is starting.");

/**
 * Shows metrics, health and status of an agent, and lets those on this host drain it who can read its token.
 *
 * @throws ListenError when the address or the port cannot be had
 */
export async function startServer(parts: ServerParts): Promise<Server> {
    const { host, port } = parts.settings;
    const server = createServer((request, response) => void respond(parts, request, response));
    server.headersTimeout = 10_000;
    server.requestTimeout = 10_000;
    await new Promise<void>((resolve, reject) => {
        server.once("error", (error) => reject(listenError(error, host, port)));
        server.listen(port, host, resolve);
    });
    server.removeAllListeners("error");
    server.on("error", (error: NodeJS.ErrnoException) =>
        parts.log.error("http-server", { code: error.code }),
    );
    return server;
}

/** Ends it, and whatever is still connected. */
export function stopServer(server: Server): Promise<void> {
    return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
    });
}

async function respond(
    parts: ServerParts,
    request: IncomingMessage,
    response: ServerResponse,
): Promise<void> {
    const answer = await answerTo(parts, request);
    response.writeHead(answer.status, {
        "content-type": answer.type ?? "text/plain; charset=utf-8",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    });
    response.end(answer.text);
}

async function answerTo(parts: ServerParts, request: IncomingMessage): Promise<Answer> {
    const path = request.url?.split("?")[0] ?? "";
    const route = ROUTES[`${request.method ?? ""} ${path}`];
    if (route === undefined) {
        return PATHS.includes(path)
            ? { status: 405, text: "Not with this method.\n" }
            : { status: 404, text: `There is only ${PATHS.join(", ")}.\n` };
    }
    try {
        return await route(parts, request);
    } catch (error) {
        // What went wrong is in the log, and only by its name: a message might quote anything.
        parts.log.error("http-request-failed", {
            path,
            error: error instanceof Error ? error.name : "unknown",
        });
        return { status: 500, text: "This could not be done.\n" };
    }
}

async function controlled(
    { served, settings, token }: ServerParts,
    request: IncomingMessage,
    act: (agent: ServedAgent) => Promise<string>,
): Promise<Answer> {
    if (!isLoopback(settings.host)) {
        return {
            status: 403,
            text: "Draining by hand needs an agent that listens at a loopback address only.\n",
        };
    }
    if (!isAuthorised(request.headers.authorization, token)) {
        return { status: 401, text: "This needs the token in the agent's state folder.\n" };
    }
    const agent = served()?.agent;
    return agent === undefined ? STARTING : said(await act(agent));
}

function said(sentence: string): Answer {
    return { status: 200, text: `${sentence}\n` };
}

function unavailable(sentence: string): Answer {
    return { status: 503, text: `${sentence}\n` };
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): ListenError {
    const where = `port ${port} of ${host}`;
    switch (error.code) {
        case "EADDRINUSE":
            return new ListenError(
                `Something else listens at ${where}; end it, or give http.port another number.`,
            );
        case "EADDRNOTAVAIL":
            return new ListenError(`${host} is no address of this host; correct http.host.`);
        case "EACCES":
            return new ListenError(
                `The agent may not listen at ${where}; give http.port a number from 1024.`,
            );
        default:
            return new ListenError(`The agent cannot listen at ${where} (${error.code ?? error.name}).`);
    }
}
