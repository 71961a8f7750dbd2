import type { Clock } from "./ports/clock";
import type { Cloud } from "./ports/cloud";
import type { Log } from "./ports/log";
import type { AgentSettings } from "./settings/settings";
import type { AgentStatus } from "./status";

/** An agent that runs. */
export interface RunningAgent {
    status(): AgentStatus;
    /** An operator's wish to drain this bridge. @returns what happens now, in a sentence */
    drain(): Promise<string>;
    /** Takes that wish back. @returns what happens now, in a sentence */
    undrain(): Promise<string>;
    /** Ends the agent, not the bridge: its calls and memberships go on. */
    stop(): Promise<void>;
    /** The roster has been read once, and the bridge answers. */
    readonly ready: boolean;
    /** The loop goes round: it has lately. */
    readonly alive: boolean;
}

/** What an agent gets besides its settings and its cloud. */
export interface AgentParts {
    readonly clock: Clock;
    readonly log: Log;
}

/** Starts an agent. It comes back at once: everything that may take time goes on in the background. */
export type StartAgent = (settings: AgentSettings, cloud: Cloud, parts: AgentParts) => Promise<RunningAgent>;
