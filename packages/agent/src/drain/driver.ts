import { failureReason } from "../failure-reason";
import { BridgeState, type DrainReason } from "../board/documents";
import type { Bridge, BridgeView } from "../ports/bridge";
import type { Clock } from "../ports/clock";
import type { Group, GroupMember, HostNotice } from "../ports/cloud";
import type { Log } from "../ports/log";
import {
    decideDrain,
    type DrainAction,
    type DrainFacts,
    type DrainMemory,
    type DrainSettings,
} from "./decide";

export interface DrainTools {
    readonly bridge: Bridge;
    readonly group: Group;
    readonly clock: Clock;
    readonly log: Log;
    readonly settings: DrainSettings;
}

/** Shortest time between two tries of the same action at the cloud, in seconds: its calls are few for the whole account. */
const AGAIN_SECONDS = 30;

/** Carries out what {@link decideDrain} says, and remembers. */
export class Drain {
    private memory: DrainMemory;
    private operator = false;
    private isProtected: boolean | undefined;
    private isRetained = false;
    private notice: HostNotice | undefined;
    private readonly triedAt = new Map<string, number>();

    public constructor(private readonly tools: DrainTools) {
        this.memory = { state: BridgeState.Starting, since: tools.clock.seconds() };
    }

    public get state(): BridgeState {
        return this.memory.state;
    }

    public get reason(): DrainReason | undefined {
        return this.memory.reason;
    }

    /** How long it has been in its state, in seconds. */
    public get stateSeconds(): number {
        return this.tools.clock.seconds() - this.memory.since;
    }

    /** Whether the cloud may not choose this host; what is not known is taken for protected, as groups begin. */
    public get protection(): boolean {
        return this.isProtected ?? true;
    }

    public setOperator(wantsDrain: boolean): void {
        this.operator = wantsDrain;
    }

    public noticed(notice: HostNotice): void {
        if (this.notice === undefined) this.tools.log.warn("host-goes", { what: notice.what });
        this.notice = notice;
    }

    /** What the cloud says of this host. */
    public saw(self: GroupMember): void {
        this.isProtected = self.isProtected;
        this.isRetained = self.retained;
    }

    /** @param view absent: the bridge does not answer */
    public async tick(view: BridgeView | undefined, assigned: DrainFacts["assigned"]): Promise<void> {
        const { clock, settings, log } = this.tools;
        const before = this.memory;
        const facts: DrainFacts = {
            now: clock.seconds(),
            ...(view && { bridge: bridgeOf(view) }),
            ...(this.notice && { notice: this.notice }),
            operator: this.operator,
            assigned,
            isProtected: this.isProtected,
            isRetained: this.isRetained,
        };
        const { memory, actions } = decideDrain(before, facts, settings);
        this.memory = memory;
        if (memory.state !== before.state) {
            log.info("bridge-state", { state: memory.state, reason: memory.reason, before: before.state });
        }
        for (const action of actions) await this.act(action);
    }

    private async act(action: DrainAction): Promise<void> {
        const { clock, log } = this.tools;
        const name = JSON.stringify(action);
        const now = clock.seconds();
        if (now - (this.triedAt.get(name) ?? -Infinity) < pauseOf(action)) return;
        this.triedAt.set(name, now);
        try {
            await this.perform(action);
            log.info("drain-action", { ...action });
        } catch (error) {
            log.warn("drain-action-failed", {
                ...action,
                reason: failureReason(error),
            });
        }
    }

    private async perform(action: DrainAction): Promise<void> {
        const { bridge, group, log } = this.tools;
        switch (action.kind) {
            case "set-drain":
                return bridge.setDrain(action.isDraining);
            case "shut-down":
                return bridge.shutDownGracefully();
            case "protect":
                await group.setProtection(action.isProtected);
                this.isProtected = action.isProtected;
                return;
            case "heartbeat":
                if (!(await group.heartbeat())) log.warn("cloud-waits-no-longer");
                return;
            case "complete":
                return group.complete();
            case "replace":
                return group.replace();
            case "end":
                return group.end();
            default:
                throw new Error(`no such action: ${JSON.stringify(action satisfies never)}`);
        }
    }
}

/** The bridge itself is asked again at every look, the cloud only now and then; a heartbeat has an interval of its own. */
function pauseOf({ kind }: DrainAction): number {
    return kind === "set-drain" || kind === "heartbeat" ? 0 : AGAIN_SECONDS;
}

function bridgeOf(view: BridgeView): NonNullable<DrainFacts["bridge"]> {
    return {
        healthy: view.healthy,
        isDraining: view.isDraining,
        isRunning: view.shutdown === "running",
        participants: view.participants,
        conferences: view.conferences.length,
    };
}
