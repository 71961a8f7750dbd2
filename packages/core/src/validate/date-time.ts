import type { Fault } from "../problems";
import { show } from "../show";

const DATE_TIME = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** What is wrong with an ISO 8601 date and time with its zone. */
export function dateTimeFault(value: string): Fault | undefined {
    const [match, year = "", month = "", day = ""] = DATE_TIME.exec(value) ?? [];
    // JavaScript reads 30 February as 2 March: the date alone must come back as it was.
    const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
    const exists = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(`${year}-${month}-${day}`);
    if (match !== undefined && exists && !Number.isNaN(Date.parse(value))) {
        return undefined;
    }
    const dateOnly = /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value));
    return {
        reason: `${show(value)} is no date and time; it is written as ISO 8601 with the zone`,
        fix: `write ${dateOnly ? value : "2027-01-31"}T00:00:00Z`,
    };
}
