import { readFile } from "node:fs/promises";

import { isRecord } from "@bridgepool/core/shared";

import type { Log } from "../ports/log";
import { type Keeper, writeWhole } from "../state/keeper";
import type { HourUsage } from "./record";

/** What a meter must know after a restart of the agent. */
export interface Checkpoint {
    readonly version: 1;
    readonly hours: readonly KeptHour[];
    /** Ids of the conferences at the last look, so that they are not counted once more. */
    readonly conferences: readonly string[];
}

/** An hour that is not wholly in the bucket yet. */
export interface KeptHour {
    /** When it begins, in milliseconds of Unix time. */
    readonly hour: number;
    readonly usage: HourUsage;
    /** Whether `usage` goes on from what is in the bucket, or still has to be added to it. */
    readonly continues: boolean;
    readonly sequence: number;
}

/** The checkpoint as a file of the agent's folder: plain, since nothing in it is secret, and for its owner only. */
export class CheckpointFile implements Keeper<Checkpoint> {
    private isFailing = false;

    public constructor(
        private readonly path: string,
        private readonly log: Log,
    ) {}

    public async load(): Promise<Checkpoint | undefined> {
        let text: string;
        try {
            text = await readFile(this.path, "utf8");
        } catch {
            // The first start has none. A file that cannot be read cannot be written either, which is said then.
            return undefined;
        }
        const checkpoint = parseCheckpoint(text);
        if (checkpoint === undefined) {
            this.log.warn("usage-checkpoint-unusable", { path: this.path });
        }
        return checkpoint;
    }

    public async save(checkpoint: Checkpoint): Promise<void> {
        try {
            await writeWhole(this.path, JSON.stringify(checkpoint));
            this.isFailing = false;
        } catch (error) {
            // Once, and not with every look.
            if (!this.isFailing) {
                const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
                this.log.warn("usage-checkpoint-not-written", { path: this.path, code });
            }
            this.isFailing = true;
        }
    }
}

function parseCheckpoint(text: string): Checkpoint | undefined {
    try {
        const value: unknown = JSON.parse(text);
        return isRecord(value) && value["version"] === 1 ? (value as unknown as Checkpoint) : undefined;
    } catch {
        return undefined;
    }
}
