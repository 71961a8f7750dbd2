/** A column: its heading, and whether its cells are numbers, which stand at the right. */
export interface Column {
    readonly heading: string;
    readonly isNumber?: true;
}

/** Rows under headings, as wide as they need. */
export function formatTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
    const lines = [columns.map(({ heading }) => heading), ...rows.map((row) => row.map(printable))];
    const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
    return lines
        .map((line) =>
            columns
                .map(({ isNumber }, index) => {
                    const cell = line[index] ?? "";
                    const width = widths[index] ?? 0;
                    return isNumber === true ? cell.padStart(width) : cell.padEnd(width);
                })
                .join("  ")
                .trimEnd(),
        )
        .join("\n");
}

/** What others wrote, without what would move a terminal's cursor or change its colours. */
export function printable(text: string): string {
    return text.replace(/\p{Cc}/gu, "?");
}
