import type { Facts, Log } from "../../src/ports/log";

export interface LoggedEvent {
    readonly level: "info" | "warn" | "error";
    readonly event: string;
    readonly facts: Facts;
}

/** Keeps what was logged. */
export class RecordingLog implements Log {
    public readonly events: LoggedEvent[] = [];

    public info(event: string, facts: Facts = {}): void {
        this.events.push({ level: "info", event, facts });
    }

    public warn(event: string, facts: Facts = {}): void {
        this.events.push({ level: "warn", event, facts });
    }

    public error(event: string, facts: Facts = {}): void {
        this.events.push({ level: "error", event, facts });
    }

    /** Names of the events, in their order. */
    public names(): readonly string[] {
        return this.events.map(({ event }) => event);
    }

    /** All of it, to look for what must not be there. */
    public text(): string {
        return this.events.map((event) => JSON.stringify(event)).join("\n");
    }
}
