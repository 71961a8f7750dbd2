import { lookup } from "node:dns/promises";
import { connect, type Socket } from "node:net";

import { FailureKind } from "../board/documents";
import { canonical } from "../bridge/connections";
import { SignInError } from "./sign-in-error";

/** How long one address may take while others wait, in milliseconds. */
const PATIENCE_MS = 2000;

/** All addresses of a host name, by the same way that the bridge's Java finds them. @throws SignInError */
export async function addressesOf(host: string): Promise<string[]> {
    try {
        const found = await lookup(host, { all: true, order: "verbatim" });
        return [...new Set(found.map(({ address }) => canonical(address)))];
    } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        throw new SignInError(FailureKind.Name, `${host} has no address (${code ?? "unknown"})`);
    }
}

/**
 * A TCP connection to one of these addresses: Node tries them in turn.
 *
 * @param signal ends the connection, also later
 * @throws SignInError when none accepts it
 */
export async function connectTo(
    host: string,
    port: number,
    addresses: readonly string[],
    signal: AbortSignal,
): Promise<Socket> {
    const socket = connect({
        host,
        port,
        signal,
        autoSelectFamily: true,
        autoSelectFamilyAttemptTimeout: PATIENCE_MS,
        lookup: (_host, _options, answer) =>
            answer(
                null,
                addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
            ),
    });
    try {
        await new Promise<void>((resolve, reject) => {
            socket.once("connect", resolve).once("error", reject);
        });
        return socket;
    } catch (error) {
        const all = error instanceof AggregateError ? (error.errors as unknown[]) : [error];
        const codes = new Set(all.map((each) => (each as NodeJS.ErrnoException).code ?? "unknown"));
        throw new SignInError(
            FailureKind.Connection,
            `nothing answers at ${host} port ${port} (${addresses.join(", ")}: ${[...codes].join(", ")})`,
        );
    }
}
