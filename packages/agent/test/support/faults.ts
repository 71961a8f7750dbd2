import type { Clock } from "../../src/ports/clock";
import { CloudError } from "../../src/ports/cloud";

/** When an adapter gives a call up, in seconds: see `ports/cloud.ts`. */
export const CALL_LIMIT_SECONDS = 10;

/** One thing that goes wrong between one agent and the cloud. */
export interface Fault {
    readonly kind:
        | /** Has no effect and fails: throttled, away. */ "fail"
        | /** Has no effect and fails for good: forbidden. */ "deny"
        | /** Has its effect, and the answer is lost. */ "lose"
        | /** Has its effect `seconds` late, even when nobody waits for the answer any more. */ "slow"
        | /** Has no effect and no answer: the agent is cut off. */ "freeze"
        | /** A read gives half of what is there. */ "garble"
        | /** A write is told that somebody else was first. */ "conflict";
    /** Which calls, by how their names begin: `store`, `store.read`. Default: all. */
    readonly on?: string;
    /** Which objects or secrets, by how their names begin. Default: all. */
    readonly key?: string;
    /** How late a slow one is. Default 5. */
    readonly seconds?: number;
    /** How many calls it hits. Default: all, until it is mended. */
    readonly times?: number;
}

interface StandingFault {
    readonly fault: Fault;
    left: number;
}

/** What goes wrong for one agent. The fault that was added first goes first. */
export class Faults {
    private standing: readonly StandingFault[] = [];

    public constructor(private readonly clock: Clock) {}

    /** @returns what mends it */
    public add(fault: Fault): () => void {
        const added: StandingFault = { fault, left: fault.times ?? Infinity };
        this.standing = [...this.standing, added];
        return () => {
            this.standing = this.standing.filter((other) => other !== added);
        };
    }

    /** Mends everything. */
    public clear(): void {
        this.standing = [];
    }

    /** One call to the cloud. */
    public async call<T>(
        name: string,
        key: string,
        effect: (oddity?: "garble" | "conflict") => T,
    ): Promise<T> {
        const fault = this.next(name, key);
        switch (fault?.kind) {
            case undefined:
                return Promise.resolve(effect());
            case "garble":
            case "conflict":
                return Promise.resolve(effect(fault.kind));
            case "fail":
                throw new CloudError(`${name} was throttled`, true);
            case "deny":
                throw new CloudError(`${name} is forbidden`, false);
            case "lose":
                effect();
                throw new CloudError(`the connection broke during ${name}`, true);
            case "freeze":
                return this.giveUp(name);
            case "slow":
                return this.slowly(name, effect, fault.seconds ?? 5);
        }
    }

    private next(name: string, key: string): Fault | undefined {
        const hit = this.standing.find(
            ({ fault, left }) =>
                left > 0 && name.startsWith(fault.on ?? "") && key.startsWith(fault.key ?? ""),
        );
        if (hit !== undefined) {
            hit.left -= 1;
        }
        return hit?.fault;
    }

    private async slowly<T>(name: string, effect: () => T, seconds: number): Promise<T> {
        const answer = this.clock.sleep(seconds).then(effect);
        return seconds < CALL_LIMIT_SECONDS ? answer : this.giveUp(name);
    }

    private async giveUp(name: string): Promise<never> {
        await this.clock.sleep(CALL_LIMIT_SECONDS);
        throw new CloudError(`${name} had no answer in ${CALL_LIMIT_SECONDS} seconds`, true);
    }
}
