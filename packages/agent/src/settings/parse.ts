import { alternatives, formatPath, isRecord, type Problem, show } from "@bridgepool/core/shared";

import { RULES, type Rule } from "./rules";
import type { AgentSettings } from "./settings";

const ROOT = "(root)";

/** What came of reading settings. */
export interface ParsedSettings {
    /** Absent when there are problems. */
    readonly settings?: AgentSettings;
    readonly problems: readonly Problem[];
}

/** Reads the text of a settings file and fills in the defaults. Finds every problem at once, and never throws. */
export function parseSettings(text: string): ParsedSettings {
    let value: unknown;
    try {
        value = JSON.parse(text);
    } catch {
        return { problems: [wholeFile("this is no JSON")] };
    }
    if (!isRecord(value)) {
        return { problems: [wholeFile(`${show(value)} is no JSON object`)] };
    }
    const settings: Record<string, unknown> = {};
    const problems = unknownFields(value);
    for (const rule of RULES) {
        const given = valueAt(value, rule.path);
        problems.push(...faultOf(rule, given));
        setAt(settings, rule.path, given ?? rule.default);
    }
    return problems.length > 0 ? { problems } : { settings: settings as unknown as AgentSettings, problems };
}

function wholeFile(reason: string): Problem {
    return { path: ROOT, reason, fix: "write the settings as docs/agent.md has them" };
}

function faultOf(rule: Rule, given: unknown): Problem[] {
    const isLeftOut = given === undefined && (rule.default !== undefined || rule.optional === true);
    if (isLeftOut || rule.fits(given)) {
        return [];
    }
    const reason = `${show(given)} is not allowed; allowed is ${rule.allowed}`;
    return [{ path: rule.path, reason, fix: rule.fix }];
}

/** Fields that no rule has, and sections that are none. */
function unknownFields(value: Record<string, unknown>, under = ""): Problem[] {
    const known = fieldsUnder(under);
    return Object.entries(value).flatMap(([key, part]): Problem[] => {
        const at = under + key;
        const isSection = RULES.some(({ path }) => path.startsWith(`${at}.`));
        if (isSection && isRecord(part)) {
            return unknownFields(part, `${at}.`);
        }
        const path = formatPath([...under.split(".").filter((step) => step !== ""), key]);
        if (isSection) {
            return [{ path, reason: `${show(part)} is no object`, fix: "give an object, or take it away" }];
        }
        if (known.includes(key)) {
            return [];
        }
        const reason = `there is no such setting; there are ${alternatives(known, "and")}`;
        return [{ path, reason, fix: "correct its name, or take it away" }];
    });
}

function fieldsUnder(under: string): string[] {
    const steps = RULES.filter(({ path }) => path.startsWith(under)).map(
        ({ path }) => path.slice(under.length).split(".")[0] ?? "",
    );
    return [...new Set(steps)];
}

function valueAt(value: unknown, path: string): unknown {
    return path
        .split(".")
        .reduce<unknown>((part, step) => (isRecord(part) ? own(part, step) : undefined), value);
}

function own(record: Record<string, unknown>, key: string): unknown {
    return Object.hasOwn(record, key) ? record[key] : undefined;
}

function setAt(settings: Record<string, unknown>, path: string, value: unknown): void {
    const [section = "", field] = path.split(".");
    if (field === undefined) {
        settings[section] = value;
    } else if (value === undefined) {
        settings[section] ??= {};
    } else {
        settings[section] = { ...(settings[section] as object | undefined), [field]: value };
    }
}
