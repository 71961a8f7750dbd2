import { failureReason } from "./failure-reason";
import type { Clock } from "./ports/clock";
import type { Log } from "./ports/log";

/** Part of an interval that is left to chance, so that the agents of a pool do not ask all at once. */
const JITTER = 0.1;

/**
 * Does something again and again until `signal` is aborted. What fails is logged and done again at the next turn: no
 * task can end another, or the agent.
 *
 * @param seconds pause after each turn; asked each time
 */
export async function every(
    name: string,
    seconds: () => number,
    task: () => Promise<void>,
    { clock, log, signal }: { readonly clock: Clock; readonly log: Log; readonly signal: AbortSignal },
): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
        try {
            await task();
            if (failures > 0) log.info("task-recovered", { task: name, failures });
            failures = 0;
        } catch (error) {
            failures += 1;
            const reason = failureReason(error);
            // The first of a row, and then ever fewer: a store that is away for a day fills no disk.
            if ((failures & (failures - 1)) === 0) log.warn("task-failed", { task: name, reason, failures });
        }
        await clock.sleep(seconds() * (1 - JITTER + 2 * JITTER * clock.random()), signal);
    }
}
