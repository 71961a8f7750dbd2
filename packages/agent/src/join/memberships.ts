import { failureReason } from "../failure-reason";
import { FailureKind, MembershipState, type MembershipStatus } from "../board/documents";
import type { Bridge, BridgeView } from "../ports/bridge";
import type { Clock } from "../ports/clock";
import type { Log } from "../ports/log";
import type { MeetConnections, TrustStore } from "../ports/meet";
import type { Keeper } from "../state/keeper";
import type { MembershipFacts } from "../status";
import { pauseAfter } from "./backoff";
import { joinBatch } from "./batch";
import { compareConnections } from "./connections";
import { decide } from "./decide";
import type { Held, LeaveReason, Membership, Step, Wanted } from "./membership";

/** What the memberships of a bridge are worked on with. */
export interface JoinTools {
    readonly bridge: Bridge;
    /** The bridge's name in every brewery. */
    readonly nickname: string;
    readonly meets: MeetConnections;
    readonly trust: TrustStore;
    readonly keeper: Keeper<KeptMemberships>;
    readonly clock: Clock;
    readonly log: Log;
    /** Longest time that a membership drains, in seconds. */
    readonly drainLimitSeconds: number;
}

/** What a restart of the agent must not forget, since the bridge does not tell: with what it was told to join. */
export interface KeptMemberships {
    readonly incarnation: string;
    readonly held: Readonly<Record<string, Omit<Held, "joined">>>;
}

/** How long a connection may be unexplained, in seconds: a client that was taken out needs a while to hang up. */
const GHOST_SECONDS = 120;

/**
 * The memberships of one bridge, kept as they are wanted. Each goes its own way, one that is broken keeps no other
 * waiting; only joins are made in batches, because the bridge tells its totals and nothing of each.
 */
export class Memberships {
    private readonly all = new Map<string, Membership>();
    private readonly busy = new Set<string>();
    private joining = false;
    private incarnation: string | undefined;
    private unexplainedSince: number | undefined;
    private unexplained = 0;
    private view: BridgeView | undefined;
    private readonly failures = new Map<string, MembershipFacts["failures"]>();

    public constructor(private readonly tools: JoinTools) {}

    /** Connections that no membership explains, once they have been there for a while. */
    public get ghosts(): number {
        const { unexplainedSince } = this;
        const isLasting =
            unexplainedSince !== undefined && this.tools.clock.seconds() - unexplainedSince >= GHOST_SECONDS;
        return isLasting ? this.unexplained : 0;
    }

    /** Begins with what the bridge was told before the agent was restarted. */
    public async restore(): Promise<void> {
        const kept = await this.tools.keeper.load();
        if (kept === undefined) return;
        this.incarnation = kept.incarnation;
        for (const [key, held] of Object.entries(kept.held)) {
            this.all.set(key, { key, held: { ...held, joined: true } });
        }
    }

    /** What roster and assignment want from now on. */
    public want(wanted: ReadonlyMap<string, Wanted>): void {
        for (const key of new Set([...this.all.keys(), ...wanted.keys()])) {
            this.change(key, { wanted: wanted.get(key) });
        }
    }

    /** Looks at the bridge, takes what it says for true, and starts whatever is next for each membership. */
    public async tick(view: BridgeView): Promise<void> {
        this.view = view;
        await this.observe(view);
        const joins: (Membership & { wanted: Wanted })[] = [];
        for (const membership of [...this.all.values()]) {
            if (this.busy.has(membership.key)) continue;
            const step = decide(membership, this.factsOf(membership));
            if (step.kind === "join") joins.push({ ...membership, wanted: step.wanted });
            else this.start(membership, step);
        }
        if (joins.length > 0 && !this.joining) this.startJoins(joins);
    }

    /** Until nothing that was started is going on any more. */
    public get isIdle(): boolean {
        return this.busy.size === 0 && !this.joining;
    }

    public statuses(): Readonly<Record<string, MembershipStatus>> {
        return Object.fromEntries([...this.all.values()].map((one) => [one.key, this.statusOf(one)]));
    }

    /** What people want to know of each besides its status. */
    public facts(): Readonly<Record<string, MembershipFacts>> {
        const now = this.tools.clock.seconds();
        return Object.fromEntries(
            [...this.all.values()].map(({ key, wanted, held, failure }): [string, MembershipFacts] => [
                key,
                {
                    domain: (held ?? wanted)?.invitation.domain ?? "",
                    ...(failure && { nextTrySeconds: Math.max(0, Math.round(failure.retryAt - now)) }),
                    failures: this.failures.get(key) ?? {},
                },
            ]),
        );
    }

    private statusOf({ key, wanted, held, failure, drainingSince }: Membership): MembershipStatus {
        const conferences = this.conferencesOf(key);
        return {
            state: stateOf(held, failure !== undefined, drainingSince !== undefined, this.busy.has(key)),
            revision: held?.revision ?? wanted?.revision ?? "",
            generation: (held ?? wanted)?.invitation.generation ?? 0,
            conferences: conferences.length,
            participants: conferences.reduce((sum, { participants }) => sum + participants, 0),
            ...(failure && { failure: { kind: failure.kind, reason: failure.reason } }),
        };
    }

    private conferencesOf(key: string) {
        const { held, wanted } = this.all.get(key) ?? {};
        const domains = (held ?? wanted)?.invitation.mucDomains ?? [];
        return (this.view?.conferences ?? []).filter(({ mucDomain }) => domains.includes(mucDomain));
    }

    private factsOf({ key, wanted }: Membership) {
        return {
            now: this.tools.clock.seconds(),
            conferences: this.conferencesOf(key).length,
            drainLimitSeconds: this.tools.drainLimitSeconds,
            alone: wanted?.isAlone ?? false,
        };
    }

    private async observe(view: BridgeView): Promise<void> {
        const { bridge, log } = this.tools;
        if (this.incarnation !== view.incarnation) await this.startOver(view);
        const clients = await bridge.clients();
        for (const { key, held } of this.all.values()) {
            if (held === undefined || this.busy.has(key) || clients.includes(key)) continue;
            log.warn("membership-vanished", { membership: key });
            this.change(key, { held: undefined, drainingSince: undefined, drainAsked: undefined });
        }
        await this.adopt(clients);
        await this.compare(view);
    }

    /** The bridge has been restarted and has forgotten everything. */
    private async startOver(view: BridgeView): Promise<void> {
        if (this.incarnation !== undefined) this.tools.log.warn("bridge-restarted");
        this.incarnation = view.incarnation;
        for (const key of this.all.keys()) {
            this.change(key, {
                held: undefined,
                drainingSince: undefined,
                drainAsked: undefined,
                silentSince: undefined,
            });
        }
        await this.keep();
    }

    /** Clients of the bridge that this agent does not know of: it was told by an agent that forgot them. */
    private async adopt(clients: readonly string[]): Promise<void> {
        for (const key of clients.filter(
            (id) => this.all.get(id)?.held === undefined && !this.busy.has(id),
        )) {
            const wanted = this.all.get(key)?.wanted;
            if (wanted === undefined) {
                this.tools.log.warn("unknown-client-removed", { client: key });
                await this.tools.bridge.leave(key);
            } else {
                this.tools.log.warn("membership-adopted", { membership: key });
                this.change(key, {
                    held: { invitation: wanted.invitation, revision: "", joined: true, addresses: [] },
                });
            }
        }
    }

    private async compare({ totals }: BridgeView): Promise<void> {
        const now = this.tools.clock.seconds();
        const held = [...this.all.values()].flatMap(({ key, held }) =>
            held ? [{ key, addresses: held.addresses, port: held.invitation.port }] : [],
        );
        const { silent, unexplained } = compareConnections(held, await this.tools.bridge.connections());
        const isMissing =
            totals.roomsJoined < totals.roomsConfigured || totals.clientsConnected < totals.clientsConfigured;
        for (const { key, silentSince } of [...this.all.values()]) {
            const isSilent = isMissing && silent.includes(key);
            this.change(key, { silentSince: isSilent ? (silentSince ?? now) : undefined });
        }
        this.unexplained = unexplained;
        this.unexplainedSince = unexplained > 0 ? (this.unexplainedSince ?? now) : undefined;
    }

    private start(membership: Membership, step: Step): void {
        const { key } = membership;
        switch (step.kind) {
            case "wait":
            case "join":
                return;
            case "forget":
                this.all.delete(key);
                return;
            case "probe":
                this.work(key, () => this.probe(key, step));
                return;
            case "drain":
                this.work(key, () => this.drain(membership, step));
                return;
            case "leave":
                this.work(key, () => this.leave(membership, step.reason));
                return;
            default:
                throw new Error(`no such step: ${JSON.stringify(step satisfies never)}`);
        }
    }

    /** Lets one membership do something of its own while the others go on. */
    private work(key: string, action: () => Promise<void>): void {
        this.busy.add(key);
        action()
            .catch((error: unknown) => {
                const reason = failureReason(error);
                this.fail(key, this.all.get(key)?.wanted?.revision ?? "", FailureKind.Bridge, reason);
            })
            .finally(() => this.busy.delete(key));
    }

    private async probe(key: string, { invitation, revision }: Step & { kind: "probe" }): Promise<void> {
        const result = await this.tools.meets.probe(invitation);
        if (!result.ok) {
            this.fail(key, revision, result.kind, result.reason);
            return;
        }
        const { held, failure } = this.all.get(key) ?? {};
        const addresses = [...new Set([...(held?.addresses ?? []), ...result.addresses])];
        this.change(key, {
            probed: { revision, at: this.tools.clock.seconds(), addresses: result.addresses },
            // What the bridge could not do is not mended by a login of the agent's own: it is tried ever more rarely.
            failure: failure?.kind === FailureKind.Bridge ? failure : undefined,
            ...(held && { held: { ...held, addresses } }),
        });
        if (held) await this.keep();
    }

    private async drain({ key, drainingSince }: Membership, step: Step & { kind: "drain" }): Promise<void> {
        const { meets, nickname, clock, log } = this.tools;
        const at = clock.seconds();
        this.change(key, {
            drainAsked: { at, isDraining: step.isDraining },
            ...(step.isDraining && { drainingSince: drainingSince ?? at }),
        });
        try {
            await meets.setDrain(step.invitation, nickname, step.isDraining);
            if (step.isDraining !== (drainingSince !== undefined)) {
                log.info(step.isDraining ? "membership-draining" : "membership-undrained", {
                    membership: key,
                });
            }
            if (!step.isDraining) this.change(key, { drainingSince: undefined });
        } catch (error) {
            log.warn("drain-not-asked", {
                membership: key,
                reason: failureReason(error),
            });
        }
    }

    private async leave({ key, held, failure }: Membership, reason: LeaveReason): Promise<void> {
        await this.tools.bridge.leave(key);
        // What was asked of the Meet stays known: whoever joins again there has to take it back.
        this.change(key, { held: undefined, drainingSince: undefined, silentSince: undefined });
        await this.keep();
        const facts = { membership: key, reason, generation: held?.invitation.generation };
        if (reason === "refused")
            this.tools.log.error("membership-refused", { ...facts, why: failure?.reason });
        else this.tools.log.info("membership-left", facts);
    }

    private startJoins(joins: readonly (Membership & { wanted: Wanted })[]): void {
        this.joining = true;
        for (const { key } of joins) this.busy.add(key);
        this.join(joins)
            .catch((error: unknown) => {
                const reason = failureReason(error);
                for (const { key, wanted } of joins)
                    this.fail(key, wanted.revision, FailureKind.Bridge, reason);
            })
            .finally(() => {
                for (const { key } of joins) this.busy.delete(key);
                this.joining = false;
            });
    }

    private async join(joins: readonly (Membership & { wanted: Wanted })[]): Promise<void> {
        const { bridge, clock, nickname, trust, log } = this.tools;
        const kept = [...this.all.values()].flatMap(({ held, wanted }) =>
            [held, wanted].flatMap((one) => one?.invitation.trust ?? []),
        );
        await trust.write(kept);
        for (const { key, wanted, probed } of joins) {
            const { invitation, revision } = wanted;
            const addresses = probed?.addresses ?? [];
            this.change(key, { held: { invitation, revision, joined: false, addresses } });
        }
        // Before the bridge is told: an agent that is killed in between must know what it was told.
        await this.keep();
        const failed = await joinBatch(
            bridge,
            clock,
            nickname,
            joins.map(({ key, wanted }) => ({ key, invitation: wanted.invitation })),
        );
        for (const { key, wanted } of joins) {
            if (failed.includes(key)) {
                this.change(key, { held: undefined });
                this.fail(
                    key,
                    wanted.revision,
                    FailureKind.Bridge,
                    "the bridge was told to join and did not",
                );
            } else {
                const { held } = this.all.get(key) ?? {};
                this.change(key, {
                    ...(held && { held: { ...held, joined: true } }),
                    probed: undefined,
                    failure: undefined,
                });
                log.info("membership-joined", { membership: key, generation: wanted.invitation.generation });
            }
        }
        await this.keep();
    }

    private fail(key: string, ofRevision: string, kind: FailureKind, reason: string): void {
        const { clock, log } = this.tools;
        const times = (this.all.get(key)?.failure?.times ?? 0) + 1;
        const pause = pauseAfter(times, kind, clock);
        const counts = this.failures.get(key) ?? {};
        this.failures.set(key, { ...counts, [kind]: (counts[kind] ?? 0) + 1 });
        this.change(key, {
            probed: undefined,
            failure: { kind, reason, ofRevision, times, retryAt: clock.seconds() + pause },
        });
        log.warn("membership-failed", {
            membership: key,
            kind,
            reason,
            times,
            retrySeconds: Math.round(pause),
        });
    }

    private change(key: string, facts: Partial<Membership>): void {
        const membership = this.all.get(key) ?? { key };
        this.all.set(key, { ...membership, ...facts });
    }

    private async keep(): Promise<void> {
        const held = [...this.all.values()].flatMap(({ key, held: one }) =>
            one ? [[key, one] as const] : [],
        );
        await this.tools.keeper.save({ incarnation: this.incarnation ?? "", held: Object.fromEntries(held) });
    }
}

function stateOf(
    held: Held | undefined,
    isFailed: boolean,
    isDraining: boolean,
    isBusy: boolean,
): MembershipState {
    if (held && isDraining) return MembershipState.Draining;
    if (held?.joined) return MembershipState.Joined;
    if (held) return MembershipState.Joining;
    return isFailed && !isBusy ? MembershipState.Failed : MembershipState.Probing;
}
