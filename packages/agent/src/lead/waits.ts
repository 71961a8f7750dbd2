import type { SeenBridge } from "../assign/input";
import { type Assignment, BridgeState, MembershipState } from "../board/documents";

/** After how many seconds a membership that is not joined is one that somebody has to look at. */
export const NOT_JOINED_SECONDS = 300;

/** How long the leader has been waiting for others, in seconds of its own clock. */
export class Waits {
    private turns = new Map<string, { bridge: string; since: number }>();
    private missing = new Map<string, number>();

    /** Membership key → for how long the bridge whose turn it is to rotate has not begun to drain for that Meet. */
    public rotating(
        { rotates }: Pick<Assignment, "rotates">,
        bridges: readonly SeenBridge[],
        now: number,
    ): Readonly<Record<string, number>> {
        const states = new Map(bridges.map(({ bridge, status }) => [bridge, status?.memberships]));
        this.turns = new Map(
            Object.entries(rotates).map(([key, bridge]) => {
                const before = this.turns.get(key);
                const isDraining = states.get(bridge)?.[key]?.state === MembershipState.Draining;
                const since = before?.bridge === bridge && !isDraining ? before.since : now;
                return [key, { bridge, since }];
            }),
        );
        return Object.fromEntries([...this.turns].map(([key, { since }]) => [key, now - since]));
    }

    /** How many memberships some serving bridge should have joined for {@link NOT_JOINED_SECONDS} and has not. */
    public notJoined(
        { serves }: Pick<Assignment, "serves">,
        bridges: readonly SeenBridge[],
        now: number,
    ): number {
        const before = this.missing;
        this.missing = new Map();
        const late = new Set<string>();
        const serving = new Map(
            bridges.map(({ bridge, status }) => [
                bridge,
                status?.state === BridgeState.Serving ? status.memberships : undefined,
            ]),
        );
        for (const [key, assigned] of Object.entries(serves)) {
            for (const bridge of assigned) {
                const memberships = serving.get(bridge);
                const state = memberships?.[key]?.state;
                if (memberships === undefined || isThere(state)) continue;
                const pair = `${key}\n${bridge}`;
                const since = before.get(pair) ?? now;
                this.missing.set(pair, since);
                if (now - since >= NOT_JOINED_SECONDS) late.add(key);
            }
        }
        return late.size;
    }
}

function isThere(state: MembershipState | undefined): boolean {
    return state === MembershipState.Joined || state === MembershipState.Draining;
}
