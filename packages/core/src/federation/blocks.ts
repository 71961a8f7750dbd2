import { formatPath } from "../paths";
import type { Problem } from "../problems";
import { isRecord, show } from "../show";
import { propertyNames } from "../validate/structure";
import { rowsOf, type Row, type Section } from "./rows";

const DEFINITIONS = {
    networks: "#/$defs/FederationNetwork",
    meets: "#/$defs/FederationMeet",
    pools: "#/$defs/FederationPool",
} as const;

/** Settings that are the same on every cloud, put into the block of one: they would override what stands above. */
export function blockProblems(data: unknown): Problem[] {
    const sections: readonly Section[] = ["networks", "meets", "pools"];
    return sections.flatMap((section) => {
        const neutral = propertyNames(DEFINITIONS[section]);
        return rowsOf(data, section).flatMap((row) => misplaced(row, neutral));
    });
}

function misplaced({ section, name, row }: Row, neutral: readonly string[]): Problem[] {
    const { cloud } = row;
    const block = typeof cloud === "string" && Object.hasOwn(row, cloud) ? row[cloud] : undefined;
    return Object.keys(isRecord(block) ? block : {})
        .filter((key) => neutral.includes(key))
        .map((key) => ({
            path: formatPath([section, name, String(cloud), key]),
            reason: `${show(key)} is the same on every cloud and stands one level up`,
            fix: `move it out of ${show(cloud)}`,
        }));
}
