import type { WriteCondition } from "../ports/cloud";
import type { KeptHour } from "./checkpoint";
import { addUsage, type HourUsage, NO_USAGE, type UsageRecord } from "./record";

/**
 * An hour that this bridge still records. Its object in the bucket is only ever written by this bridge's agent, and each
 * time with everything that was there before. So of two states of it, the one that covers more contains the other.
 */
export class OpenHour {
    /** On what the next write depends. `undefined`: its object has to be read first. */
    public condition: WriteCondition | undefined;
    private changes: number;
    private tried = 0;
    private written = 0;
    /** What was measured before the last write was tried, or before the restart. */
    private base: HourUsage;
    /** What was measured since. */
    private since: HourUsage = NO_USAGE;
    private continues: boolean;
    private sequence: number;

    public constructor(
        public readonly hour: number,
        kept?: KeptHour,
    ) {
        this.changes = kept === undefined ? 0 : 1;
        this.base = kept?.usage ?? NO_USAGE;
        this.continues = kept?.continues ?? false;
        this.sequence = kept?.sequence ?? 0;
    }

    public add(usage: HourUsage): void {
        this.since = addUsage(this.since, usage);
        this.changes += 1;
    }

    /** Whether something is not in the bucket yet. */
    public get isChanged(): boolean {
        return this.changes !== this.written;
    }

    /** Goes on from what is in the bucket. `undefined`: nothing is, or nothing that can be read. */
    public join(stored: UsageRecord | undefined, condition: WriteCondition): void {
        if (stored !== undefined) {
            if (!this.continues) {
                this.base = addUsage(this.base, stored);
            } else if (stored.coveredSeconds > this.base.coveredSeconds) {
                // What was kept on this host is older than what was written: its disk was full, or replaced.
                this.base = addUsage(NO_USAGE, stored);
            }
            this.sequence = Math.max(this.sequence, stored.sequence);
        }
        this.continues = true;
        this.condition = condition;
    }

    /** What to write now, once it is joined. */
    public next(): Pick<UsageRecord, "hour" | "sequence" | keyof HourUsage> {
        this.base = addUsage(this.base, this.since);
        this.since = NO_USAGE;
        this.sequence += 1;
        this.tried = this.changes;
        const hour = new Date(this.hour).toISOString().replace(".000Z", "Z");
        return { hour, sequence: this.sequence, ...this.base };
    }

    /** What {@link next} gave is in the bucket now. */
    public confirm(tag: string): void {
        this.written = this.tried;
        this.condition = { ifTag: tag };
    }

    public get kept(): KeptHour {
        const usage = addUsage(this.base, this.since);
        return { hour: this.hour, usage, continues: this.continues, sequence: this.sequence };
    }
}
