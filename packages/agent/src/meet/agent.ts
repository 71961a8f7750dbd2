import { MEASUREMENT_INTERVAL_SECONDS } from "@bridgepool/core/shared";

import { failureReason } from "../failure-reason";
import type { Clock } from "../ports/clock";
import type { Measurements } from "../ports/cloud";
import type { Log } from "../ports/log";
import { every } from "../schedule";
import { measurementsOf, readBrewery, readJicofo, type MeetStatus } from "./status";

/** After so many intervals without a look the agent is thought to hang. */
const MOST_LOOKS_MISSED = 3;

/** What a signalling host says of itself, each a text or an error with a sentence for people. */
export interface MeetSources {
    /** OpenMetrics of the Prosody of the bridges. */
    brewery(): Promise<string>;
    /** Statistics of Jicofo, JSON. */
    jicofo(): Promise<string>;
}

export interface MeetAgentParts {
    readonly sources: MeetSources;
    readonly measurements: Measurements;
    readonly clock: Clock;
    readonly log: Log;
}

/** The agent of a Meet's signalling host: it looks, and publishes. It changes nothing, so nothing depends on it. */
export class MeetAgent {
    private known: MeetStatus = {};
    private lookedAt: number;
    private readonly silent = new Set<string>();

    public constructor(private readonly parts: MeetAgentParts) {
        this.lookedAt = parts.clock.seconds();
    }

    /** What was seen at the last look; empty before the first. */
    public get status(): MeetStatus {
        return this.known;
    }

    /** Whether it has looked lately: each look ends by itself. */
    public get alive(): boolean {
        return this.parts.clock.seconds() - this.lookedAt < MOST_LOOKS_MISSED * MEASUREMENT_INTERVAL_SECONDS;
    }

    /** Looks once every {@link MEASUREMENT_INTERVAL_SECONDS}, until `signal` is aborted. */
    public run(signal: AbortSignal): Promise<void> {
        const { clock, log } = this.parts;
        return every(
            "meet-look",
            () => MEASUREMENT_INTERVAL_SECONDS,
            () => this.look(),
            { clock, log, signal },
        );
    }

    private async look(): Promise<void> {
        const { sources, measurements, clock } = this.parts;
        this.lookedAt = clock.seconds();
        const [brewery, jicofo] = await Promise.all([
            this.ask("brewery", async () => readBrewery(await sources.brewery())),
            this.ask("jicofo", async () => readJicofo(await sources.jicofo())),
        ]);
        this.known = { ...(brewery && { brewery }), ...(jicofo && { jicofo }) };
        await measurements.publish(measurementsOf(this.known));
    }

    /** Asks a part; logs when it falls silent and when it is back, not every minute between. */
    private async ask<View>(part: string, ask: () => Promise<View>): Promise<View | undefined> {
        const { log } = this.parts;
        try {
            const view = await ask();
            if (this.silent.delete(part)) log.info("meet-part-back", { part });
            return view;
        } catch (error) {
            const reason = failureReason(error);
            if (!this.silent.has(part)) log.warn("meet-part-silent", { part, reason });
            this.silent.add(part);
            return undefined;
        }
    }
}
