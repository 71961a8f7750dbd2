import {
    BOARD_ASSIGNMENT_KEY,
    boardStatusKey,
    LEADER_INTERVAL_SECONDS,
    type RosterEntry,
    STATUS_INTERVAL_SECONDS,
} from "@bridgepool/core/shared";

import {
    type Assignment,
    BOARD_VERSION,
    type BridgeStatus,
    BridgeState,
    type FollowedRoster,
    MembershipState,
    type MembershipStatus,
    revisionOf,
} from "../../src/board/documents";
import { parseAssignment } from "../../src/board/parse";
import { Leader } from "../../src/lead/leader";
import type { Clock } from "../../src/ports/clock";
import { every } from "../../src/schedule";
import { joined, rosterOf, statusOf } from "../assign/pools";
import { ManualClock, type Skew } from "../support/clock";
import { RecordingLog } from "../support/log";
import { type AgentCloud, MemoryCloud } from "../support/memory-cloud";

/**
 * An agent that is nothing but a leader and its obedience: it writes its status, reads the assignment and does at once
 * what it says, so that what is seen of a simulation is the leaders' doing.
 */
export class ToyAgent {
    public readonly leader: Leader;
    public readonly cloud: AgentCloud;
    public readonly log = new RecordingLog();
    public readonly memberships = new Map<string, MembershipStatus>();
    public participants = 0;
    public assignment: Assignment | undefined;
    private readonly ending = new AbortController();
    private sequence = 0;

    public constructor(
        public readonly bridge: string,
        private readonly pool: ToyPool,
        private readonly clock: Clock,
    ) {
        this.cloud = pool.cloud.agent(bridge);
        const { cloud, log } = this;
        this.leader = new Leader({ bridge, cloud, clock, log, replacementFraction: 0.2 });
        const tools = { clock, log, signal: this.ending.signal };
        const lead = async (): Promise<void> => {
            await this.leader.turn(pool.roster);
        };
        void every("lead", () => this.leader.pauseSeconds, lead, tools);
        void every(
            "obey",
            () => LEADER_INTERVAL_SECONDS,
            () => this.obey(),
            tools,
        );
        void every(
            "status",
            () => STATUS_INTERVAL_SECONDS,
            () => this.tell(),
            tools,
        );
    }

    /** The agent ends, and its host with it. */
    public end(): void {
        this.ending.abort();
    }

    public status(): BridgeStatus {
        const reason = this.assignment?.drains[this.bridge];
        return statusOf(this.bridge, {
            sequence: this.sequence,
            at: this.clock.now().toISOString(),
            state: reason === undefined ? BridgeState.Serving : BridgeState.Draining,
            ...(reason !== undefined && { reason }),
            participants: this.participants,
            memberships: Object.fromEntries(this.memberships),
        });
    }

    private async obey(): Promise<void> {
        const stored = await this.cloud.store.read(BOARD_ASSIGNMENT_KEY);
        const value = typeof stored === "object" ? parseAssignment(stored.text).value : undefined;
        if (value === undefined || value.term < (this.assignment?.term ?? 0)) return;
        const before = JSON.stringify(this.status());
        this.assignment = value;
        for (const entry of this.pool.roster.marker.entries) this.serve(entry, value);
        if (JSON.stringify(this.status()) !== before) await this.tell();
    }

    /** One step at a time, so that a join and a rotation take a while. */
    private serve(entry: RosterEntry, { serves, rotates }: Assignment): void {
        const { key } = entry;
        const now = this.memberships.get(key);
        if (serves[key]?.includes(this.bridge) !== true) {
            this.memberships.delete(key);
        } else if (now === undefined) {
            this.memberships.set(key, joined(entry, { state: MembershipState.Joining }));
        } else if (now.state === MembershipState.Joining) {
            this.memberships.set(key, { ...now, state: MembershipState.Joined });
        } else if (now.revision === revisionOf(entry)) {
            return;
        } else if (now.state === MembershipState.Draining) {
            this.memberships.delete(key);
        } else if (rotates[key] === this.bridge) {
            this.memberships.set(key, { ...now, state: MembershipState.Draining });
        }
    }

    private async tell(): Promise<void> {
        this.sequence += 1;
        await this.cloud.store.write(boardStatusKey(this.bridge), JSON.stringify(this.status()));
    }
}

/** A pool of toy agents with one Board, each with a clock of its own. */
export class ToyPool {
    public readonly clock = new ManualClock();
    public readonly cloud = new MemoryCloud(this.clock);
    public readonly agents = new Map<string, ToyAgent>();
    public roster: FollowedRoster = rosterOf();
    /** Every moment at which two agents both thought that they lead. */
    public readonly twoLeaders: string[] = [];

    public serve(...entries: RosterEntry[]): void {
        this.roster = rosterOf(...entries);
    }

    public start(bridge: string, skew: Skew = {}): ToyAgent {
        const agent = new ToyAgent(bridge, this, this.clock.skewed(skew));
        this.agents.set(bridge, agent);
        return agent;
    }

    /** A host is gone, without a word. */
    public kill(bridge: string): void {
        this.agents.get(bridge)?.end();
        this.agents.delete(bridge);
        const host = this.cloud.group.hosts.get(bridge);
        if (host) host.state = "gone";
    }

    public async run(seconds: number): Promise<void> {
        for (let second = 0; second < seconds; second += 5) {
            await this.clock.advance(5);
            const leaders = this.leaders();
            if (leaders.length > 1) this.twoLeaders.push(`${this.clock.seconds()}: ${leaders.join(" ")}`);
        }
    }

    public leaders(): readonly string[] {
        return [...this.agents.values()]
            .filter(({ leader }) => leader.facts?.isHere === true)
            .map(({ bridge }) => bridge);
    }

    /** Everything that was ever assigned, in its order. */
    public assignments(): readonly Assignment[] {
        return this.cloud.bucket
            .history(BOARD_ASSIGNMENT_KEY)
            .flatMap((text) => parseAssignment(text).value ?? [])
            .filter(({ version }) => version === BOARD_VERSION);
    }

    /** Who serves a Meet, by what the bridges have done. */
    public serving(key: string): readonly string[] {
        return [...this.agents.values()]
            .filter(({ memberships }) => memberships.get(key)?.state === MembershipState.Joined)
            .map(({ bridge }) => bridge)
            .sort();
    }

    public end(): void {
        for (const agent of this.agents.values()) agent.end();
    }
}
