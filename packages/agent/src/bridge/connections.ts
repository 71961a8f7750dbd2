import { readFile } from "node:fs/promises";

import ipaddr from "ipaddr.js";

import type { RemoteAddress } from "../ports/bridge";

/** The kernel's tables of TCP sockets, of the network namespace that this process is in. */
const TABLES = ["/proc/net/tcp", "/proc/net/tcp6"];

/** As include/net/tcp_states.h numbers them. */
const ESTABLISHED = "01";
const LISTEN = "0A";

/**
 * Where to a user's programs on this machine hold TCP connections that they themselves have made.
 *
 * @param user its number: the bridge has one of its own, whether it runs in a container or not
 */
export async function connectionsOf(user: number): Promise<RemoteAddress[]> {
    return outgoing((await Promise.all(TABLES.map((table) => readFile(table, "utf8")))).join(""), user);
}

/**
 * The same from the text of such tables. Connections that came in, to a port that the user listens on, are left out: on
 * a bridge those are requests to its private interface.
 */
export function outgoing(tables: string, user: number): RemoteAddress[] {
    const sockets = tables
        .split("\n")
        .flatMap(readSocket)
        .filter((socket) => socket.user === user);
    const served = new Set(sockets.filter(({ state }) => state === LISTEN).map(({ local }) => local.port));
    return sockets
        .filter(({ state, local }) => state === ESTABLISHED && !served.has(local.port))
        .map(({ remote }) => remote);
}

interface Socket {
    readonly local: RemoteAddress;
    readonly remote: RemoteAddress;
    readonly state: string;
    readonly user: number;
}

/** `sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid …`, see proc_net_tcp.txt of the kernel. */
function readSocket(line: string): Socket[] {
    const [, local = "", remote = "", state = "", , , , user = ""] = line.trim().split(/\s+/);
    return /^[0-9A-F]{2}$/.test(state)
        ? [{ local: readPlace(local), remote: readPlace(remote), state, user: Number(user) }]
        : [];
}

/** `0100007F:1F90`: an address in words of four bytes, each in the order of the processor, little-endian on all of ours. */
function readPlace(text: string): RemoteAddress {
    const [words = "", port = ""] = text.split(":");
    const bytes = (words.match(/.{8}/g) ?? []).flatMap((word) => [...Buffer.from(word, "hex").reverse()]);
    return { address: canonical(ipaddr.fromByteArray(bytes).toString()), port: Number.parseInt(port, 16) };
}

/** An address in the one text that it has here: IPv6 shortened, IPv4 in IPv6 as IPv4. */
export function canonical(address: string): string {
    return ipaddr.process(address).toString();
}
