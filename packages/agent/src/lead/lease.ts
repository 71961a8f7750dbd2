import { BOARD_ASSIGNMENT_KEY, BOARD_LEASE_KEY } from "@bridgepool/core/shared";

import { BOARD_VERSION, type Lease } from "../board/documents";
import { parseAssignment, parseLease } from "../board/parse";
import type { Clock } from "../ports/clock";
import type { ObjectStore, WriteCondition } from "../ports/cloud";
import type { Log } from "../ports/log";

/**
 * How long a lease must have stood unchanged before another agent takes it, in seconds of that agent's own clock. Shorter
 * than the time between two looks of one that does not lead (`LEASE_INTERVAL_SECONDS` less its jitter), so that the
 * second look is enough.
 */
export const LEASE_SECONDS = 100;

/**
 * How long an agent leads after it began to write the lease, in seconds of its own clock: two rounds, with one renewal
 * lost. Less than {@link LEASE_SECONDS} even between two clocks of which one runs a quarter faster than the other, so
 * that it has stopped before another starts.
 */
export const LEAD_SECONDS = 75;

export interface LeaseTools {
    /** Id of this agent's host. */
    readonly bridge: string;
    readonly store: ObjectStore;
    readonly clock: Clock;
    readonly log: Log;
}

/** A lease as it was seen on the Board. */
interface SeenLease {
    readonly tag: string;
    /** Absent: it cannot be read. */
    readonly lease?: Lease;
    /** Since when this agent has seen it stand unchanged. */
    readonly since: number;
}

/** A lease that this agent wrote. */
interface HeldLease {
    readonly tag: string;
    readonly lease: Lease;
    /** When this agent stops leading, unless it renews the lease before. */
    readonly until: number;
}

/**
 * One agent's part in having one leader. Who writes the lease leads, and every write is on condition that the lease is
 * still what the writer knows: so of several one succeeds. No clock is compared with that of another machine; a lease is
 * old when it has not changed for a while, as the one who waits for it measures.
 */
export class Leadership {
    private seen: SeenLease | undefined;
    private held: HeldLease | undefined;

    public constructor(private readonly tools: LeaseTools) {}

    /** The term in which this agent leads at this moment; `undefined` when it does not. */
    public get term(): number | undefined {
        const { held } = this;
        return held !== undefined && this.tools.clock.seconds() < held.until ? held.lease.term : undefined;
    }

    /** Whether this agent holds the lease, as far as it knows; perhaps it could not renew it in time. */
    public get isHeld(): boolean {
        return this.held !== undefined;
    }

    /** The lease as this agent knows it. */
    public get lease(): Lease | undefined {
        return this.held?.lease ?? this.seen?.lease;
    }

    /** Renews the lease, or looks whether it is there for the taking. @throws CloudError when the store fails */
    public async attend(): Promise<void> {
        if (this.held !== undefined) {
            await this.renew(this.held);
        } else {
            await this.look();
        }
    }

    /** Stops leading: somebody else has been found to lead in a later term. */
    public giveUp(): void {
        this.held = undefined;
        this.seen = undefined;
    }

    /** Gives the lease back, for whoever comes first. @throws CloudError when the store fails */
    public async resign(): Promise<void> {
        const { held } = this;
        if (held === undefined) return;
        this.giveUp();
        await this.write({ ...held.lease, leader: "", renewal: held.lease.renewal + 1 }, { ifTag: held.tag });
    }

    private async renew({ tag, lease }: HeldLease): Promise<void> {
        if (await this.hold({ ...lease, renewal: lease.renewal + 1 }, { ifTag: tag })) return;
        await this.read();
        const { seen } = this;
        // An earlier renewal of this agent, whose answer was lost.
        if (seen?.lease?.leader === lease.leader && seen.lease.term === lease.term) {
            const renewal = Math.max(lease.renewal, seen.lease.renewal) + 1;
            if (await this.hold({ ...lease, renewal }, { ifTag: seen.tag })) return;
        }
        this.held = undefined;
        this.tools.log.warn("lease-lost", { term: lease.term, leader: seen?.lease?.leader });
    }

    private async look(): Promise<void> {
        const { bridge, log } = this.tools;
        await this.read();
        if (!this.mayTake()) return;
        const { seen } = this;
        // After a lease that was lost or put back, the assignment may be of a later term.
        const term = Math.max(seen?.lease?.term ?? 0, await this.assignedTerm()) + 1;
        const lease = { version: BOARD_VERSION, leader: bridge, term, renewal: 0, at: "" };
        if (await this.hold(lease, seen === undefined ? { ifAbsent: true } : { ifTag: seen.tag })) {
            log.info("lease-taken", { term, before: seen?.lease?.leader });
        }
    }

    private mayTake(): boolean {
        const { seen } = this;
        if (seen === undefined) return true;
        const leader = seen.lease?.leader;
        // What this host's agent wrote before a restart is its own.
        const isFree = leader === "" || leader === this.tools.bridge;
        return isFree || this.tools.clock.seconds() - seen.since >= LEASE_SECONDS;
    }

    private async read(): Promise<void> {
        const { store, clock, log } = this.tools;
        const stored = await store.read(BOARD_LEASE_KEY, this.seen?.tag);
        if (stored === "unchanged") return;
        if (stored === undefined) {
            this.seen = undefined;
            return;
        }
        const { value, problems } = parseLease(stored.text);
        if (value === undefined) log.warn("lease-unreadable", { reason: problems[0]?.reason });
        // Measured after the answer: the lease is rather older than this agent thinks.
        this.seen = { tag: stored.tag, lease: value, since: clock.seconds() };
    }

    private async assignedTerm(): Promise<number> {
        const stored = await this.tools.store.read(BOARD_ASSIGNMENT_KEY);
        if (stored === undefined || stored === "unchanged") return 0;
        return parseAssignment(stored.text).value?.term ?? 0;
    }

    /** Writes the lease. @returns whether this agent holds it now */
    private async hold(lease: Lease, condition: WriteCondition): Promise<boolean> {
        // Measured before the question: this agent leads rather shorter than others wait.
        const begun = this.tools.clock.seconds();
        const { tag, written } = await this.write(lease, condition);
        if (tag === undefined) return false;
        this.held = { tag, lease: written, until: begun + LEAD_SECONDS };
        this.seen = undefined;
        return true;
    }

    private async write(lease: Lease, condition: WriteCondition): Promise<{ tag?: string; written: Lease }> {
        const written = { ...lease, at: this.tools.clock.now().toISOString() };
        const answer = await this.tools.store.write(BOARD_LEASE_KEY, JSON.stringify(written), condition);
        return { tag: answer === "conflict" ? undefined : answer.tag, written };
    }
}
