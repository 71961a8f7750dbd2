import { request, type IncomingMessage } from "node:http";

import { BridgeError } from "../ports/bridge";

/** How a bridge is asked. */
export interface HttpOptions {
    /** Where its private interface is: `http://127.0.0.1:8080`. */
    readonly url: string;
    /** Longest time for one answer, in seconds. */
    readonly limitSeconds: number;
    /** Longest answer, in bytes. */
    readonly limitBytes: number;
}

/** An answer that came whole, whatever its status. */
export interface Answer {
    readonly status: number;
    readonly text: string;
}

/**
 * One request. A connection of its own for each: JVB closes idle ones, and a request that meets that would be lost.
 *
 * @param body sent as JSON; it may hold a password, so no error says anything of it
 * @throws BridgeError when no whole answer comes in time
 */
export async function ask(
    method: "GET" | "POST",
    path: string,
    { url, limitSeconds, limitBytes }: HttpOptions,
    body?: unknown,
): Promise<Answer> {
    const signal = AbortSignal.timeout(limitSeconds * 1000);
    const text = body === undefined ? "" : JSON.stringify(body);
    const headers = {
        // JVB's /metrics answers 500 without it, and takes the first.
        accept: "text/plain, application/json",
        "content-length": Buffer.byteLength(text),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
    };
    try {
        const answer = await new Promise<IncomingMessage>((resolve, reject) => {
            request(new URL(path, url), { method, headers, agent: false, signal })
                .on("response", resolve)
                .on("error", reject)
                .end(text);
        });
        return { status: answer.statusCode ?? 0, text: await read(answer, limitBytes) };
    } catch (error) {
        if (error instanceof TooLong) {
            throw new BridgeError(`the bridge's answer to ${path} is longer than ${limitBytes} bytes`);
        }
        if (signal.aborted) {
            throw new BridgeError(`the bridge did not answer ${path} within ${limitSeconds} s`);
        }
        const { code } = error as NodeJS.ErrnoException;
        throw new BridgeError(`the bridge cannot be asked ${path} at ${url}: ${code ?? "no whole answer"}`);
    }
}

class TooLong extends Error {}

async function read(answer: IncomingMessage, limitBytes: number): Promise<string> {
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of answer as AsyncIterable<Buffer>) {
        length += chunk.length;
        if (length > limitBytes) throw new TooLong();
        chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString();
}
