import type { Finding } from "./finding";
import { canonical, isList, isPlainObject, type Plain, show, word } from "./plain";
import type { RuleId } from "./rules";

/** By what the rows of a list are told apart; a list that is not named here is compared as a set of plain values. */
const ROW_KEYS: Readonly<Record<string, string>> = {
    accounts: "user",
    alarms: "name",
    certificates: "generation",
    containers: "name",
    entries: "key",
    files: "path",
    memory: "path",
    mounts: "container",
    names: "name",
    ports: "name",
    redirects: "port",
    routes: "name",
    schedules: "key",
    tls: "port",
};

/** Lists whose order matters. */
const SEQUENCES = new Set(["command", "stopCommand"]);

/** Compares what was planned with what was found, part by part, and names each difference by its row. */
export function compare(rule: RuleId, row: string, expected: unknown, found: unknown): Finding[] {
    return differences(row, lastName(row), expected as Plain | undefined, found as Plain | undefined).map(
        (difference) => ({
            rule,
            ...difference,
        }),
    );
}

type Difference = Omit<Finding, "rule">;

function differences(
    row: string,
    name: string,
    expected: Plain | undefined,
    found: Plain | undefined,
): Difference[] {
    if (expected === found) {
        return [];
    }
    if (isPlainObject(expected) && isPlainObject(found)) {
        const keys = new Set([...Object.keys(expected), ...Object.keys(found)]);
        return [...keys].flatMap((key) =>
            differences(row === "" ? key : `${row}.${key}`, key, expected[key], found[key]),
        );
    }
    if (isList(expected) && isList(found)) {
        const key = ROW_KEYS[name];
        if (key !== undefined) {
            return rowDifferences(row, key, expected, found);
        }
        const same = SEQUENCES.has(name)
            ? canonical(expected) === canonical(found)
            : setText(expected) === setText(found);
        return same ? [] : [{ row, expected: show(expected), found: show(found) }];
    }
    return canonical(expected) === canonical(found)
        ? []
        : [{ row, expected: show(expected), found: show(found) }];
}

function rowDifferences(
    row: string,
    key: string,
    expected: readonly Plain[],
    found: readonly Plain[],
): Difference[] {
    const planned = byKey(key, expected);
    const made = byKey(key, found);
    return [...new Set([...planned.keys(), ...made.keys()])].flatMap((name) => {
        const at = `${row}[${name}]`;
        const [wanted = [], got = []] = [planned.get(name), made.get(name)];
        return wanted.length === 1 && got.length === 1
            ? differences(at, "", wanted[0], got[0])
            : canonical(wanted) === canonical(got)
              ? []
              : [{ row: at, expected: show(single(wanted)), found: show(single(got)) }];
    });
}

function byKey(key: string, rows: readonly Plain[]): Map<string, Plain[]> {
    const groups = new Map<string, Plain[]>();
    for (const row of rows) {
        const name = word(isPlainObject(row) ? row[key] : row);
        groups.set(name, [...(groups.get(name) ?? []), row]);
    }
    return groups;
}

function single(rows: readonly Plain[]): Plain | undefined {
    return rows.length > 1 ? rows : rows[0];
}

function setText(values: readonly Plain[]): string {
    return [...new Set(values.map(canonical))].sort().join();
}

function lastName(row: string): string {
    return row.slice(row.lastIndexOf(".") + 1);
}
