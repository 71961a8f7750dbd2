import { BOARD_ASSIGNMENT_KEY, MEASUREMENT_INTERVAL_SECONDS, MeasurementName } from "@bridgepool/core/shared";

import { failureReason } from "../failure-reason";
import { assign } from "../assign/assign";
import type { Decision, Policy, SeenBridge } from "../assign/input";
import { type Assignment, BOARD_VERSION, type FollowedRoster } from "../board/documents";
import { parseAssignment } from "../board/parse";
import type { Clock } from "../ports/clock";
import type { Cloud, GroupView, Measurement } from "../ports/cloud";
import type { Log } from "../ports/log";
import { StatusReader } from "./statuses";
import { Waits } from "./waits";

/** By how much the utilisation has to move for an assignment to be written for it alone. */
const UTILISATION_STEP = 0.05;

export interface RoundTools {
    /** Id of this agent's host. */
    readonly bridge: string;
    readonly cloud: Pick<Cloud, "store" | "group" | "measurements">;
    readonly clock: Clock;
    readonly log: Log;
    readonly policy: Policy;
}

/** Somebody else has been found to lead in a later term. */
export class SupersededError extends Error {
    public override readonly name = "SupersededError";
}

/** What a leader does in one term, round by round. */
export class Rounds {
    private readonly statuses: StatusReader;
    private readonly waits = new Waits();
    private stored: { readonly tag?: string; readonly assignment?: Assignment } | undefined;
    /** The last assignment that could be read: it counts as the one before while the one that is there is lost or garbled. */
    private lastGood: Assignment | undefined;
    private publishedAt = -Infinity;

    public constructor(
        public readonly term: number,
        private readonly tools: RoundTools,
    ) {
        const { cloud, clock, log } = tools;
        this.statuses = new StatusReader(cloud.store, clock, log);
    }

    /**
     * One round: looks, decides, and writes the assignment when it differs from the one that stands. The first of a
     * term always does: from then on, a late write of an earlier leader meets another tag than it expects.
     *
     * @param leads whether this agent still leads, asked once more before the assignment is written
     * @returns the assignment that stands
     * @throws SupersededError when the assignment is of a later term; CloudError when the store fails
     */
    public async run(roster: FollowedRoster, leads: () => boolean): Promise<Assignment | undefined> {
        const { clock, policy } = this.tools;
        const [bridges, group] = await Promise.all([
            this.statuses.look(),
            this.viewGroup(),
            this.readAssignment(),
        ]);
        const standing = this.stored?.assignment;
        const previous = this.lastGood;
        const rotatingSeconds = this.waits.rotating(previous ?? { rotates: {} }, bridges, clock.seconds());
        const decision = assign({ previous, bridges, roster, group, rotatingSeconds, policy });
        if (!leads()) return undefined;
        if (isWorthWriting(standing, { ...decision, term: this.term })) await this.write(decision);
        await this.measure(decision, bridges, group);
        return this.stored?.assignment;
    }

    private async viewGroup(): Promise<GroupView | undefined> {
        try {
            return await this.tools.cloud.group.view();
        } catch (error) {
            this.tools.log.warn("group-unseen", { reason: failureReason(error) });
            return undefined;
        }
    }

    private async readAssignment(): Promise<void> {
        const { cloud, log } = this.tools;
        const read = await cloud.store.read(BOARD_ASSIGNMENT_KEY, this.stored?.tag);
        if (read === "unchanged") return;
        const { value, problems } = read === undefined ? {} : parseAssignment(read.text);
        if (problems !== undefined && value === undefined) {
            log.warn("assignment-refused", { reason: problems[0]?.reason });
        }
        this.stored = { tag: read?.tag, assignment: value };
        this.lastGood = value ?? this.lastGood;
        if (value !== undefined && value.term > this.term) {
            throw new SupersededError(`${value.leader} leads in term ${value.term}`);
        }
    }

    private async write(decision: Decision): Promise<void> {
        const { cloud, clock, log, bridge } = this.tools;
        const head = {
            version: BOARD_VERSION,
            leader: bridge,
            term: this.term,
            at: clock.now().toISOString(),
        };
        const assignment: Assignment = { ...head, ...decision };
        const tag = this.stored?.tag;
        // Until the answer is here nobody knows what stands: it is read again if there is none.
        this.stored = undefined;
        const answer = await cloud.store.write(
            BOARD_ASSIGNMENT_KEY,
            JSON.stringify(assignment),
            tag === undefined ? { ifAbsent: true } : { ifTag: tag },
        );
        if (answer === "conflict") {
            log.warn("assignment-overtaken", { term: this.term });
            return;
        }
        this.stored = { tag: answer.tag, assignment };
        this.lastGood = assignment;
        log.info("assignment-written", {
            term: this.term,
            memberships: Object.keys(decision.serves).length,
            rotating: Object.keys(decision.rotates).length,
            draining: Object.keys(decision.drains).length,
            utilisation: decision.utilisation,
        });
    }

    private async measure(
        decision: Decision,
        bridges: readonly SeenBridge[],
        group: GroupView | undefined,
    ): Promise<void> {
        const { cloud, clock, log } = this.tools;
        const now = clock.seconds();
        const notJoined = this.waits.notJoined(decision, bridges, now);
        if (now - this.publishedAt < MEASUREMENT_INTERVAL_SECONDS) return;
        const { utilisation } = decision;
        const figures: Measurement[] = [
            { name: MeasurementName.Leader, value: 1 },
            { name: MeasurementName.MembershipsNotJoined, value: notJoined },
        ];
        if (utilisation !== undefined) {
            figures.push({ name: MeasurementName.Utilisation, value: utilisation });
        }
        if (group !== undefined) {
            const retained = group.members.filter((member) => member.retained).length;
            figures.push({ name: MeasurementName.RetainedHosts, value: retained });
        }
        try {
            await cloud.measurements.publish(figures);
            this.publishedAt = now;
        } catch (error) {
            log.warn("measurements-unpublished", { reason: failureReason(error) });
        }
    }
}

/** Whether anybody would act on the difference. The utilisation is for people, and moves all the time. */
export function isWorthWriting(
    previous: Assignment | undefined,
    next: Decision & Pick<Assignment, "term">,
): boolean {
    if (previous === undefined || gist(previous) !== gist(next)) return true;
    const [before, after] = [previous.utilisation, next.utilisation];
    if (before === undefined || after === undefined) return before !== after;
    return Math.abs(after - before) >= UTILISATION_STEP;
}

function gist({
    term,
    roster,
    serves,
    rotates,
    drains,
    lane,
    lanes,
}: Decision & Pick<Assignment, "term">): string {
    return JSON.stringify([term, roster, lane, ...[serves, rotates, drains, lanes].map(sorted)]);
}

function sorted(record: Readonly<Record<string, unknown>>): unknown {
    return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
