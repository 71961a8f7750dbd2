import type { Clock } from "../../src/ports/clock";

interface Sleeper {
    readonly wakeAt: number;
    readonly wake: () => void;
}

/** What differs between the clock of one machine and that of the world. */
export interface Skew {
    /** How far its time of day is ahead, in seconds. */
    readonly ahead?: number;
    /** How many of its seconds pass in one of the world's: 1.01 gains 36 seconds an hour. */
    readonly rate?: number;
}

/**
 * Time that stands still until a test says otherwise. Everything that sleeps on it, or on a {@link skewed} clock of
 * it, wakes up in the order of the moments it sleeps until.
 */
export class ManualClock implements Clock {
    private elapsed = 0;
    private jump = 0;
    private sleepers: readonly Sleeper[] = [];

    /**
     * @param start the time of day at second 0
     * @param random every "random" number: fixed, so that jitter is known
     */
    public constructor(
        private readonly start: Date = new Date("2026-11-21T12:00:00Z"),
        public random: () => number = () => 0.5,
    ) {}

    public seconds(): number {
        return this.elapsed;
    }

    public now(): Date {
        return new Date(this.start.getTime() + (this.elapsed + this.jump) * 1000);
    }

    public sleep(seconds: number, signal?: AbortSignal): Promise<void> {
        return this.sleepUntil(this.elapsed + seconds, signal);
    }

    /** Lets so much time go by. Whoever wakes up acts at its own moment, and may sleep again, before anybody later wakes. */
    public async advance(seconds: number): Promise<void> {
        const end = this.elapsed + seconds;
        await settled();
        for (let next = this.nextUntil(end); next !== undefined; next = this.nextUntil(end)) {
            this.elapsed = Math.max(this.elapsed, next.wakeAt);
            this.sleepers = this.sleepers.filter((sleeper) => sleeper !== next);
            next.wake();
            await settled();
        }
        this.elapsed = end;
        await settled();
    }

    /** Lets time go by while a promise is pending, and gives its value. @throws Error when it still is after `limit` seconds */
    public async until<T>(promise: Promise<T>, limit = 3600): Promise<T> {
        const state = { isPending: true };
        const settle = (): void => void (state.isPending = false);
        promise.then(settle, settle);
        const end = this.elapsed + limit;
        await settled();
        while (state.isPending) {
            const next = this.nextUntil(end);
            if (next === undefined) {
                throw new Error(`nothing came of it in ${limit} seconds`);
            }
            await this.advance(Math.max(0, next.wakeAt - this.elapsed));
        }
        return promise;
    }

    /** Sets the time of day, as a person or a time server would. Seconds go on undisturbed. */
    public jumpBy(seconds: number): void {
        this.jump += seconds;
    }

    /** How many wait for time to go by. */
    public get sleeping(): number {
        return this.sleepers.length;
    }

    /** The clock of another machine: its own time of day, its own pace, driven by this one's {@link advance}. */
    public skewed({ ahead = 0, rate = 1 }: Skew): Clock {
        // Each machine counts its seconds from a moment of its own.
        const bootedBefore = 1000 + Math.abs(ahead);
        return {
            seconds: () => bootedBefore + this.elapsed * rate,
            now: () => new Date(this.start.getTime() + (this.elapsed * rate + ahead) * 1000),
            sleep: (seconds, signal) => this.sleepUntil(this.elapsed + seconds / rate, signal),
            random: () => this.random(),
        };
    }

    private sleepUntil(wakeAt: number, signal?: AbortSignal): Promise<void> {
        if (signal?.aborted === true) {
            return Promise.resolve();
        }
        return new Promise((resolve) => {
            const sleeper: Sleeper = {
                wakeAt,
                wake: () => {
                    signal?.removeEventListener("abort", end);
                    resolve();
                },
            };
            const end = (): void => {
                this.sleepers = this.sleepers.filter((other) => other !== sleeper);
                sleeper.wake();
            };
            signal?.addEventListener("abort", end);
            this.sleepers = [...this.sleepers, sleeper];
        });
    }

    /** Of those who wake up first, the one that fell asleep first. */
    private nextUntil(end: number): Sleeper | undefined {
        const due = this.sleepers.filter(({ wakeAt }) => wakeAt <= end);
        return due.reduce<Sleeper | undefined>(
            (first, sleeper) => (first === undefined || sleeper.wakeAt < first.wakeAt ? sleeper : first),
            undefined,
        );
    }
}

/** Waits until every promise that can go on without time or input has gone on. */
export function settled(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
}
