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
    const groups = groupsOf(expected);
    const counts = groups.map(
        ({ places }) => actual.filter((one) => places.has(place(one.address, one.port))).length,
    );
    const explained = actual.filter((one) =>
        groups.some(({ places }) => places.has(place(one.address, one.port))),
    ).length;
    const surplus = groups.reduce(
        (sum, { keys }, index) => sum + Math.max(0, (counts[index] ?? 0) - keys.length),
        0,
    );
    return {
        silent: groups.flatMap(({ keys }, index) => ((counts[index] ?? 0) < keys.length ? keys : [])),
        unexplained: actual.length - explained + surplus,
    };
}

interface Group {
    readonly keys: readonly string[];
    readonly places: ReadonlySet<string>;
}

/** Memberships that share an address and port cannot be told apart, and are judged together. */
function groupsOf(expected: readonly Expected[]): Group[] {
    return expected.reduce<Group[]>((groups, { key, addresses, port }) => {
        const places = new Set(addresses.map((address) => place(address, port)));
        const touches = (group: Group): boolean => [...places].some((one) => group.places.has(one));
        const merged = groups.filter(touches);
        return [
            ...groups.filter((group) => !touches(group)),
            {
                keys: [...merged.flatMap(({ keys }) => keys), key],
                places: new Set([...merged.flatMap((group) => [...group.places]), ...places]),
            },
        ];
    }, []);
}

function place(address: string, port: number): string {
    return `${address} ${port}`;
}
