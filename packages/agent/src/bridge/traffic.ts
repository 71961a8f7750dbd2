import type { Rates } from "./view";

/** The longest time that one look stands for, in seconds: over a longer one, nobody knows what was in it. */
const LONGEST_STEP_SECONDS = 60;

/**
 * Bytes from bitrates. JVB has counters of bytes, but a participant's part is added when that participant leaves: too
 * late to tell whose it was, as the conference is often gone by then.
 */
export class Traffic {
    private last: { readonly seconds: number; readonly bitsPerSecond: Rates } | undefined;
    private received = 0;
    private sent = 0;

    /** Counts what went by since the last time: the mean of both bitrates, for the time between. */
    public count(seconds: number, bitsPerSecond: Rates): Rates {
        if (this.last !== undefined) {
            const step = Math.min(seconds - this.last.seconds, LONGEST_STEP_SECONDS);
            this.received += ((this.last.bitsPerSecond.received + bitsPerSecond.received) / 2 / 8) * step;
            this.sent += ((this.last.bitsPerSecond.sent + bitsPerSecond.sent) / 2 / 8) * step;
        }
        this.last = { seconds, bitsPerSecond };
        return { received: Math.round(this.received), sent: Math.round(this.sent) };
    }
}
