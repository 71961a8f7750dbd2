import { setTimeout } from "node:timers/promises";

import type { Clock } from "./ports/clock";

/** The machine's own time. */
export const systemClock: Clock = {
    // Not the time of day: nobody can set it.
    seconds: () => Number(process.hrtime.bigint()) / 1e9,
    now: () => new Date(),
    sleep: async (seconds, signal) => {
        try {
            await setTimeout(seconds * 1000, undefined, { signal });
        } catch (error) {
            if (signal?.aborted !== true) {
                throw error;
            }
        }
    },
    random: () => Math.random(),
};
