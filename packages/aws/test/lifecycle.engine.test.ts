import assert from "node:assert/strict";
import { done, small, withStack } from "./support/engine";

describe("A deployment on the real engine", function () {
    this.timeout(600_000);

    it("is made, left alone, mended after drift, and taken away", async () => {
        await withStack(small(), async (stack, { world }) => {
            await stack.up();
            assert.deepEqual(done(await stack.preview()), []);

            world.drift({ name: "france-bridge", token: "aws:autoscaling/group:Group" }, "maxSize", 3);
            const refreshed = await stack.refresh();
            assert.equal(refreshed.changes["update"], 1);
            assert.deepEqual(done(await stack.up()), ["update Group france-bridge"]);

            await stack.destroy();
            assert.deepEqual(world.list(), []);
        });
    });

    it("takes an organisation in, lets it go, and takes it in again, and touches nothing else", async () => {
        await withStack(small(), async (stack) => {
            await stack.up();
            const both = small({ meets: ["renater", "shared"] });
            for (const [program, op] of [
                [both, "create"],
                [small(), "delete"],
                [both, "create"],
            ] as const) {
                stack.setProgram(program);
                const others = done(await stack.up()).filter((line) => !line.startsWith(op));
                assert.deepEqual(others, ["update BucketObjectv2 france-roster"]);
            }
        });
    });

    it("lets another pool in and touches nothing else", async () => {
        await withStack(small(), async (stack) => {
            await stack.up();
            stack.setProgram(small({ meet: { admits: ["france", "hungary"] } }));
            assert.deepEqual(done(await stack.up()), [
                "create Parameter renater-accounts-hungary",
                "create RandomPassword renater-account-hungary-1",
            ]);
        });
    });

    it("keeps a pool's group through another type, architecture and image", async () => {
        await withStack(small(), async (stack) => {
            await stack.up();
            stack.setProgram(small({ pool: { instanceType: "c7i.2xlarge" } }));
            assert.deepEqual(done(await stack.up()), [
                "create-replacement BucketObjectv2 france-bridge-bundle",
                "delete-replaced BucketObjectv2 france-bridge-bundle",
                "replace BucketObjectv2 france-bridge-bundle",
                "update Group france-bridge",
                "update LaunchTemplate france-bridge-amd64",
            ]);
            // There and back again: the bundle of the first type is still in the bucket.
            stack.setProgram(small());
            await stack.up();
            stack.setProgram(small({ pool: { instanceType: "c7i.2xlarge" } }));
            await stack.up();
            stack.setProgram(small({ pool: { instanceType: "c7g.2xlarge" } }));
            assert.deepEqual(done(await stack.up()), [
                "create LaunchTemplate france-bridge-arm64",
                "delete LaunchTemplate france-bridge-amd64",
                "update Group france-bridge",
            ]);
            stack.setProgram(
                small({ pool: { instanceType: "c7g.2xlarge", imageId: "ami-0123456789abcdef0" } }),
            );
            assert.deepEqual(done(await stack.up()), [
                "update Group france-bridge",
                "update LaunchTemplate france-bridge-arm64",
            ]);
        });
    });

    it("changes how a pool scales and drains in place", async () => {
        await withStack(small(), async (stack) => {
            await stack.up();
            stack.setProgram(
                small({ pool: { scaling: { cpu: { targetPercent: 40 } }, size: { min: 1, max: 5 } } }),
            );
            assert.deepEqual(done(await stack.up()), [
                "update Group france-bridge",
                "update MetricAlarm france-at-maximum",
                "update MetricAlarm france-too-few-bridges",
                "update Policy france-bridge-track",
            ]);
        });
    });

    it("shows in the preview that the signalling host will be replaced", async () => {
        await withStack(small(), async (stack) => {
            await stack.up();
            stack.setProgram(small({ meet: { stressThreshold: 0.7 } }));
            const { steps } = await stack.preview();
            const group = steps.find(
                ({ urn, op }) => op === "update" && urn.endsWith("Group::renater-signalling"),
            );
            assert.ok(group?.diffs.includes("tags"), JSON.stringify(group?.diffs));
        });
    });

    it("advances a certificate and an account, each in a change of its own", async () => {
        await withStack(small(), async (stack) => {
            await stack.up();
            stack.setProgram(
                small({ meet: { accounts: { france: { generation: 2, keepPrevious: true } } } }),
            );
            const rotated = done(await stack.up());
            assert.deepEqual(
                rotated.filter((line) => !line.includes("SecretVersion france-roster-renater")),
                [
                    "create RandomPassword renater-account-france-2",
                    "update BucketObjectv2 france-roster",
                    "update Parameter renater-accounts-france",
                ],
            );
            stack.setProgram(
                small({ meet: { accounts: { france: { generation: 2 } }, trust: { generation: 2 } } }),
            );
            const advanced = done(await stack.up());
            for (const line of [
                "create PrivateKey renater-bridges-3",
                "create SelfSignedCert renater-bridges-3",
                "delete RandomPassword renater-account-france-1",
                "create-replacement SecretVersion renater-signalling",
            ]) {
                assert.ok(advanced.includes(line), `${line} in\n${advanced.join("\n")}`);
            }
            const hosts = advanced.filter((line) => /Group|LaunchTemplate|renater-.*bundle/.test(line));
            assert.deepEqual(hosts, [], "the hosts go on");
        });
    });

    it("tells pools of a new account and a new certificate when the Meet's host can know them, not before", async () => {
        await withStack(small(), async (stack, { world }) => {
            await stack.up();
            const before = world.calls.length;
            stack.setProgram(
                small({
                    meet: {
                        accounts: { france: { generation: 2, keepPrevious: true } },
                        trust: { generation: 2 },
                    },
                }),
            );
            await stack.up();
            const written = world.calls
                .slice(before)
                .filter(({ method, preview }) => (method === "create" || method === "update") && !preview)
                .map(({ urn }) => urn.split("::").at(-1));
            const roster = written.indexOf("france-roster-renater");
            for (const secret of ["renater-signalling", "renater-accounts-france"]) {
                const at = written.indexOf(secret);
                assert.ok(at >= 0 && at < roster, `${secret} before the roster in\n${written.join("\n")}`);
            }
        });
    });
});
