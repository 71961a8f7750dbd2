import {
    ASSIGNMENT_INTERVAL_SECONDS,
    BOARD_ASSIGNMENT_KEY,
    MARKER_INTERVAL_SECONDS,
} from "@bridgepool/core/shared";

import { failureReason } from "./failure-reason";
import { type Assignment, BOARD_VERSION, type BridgeStatus } from "./board/documents";
import { parseAssignment } from "./board/parse";
import { StatusPublisher } from "./board/publisher";
import { Drain } from "./drain/driver";
import { desired } from "./join/desired";
import { type KeptMemberships, Memberships } from "./join/memberships";
import { Leader } from "./lead/leader";
import type { UsageMeter } from "./meter/meter";
import type { Bridge, BridgeView } from "./ports/bridge";
import type { Clock } from "./ports/clock";
import type { Cloud } from "./ports/cloud";
import type { Log } from "./ports/log";
import type { MeetConnections, TrustStore } from "./ports/meet";
import { RELEASE } from "./release";
import { RosterFollower } from "./roster/follow";
import type { KeptRoster } from "./roster/roster";
import type { RunningAgent } from "./running-agent";
import { every } from "./schedule";
import type { AgentSettings } from "./settings/settings";
import type { Keeper } from "./state/keeper";
import type { AgentStatus } from "./status";
import { Watchdog } from "./watch";

/** Everything outside that an agent beside a bridge works with. */
export interface BridgeAgentParts {
    readonly settings: AgentSettings;
    readonly cloud: Cloud;
    readonly bridge: Bridge;
    readonly meets: MeetConnections;
    readonly trust: TrustStore;
    readonly meter: UsageMeter;
    readonly keptRoster: Keeper<KeptRoster>;
    readonly keptMemberships: Keeper<KeptMemberships>;
    readonly clock: Clock;
    readonly log: Log;
}

/** How often the bridge is looked at, in seconds. */
const LOOK_SECONDS = 2;

/** How often the cloud is asked whether this host goes, in seconds: a Spot host has two minutes. */
const NOTICE_SECONDS = 5;

/** How often an agent asks how the cloud sees its host, in seconds; the first is what a limit of calls allows a big pool. */
const SELF_SECONDS = { calm: 300, draining: 30 } as const;

/** How often a bridge that the leader does not know yet looks for an assignment, in seconds. */
const NEWCOMER_SECONDS = 10;

/** After how many seconds without a look the agent is thought to hang. */
const ALIVE_SECONDS = 60;

/** The agent beside one bridge: observes, obeys the assignment, and leads when it is its turn. */
export class BridgeAgent implements RunningAgent {
    private readonly stopping = new AbortController();
    private readonly watchdog = new Watchdog();
    private readonly follower: RosterFollower;
    private readonly memberships: Memberships;
    private readonly drainer: Drain;
    private readonly publisher: StatusPublisher;
    private readonly leader: Leader;
    private readonly startedAt: string;
    private assignment: Assignment | undefined;
    private assignmentTag: string | undefined;
    private view: BridgeView | undefined;
    private inService = true;
    private lookedAt: number;
    private rosterReadAt: string | undefined;
    private loops: Promise<unknown> = Promise.resolve();

    private constructor(private readonly parts: BridgeAgentParts) {
        const { cloud, settings, bridge, clock, log } = parts;
        this.follower = new RosterFollower(cloud.store, cloud.secrets, parts.keptRoster, log);
        this.memberships = new Memberships({
            bridge,
            nickname: cloud.host.id,
            meets: parts.meets,
            trust: parts.trust,
            keeper: parts.keptMemberships,
            clock,
            log,
            drainLimitSeconds: settings.drain.limitSeconds,
        });
        this.drainer = new Drain({ bridge, group: cloud.group, clock, log, settings: settings.drain });
        this.publisher = new StatusPublisher(cloud.store, clock);
        this.leader = new Leader({
            bridge: cloud.host.id,
            cloud,
            clock,
            log,
            replacementFraction: settings.replacement.fraction,
        });
        this.startedAt = clock.now().toISOString();
        this.lookedAt = clock.seconds();
    }

    /** Starts one. It comes back as soon as what was kept is read; everything else goes on in the background. */
    public static async start(parts: BridgeAgentParts): Promise<BridgeAgent> {
        const agent = new BridgeAgent(parts);
        await agent.follower.restore();
        await agent.memberships.restore();
        agent.run();
        return agent;
    }

    public get ready(): boolean {
        return this.follower.roster !== undefined && this.view !== undefined;
    }

    public get alive(): boolean {
        return this.parts.clock.seconds() - this.lookedAt < ALIVE_SECONDS;
    }

    public drain(): Promise<string> {
        this.drainer.setOperator(true);
        return Promise.resolve(
            "This bridge takes no new conferences from now on. Its calls go on; `agent undrain` takes this back.",
        );
    }

    public undrain(): Promise<string> {
        this.drainer.setOperator(false);
        return Promise.resolve(
            this.drainer.reason === "cloud"
                ? "The cloud has said that this host goes: the bridge goes on draining."
                : "This bridge takes new conferences again, unless the pool's leader wants it to drain.",
        );
    }

    public async stop(): Promise<void> {
        this.stopping.abort();
        await this.loops;
        this.parts.meets.close();
        await this.parts.meter.save("end");
        // Another may lead at once. If it cannot be said, the others find out by themselves.
        await this.leader.resign().catch(() => undefined);
    }

    private run(): void {
        const tools = { clock: this.parts.clock, log: this.parts.log, signal: this.stopping.signal };
        this.loops = Promise.all([
            every(
                "look",
                () => LOOK_SECONDS,
                () => this.look(),
                tools,
            ),
            every(
                "notice",
                () => NOTICE_SECONDS,
                () => this.lookForNotice(),
                tools,
            ),
            every(
                "self",
                () => this.selfSeconds(),
                () => this.lookAtSelf(),
                tools,
            ),
            every(
                "roster",
                () => MARKER_INTERVAL_SECONDS,
                () => this.lookAtRoster(),
                tools,
            ),
            every(
                "assignment",
                () => this.assignmentSeconds(),
                () => this.lookAtAssignment(),
                tools,
            ),
            every(
                "lead",
                () => this.leader.pauseSeconds,
                () => this.lead(),
                tools,
            ),
        ]);
    }

    /** Looks at the bridge and does what follows. */
    private async look(): Promise<void> {
        const { bridge, meter, cloud, log } = this.parts;
        this.lookedAt = this.parts.clock.seconds();
        const view = await bridge.look().catch((error: unknown) => {
            if (this.view !== undefined) {
                log.warn("bridge-silent", { reason: failureReason(error) });
            }
            return undefined;
        });
        this.view = view;
        this.watchdog.look(view);
        const judged = view && { ...view, healthy: this.watchdog.isHealthy };
        await this.drainer.tick(judged, this.assignment?.drains[cloud.host.id]);
        if (view) {
            const { roster } = this.follower;
            if (roster) this.memberships.want(desired(cloud.host.id, roster, this.assignment));
            await this.memberships.tick(view);
            // A slow store must not hold the bridge up.
            if (meter.observe(view, this.metered())) void meter.save();
        }
        await this.publisher.publish(this.bridgeStatus());
    }

    private async lookForNotice(): Promise<void> {
        const notice = await this.parts.cloud.host.notice();
        if (notice) this.drainer.noticed(notice);
    }

    private async lookAtSelf(): Promise<void> {
        const { group, host } = this.parts.cloud;
        const self = (await group.view()).members.find(({ id }) => id === host.id);
        this.inService = self?.inService ?? false;
        if (self) this.drainer.saw(self);
    }

    private selfSeconds(): number {
        return this.drainer.state === "serving" ? SELF_SECONDS.calm : SELF_SECONDS.draining;
    }

    private async lookAtRoster(): Promise<void> {
        await this.follower.look();
        this.rosterReadAt = this.parts.clock.now().toISOString();
    }

    private async lookAtAssignment(): Promise<void> {
        const stored = await this.parts.cloud.store.read(BOARD_ASSIGNMENT_KEY, this.assignmentTag);
        if (stored === undefined || stored === "unchanged") return;
        const { value, problems } = parseAssignment(stored.text);
        this.assignmentTag = stored.tag;
        if (value === undefined) {
            this.parts.log.error("assignment-refused", { reason: problems[0]?.reason });
            return;
        }
        this.obey(value);
    }

    private obey(assignment: Assignment): void {
        if (this.assignment !== undefined && assignment.term < this.assignment.term) return;
        this.assignment = assignment;
    }

    /** A bridge that is in no assignment yet waits for the one that knows it. */
    private assignmentSeconds(): number {
        const isKnown = Object.values(this.assignment?.serves ?? {}).some((bridges) =>
            bridges.includes(this.parts.cloud.host.id),
        );
        return isKnown ? ASSIGNMENT_INTERVAL_SECONDS : NEWCOMER_SECONDS;
    }

    private async lead(): Promise<void> {
        const decided = await this.leader.turn(this.follower.roster);
        if (decided) this.obey(decided);
    }

    private metered() {
        return (this.follower.roster?.entries ?? []).flatMap(({ entry, invitation }) =>
            invitation
                ? [{ key: entry.key, domain: invitation.domain, mucDomains: invitation.mucDomains }]
                : [],
        );
    }

    private bridgeStatus(): Omit<BridgeStatus, "sequence" | "at"> {
        const { view } = this;
        return {
            version: BOARD_VERSION,
            bridge: this.parts.cloud.host.id,
            lane: view?.lane ?? "",
            state: this.drainer.state,
            reason: this.drainer.reason,
            healthy: view !== undefined && this.watchdog.isHealthy,
            inService: this.inService,
            stress: view?.stress ?? 0,
            conferences: view?.conferences.length ?? 0,
            participants: view?.participants ?? 0,
            isProtected: this.drainer.protection,
            ghosts: this.memberships.ghosts,
            roster: this.follower.roster?.digest ?? "",
            memberships: this.memberships.statuses(),
        };
    }

    public status(): AgentStatus {
        const { settings, cloud, clock } = this.parts;
        const { roster } = this.follower;
        const { assignment } = this;
        const bridge: BridgeStatus = {
            ...this.bridgeStatus(),
            sequence: this.publisher.lastSequence,
            at: clock.now().toISOString(),
        };
        return {
            release: RELEASE,
            startedAt: this.startedAt,
            pool: settings.component,
            region: settings.region,
            bridge,
            stateSince: new Date(clock.now().getTime() - this.drainer.stateSeconds * 1000).toISOString(),
            leader: this.leader.facts,
            ...(assignment && {
                assignment: {
                    leader: assignment.leader,
                    term: assignment.term,
                    at: assignment.at,
                    serves: Object.keys(assignment.serves)
                        .filter((key) => assignment.serves[key]?.includes(cloud.host.id))
                        .sort(),
                    utilisation: assignment.utilisation,
                },
            }),
            ...(roster && {
                roster: {
                    digest: roster.digest,
                    memberships: roster.entries.length,
                    readAt: this.rosterReadAt ?? this.startedAt,
                    source: this.rosterReadAt === undefined ? ("kept" as const) : ("store" as const),
                },
            }),
            memberships: this.memberships.facts(),
            usage: this.parts.meter.totals,
            warnings: this.warnings(),
        };
    }

    private warnings(): string[] {
        const unreadable = (this.follower.roster?.entries ?? []).filter(
            ({ failure }) => failure !== undefined,
        );
        return [
            ...(this.view === undefined ? ["The bridge does not answer."] : []),
            ...(this.view && !this.watchdog.isHealthy ? ["The bridge says that it is unhealthy."] : []),
            ...unreadable.map(
                ({ entry, failure }) => `The invitation of "${entry.key}" cannot be used: ${failure ?? ""}`,
            ),
            ...(this.memberships.ghosts > 0
                ? ["The bridge holds connections that no membership explains: it has to be replaced."]
                : []),
        ];
    }
}
