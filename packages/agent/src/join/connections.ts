import type { RemoteAddress } from "../ports/bridge";

/** One membership that the bridge holds, as far as its connection goes. */
export interface Expected {
    readonly key: string;
    readonly addresses: readonly string[];
    readonly port: number;
}

export interface ConnectionFindings {
    /** Memberships that may have no connection: where two share an address and there is one connection, both. */
    readonly silent: readonly string[];
    /** Connections that no membership explains. */
    readonly unexplained: number;
}

/**
 * Compares what the bridge should be connected to with what the kernel says it is: a bridge does not tell which of its
 * memberships works, and one that was removed while it failed can live on (a ghost).
 */
export function compareConnections(
    expected: readonly Expected[],
    actual: readonly RemoteAddress[],
): ConnectionFindings {
    const counts = new Map<string, number>();
    for (const { address, port } of actual) {
        const one = place(address, port);
        counts.set(one, (counts.get(one) ?? 0) + 1);
    }
    const groups = groupsOf(expected).map(({ keys, places }) => ({
        keys,
        connections: [...places].reduce((sum, one) => sum + (counts.get(one) ?? 0), 0),
    }));
    const explained = groups.reduce(
        (sum, { keys, connections }) => sum + Math.min(connections, keys.length),
        0,
    );
    return {
        silent: groups.flatMap(({ keys, connections }) => (connections < keys.length ? keys : [])),
        unexplained: actual.length - explained,
    };
}

interface Group {
    readonly keys: readonly string[];
    readonly places: ReadonlySet<string>;
}

/** Memberships that share an address and port cannot be told apart, and are judged together. */
function groupsOf(expected: readonly Expected[]): Group[] {
    const byPlace = new Map<string, Group>();
    const alone: Group[] = [];
    for (const { key, addresses, port } of expected) {
        const own = addresses.map((address) => place(address, port));
        const merged = new Set(own.flatMap((one) => byPlace.get(one) ?? []));
        const group: Group = {
            keys: [...[...merged].flatMap(({ keys }) => keys), key],
            places: new Set([...own, ...[...merged].flatMap(({ places }) => [...places])]),
        };
        for (const one of group.places) byPlace.set(one, group);
        if (own.length === 0) alone.push(group);
    }
    return [...new Set(byPlace.values()), ...alone];
}

function place(address: string, port: number): string {
    return `${address} ${port}`;
}
