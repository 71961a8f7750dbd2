import { connect } from "node:net";

/** What a client says first. */
export function stream(to: string): string {
    return `<?xml version='1.0'?><stream:stream to='${to}' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>`;
}

/** Says these in turn over a plain connection; returns all that was answered until a silence or the end. */
export async function talk(port: number, words: readonly string[]): Promise<string> {
    const socket = connect(port, "127.0.0.1");
    const closed = new Promise<void>((resolve) => socket.on("close", () => resolve()));
    let heard = "";
    socket.setEncoding("utf8").on("data", (text: string) => (heard += text));
    socket.on("error", () => undefined);
    for (const word of words) {
        socket.write(word);
        await Promise.race([closed, pause(200)]);
    }
    await Promise.race([closed, pause(1000)]);
    socket.destroy();
    return heard;
}

export const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
