import { LEADER_INTERVAL_SECONDS, LEASE_INTERVAL_SECONDS } from "@bridgepool/core/shared";

import { DEFAULT_POLICY } from "../assign/input";
import type { Assignment, FollowedRoster } from "../board/documents";
import type { LeaderFacts } from "../status";
import { Leadership } from "./lease";
import { Rounds, type RoundTools, SupersededError } from "./round";

export interface LeaderTools extends Omit<RoundTools, "policy"> {
    /** How much of the pool may be drained at once to be replaced, over 0 and at most 1. */
    readonly replacementFraction: number;
}

/** One agent's part in leading the pool: it is there when nobody else leads, and leads when it is its turn. */
export class Leader {
    private readonly leadership: Leadership;
    private rounds: Rounds | undefined;

    public constructor(private readonly tools: LeaderTools) {
        this.leadership = new Leadership({ ...tools, store: tools.cloud.store });
    }

    /** How long to wait before the next {@link turn}, in seconds. */
    public get pauseSeconds(): number {
        return this.leadership.isHeld ? LEADER_INTERVAL_SECONDS : LEASE_INTERVAL_SECONDS;
    }

    /** Who leads, as far as this agent knows. */
    public get facts(): LeaderFacts | undefined {
        const { lease, term } = this.leadership;
        if (lease === undefined || lease.leader === "") return undefined;
        return { bridge: lease.leader, term: lease.term, isHere: term !== undefined };
    }

    /**
     * Attends to the lease, and does one round if this agent leads. One turn at a time.
     *
     * @param roster what the pool serves; without it nothing is decided
     * @returns the assignment that stands, when this agent leads
     * @throws CloudError when the store fails: the next turn tries again
     */
    public async turn(roster: FollowedRoster | undefined): Promise<Assignment | undefined> {
        await this.leadership.attend();
        const { term } = this.leadership;
        if (term === undefined || roster === undefined) return undefined;
        if (this.rounds?.term !== term) this.rounds = this.newRounds(term);
        try {
            return await this.rounds.run(roster, () => this.leadership.term === term);
        } catch (error) {
            if (!(error instanceof SupersededError)) throw error;
            this.tools.log.warn("leader-superseded", { reason: error.message });
            this.leadership.giveUp();
            return undefined;
        }
    }

    /** Gives the lease back, so that another agent need not wait until it is old. @throws CloudError when the store fails */
    public resign(): Promise<void> {
        return this.leadership.resign();
    }

    private newRounds(term: number): Rounds {
        const { replacementFraction } = this.tools;
        return new Rounds(term, { ...this.tools, policy: { ...DEFAULT_POLICY, replacementFraction } });
    }
}
