import type { Clock } from "../ports/clock";
import type { OpenCloud } from "../ports/cloud";
import type { Log } from "../ports/log";
import type { StartAgent } from "../running-agent";
import type { LogSettings } from "../settings/settings";

/** What a command works with: a process, and what this build of the agent is made of. */
export interface World {
    readonly environment: Readonly<Record<string, string | undefined>>;
    readonly clock: Clock;
    readonly makeLog: (settings: LogSettings) => Log;
    /** Writes to the standard output. */
    readonly out: (text: string) => void;
    /** Writes to the standard error. */
    readonly err: (text: string) => void;
    /** Comes when the process is told to end. */
    readonly untilEnd: () => Promise<unknown>;
    readonly openCloud: OpenCloud;
    readonly startAgent: StartAgent;
}

/** Why a command cannot be done, in words for people that hold no secret. */
export class CommandError extends Error {
    public override readonly name = "CommandError";
}
