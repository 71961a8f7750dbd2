import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

import { Brewery } from "../../../core/test/support/brewery";
import { Jvb } from "../../src/bridge/jvb";
import { systemClock } from "../../src/clock";
import { TRUST_STORE_FILE, TrustStoreFile } from "../../src/trust/store";
import { BridgeDouble } from "../support/bridge-double";
import { FRANCE, invitationTo } from "../xmpp/invitation";

// What only the double can be made to do at will: a real bridge does it once in a while.
describe("the double of a bridge: ghosts", () => {
    let folder: string;
    let brewery: Brewery;
    let double: BridgeDouble;
    let jvb: Jvb;
    beforeEach(async () => {
        folder = mkdtempSync(`${tmpdir()}/bridgepool-ghosts-`);
        // Without the pauses that strangers are made to take: they have tests of their own.
        brewery = await Brewery.start([], "host", (config) => config.replace('"bridgepool_limits";', ""));
        await new TrustStoreFile(folder).write([brewery.certificate]);
        const seconds = { start: 0, stats: 0.2 };
        double = await BridgeDouble.start({ trustStore: `${folder}/${TRUST_STORE_FILE}`, seconds, seed: 7 });
        jvb = new Jvb({ clock: systemClock, url: double.url });
    });
    afterEach(async () => {
        await double.kill();
        await brewery.close();
        rmSync(folder, { recursive: true });
    });

    it("are rarely made of clients that were taken out while they failed, and come in when they can", async () => {
        const count = 16;
        for (let n = 0; n < count; n++) {
            await jvb.join(`${n}`, invitationTo(brewery), `i-${n}`);
        }
        await until(() => double.attempts >= 2 * count);
        for (let n = 0; n < count; n++) await jvb.leave(`${n}`);
        assert.equal(double.ghosts.size, 2, "with this seed: one of eight");
        assert.deepEqual(await jvb.clients(), []);

        await until(async () => {
            const before = double.attempts;
            await sleep(500);
            // Only two go on trying, ten times a second each at most.
            return double.attempts - before <= 2 * 5;
        });
        const focus = await brewery.signIn(brewery.focus);
        await focus.join(brewery.domains.breweryRoom, "focus");
        await brewery.writeAccounts([FRANCE]);
        const here = () => new Set(focus.received.map(({ attrs }) => String(attrs["from"]))).size;
        await until(() => here() >= 1 + 2);
        const { totals } = await jvb.look();
        assert.deepEqual(Object.values(totals), [0, 0, 0, 0], "no figure has them");
    });
});

async function until(holds: () => boolean | Promise<boolean>, seconds = 30): Promise<void> {
    const end = systemClock.seconds() + seconds;
    while (!(await holds())) {
        assert.ok(systemClock.seconds() < end, `not within ${seconds} s`);
        await sleep(100);
    }
}
