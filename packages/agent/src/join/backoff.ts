import { FailureKind } from "../board/documents";
import type { Clock } from "../ports/clock";

/** First pause after a failure, in seconds. */
const FIRST_SECONDS = 5;

/**
 * Longest pause, in seconds. A Meet that is away is looked for more often than one that says no: it comes back by itself,
 * and a connection that is refused costs it nothing.
 */
const LONGEST_SECONDS: Readonly<Record<FailureKind, number>> = {
    [FailureKind.Invitation]: 60,
    [FailureKind.Name]: 60,
    [FailureKind.Connection]: 20,
    [FailureKind.Certificate]: 300,
    [FailureKind.Login]: 300,
    [FailureKind.Bridge]: 120,
};

/** The pause after so many failures in a row, in seconds: doubled each time, with a third of it left to chance. */
export function pauseAfter(times: number, kind: FailureKind, clock: Clock): number {
    const doubled = FIRST_SECONDS * 2 ** Math.min(times - 1, 10);
    const pause = Math.min(doubled, LONGEST_SECONDS[kind]);
    return pause * (5 / 6 + clock.random() / 3);
}
