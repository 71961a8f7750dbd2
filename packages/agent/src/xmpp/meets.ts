import { setMaxListeners } from "node:events";

import xml from "@xmpp/xml";

import type { Invitation } from "@bridgepool/core/shared";

import { failureReason } from "../failure-reason";
import type { Clock } from "../ports/clock";
import { DRAIN_NAMESPACE, type MeetConnections, MeetError, type ProbeResult } from "../ports/meet";
import { accountKey, Line } from "./line";
import { probe } from "./probe";

export interface MeetsOptions {
    readonly clock: Clock;
    /** Longest time for a sign-in, and for one answer, in seconds. @default 10 */
    readonly limitSeconds?: number;
    /** How long a connection on which nothing is asked stays, in seconds. @default 60, twice the time between two requests to drain */
    readonly idleSeconds?: number;
}

/** Every Meet's Prosody, by connections of the agent's own with the pool's accounts. */
export class Meets implements MeetConnections {
    private readonly clock: Clock;
    private readonly limitSeconds: number;
    private readonly idleSeconds: number;
    private readonly lines = new Map<string, Line>();
    private readonly closing = new AbortController();

    public constructor({ clock, limitSeconds = 10, idleSeconds = 60 }: MeetsOptions) {
        this.clock = clock;
        this.limitSeconds = limitSeconds;
        this.idleSeconds = idleSeconds;
        // One for each Meet that is asked.
        setMaxListeners(0, this.closing.signal);
    }

    public probe(invitation: Invitation): Promise<ProbeResult> {
        return probe(invitation, this.limitSeconds);
    }

    public async setDrain(invitation: Invitation, nickname: string, isDraining: boolean): Promise<void> {
        const key = accountKey(invitation);
        const line = this.lines.get(key) ?? new Line(invitation, this.limitSeconds);
        this.lines.set(key, line);
        const state = isDraining ? "on" : "off";
        try {
            await line.ask(xml("drain", { xmlns: DRAIN_NAMESPACE, bridge: nickname, state }));
        } catch (error) {
            const reason = failureReason(error);
            throw new MeetError(`${invitation.meet} does not drain ${nickname}: ${reason}`);
        } finally {
            void this.closeWhenIdle(key, line);
        }
    }

    /** Ends every connection. */
    public close(): void {
        this.closing.abort();
        for (const line of this.lines.values()) line.close();
        this.lines.clear();
    }

    private async closeWhenIdle(key: string, line: Line): Promise<void> {
        const { asked } = line;
        await this.clock.sleep(this.idleSeconds, this.closing.signal);
        if (line.asked !== asked) return;
        line.close();
        this.lines.delete(key);
    }
}
