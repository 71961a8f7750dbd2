import assert from "node:assert/strict";
import { renderBundle, renderUserData } from "@bridgepool/core";
import * as fc from "fast-check";
import { bridgePool, tooling } from "../support/bridge-pool";
import { matchSnapshots } from "../support/snapshots";

describe("planBridgePool", () => {
    it("renders every file of a bridge's host, and the user data", () => {
        const { files, packages } = bridgePool().bridges;
        const bundle = renderBundle(files);
        matchSnapshots("bridge-host", {
            ...Object.fromEntries(files.map(({ path, content }) => [path.slice(1), content])),
            "user-data.yaml": renderUserData({
                tooling,
                packages,
                environment: { REGION: "eu-west-3" },
                bundle,
            }),
        });
    });

    it("plans rows that a cloud can make without knowing Jitsi", () => {
        const { bridges, ...pool } = bridgePool();
        const { files, containers, ...rows } = bridges;
        assert.equal(containers.length, 1);
        assert.ok(files.every(({ owner }) => owner === "root:root"));
        matchSnapshots("bridge-pool-plan", {
            "plan.json": `${JSON.stringify({ ...pool, bridges: rows }, undefined, 2)}\n`,
        });
    });

    it("opens UDP 10000 and nothing else, over IPv4 and IPv6", () => {
        assert.deepEqual(bridgePool().bridges.ports, [
            {
                name: "media",
                protocol: "udp",
                port: 10_000,
                from: "internet",
                networks: ["0.0.0.0/0", "::/0"],
            },
        ]);
    });

    it("lets people in only when asked", () => {
        const grants = (session: boolean) => bridgePool({ session }).bridges.grants.map(({ grant }) => grant);
        assert.ok(!grants(false).includes("session"));
        assert.ok(grants(true).includes("session"));
    });

    it("has no alarm that could never fire or never rest", () => {
        const alarms = (min: number, max: number) =>
            bridgePool({ settings: { size: { min, max } } }).bridges.alarms.map(({ name }) => name);
        assert.deepEqual(alarms(2, 20), ["too-few-bridges", "at-maximum"]);
        assert.deepEqual(alarms(0, 20), ["at-maximum"]);
        assert.deepEqual(alarms(3, 3), ["too-few-bridges"]);
    });

    it("refuses hosts with too little memory, with what to do", () => {
        assert.throws(() => bridgePool({ memoryMiB: 1024 }), {
            name: "ProblemsError",
            message:
                'BridgePool "paris" has 1 problem:\n' +
                "  memoryMiB: hosts of 1024 MiB cannot carry a bridge, which takes at least 2048 MiB; " +
                "choose a machine type with more memory",
        });
    });

    it("leaves the host at least half of its memory, and uses no heap larger than is known to work", () => {
        fc.assert(
            fc.property(fc.integer({ min: 2048, max: 512 * 1024 }), (memoryMiB) => {
                const { environment } = bridgePool({ memoryMiB }).bridges.containers[0]!;
                const heap = Number(/^(\d+)m$/.exec(environment["VIDEOBRIDGE_MAX_MEMORY"]!)?.[1]);
                assert.ok(heap <= memoryMiB / 2 && heap <= 6144);
                assert.ok(heap >= Math.min(memoryMiB / 2 - 1, 6144));
            }),
        );
    });

    it("gives the bridge, its unit and the plan one and the same drain limit", () => {
        fc.assert(
            fc.property(fc.integer({ min: 1, max: 172_800 }), (limitSeconds) => {
                const settings = { size: { min: 1, max: 2 }, drain: { limitSeconds } };
                const { drain, files } = bridgePool({ settings }).bridges;
                const content = (path: string) => files.find((file) => file.path === path)!.content;
                assert.equal(drain.limitSeconds, limitSeconds);
                assert.ok(
                    content("/etc/bridgepool/jvb/custom-jvb.conf").includes(
                        `graceful-shutdown-max-duration = "${limitSeconds} seconds"`,
                    ),
                );
                const unit = content("/etc/containers/systemd/bridgepool-jvb.container");
                const stopSeconds = Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1]);
                // The last participant may leave at the limit; then a minute for Jicofos, then SIGTERM.
                assert.ok(stopSeconds > limitSeconds + 60 + 30 && stopSeconds < limitSeconds + 180);
            }),
        );
    });

    it("is the same for the same settings, whom it serves and how many", () => {
        const bundle = (max: number) =>
            renderBundle(bridgePool({ settings: { size: { min: 1, max } } }).bridges.files).key;
        assert.equal(bundle(2), bundle(200));
    });
});
