import { boardStatusKey, STATUS_INTERVAL_SECONDS } from "@bridgepool/core/shared";

import type { Clock } from "../ports/clock";
import type { ObjectStore } from "../ports/cloud";
import { type BridgeStatus, MembershipState } from "./documents";

/** Shortest time between two writes, in seconds, however much changes: writing is the dear part of the Board. */
const SHORTEST_SECONDS = 5;

/** Puts this bridge's status on the Board: when what it serves has changed, and otherwise every now and then. */
export class StatusPublisher {
    private written: { readonly at: number; readonly gist: string } | undefined;
    private sequence: number | undefined;

    public constructor(
        private readonly store: ObjectStore,
        private readonly clock: Clock,
    ) {}

    /** The number of the status that was written last. */
    public get lastSequence(): number {
        return this.sequence ?? 0;
    }

    /** Writes the status if it is time to. */
    public async publish(status: Omit<BridgeStatus, "sequence" | "at">): Promise<void> {
        const now = this.clock.seconds();
        const gist = gistOf(status);
        if (this.written !== undefined) {
            const age = now - this.written.at;
            if (age < (gist === this.written.gist ? STATUS_INTERVAL_SECONDS : SHORTEST_SECONDS)) return;
        }
        // Numbers go on from the time of day, so that an agent that starts again is never behind itself.
        this.sequence = Math.max((this.sequence ?? 0) + 1, Math.floor(this.clock.now().getTime() / 1000));
        const document: BridgeStatus = {
            ...status,
            sequence: this.sequence,
            at: this.clock.now().toISOString(),
        };
        await this.store.write(boardStatusKey(status.bridge), JSON.stringify(document));
        this.written = { at: now, gist };
    }
}

/** What others have to know at once; figures that always move are left out. */
function gistOf(status: Omit<BridgeStatus, "sequence" | "at">): string {
    const { lane, state, reason, healthy, inService, isProtected, ghosts, roster, memberships } = status;
    const joined = Object.entries(memberships).map(([key, membership]) => [
        key,
        membership.state,
        membership.revision,
        membership.failure?.kind,
        // Whether it is quiet decides over rotations.
        membership.state === MembershipState.Draining && membership.conferences === 0,
    ]);
    // Which bridges are empty decides over who goes first.
    const isEmpty = status.participants === 0 && status.conferences === 0;
    return JSON.stringify([
        lane,
        state,
        reason,
        healthy,
        inService,
        isProtected,
        ghosts,
        roster,
        isEmpty,
        joined,
    ]);
}
