import { USAGE_PREFIX } from "@bridgepool/core/shared";
import limit from "p-limit";

import type { ObjectStore } from "../ports/cloud";
import { parseRecord } from "./parse-record";
import { partsOfUsageKey, type UsageRecord } from "./record";

/** A month of 100 bridges is 72,000 records: at 20 milliseconds each, a minute and a half. */
const READS_AT_ONCE = 16;

export interface MonthOfRecords {
    readonly records: readonly UsageRecord[];
    /** What was left out, in sentences. */
    readonly leftOut: readonly string[];
}

/**
 * Every record of a month.
 *
 * @param month `2026-11`
 * @throws CloudError when the bucket cannot be read
 */
export async function readMonth(store: ObjectStore, month: string): Promise<MonthOfRecords> {
    const objects = await store.list(`${USAGE_PREFIX}${month.replace("-", "/")}/`);
    const keys = objects.map(({ key }) => key).sort();
    const slot = limit(READS_AT_ONCE);
    const read = await Promise.all(keys.map((key) => slot(() => readOne(store, key))));
    return {
        records: read.filter((one) => typeof one !== "string"),
        leftOut: read.filter((one) => typeof one === "string"),
    };
}

/** A record, or why it is left out. */
async function readOne(store: ObjectStore, key: string): Promise<UsageRecord | string> {
    const parts = partsOfUsageKey(key);
    if (parts === undefined) {
        return `${key} is no usage record`;
    }
    const stored = await store.read(key);
    if (stored === undefined || stored === "unchanged") {
        return `${key} was removed meanwhile`;
    }
    const { record, problems } = parseRecord(stored.text);
    if (record === undefined) {
        return `${key}: ${problems.map(({ path, reason }) => `${path}: ${reason}`).join("; ")}`;
    }
    if (record.bridge !== parts.bridge || record.hour !== parts.hour) {
        return `${key} is a copy of the record of ${record.bridge} at ${record.hour}`;
    }
    return record;
}
