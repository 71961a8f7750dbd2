import ipaddr from "ipaddr.js";

/** Whether only this host can reach an address. */
export function isLoopback(address: string): boolean {
    return ipaddr.process(address).range() === "loopback";
}

/** Where a program on the same host finds what listens at an address: `0.0.0.0` and `::` stand for all of the host's. */
export function localUrl({ host, port }: { readonly host: string; readonly port: number }): string {
    const address = ipaddr.process(host);
    const isAny = address.range() === "unspecified";
    if (address.kind() === "ipv6") {
        return `http://[${isAny ? "::1" : host}]:${port}`;
    }
    return `http://${isAny ? "127.0.0.1" : host}:${port}`;
}
