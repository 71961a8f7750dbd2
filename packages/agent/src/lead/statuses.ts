import { BOARD_STATUS_PREFIX, LEADER_INTERVAL_SECONDS } from "@bridgepool/core/shared";
import limit from "p-limit";

import { failureReason } from "../failure-reason";
import type { SeenBridge } from "../assign/input";
import type { BridgeStatus } from "../board/documents";
import { parseStatus } from "../board/parse";
import type { Clock } from "../ports/clock";
import type { ObjectStore } from "../ports/cloud";
import type { Log } from "../ports/log";

/** Statuses that are read at the same time: a new leader reads all of them. */
const READS_AT_ONCE = 10;

/** The most by which ages go forward from one look to the next, in seconds. */
const LONGEST_STEP_SECONDS = 2 * LEADER_INTERVAL_SECONDS;

const ENDING = ".json";

interface Known {
    /** By which the object that was read last was listed. Absent: none could be read yet. */
    readonly tag?: string;
    readonly status?: BridgeStatus;
    readonly changedAt: number;
    readonly seenToChange: boolean;
    /** Absent: it is healthy. */
    readonly unhealthySince?: number;
}

/** The statuses on the Board, as one leader in one term comes to know them. */
export class StatusReader {
    private readonly known = new Map<string, Known>();
    private watched = 0;
    private lookedAt: number | undefined;

    public constructor(
        private readonly store: ObjectStore,
        private readonly clock: Clock,
        private readonly log: Log,
    ) {}

    /** Looks at the Board and reads what has changed. @throws CloudError when it cannot be listed */
    public async look(): Promise<readonly SeenBridge[]> {
        const listed = await this.store.list(BOARD_STATUS_PREFIX);
        this.goForward();
        const objects = listed.filter(({ key }) => key.endsWith(ENDING));
        const turn = limit(READS_AT_ONCE);
        await Promise.all(objects.map(({ key, tag }) => turn(() => this.read(key, tag))));
        const keys = new Set(objects.map(({ key }) => key));
        for (const key of [...this.known.keys()].filter((one) => !keys.has(one))) {
            this.known.delete(key);
        }
        return [...this.known].map(([key, known]) => ({
            bridge: bridgeOf(key),
            status: known.status,
            unchangedSeconds: this.watched - known.changedAt,
            seenToChange: known.seenToChange,
            unhealthySeconds: known.unhealthySince === undefined ? 0 : this.watched - known.unhealthySince,
        }));
    }

    /** Time counts only while the Board can be seen: after an hour without it, no bridge is an hour silent. */
    private goForward(): void {
        const now = this.clock.seconds();
        this.watched += Math.min(now - (this.lookedAt ?? now), LONGEST_STEP_SECONDS);
        this.lookedAt = now;
    }

    private async read(key: string, tag: string): Promise<void> {
        const before = this.known.get(key) ?? { changedAt: this.watched, seenToChange: false };
        this.known.set(key, before);
        if (before.tag === tag) return;
        const stored = await this.store.read(key).catch((error: unknown) => {
            const reason = failureReason(error);
            this.log.warn("status-unread", { bridge: bridgeOf(key), reason });
        });
        if (stored === undefined || stored === "unchanged") return;
        const status = this.parse(key, stored.text);
        if (status === undefined) {
            this.known.set(key, { ...before, tag });
            return;
        }
        const hasChanged = before.status !== undefined && before.status.sequence !== status.sequence;
        this.known.set(key, {
            tag,
            status,
            changedAt: hasChanged ? this.watched : before.changedAt,
            seenToChange: before.seenToChange || hasChanged,
            unhealthySince: status.healthy ? undefined : (before.unhealthySince ?? this.watched),
        });
    }

    private parse(key: string, text: string): BridgeStatus | undefined {
        const { value, problems } = parseStatus(text);
        const bridge = bridgeOf(key);
        if (value?.bridge === bridge) return value;
        const reason = problems[0]?.reason ?? "it says that it is another bridge's";
        this.log.warn("status-refused", { bridge, reason });
        return undefined;
    }
}

function bridgeOf(key: string): string {
    return key.slice(BOARD_STATUS_PREFIX.length, -ENDING.length);
}
