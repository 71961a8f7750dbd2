import pino, { type DestinationStream } from "pino";

import type { Clock } from "./ports/clock";
import type { Facts, Log } from "./ports/log";
import type { LogSettings } from "./settings/settings";

/**
 * A log of one JSON object a line: `level`, `time`, the facts that were handed in, `event`, and nothing else.
 *
 * @param to where it goes; the standard output, synchronously, so that no line is lost in a crash
 */
export function createLog({ level }: LogSettings, clock: Clock, to?: DestinationStream): Log {
    const logger = pino(
        {
            level,
            base: null,
            messageKey: "event",
            timestamp: () => `,"time":"${clock.now().toISOString()}"`,
            formatters: { level: (label) => ({ level: label }) },
        },
        to ?? pino.destination({ fd: 1, sync: true }),
    );
    const write =
        (grade: "info" | "warn" | "error") =>
        (event: string, facts: Facts = {}): void =>
            logger[grade](facts, event);
    return { info: write("info"), warn: write("warn"), error: write("error") };
}
