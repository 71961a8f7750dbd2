import assert from "node:assert/strict";
import { InstanceMetadata } from "../../../src/cloud/aws/metadata";
import { readNotice } from "../../../src/cloud/aws/notice";
import type { HostNotice } from "../../../src/ports/cloud";
import { ManualClock } from "../../support/clock";
import { MetadataStandIn } from "../../support/instance-metadata";

describe("AWS: notices", () => {
    const clock = new ManualClock(new Date("2026-11-21T12:00:00Z"));
    const inSeconds = (seconds: number) => new Date(clock.now().getTime() + seconds * 1000);
    let metadata: MetadataStandIn;
    let notice: () => Promise<HostNotice | undefined>;
    beforeEach(async () => {
        metadata = await MetadataStandIn.start({ id: "i-1" });
        const client = new InstanceMetadata(metadata.url, clock);
        notice = () => readNotice(client, () => clock.now());
    });
    afterEach(() => metadata.close());

    it("are none while the group wants the host, or has it beside", async () => {
        for (const state of ["InService", "Standby", "Detached", "Warmed:Running"]) {
            metadata.setLifecycle(state);
            assert.equal(await notice(), undefined);
        }
        metadata.items.clear();
        assert.equal(await notice(), undefined, "in no group, and not from the spot market");
    });

    it("come from the group, which does not say when", async () => {
        metadata.setLifecycle("Terminated");
        assert.deepEqual(await notice(), { kind: "terminating", what: "autoscaling: Terminated" });
    });

    it("come from the spot market, and count before the group's, as they leave two minutes", async () => {
        metadata.setLifecycle("Terminated");
        for (const action of ["terminate", "stop", "hibernate"] as const) {
            metadata.interrupt(inSeconds(118), action);
            assert.deepEqual(await notice(), {
                kind: "terminating",
                what: `spot: ${action}`,
                withinSeconds: 118,
            });
        }
        metadata.interrupt(inSeconds(-5));
        assert.equal((await notice())?.withinSeconds, 0);
    });

    it("come from maintenance that ends the host within an hour, not before and not when it is over", async () => {
        const cases: [code: string, seconds: number, state: "active" | "canceled", noticed: boolean][] = [
            ["instance-retirement", 3600, "active", true],
            ["instance-stop", 60, "active", true],
            ["instance-reboot", 60, "active", true],
            ["system-reboot", 60, "active", true],
            ["instance-retirement", 3601, "active", false],
            ["instance-retirement", 60, "canceled", false],
            ["system-maintenance", 60, "active", false],
        ];
        for (const [code, seconds, state, noticed] of cases) {
            metadata.plan(code, inSeconds(seconds), state);
            const expected = { kind: "terminating", what: `maintenance: ${code}`, withinSeconds: seconds };
            assert.deepEqual(await notice(), noticed ? expected : undefined, `${code} ${seconds} ${state}`);
        }
    });

    it("are never read out of garbage", async () => {
        for (const path of ["spot/instance-action", "events/maintenance/scheduled"]) {
            for (const garbage of ["<html>", "", "null", "7", '{"action":1}', '"terminate"']) {
                metadata.items.set(path, garbage);
                await assert.rejects(notice(), {
                    name: "CloudError",
                    message: `The metadata service's answer to ${path} cannot be understood.`,
                });
            }
            metadata.items.delete(path);
        }
        metadata.items.set("events/maintenance/scheduled", '[null,7,"x",{"Code":"instance-stop"}]');
        assert.equal(await notice(), undefined);
        metadata.fault = "garbled";
        await assert.rejects(notice());
    });
});
