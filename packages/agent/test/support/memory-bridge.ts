import type { Invitation } from "@bridgepool/core/shared";

import { FailureKind } from "../../src/board/documents";
import { type Bridge, BridgeError, type BridgeView, type ConferenceView } from "../../src/ports/bridge";
import type { Clock } from "../../src/ports/clock";
import type { MeetConnections, ProbeResult } from "../../src/ports/meet";

/** How long a bridge takes to sign in and enter a room: what a real one took. */
const JOIN_SECONDS = 1.4;

/** One organisation's signalling, as bridges and agents meet it. */
export class MemoryMeet {
    public isUp = true;
    /** User → password. */
    public readonly accounts = new Map<string, string>();
    /** Whether the certificate that it shows is one that invitations name. */
    public isTrusted = true;
    /** Bridges marked as draining for this Meet, with when that was asked last. */
    public readonly draining = new Map<string, number>();
    public readonly address: string;

    public constructor(
        public readonly domain: string,
        index: number,
    ) {
        this.address = `192.0.2.${index + 1}`;
    }

    public get mucDomain(): string {
        return `conference.${this.domain}`;
    }

    /** Why an invitation does not work. */
    public refusal({ user, password }: Invitation): FailureKind | undefined {
        if (!this.isUp) return FailureKind.Connection;
        if (!this.isTrusted) return FailureKind.Certificate;
        return this.accounts.get(user) === password ? undefined : FailureKind.Login;
    }
}

/** All organisations of a test. */
export class MemoryMeets implements MeetConnections {
    public readonly all = new Map<string, MemoryMeet>();
    /** Every probe that was made, by domain. */
    public readonly probes: string[] = [];

    public constructor(private readonly clock: Clock) {}

    public add(domain: string): MemoryMeet {
        const meet = new MemoryMeet(domain, this.all.size);
        this.all.set(domain, meet);
        return meet;
    }

    public of(invitation: Invitation): MemoryMeet {
        const meet = this.all.get(invitation.domain);
        if (meet === undefined) throw new Error(`there is no ${invitation.domain}`);
        return meet;
    }

    public async probe(invitation: Invitation): Promise<ProbeResult> {
        this.probes.push(invitation.domain);
        const meet = this.of(invitation);
        await this.clock.sleep(meet.isUp ? 0.2 : 3);
        const kind = meet.refusal(invitation);
        if (kind !== undefined) return { ok: false, kind, reason: `it is the ${kind}` };
        return { ok: true, addresses: [meet.address] };
    }

    public close(): void {
        // There are no connections to end.
    }

    public setDrain(invitation: Invitation, nickname: string, isDraining: boolean): Promise<void> {
        const meet = this.of(invitation);
        if (meet.refusal(invitation) !== undefined)
            return Promise.reject(new Error("the Meet cannot be asked"));
        if (isDraining) meet.draining.set(nickname, this.clock.seconds());
        else meet.draining.delete(nickname);
        return Promise.resolve();
    }
}

interface Client {
    readonly invitation: Invitation;
    readonly nickname: string;
    readonly addedAt: number;
}

/** A bridge as `Bridge` describes it, with the habits of a real one that matter to the agent. */
export class MemoryBridge implements Bridge {
    public isUp = true;
    public isHealthy = true;
    public isDraining = false;
    public stress = 0.1;
    public shutdown: BridgeView["shutdown"] = "running";
    public lane = "2.3.307";
    /** Domain of the conferences → participants of each. */
    public conferences: ConferenceView[] = [];
    public readonly clientsById = new Map<string, Client>();
    /** Every join and leave that it was told, and what each ended. */
    public readonly told: string[] = [];
    /** Conferences that ended because the bridge was told to leave their Meet. */
    public readonly cutOff: string[] = [];
    private restarts = 0;

    public constructor(
        private readonly clock: Clock,
        private readonly meets: MemoryMeets,
    ) {}

    /** A restart of its process: it forgets everything. */
    public restart(): void {
        this.restarts += 1;
        this.isDraining = false;
        this.clientsById.clear();
        this.conferences = [];
        this.shutdown = "running";
    }

    public call(domain: string, participants = 2): void {
        const mucDomain = `conference.${domain}`;
        this.conferences = [
            ...this.conferences,
            {
                id: `${domain} ${this.conferences.length + 1} ${this.clock.seconds()}`,
                mucDomain,
                participants,
            },
        ];
    }

    public hangUp(domain?: string): void {
        this.conferences = this.conferences.filter(
            ({ mucDomain }) => domain !== undefined && mucDomain !== `conference.${domain}`,
        );
    }

    /** Domains whose brewery it is in now. */
    public joined(): readonly string[] {
        return [...this.clientsById.values()]
            .filter((client) => this.isJoined(client))
            .map(({ invitation }) => invitation.domain)
            .sort();
    }

    public userAt(domain: string): string | undefined {
        return [...this.clientsById.values()].find(({ invitation }) => invitation.domain === domain)
            ?.invitation.user;
    }

    public async look(): Promise<BridgeView> {
        await this.answer();
        const clients = [...this.clientsById.values()];
        const joined = clients.filter((client) => this.isJoined(client)).length;
        return {
            healthy: this.isHealthy,
            lane: this.lane,
            stress: this.stress,
            isDraining: this.isDraining,
            shutdown: this.shutdown,
            totals: {
                clientsConfigured: clients.length,
                clientsConnected: joined,
                roomsConfigured: clients.length,
                roomsJoined: joined,
            },
            participants: this.conferences.reduce((sum, { participants }) => sum + participants, 0),
            bytes: { received: 0, sent: 0 },
            conferences: this.conferences,
            incarnation: String(this.restarts),
        };
    }

    public async clients(): Promise<readonly string[]> {
        await this.answer();
        return [...this.clientsById.keys()];
    }

    public async join(id: string, invitation: Invitation, nickname: string): Promise<void> {
        await this.answer();
        const known = this.clientsById.get(id);
        // As JVB compares them: the same server and user is nothing new, whatever else has changed.
        if (known?.invitation.user === invitation.user && known.invitation.host === invitation.host) return;
        this.told.push(`join ${id} ${invitation.user}`);
        this.clientsById.set(id, { invitation, nickname, addedAt: this.clock.seconds() });
    }

    public async leave(id: string): Promise<void> {
        await this.answer();
        const client = this.clientsById.get(id);
        if (client === undefined) return;
        this.told.push(`leave ${id} ${client.invitation.user}`);
        this.clientsById.delete(id);
        const ended = this.conferences.filter(({ mucDomain }) =>
            client.invitation.mucDomains.includes(mucDomain),
        );
        this.cutOff.push(...ended.map((conference) => conference.id));
        this.conferences = this.conferences.filter((conference) => !ended.includes(conference));
    }

    public async setDrain(isDraining: boolean): Promise<void> {
        await this.answer();
        this.isDraining = isDraining;
    }

    public async shutDownGracefully(): Promise<void> {
        await this.answer();
        this.shutdown = this.conferences.length === 0 ? "ending" : "graceful";
        void this.clock.sleep(60).then(() => (this.isUp = false));
    }

    public async connections(): Promise<readonly { address: string; port: number }[]> {
        await this.answer();
        return [...this.clientsById.values()]
            .filter((client) => this.isJoined(client))
            .map(({ invitation }) => ({
                address: this.meets.of(invitation).address,
                port: invitation.port,
            }));
    }

    private isJoined({ invitation, addedAt }: Client): boolean {
        const isSettled = this.clock.seconds() - addedAt >= JOIN_SECONDS;
        return isSettled && this.meets.of(invitation).refusal(invitation) === undefined;
    }

    private answer(): Promise<void> {
        return this.isUp ? Promise.resolve() : Promise.reject(new BridgeError("the bridge does not answer"));
    }
}
