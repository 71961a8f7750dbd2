import { formatPath, type Path } from "./paths";
import type { Problem } from "./problems";
import { isRecord, show } from "./show";

/** What a text must be: `a domain`. */
export interface TextKind {
    readonly noun: string;
    readonly fits: (value: string) => boolean;
    readonly secret?: boolean;
}

const ANY_TEXT: TextKind = { noun: "a text that is not empty", fits: (value) => value !== "" };

/**
 * Reads the fields of plain data that somebody else wrote (an invitation, a marker), collecting every problem. It is
 * apart from the JSON Schema of federations because agents carry it too, and must stay small.
 */
export class Fields {
    public constructor(
        private readonly record: Readonly<Record<string, unknown>>,
        private readonly path: Path,
        private readonly problems: Problem[],
    ) {}

    /** A text that fits. A secret one is never quoted. */
    public text(key: string, kind: TextKind = ANY_TEXT): string {
        const value = this.record[key];
        if (typeof value === "string" && kind.fits(value)) {
            return value;
        }
        this.report(
            [key],
            kind.secret === true ? "this is not allowed" : `${show(value)} is not allowed`,
            kind.noun,
        );
        return "";
    }

    /** A number that fits. */
    public number(key: string, allowed: string, fits: (value: number) => boolean): number {
        const value = this.record[key];
        if (typeof value === "number" && fits(value)) {
            return value;
        }
        this.report([key], `${show(value)} is not allowed`, allowed);
        return 0;
    }

    /** A whole number between two limits, both allowed. */
    public wholeNumber(key: string, least: number, most = Number.MAX_SAFE_INTEGER): number {
        const allowed =
            most === Number.MAX_SAFE_INTEGER
                ? `a whole number from ${least}`
                : `a whole number from ${least} to ${most}`;
        return this.number(
            key,
            allowed,
            (value) => Number.isInteger(value) && value >= least && value <= most,
        );
    }

    /** Yes or no. */
    public boolean(key: string): boolean {
        const value = this.record[key];
        if (typeof value === "boolean") {
            return value;
        }
        this.report([key], `${show(value)} is not allowed`, "true or false");
        return false;
    }

    /** Whether there is such a field: for those that may be left out. */
    public has(key: string): boolean {
        return Object.hasOwn(this.record, key) && this.record[key] !== undefined;
    }

    /** A list of texts that fit, of at least one unless `least` is 0. */
    public texts(key: string, kind: TextKind = ANY_TEXT, least: 0 | 1 = 1): string[] {
        const value = this.record[key];
        if (!Array.isArray(value) || value.length < least) {
            const allowed = least === 0 ? "a list" : "a list with at least one entry";
            this.report([key], `${show(value)} is not allowed`, allowed);
            return [];
        }
        return value.filter((entry: unknown, index): entry is string => {
            const good = typeof entry === "string" && kind.fits(entry);
            if (!good) {
                this.report([key, index], `${show(entry)} is not allowed`, kind.noun);
            }
            return good;
        });
    }

    /** A list of objects, each with its own fields. */
    public records<T>(key: string, read: (fields: Fields) => T): T[] {
        const value = this.record[key];
        if (!Array.isArray(value)) {
            this.report([key], `${show(value)} is no list`, "a list of objects");
            return [];
        }
        return value.flatMap((entry: unknown, index) => {
            if (isRecord(entry)) {
                return [read(new Fields(entry, [...this.path, key, index], this.problems))];
            }
            this.report([key, index], `${show(entry)} is no object`, "an object");
            return [];
        });
    }

    /**
     * An object whose keys are somebody's own names; each value is read as the field of that name. What comes has no
     * prototype: one of the names may be `constructor`.
     */
    public byKey<T>(key: string, read: (fields: Fields, name: string) => T): Record<string, T> {
        const byName = Object.create(null) as Record<string, T>;
        const value = this.record[key];
        if (!isRecord(value)) {
            this.report([key], `${show(value)} is no object`, "an object");
            return byName;
        }
        const fields = new Fields(value, [...this.path, key], this.problems);
        for (const name of Object.keys(value)) {
            byName[name] = read(fields, name);
        }
        return byName;
    }

    /** An object with its own fields. One that is missing is one problem, not one for each of its fields. */
    public object<T>(key: string, read: (fields: Fields) => T): T {
        const value = this.record[key];
        if (isRecord(value)) {
            return read(new Fields(value, [...this.path, key], this.problems));
        }
        this.report([key], `${show(value)} is no object`, "an object");
        return read(new Fields({}, [], []));
    }

    private report(steps: Path, reason: string, allowed: string): void {
        this.problems.push({
            path: formatPath([...this.path, ...steps]),
            reason: `${reason}; allowed is ${allowed}`,
            fix: "have it written anew by the component that made it",
        });
    }
}
