/** Random characters under the rules of random_password and random_string. */
import { randomInt } from "node:crypto";
import type { Problem, Values } from "../model";

/** Source: terraform-provider-random internal/random/string.go. */
const LOWER = "abcdefghijklmnopqrstuvwxyz";
const UPPER = LOWER.toUpperCase();
const DIGITS = "0123456789";
const SPECIAL = "!@#$%&*()-_=+[]{}<>:?";

/** What the provider assumes where the program says nothing. */
export const stringDefaults: Values = {
    lower: true,
    upper: true,
    numeric: true,
    number: true,
    special: true,
    minLower: 0,
    minUpper: 0,
    minNumeric: 0,
    minSpecial: 0,
};

interface CharacterClass {
    readonly characters: string;
    readonly wanted: boolean;
    readonly least: number;
}

function classesOf(inputs: Values): readonly CharacterClass[] {
    const given: Values = { ...stringDefaults, ...inputs };
    const special =
        typeof given.overrideSpecial === "string" && given.overrideSpecial !== ""
            ? given.overrideSpecial
            : SPECIAL;
    const numeric = inputs.numeric ?? inputs.number ?? true; // `number` is the old name
    return [
        { characters: LOWER, wanted: given.lower === true, least: Number(given.minLower) },
        { characters: UPPER, wanted: given.upper === true, least: Number(given.minUpper) },
        { characters: DIGITS, wanted: numeric === true, least: Number(given.minNumeric) },
        { characters: special, wanted: given.special === true, least: Number(given.minSpecial) },
    ];
}

/** Limits the real provider checks: each class has its minimum, all of them together fit into the length. */
export function stringProblems(inputs: Values): readonly Problem[] {
    const { length } = inputs;
    const classes = classesOf(inputs);
    const least = classes.reduce((sum, one) => sum + (Number.isNaN(one.least) ? 0 : one.least), 0);
    const problems: Problem[] = [];
    if (typeof length === "number" && (!Number.isInteger(length) || length < 1)) {
        problems.push({ property: "length", reason: `is ${length}; a whole number from 1 is expected` });
    } else if (typeof length === "number" && length < least) {
        problems.push({
            property: "length",
            reason: `is ${length}, less than the ${least} characters the minimums add up to`,
        });
    }
    for (const name of ["minLower", "minUpper", "minNumeric", "minSpecial"]) {
        const value = inputs[name];
        if (typeof value === "number" && (value < 0 || !Number.isInteger(value))) {
            problems.push({ property: name, reason: `is ${value}; a whole number from 0 is expected` });
        }
    }
    if (inputs.number !== undefined && inputs.numeric !== undefined && inputs.number !== inputs.numeric) {
        problems.push({ property: "number", reason: `contradicts numeric: give numeric only` });
    }
    if (classes.every(({ wanted, least: few }) => !wanted && few === 0)) {
        problems.push({
            property: "",
            reason: "allows no characters at all: set lower, upper, numeric or special",
        });
    }
    return problems;
}

/** The minimum of each class, the rest from all wanted classes, in random order. */
export function randomCharacters(inputs: Values): string {
    const classes = classesOf(inputs);
    const all = classes
        .filter(({ wanted }) => wanted)
        .map(({ characters }) => characters)
        .join("");
    const least = classes.flatMap(({ characters, least: count }) => pick(characters, count));
    return shuffled([...least, ...pick(all, Number(inputs.length) - least.length)]).join("");
}

function pick(characters: string, count: number): readonly string[] {
    return Array.from({ length: count }, () => characters.charAt(randomInt(characters.length)));
}

/** Fisher and Yates. */
function shuffled(items: readonly string[]): readonly string[] {
    const result = [...items];
    for (let i = result.length - 1; i > 0; i--) {
        const j = randomInt(i + 1);
        [result[i], result[j]] = [result[j] ?? "", result[i] ?? ""];
    }
    return result;
}
