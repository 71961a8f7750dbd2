import type { BridgeView } from "./ports/bridge";

/** Looks in a row at which a bridge must be unhealthy before it is said to be: one bad figure is no reason to drain. */
const UNHEALTHY_LOOKS = 3;

/** Whether a bridge works, judged over several looks. Its own health does not know whether it reaches any Meet. */
export class Watchdog {
    private badLooks = 0;
    private hasAnswered = false;

    /** @param view absent: the bridge does not answer */
    public look(view: BridgeView | undefined): void {
        this.hasAnswered ||= view !== undefined;
        this.badLooks = view?.healthy === true ? 0 : this.badLooks + 1;
    }

    /** Whether the bridge can be used: it has answered, and was not unhealthy several times in a row. */
    public get isHealthy(): boolean {
        return this.hasAnswered && this.badLooks < UNHEALTHY_LOOKS;
    }
}
