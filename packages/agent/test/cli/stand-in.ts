import type { RunningAgent, StartAgent } from "../../src/running-agent";
import { agentStatus } from "../support/agent-status";

/** An agent that only remembers what it was asked for. */
export class StandInAgent implements RunningAgent {
    public readonly asked: string[] = [];
    public readonly alive = true;
    public readonly ready = true;
    public status = agentStatus;

    public readonly start: StartAgent = () => Promise.resolve(this);

    public drain(): Promise<string> {
        this.asked.push("drain");
        return Promise.resolve("This bridge drains.");
    }

    public undrain(): Promise<string> {
        this.asked.push("undrain");
        return Promise.resolve("This bridge serves.");
    }

    public stop(): Promise<void> {
        this.asked.push("stop");
        return Promise.resolve();
    }
}
