import type { Cloud } from "../ports/cloud";
import { RELEASE } from "../release";
import type { AgentParts } from "../running-agent";
import type { AgentSettings } from "../settings/settings";
import { MeetAgent, type MeetSources } from "./agent";
import { httpSources } from "./sources";
import type { MeetStatus } from "./status";

/** What a running agent beside a Meet's signalling believes: what `/status` answers and `agent status` prints. */
export interface MeetAgentStatus {
    /** Of the agent. */
    readonly release: string;
    /** Of the agent's process, ISO 8601. */
    readonly startedAt: string;
    /** Name of the Meet. */
    readonly meet: string;
    readonly region: string;
    /** Of the last look. */
    readonly parts: MeetStatus;
}

/** An agent that runs beside a Meet's signalling. */
export interface RunningMeetAgent {
    /** The loop goes round. */
    readonly alive: boolean;
    /** Both parts of the signalling have answered at the last look. */
    readonly ready: boolean;
    status(): MeetAgentStatus;
    /** There is no bridge here. @returns that, in a sentence */
    drain(): Promise<string>;
    undrain(): Promise<string>;
    stop(): Promise<void>;
}

/** Starts the agent beside a Meet's signalling; it goes on in the background. */
export function startMeetAgent(
    settings: AgentSettings,
    cloud: Pick<Cloud, "measurements">,
    { clock, log }: AgentParts,
    sources: MeetSources = httpSources(),
): RunningMeetAgent {
    const agent = new MeetAgent({ sources, measurements: cloud.measurements, clock, log });
    const stopping = new AbortController();
    const startedAt = clock.now().toISOString();
    const loop = agent.run(stopping.signal);
    const noBridge = (): Promise<string> =>
        Promise.resolve("There is no bridge here: ask the agent beside one.");
    return {
        get alive() {
            return agent.alive;
        },
        get ready() {
            return agent.status.brewery !== undefined && agent.status.jicofo !== undefined;
        },
        status: () => ({
            release: RELEASE,
            startedAt,
            meet: settings.component,
            region: settings.region,
            parts: agent.status,
        }),
        drain: noBridge,
        undrain: noBridge,
        stop: async () => {
            stopping.abort();
            await loop;
        },
    };
}
