import { BOARD_ASSIGNMENT_KEY, BOARD_LEASE_KEY, type Invitation } from "@bridgepool/core/shared";

import { BridgeAgent } from "../../src/agent";
import type { Assignment, Lease } from "../../src/board/documents";
import type { KeptMemberships } from "../../src/join/memberships";
import { UsageMeter } from "../../src/meter/meter";
import type { KeptRoster } from "../../src/roster/roster";
import type { Bridge } from "../../src/ports/bridge";
import { parseSettings } from "../../src/settings/parse";
import type { AgentSettings } from "../../src/settings/settings";
import { ManualClock, type Skew } from "./clock";
import { RecordingLog } from "./log";
import { MemoryBridge, type MemoryMeet, MemoryMeets } from "./memory-bridge";
import { type AgentCloud, MemoryCloud } from "./memory-cloud";
import { MemoryRoster } from "./memory-roster";

/** One host of the pool: a bridge and its agent, each of which can end and start again. */
export interface PoolHost {
    readonly id: string;
    readonly bridge: MemoryBridge;
    /** The cloud as this host's agent sees it: another one after a crash. */
    cloud: AgentCloud;
    /** Cuts the running agent off from its bridge. */
    cut: () => void;
    readonly log: RecordingLog;
    agent: BridgeAgent | undefined;
    keptRoster?: KeptRoster;
    keptMemberships?: KeptMemberships;
}

/** A whole pool in memory: hosts with agents, Meets, a cloud with its group, and time. */
export class MemoryPool {
    public readonly clock = new ManualClock();
    public readonly cloud = new MemoryCloud(this.clock);
    public readonly meets = new MemoryMeets(this.clock);
    public readonly roster = new MemoryRoster(this.cloud);
    public readonly hosts = new Map<string, PoolHost>();
    private readonly settings: AgentSettings;

    public constructor() {
        const given = { version: 1, role: "bridge", component: "france", region: "eu-west-3", cloud: "aws" };
        const { settings, problems } = parseSettings(JSON.stringify(given));
        if (settings === undefined) throw new Error(JSON.stringify(problems));
        this.settings = settings;
    }

    /** A Meet that admits this pool and that it serves, as after an `up` on both sides. */
    public async serve(key: string, share = 1, generation = 1): Promise<MemoryMeet> {
        const domain = `auth.${key}.example`;
        const meet = this.meets.all.get(domain) ?? this.meets.add(domain);
        const one = await MemoryRoster.invitation(domain, generation);
        meet.accounts.set(one.user, one.password);
        this.roster.set(key, one, share);
        this.roster.up();
        return meet;
    }

    public leave(key: string): void {
        this.roster.remove(key);
        this.roster.up();
    }

    public invitation(key: string, generation = 1): Promise<Invitation> {
        return MemoryRoster.invitation(`auth.${key}.example`, generation);
    }

    /** Launches a host, with its bridge and its agent. */
    public async launch(id: string, skew: Skew = {}): Promise<PoolHost> {
        const cloud = this.cloud.agent(id);
        const bridge = new MemoryBridge(this.clock, this.meets);
        const host: PoolHost = {
            id,
            bridge,
            cloud,
            cut: () => undefined,
            log: new RecordingLog(),
            agent: undefined,
        };
        this.hosts.set(id, host);
        await this.startAgent(host, skew);
        return host;
    }

    public async startAgent(host: PoolHost, skew: Skew = {}): Promise<void> {
        const clock = this.clock.skewed(skew);
        const { cloud, log } = host;
        const { bridge, cut } = severable(host.bridge);
        host.cut = cut;
        const subject = { pool: "france", region: "eu-west-3", bridge: host.id, intervalSeconds: 30 };
        const nothing = { load: () => Promise.resolve(undefined), save: () => Promise.resolve() };
        host.agent = await BridgeAgent.start({
            settings: this.settings,
            cloud,
            bridge,
            meets: this.meets,
            trust: { write: () => Promise.resolve() },
            meter: await UsageMeter.open(subject, { clock, log, store: cloud.store, keeper: nothing }),
            keptRoster: {
                load: () => Promise.resolve(host.keptRoster),
                save: (kept) => Promise.resolve(void (host.keptRoster = structuredClone(kept))),
            },
            keptMemberships: {
                load: () => Promise.resolve(host.keptMemberships),
                save: (kept) => Promise.resolve(void (host.keptMemberships = structuredClone(kept))),
            },
            clock,
            log,
        });
    }

    /** Ends an agent; its bridge goes on. */
    public async killAgent(host: PoolHost): Promise<void> {
        const { agent } = host;
        host.agent = undefined;
        if (agent) await this.clock.until(agent.stop());
    }

    /** Ends an agent in the middle of whatever it does, as a kill would; nothing that it began has a later effect. */
    public async crashAgent(host: PoolHost): Promise<void> {
        const { agent, cloud } = host;
        host.agent = undefined;
        host.cut();
        cloud.faults.add({ kind: "freeze" });
        void agent?.stop();
        host.cloud = this.cloud.agent(host.id);
        await this.clock.advance(0);
    }

    /** Lets time go by; the cloud scales once a minute and hosts that it lets go end. */
    public async run(seconds: number): Promise<void> {
        const end = this.clock.seconds() + seconds;
        while (this.clock.seconds() < end) {
            await this.clock.advance(Math.min(10, end - this.clock.seconds()));
            if (this.clock.seconds() % 60 < 10) this.cloud.group.scale();
            for (const host of this.hosts.values()) {
                if (this.cloud.group.hosts.get(host.id)?.state !== "gone") continue;
                host.bridge.isUp = false;
                this.hosts.delete(host.id);
                await this.killAgent(host);
            }
        }
    }

    public host(id: string): PoolHost {
        const host = this.hosts.get(id);
        if (host === undefined) throw new Error(`${id} is gone`);
        return host;
    }

    /** Bridges that are in the brewery of a Meet. */
    public serving(key: string): readonly string[] {
        return [...this.hosts.values()]
            .filter(({ bridge }) => bridge.joined().includes(`auth.${key}.example`))
            .map(({ id }) => id)
            .sort();
    }

    public get assignment(): Assignment | undefined {
        return this.document(BOARD_ASSIGNMENT_KEY) as Assignment | undefined;
    }

    public get lease(): Lease | undefined {
        return this.document(BOARD_LEASE_KEY) as Lease | undefined;
    }

    /** Everything that agents said: to look for what must not be there. */
    public said(): string {
        const logs = [...this.hosts.values()].map(({ log }) => log.text());
        const states = [...this.hosts.values()].map(({ agent }) => JSON.stringify(agent?.status()));
        const board = this.cloud.bucket.keys().flatMap((key) => this.cloud.bucket.history(key));
        return [...logs, ...states, ...board].join("\n");
    }

    /** Ends every agent, so that nothing is left over. */
    public async close(): Promise<void> {
        for (const host of this.hosts.values()) await this.killAgent(host);
    }

    private document(key: string): unknown {
        const text = this.cloud.bucket.get(key);
        return text === undefined ? undefined : JSON.parse(text);
    }
}

/** A bridge as one agent reaches it, until it is cut off. */
function severable(bridge: MemoryBridge): { bridge: Bridge; cut: () => void } {
    let isCut = false;
    const reach = (): Promise<void> => (isCut ? new Promise(() => undefined) : Promise.resolve());
    return {
        bridge: {
            look: () => reach().then(() => bridge.look()),
            clients: () => reach().then(() => bridge.clients()),
            join: (...facts) => reach().then(() => bridge.join(...facts)),
            leave: (id) => reach().then(() => bridge.leave(id)),
            setDrain: (isDraining) => reach().then(() => bridge.setDrain(isDraining)),
            shutDownGracefully: () => reach().then(() => bridge.shutDownGracefully()),
            connections: () => reach().then(() => bridge.connections()),
        },
        cut: () => (isCut = true),
    };
}
