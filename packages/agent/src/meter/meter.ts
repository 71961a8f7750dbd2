import { USAGE_WRITE_SECONDS, usageKey } from "@bridgepool/core/shared";

import type { BridgeView } from "../ports/bridge";
import type { Clock } from "../ports/clock";
import { CloudError, type ObjectStore, type WriteCondition } from "../ports/cloud";
import type { Log } from "../ports/log";
import type { Keeper } from "../state/keeper";
import { usageBetween } from "./between";
import type { Checkpoint } from "./checkpoint";
import { type Look, lookAt, type MeteredMembership } from "./look";
import { OpenHour } from "./open-hour";
import { parseRecord } from "./parse-record";
import {
    addMemberships,
    formatRecord,
    type MembershipUsage,
    USAGE_VERSION,
    type UsageRecord,
} from "./record";

const HOUR_MS = 3_600_000;
const PERIOD_MS = USAGE_WRITE_SECONDS * 1000;

/** Hours that wait for a store that is away: a week of them. Then the oldest are given up. */
const MOST_OPEN_HOURS = 7 * 24;

/** Whose use is measured. */
export interface MeterSubject {
    readonly pool: string;
    readonly region: string;
    readonly bridge: string;
    /** How often to look, in seconds. */
    readonly intervalSeconds: number;
}

export interface MeterParts {
    readonly clock: Clock;
    readonly log: Log;
    readonly store: ObjectStore;
    readonly keeper: Keeper<Checkpoint>;
}

/**
 * Measures who uses this bridge. Each look is kept on the host; every {@link USAGE_WRITE_SECONDS} and after each hour the
 * hour's record is written to the bucket. So a crash of the agent loses one interval at most, the loss of the host
 * what was not written.
 */
export class UsageMeter {
    private last: Look | undefined;
    private known: ReadonlySet<string> = new Set();
    private readonly hours = new Map<number, OpenHour>();
    private sinceStart: readonly MembershipUsage[] = [];
    private writtenPeriod = 0;
    private failures = 0;
    private retryAt = 0;
    private saving: Promise<void> = Promise.resolve();
    private isSaveWaiting = false;

    private constructor(
        private readonly subject: MeterSubject,
        private readonly parts: MeterParts,
    ) {}

    /** Goes on where the agent before this one was. */
    public static async open(subject: MeterSubject, parts: MeterParts): Promise<UsageMeter> {
        const meter = new UsageMeter(subject, parts);
        const kept = await parts.keeper.load();
        meter.known = new Set(kept?.conferences);
        for (const hour of kept?.hours ?? []) {
            meter.hours.set(hour.hour, new OpenHour(hour.hour, hour));
        }
        return meter;
    }

    /**
     * Takes what the bridge says of itself into account; call it as often as the bridge is looked at.
     *
     * @returns whether there is something to {@link save}: not before an interval has passed since the last
     */
    public observe(view: BridgeView, memberships: readonly MeteredMembership[]): boolean {
        const seconds = this.parts.clock.seconds();
        if (this.last !== undefined && seconds - this.last.seconds < this.subject.intervalSeconds) {
            return false;
        }
        const look = lookAt(view, memberships, { seconds, at: this.parts.clock.now() }, this.last);
        for (const slice of usageBetween(this.last, look, this.subject.intervalSeconds, this.known)) {
            const open = this.hours.get(slice.hour) ?? new OpenHour(slice.hour);
            this.hours.set(slice.hour, open);
            open.add(slice);
            this.sinceStart = addMemberships([...this.sinceStart, ...slice.memberships]);
        }
        this.last = look;
        this.known = new Set(look.conferences.map(({ id }) => id));
        return true;
    }

    /** What was measured since this agent's start. */
    public get totals(): readonly MembershipUsage[] {
        return this.sinceStart;
    }

    /**
     * Keeps what was measured on the host and, when it is time or at the `end`, in the bucket. Never throws, and may take
     * as long as a slow store takes: nobody needs to wait for it.
     */
    public save(end: "end" | "go-on" = "go-on"): Promise<void> {
        // One after the other, since hours change while a write is under way; one that waits will do for all.
        if (end === "go-on" && this.isSaveWaiting) {
            return this.saving;
        }
        this.isSaveWaiting = true;
        this.saving = this.saving.then(() => {
            this.isSaveWaiting = false;
            return this.saveNow(end === "end");
        });
        return this.saving;
    }

    private async saveNow(isEnd: boolean): Promise<void> {
        this.giveUpOldest();
        await this.checkpoint();
        if (!isEnd && this.parts.clock.seconds() < this.retryAt) {
            return;
        }
        try {
            await this.joinHours();
            await this.writeHours(isEnd);
            this.failures = 0;
        } catch (error) {
            // Nothing is lost: it is tried again, less and less often.
            const wait = this.subject.intervalSeconds * 2 ** this.failures;
            this.retryAt = this.parts.clock.seconds() + Math.min(wait, USAGE_WRITE_SECONDS);
            this.failures += 1;
            const reason = error instanceof CloudError ? error.message : "the store failed";
            this.parts.log.warn("usage-not-written", { reason, hours: this.hours.size });
        }
    }

    /** Each hour goes on from what is in the bucket, and this is remembered long before it is written. */
    private async joinHours(): Promise<void> {
        const strangers = [...this.hours.values()].filter(({ condition }) => condition === undefined);
        for (const hour of strangers) {
            await this.join(hour);
        }
        if (strangers.length > 0) {
            await this.checkpoint();
        }
    }

    private async writeHours(isEnd: boolean): Promise<void> {
        const period = Math.floor(this.parts.clock.now().getTime() / PERIOD_MS);
        if (!isEnd && period === this.writtenPeriod) {
            return;
        }
        // The hour that has just begun waits for the next period: a record is written four times.
        const hours = [...this.hours.values()].filter(({ hour }) => isEnd || hour < period * PERIOD_MS);
        for (const hour of hours) {
            if (hour.isChanged && hour.condition !== undefined) {
                await this.write(hour, hour.condition);
            }
        }
        this.forgetPast();
        this.writtenPeriod = period;
    }

    private async write(hour: OpenHour, condition: WriteCondition): Promise<void> {
        const { pool, region, bridge } = this.subject;
        const record: UsageRecord = { version: USAGE_VERSION, pool, region, bridge, ...hour.next() };
        // Until it is known to be there, it may or may not be.
        hour.condition = undefined;
        const written = await this.parts.store.write(this.keyOf(hour), formatRecord(record), condition);
        if (written === "conflict") {
            throw new CloudError(`The record ${this.keyOf(hour)} is not as it was read.`, true);
        }
        hour.confirm(written.tag);
    }

    private keyOf({ hour }: OpenHour): string {
        return usageKey(new Date(hour), this.subject.bridge);
    }

    private async join(hour: OpenHour): Promise<void> {
        const key = this.keyOf(hour);
        const stored = await this.parts.store.read(key);
        if (stored === undefined || stored === "unchanged") {
            hour.join(undefined, { ifAbsent: true });
            return;
        }
        const { record, problems } = parseRecord(stored.text);
        if (record === undefined) {
            this.parts.log.warn("usage-record-replaced", { key, reason: problems[0]?.reason });
        }
        hour.join(record, { ifTag: stored.tag });
    }

    /** Hours that are over and written. One that a clock comes back to is read again. */
    private forgetPast(): void {
        for (const { hour, isChanged } of this.hours.values()) {
            if (!isChanged && hour + HOUR_MS <= this.parts.clock.now().getTime()) {
                this.hours.delete(hour);
            }
        }
    }

    private giveUpOldest(): void {
        const oldest = [...this.hours.keys()].sort((a, b) => a - b).slice(0, -MOST_OPEN_HOURS);
        for (const hour of oldest) {
            this.hours.delete(hour);
            this.parts.log.error("usage-given-up", { hour: new Date(hour).toISOString() });
        }
    }

    private async checkpoint(): Promise<void> {
        const hours = [...this.hours.values()].map(({ kept }) => kept);
        await this.parts.keeper.save({ version: 1, hours, conferences: [...this.known] });
    }
}
