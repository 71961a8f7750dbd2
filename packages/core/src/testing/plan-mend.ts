import type { Path } from "../paths";
import {
    type AccountRow,
    type CertificateRow,
    type HostPlan,
    HostRole,
    type PortRow,
    PortSource,
    type RouteRow,
} from "../plan/types";
import { renderContainer } from "../render/host";
import { asPlain, isPlainObject, partAt, type Plain, withPart } from "./plain";

// What in a plan follows from something else in it. A mutant that broke this would be a plan that core never makes,
// and no package could follow it.

export const EVERYWHERE: readonly string[] = ["0.0.0.0/0", "::/0"];

/** Whether the value at a path says nothing of its own: it follows from another, repeats it, or only completes it. */
export function isDerived(plan: Plain, path: Path): boolean {
    const [host = "", field, index] = path;
    const hosts = hostsAt(plan, host);
    const row = partAt(plan, path.slice(0, path.lastIndexOf("networks")));
    return (
        // A container's unit file.
        (field === "files" && unitPaths(hosts).includes(hosts.files?.[Number(index)]?.path)) ||
        // The user name of an account.
        (host === "accounts" && path.at(-1) === "user") ||
        // Whether a revoked account is the one in use: it never is.
        (host === "accounts" && path.at(-1) === "current" && isRevoked(plan, path)) ||
        // Networks of a port that only a load balancer reaches.
        (path.includes("networks") && isPlainObject(row) && row.from !== PortSource.Internet) ||
        // Where routes lead, where there is one group of hosts.
        (path.at(-1) === "to" && partAt(plan, ["web"]) === undefined) ||
        // The signalling host's own side of the port for bridges.
        (field === "ports" &&
            index !== undefined &&
            hosts.ports?.[Number(index)]?.name === bridgePortAt(plan)?.name) ||
        // The health of hosts that routes lead to, and their grace beside a route that is not their own.
        (field === "health" && ownRoute(plan, String(host)) >= 0) ||
        (host === "routes" &&
            path.at(-1) === "graceSeconds" &&
            ownRoute(plan, routesAt(plan)[Number(field)]?.to) !== Number(field))
    );
}

/** A mutant with what follows from the mutated value, or repeats it, as core would have planned it. */
export function mended(original: Plain, mutant: Plain, path: Path): Plain {
    const [host = "", field, part] = path;
    if (host === "web" && field === undefined) {
        const routes = routesAt(mutant).filter(({ to }) => to !== HostRole.Web);
        return withPart(mutant, ["routes"], asPlain(routes));
    }
    if (field === "containers") {
        const units = unitPaths(hostsAt(original, host));
        const { files = [], containers = [] } = hostsAt(mutant, host);
        const others = files.filter((file) => !units.includes(file.path));
        return withPart(mutant, [host, "files"], asPlain([...others, ...containers.map(renderContainer)]));
    }
    if (path.at(-1) === "from") {
        const anywhere = partAt(mutant, path) === PortSource.Internet;
        return withPart(mutant, [...path.slice(0, -1), "networks"], anywhere ? EVERYWHERE : []);
    }
    if (host === "bridgePort") {
        const { ports = [] } = hostsAt(original, HostRole.Signalling);
        const index = ports.findIndex(({ name }) => name === bridgePortAt(original)?.name);
        return withPart(mutant, [HostRole.Signalling, "ports", index], asPlain(bridgePortAt(mutant)));
    }
    if (host === "routes" && part === "health") {
        return mendedHealth(mutant, Number(field));
    }
    if (host === "accounts") {
        const rows = partAt(mutant, [host]) as unknown as readonly AccountRow[];
        return withPart(mutant, [host], asPlain(mendedAccounts(rows, Number(field))));
    }
    if (host === "certificates") {
        const rows = partAt(mutant, [host]) as unknown as readonly CertificateRow[];
        return withPart(mutant, [host], asPlain(mendedCertificates(rows, Number(field))));
    }
    return mutant;
}

/** Hosts have the health of their own route, and every route to them their grace. */
function mendedHealth(plan: Plain, changed: number): Plain {
    const { to, health } = routesAt(plan)[changed] as RouteRow;
    if (ownRoute(plan, to) !== changed) {
        return plan;
    }
    const routes = routesAt(plan).map((route) =>
        route.to === to
            ? { ...route, health: { ...route.health, graceSeconds: health.graceSeconds } }
            : route,
    );
    return withPart(withPart(plan, ["routes"], asPlain(routes)), [to, "health"], asPlain(health));
}

/** Position of the route that is a role's own: the last one that leads to it. */
function ownRoute(plan: Plain, role: string | undefined): number {
    return routesAt(plan).findLastIndex(({ to }) => to === role);
}

/** An account is named after its pool and generation, and one of a pool's is current at most: the mutated one, if any. */
function mendedAccounts(rows: readonly AccountRow[], mutated: number): AccountRow[] {
    const chosen = rows[mutated];
    return rows.map((row) => ({
        ...row,
        user: `${row.pool}-${row.generation}`,
        current: row.current && (row === chosen || row.pool !== chosen?.pool || !chosen.current),
    }));
}

/** One certificate is current: the mutated one if it says so, else the other. */
function mendedCertificates(rows: readonly CertificateRow[], mutated: number): CertificateRow[] {
    const claims = rows.filter(({ current }) => current);
    const [fallback] = rows.filter((row) => row !== rows[mutated]);
    const current = (claims.length > 1 ? rows[mutated] : claims[0]) ?? fallback ?? rows[0];
    return rows.map((row) => ({ ...row, current: row === current }));
}

function isRevoked(plan: Plain, path: Path): boolean {
    return partAt(plan, [...path.slice(0, -1), "revoked"]) === true;
}

function hostsAt(plan: Plain, host: string | number): Partial<HostPlan> {
    const hosts = partAt(plan, [host]);
    return isPlainObject(hosts) ? hosts : {};
}

function routesAt(plan: Plain): readonly RouteRow[] {
    return (partAt(plan, ["routes"]) ?? []) as unknown as readonly RouteRow[];
}

function bridgePortAt(plan: Plain): PortRow | undefined {
    return partAt(plan, ["bridgePort"]) as unknown as PortRow | undefined;
}

function unitPaths({ containers = [] }: Partial<HostPlan>): (string | undefined)[] {
    return containers.map((row) => renderContainer(row).path);
}
