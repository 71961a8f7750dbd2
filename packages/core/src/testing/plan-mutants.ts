import { formatPath, type Path } from "../paths";
import { isList, isPlainObject, partsOf, type Plain, withPart, word } from "./plain";
import { EVERYWHERE, isDerived, mended } from "./plan-mend";

/** A plan in which one thing is not as core planned it. */
export interface PlanMutant<Plan> {
    /** `signalling.ports[0].port one more` */
    readonly name: string;
    readonly path: Path;
    readonly plan: Plan;
}

/** Words that stand for one another: an altered one stays within its kind, as a mistake would. */
const KINDS: readonly (readonly string[])[] = [
    ["tcp", "udp"],
    ["http", "https"],
    ["http/1.1", "http/2"],
    ["internet", "load-balancer"],
    ["read-objects", "write-objects"],
    ["session", "read-objects"],
    ["continue", "retain"],
    ["roll", "drain"],
    ["hosts-in-service", "hosts-desired", "healthy-targets", "cpu"],
    ["below", "at-least"],
    ["breaching", "not-breaching"],
    ["web", "signalling"],
    ["always", "on-failure"],
];

/**
 * Every plan that differs from this one in one row or field: rows dropped and added, numbers one more and one less, words
 * exchanged for others of their kind, texts altered, flags turned, networks widened to everything, files made writable by
 * all. What follows from that field in the same plan is changed with it, as core would have done.
 */
export function planMutants<Plan extends object>(plan: Plan): PlanMutant<Plan>[] {
    const whole = plan as unknown as Plain;
    return mutate(whole, [])
        .filter(({ path }) => !isDerived(whole, path))
        .map(({ path, change, part }) => ({
            name: `${formatPath(path)} ${change}`,
            path,
            plan: mended(whole, withPart(whole, path, part), path) as unknown as Plan,
        }));
}

interface Change {
    readonly path: Path;
    readonly change: string;
    readonly part: Plain | undefined;
}

function mutate(value: Plain, path: Path): Change[] {
    if (isList(value)) {
        return [
            ...mutateList(value, path),
            ...value.flatMap((part, index) => mutate(part, [...path, index])),
        ];
    }
    if (isPlainObject(value)) {
        return partsOf(value).flatMap(([key, part]) => [
            ...(isPlainObject(part) && isOptional(path, String(key)) ? [gone([...path, key])] : []),
            ...(path.at(-1) === "environment" ? [gone([...path, key])] : []),
            ...mutate(part, [...path, key]),
        ]);
    }
    return alternatives(value, path).map(([change, part]) => ({ path, change, part }));
}

/** Whether a part of a plan may be absent as a whole: the health of hosts, but not that of a route. */
function isOptional([place]: Path, key: string): boolean {
    return ["health", "rule", "predictive", "web"].includes(key) && place !== "routes";
}

function gone(path: Path): Change {
    return { path, change: "dropped", part: undefined };
}

function mutateList(list: readonly Plain[], path: Path): Change[] {
    const dropped = list.map((_, index) => gone([...path, index]));
    const [first] = list;
    const networks = path.at(-1) === "networks";
    const widened: Change[] =
        networks && first !== EVERYWHERE[0] ? [{ path, change: "widened", part: EVERYWHERE }] : [];
    const another = networks ? "203.0.113.0/24" : first === undefined ? undefined : renamed(first);
    const added: Change[] =
        another === undefined ? [] : [{ path, change: "with one more", part: [...list, another] }];
    return [...dropped, ...widened, ...added];
}

/** A row like this one under another name. */
function renamed(row: Plain): Plain | undefined {
    if (!isPlainObject(row)) {
        return typeof row === "string" ? `${row}-more` : undefined;
    }
    const key = ["pool", "name", "path", "key", "container"].find((name) => typeof row[name] === "string");
    return key === undefined ? undefined : { ...row, [key]: `${word(row[key])}-more` };
}

function alternatives(value: Plain, path: Path): (readonly [string, Plain])[] {
    if (typeof value === "boolean") {
        return [["turned", !value]];
    }
    if (typeof value === "number") {
        switch (path.at(-1)) {
            case "mode":
                return [["with other bits", value ^ 0o002]];
            case "generation":
                // One more would be the next one's.
                return [["ten more", value + 10]];
            default:
                // None at all is another thing than one less.
                return [["one more", value + 1], ...(value > 1 ? [["one less", value - 1] as const] : [])];
        }
    }
    // An empty text stands where a row has nothing to say: the prefix of a session.
    if (typeof value === "string" && value !== "") {
        const kind = KINDS.find((words) => words.includes(value));
        const word = kind?.[(kind.indexOf(value) + 1) % kind.length];
        return [["altered", word ?? altered(value, path)]];
    }
    return [];
}

function altered(text: string, path: Path): string {
    if (path.at(-1) === "content") {
        return `${text}# altered\n`;
    }
    // Names of secrets that come and go end in `/*`.
    return text.endsWith("/*") ? text.replace(/\/\*$/, "-altered/*") : `${text}-altered`;
}
