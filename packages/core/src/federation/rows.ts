import { isRecord } from "../show";

/** The three kinds of row of a federation: also the properties they stand under. */
export type Section = "networks" | "meets" | "pools";

/** A row as it came, good or not: only what it is called and that it has properties is certain. */
export interface Row {
    readonly section: Section;
    readonly name: string;
    readonly row: Readonly<Record<string, unknown>>;
}

/** The rows of one section, leaving out what is no object: the structure check has reported that. */
export function rowsOf(data: unknown, section: Section): Row[] {
    const rows = isRecord(data) ? data[section] : undefined;
    return Object.entries(isRecord(rows) ? rows : {}).flatMap(([name, row]) =>
        isRecord(row) ? [{ section, name, row }] : [],
    );
}

/** The names in one section, those of broken rows too: a reference to them is right. */
export function namesOf(data: unknown, section: Section): string[] {
    const rows = isRecord(data) ? data[section] : undefined;
    return isRecord(rows) ? Object.keys(rows) : [];
}
