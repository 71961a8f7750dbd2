/** Time, so that tests can have their own. */
export interface Clock {
    /** Seconds that only go forward, from no particular start: for every duration and deadline. */
    seconds(): number;
    /** The time of day, for people and for records. May jump. */
    now(): Date;
    /** Waits, or ends early when `signal` is aborted (without an error). */
    sleep(seconds: number, signal?: AbortSignal): Promise<void>;
    /** A number from 0 to 1, for jitter. */
    random(): number;
}
