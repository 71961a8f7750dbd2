import type { Clock } from "../../src/ports/clock";
import type { Group, GroupView, Host, HostNotice } from "../../src/ports/cloud";
import type { Faults } from "./faults";

/** How long the cloud waits for the heartbeat of a host that it told to go, in seconds. */
export const HEARTBEAT_TIMEOUT_SECONDS = 1800;

type HostState = "inService" | "terminating" | "retained" | "gone";

export interface MemoryHost {
    readonly id: string;
    state: HostState;
    isProtected: boolean;
    /** Why it was told to go. */
    notice?: HostNotice;
    /** When the cloud stops waiting for it, while it is terminating. */
    waitsUntil: number;
}

/** An autoscaled group, as a test sees it: it scales when {@link scale} is called. */
export class MemoryGroup {
    public min = 1;
    public max = 100;
    /** How many its scaling wants. */
    public desired = 0;
    public readonly hosts = new Map<string, MemoryHost>();
    private launched = 0;

    public constructor(private readonly clock: Clock) {}

    /** A new host, in service; it is what scaling wanted. New ones start protected. */
    public launch(id = `i-new-${++this.launched}`): MemoryHost {
        const host: MemoryHost = { id, state: "inService", isProtected: true, waitsUntil: 0 };
        this.hosts.set(id, host);
        this.desired = Math.max(this.desired, this.inService().length);
        return host;
    }

    /** Tells a host to go: it may drain as long as it sends heartbeats. */
    public terminate(id: string, what = "autoscaling: Terminated"): void {
        const host = this.host(id);
        host.state = "terminating";
        host.notice = { kind: "terminating", what };
        host.waitsUntil = this.clock.seconds() + HEARTBEAT_TIMEOUT_SECONDS;
    }

    /**
     * What the cloud does every minute: tells unprotected hosts to go while there are more than it wants, launches
     * while there are fewer, and lets go of those that stopped their heartbeats. @returns the ids of new hosts
     */
    public scale(): readonly string[] {
        this.expire();
        const surplus = Math.max(0, this.inService().length - this.desired);
        const going = this.inService().filter(({ isProtected }) => !isProtected);
        going.slice(0, surplus).forEach(({ id }) => this.terminate(id));
        const missing = Math.max(0, this.desired - this.inService().length);
        return Array.from({ length: missing }, () => this.launch().id);
    }

    public inService(): readonly MemoryHost[] {
        return [...this.hosts.values()].filter(({ state }) => state === "inService");
    }

    public view(): GroupView {
        this.expire();
        return {
            min: this.min,
            max: this.max,
            desired: this.desired,
            members: [...this.hosts.values()]
                .filter(({ state }) => state !== "gone")
                .map(({ id, state, isProtected }) => ({
                    id,
                    inService: state === "inService",
                    retained: state === "retained",
                    isProtected,
                })),
        };
    }

    /** The ports of one host. */
    public ports(id: string, faults: Faults): { group: Group; host: Host } {
        const call = <T>(name: string, effect: () => T): Promise<T> => faults.call(name, id, effect);
        const group: Group = {
            view: () => call("group.view", () => this.view()),
            setProtection: (isProtected) =>
                call("group.setProtection", () => void (this.host(id).isProtected = isProtected)),
            heartbeat: () => call("group.heartbeat", () => this.heartbeat(id)),
            complete: () => call("group.complete", () => this.end(id, "terminating")),
            replace: () => call("group.replace", () => this.terminate(id, "autoscaling: unhealthy")),
            end: () => call("group.end", () => this.end(id, "retained")),
        };
        return { group, host: { id, notice: () => call("host.notice", () => this.host(id).notice) } };
    }

    private heartbeat(id: string): boolean {
        this.expire();
        const host = this.host(id);
        if (host.state !== "terminating") {
            return false;
        }
        host.waitsUntil = this.clock.seconds() + HEARTBEAT_TIMEOUT_SECONDS;
        return true;
    }

    private end(id: string, from: HostState): void {
        const host = this.host(id);
        if (host.state !== from) {
            throw new Error(`${id} is ${host.state}, and not ${from}`);
        }
        host.state = "gone";
    }

    private expire(): void {
        for (const host of this.hosts.values()) {
            if (host.state === "terminating" && host.waitsUntil < this.clock.seconds()) {
                host.state = "retained";
            }
        }
    }

    private host(id: string): MemoryHost {
        const host = this.hosts.get(id);
        if (host === undefined) {
            throw new Error(`the group has no host ${id}`);
        }
        return host;
    }
}
