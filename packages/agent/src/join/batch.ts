import type { Invitation } from "@bridgepool/core/shared";

import type { Bridge, BridgeView } from "../ports/bridge";
import type { Clock } from "../ports/clock";

export interface Joining {
    readonly key: string;
    readonly invitation: Invitation;
}

/** How long a bridge may take to sign in and enter the room, in seconds. A real one took 1.4. */
export const CONFIRM_SECONDS = 15;

/**
 * Tells the bridge to join several Meets and waits until it has. It says only how many rooms it is in, so when that is
 * too few, all are taken out again and each half is tried by itself, down to the ones that fail.
 *
 * @returns keys of those that it did not join; they are taken out again
 */
export async function joinBatch(
    bridge: Bridge,
    clock: Clock,
    nickname: string,
    batch: readonly Joining[],
): Promise<readonly string[]> {
    const before = missing(await bridge.look());
    await Promise.all(batch.map(({ key, invitation }) => bridge.join(key, invitation, nickname)));
    const keys = batch.map(({ key }) => key);
    if (await isConfirmed(bridge, clock, keys, before)) return [];
    await Promise.all(batch.map(({ key }) => bridge.leave(key)));
    if (keys.length <= 1) return keys;
    const middle = Math.ceil(batch.length / 2);
    return [
        ...(await joinBatch(bridge, clock, nickname, batch.slice(0, middle))),
        ...(await joinBatch(bridge, clock, nickname, batch.slice(middle))),
    ];
}

/** Whether the bridge has them all and no more rooms are missing than before. */
async function isConfirmed(
    bridge: Bridge,
    clock: Clock,
    keys: readonly string[],
    before: number,
): Promise<boolean> {
    const deadline = clock.seconds() + CONFIRM_SECONDS;
    while (clock.seconds() < deadline) {
        await clock.sleep(0.5);
        const clients = await bridge.clients();
        const view = await bridge.look();
        // It counts its rooms every few seconds only: a count that is older than what it was told says nothing.
        const isCounted = view.totals.clientsConfigured === clients.length;
        if (isCounted && keys.every((key) => clients.includes(key)) && missing(view) <= before) return true;
    }
    return false;
}

function missing({ totals }: BridgeView): number {
    return totals.roomsConfigured - totals.roomsJoined;
}
