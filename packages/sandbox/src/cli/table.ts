/** What the stand-in cloud holds, for reading. Property values stay sealed. */
import type { DnsRecord } from "../dns/elsewhere";
import type { Fault } from "../world/faults";
import { nameOf, type Held } from "../world/world";

export type Shown = Pick<Held, "token" | "id" | "region" | "urn">;

export function worldTable(
    resources: readonly Shown[],
    faults: readonly Fault[],
    stateFolder: string,
): string {
    const rows = resources
        .map(({ token, id, region, urn }) => [region === "" ? "global" : region, token, nameOf(urn), id])
        .sort((a, b) => a.join("\0").localeCompare(b.join("\0")));
    const things =
        rows.length === 0
            ? [`The stand-in cloud is empty (state folder: ${stateFolder}).`]
            : [
                  ...columns([["REGION", "TYPE", "NAME", "ID"], ...rows]),
                  "",
                  `${rows.length} ${rows.length === 1 ? "resource" : "resources"}`,
              ];
    const troubles = faults.map((fault) => `  ${describeFault(fault)}`);
    return [...things, ...(troubles.length === 0 ? [] : ["", "Still to go wrong:", ...troubles])].join("\n");
}

export function dnsTable(records: readonly DnsRecord[]): string {
    return records.length === 0
        ? "No record was published elsewhere."
        : columns([
              ["NAME", "TYPE", "VALUE"],
              ...records.map(({ name, type, value }) => [name, type, value]),
          ]).join("\n");
}

export function describeFault(fault: Fault): string {
    const { kind, operation = "create", type, name, skip = 0, times = 1 } = fault;
    const which = [type ?? "anything", ...(name === undefined ? [] : [`"${name}"`])].join(" ");
    return [
        `${kind} the ${operation} of ${which}`,
        ...(times === 1 ? [] : [`${times} times`]),
        ...(skip === 0 ? [] : [`after ${skip} that pass`]),
    ].join(", ");
}

function columns(rows: readonly (readonly string[])[]): readonly string[] {
    const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => (row[i] ?? "").length)));
    return rows.map((row) =>
        row
            .map((cell, i) => cell.padEnd(widths[i] ?? 0))
            .join("  ")
            .trimEnd(),
    );
}
