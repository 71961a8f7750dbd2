import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";

/** What one path answers: a status, or a status and a page. */
export type Route = (body: string) => number | readonly [number, string] | Promise<number>;

/** By `METHOD /path`. */
export type Routes = Readonly<Record<string, Route>>;

export interface Call {
    readonly method: string;
    readonly path: string;
    readonly body: string;
}

/** Paths that take JSON only, as JAX-RS has it: a body that is said to be something else is 415. */
const CONSUMES_JSON = ["/colibri/muc-client/add", "/colibri/muc-client/remove", "/colibri/shutdown"];

/**
 * Answers one request as JVB's Jetty does.
 *
 * @param heed told of each request; whether to answer it at all
 */
export async function handle(
    request: IncomingMessage,
    response: ServerResponse,
    routes: Routes,
    heed: (call: Call) => boolean,
): Promise<void> {
    const { method = "", url: path = "", headers } = request;
    const body = await text(request);
    if (!heed({ method, path, body })) return;
    const answer = (status: number, page = ""): void => {
        response.writeHead(status, { "content-type": typeOf(page) }).end(page);
    };
    const route = routes[`${method} ${path}`];
    if (route === undefined) {
        const isKnown = Object.keys(routes).some((key) => key.endsWith(` ${path}`));
        answer(isKnown ? 405 : 404);
    } else if (
        CONSUMES_JSON.includes(path) &&
        !["application/json", undefined].includes(headers["content-type"])
    ) {
        answer(415);
    } else if (path === "/metrics" && headers.accept === undefined) {
        answer(500);
    } else {
        const said = await route(body);
        if (typeof said === "number") answer(said);
        else answer(...said);
    }
}

function typeOf(page: string): string {
    return page.startsWith("{") || page.startsWith("[") ? "application/json" : "text/plain";
}
