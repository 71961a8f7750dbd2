import { didYouMean } from "../names";
import { formatPath, type Path } from "../paths";
import type { Problem } from "../problems";
import { isRecord, show } from "../show";
import { namesOf, rowsOf } from "./rows";

/** What one side says of the other: a pool that it serves a Meet, or a Meet that it admits a pool. */
interface Statement {
    readonly meet: string;
    readonly pool: string;
    readonly at: Path;
}

/** Both sides must consent: names that exist, and a Meet admits exactly the pools that serve it. */
export function consentProblems(data: unknown): Problem[] {
    const meets = namesOf(data, "meets");
    const pools = namesOf(data, "pools");
    const admitted = admissions(data);
    const served = memberships(data);
    const admittedPairs = new Set(admitted.map(pairOf));
    const servedPairs = new Set(served.map(pairOf));
    return [
        ...admitted.flatMap((statement) => {
            const { meet, pool, at } = statement;
            if (!pools.includes(pool)) {
                return [unknown("pool", pool, pools, at)];
            }
            if (servedPairs.has(pairOf(statement))) {
                return [];
            }
            const reason = `${show(meet)} admits ${show(pool)}, but ${show(pool)} does not serve ${show(meet)}; both sides must consent`;
            return [
                {
                    path: formatPath(at),
                    reason,
                    fix: `add ${meet}: {} to pools.${pool}.serves, or take this away`,
                },
            ];
        }),
        ...served.flatMap((statement) => {
            const { meet, pool, at } = statement;
            if (!meets.includes(meet)) {
                return [unknown("Meet", meet, meets, at)];
            }
            if (admittedPairs.has(pairOf(statement))) {
                return [];
            }
            const reason = `${show(pool)} serves ${show(meet)}, but ${show(meet)} does not admit ${show(pool)}; both sides must consent`;
            return [
                {
                    path: formatPath(at),
                    reason,
                    fix: `add ${pool} to meets.${meet}.admits, or take this away`,
                },
            ];
        }),
        ...servedTwice(served),
        ...lonely(data, admitted, served),
    ];
}

function admissions(data: unknown): Statement[] {
    return rowsOf(data, "meets").flatMap(({ name, row: { admits } }) =>
        (Array.isArray(admits) ? admits : []).flatMap((pool: unknown, index) =>
            typeof pool === "string" ? [{ meet: name, pool, at: ["meets", name, "admits", index] }] : [],
        ),
    );
}

function memberships(data: unknown): Statement[] {
    return rowsOf(data, "pools").flatMap(({ name, row: { serves } }) =>
        Object.entries(isRecord(serves) ? serves : {}).map(([key, membership]): Statement => {
            const at = ["pools", name, "serves", key];
            const meet = isRecord(membership) ? membership["meet"] : undefined;
            return typeof meet === "string"
                ? { meet, pool: name, at: [...at, "meet"] }
                : { meet: key, pool: name, at };
        }),
    );
}

/** The same text for the same two names, whichever side speaks. */
function pairOf({ meet, pool }: Statement): string {
    return JSON.stringify([meet, pool]);
}

function unknown(kind: "pool" | "Meet", name: string, known: readonly string[], at: Path): Problem {
    const section = kind === "pool" ? "pools" : "meets";
    return {
        path: formatPath(at),
        reason: `there is no ${kind} ${show(name)} in ${section}`,
        fix: didYouMean(name, known, `add it to ${section}`),
    };
}

/** A bridge joins a Meet once: two memberships would sign in with one account. */
function servedTwice(served: readonly Statement[]): Problem[] {
    const first = new Map<string, Statement>();
    return served.flatMap((statement) => {
        const { meet, at } = statement;
        const before = first.get(pairOf(statement));
        if (before === undefined) {
            first.set(pairOf(statement), statement);
            return [];
        }
        const reason = `${show(meet)} is served already by ${formatPath(before.at)}; a pool serves a Meet once`;
        return [{ path: formatPath(at), reason, fix: "take one of them away" }];
    });
}

/** Parts that the other side does not know either: nothing false is said, but no call could ever take place on them. */
function lonely(data: unknown, admitted: readonly Statement[], served: readonly Statement[]): Problem[] {
    const idle = rowsOf(data, "pools").filter(
        ({ name, row: { serves } }) =>
            isRecord(serves) &&
            Object.keys(serves).length === 0 &&
            !admitted.some((statement) => statement.pool === name),
    );
    const silent = rowsOf(data, "meets").filter(
        ({ name, row: { admits } }) =>
            Array.isArray(admits) &&
            admits.length === 0 &&
            !served.some((statement) => statement.meet === name),
    );
    return [
        ...idle.map(({ name }) => ({
            path: formatPath(["pools", name, "serves"]),
            reason: "this pool serves no Meet, and no Meet admits it",
            fix: `name a Meet here, and ${show(name)} in its admits; or take the pool away`,
        })),
        ...silent.map(({ name }) => ({
            path: formatPath(["meets", name, "admits"]),
            reason: "this Meet admits no pool, and no pool serves it",
            fix: `name a pool here, and ${show(name)} in its serves; or take the Meet away`,
        })),
    ];
}
