import assert from "node:assert/strict";
import { InstanceMetadata } from "../../../src/cloud/aws/metadata";
import { ManualClock } from "../../support/clock";
import { MetadataStandIn } from "../../support/instance-metadata";
import { ScriptedServer } from "../../support/scripted-server";

describe("AWS: instance metadata", () => {
    let clock: ManualClock;
    let metadata: MetadataStandIn;
    let client: InstanceMetadata;
    beforeEach(async () => {
        clock = new ManualClock();
        metadata = await MetadataStandIn.start({ id: "i-1", role: "bridge" }, () => clock.seconds());
        client = new InstanceMetadata(metadata.url, clock);
    });
    afterEach(() => metadata.close());

    it("is read with one token for as long as it is good", async () => {
        assert.equal(await client.read("instance-id"), "i-1");
        assert.equal(await client.read("spot/instance-action"), undefined);
        await clock.advance(6 * 3600 - 120);
        assert.equal(await client.read("instance-id"), "i-1");
        assert.equal(metadata.requests.filter((request) => request === "PUT token").length, 1);
        await clock.advance(120);
        assert.equal(await client.read("instance-id"), "i-1");
        assert.deepEqual(metadata.requests.slice(-2), ["PUT token", "GET instance-id"]);
    });

    it("is asked for another token when it has forgotten the one it gave", async () => {
        await client.read("instance-id");
        metadata.forgetTokens();
        assert.equal(await client.read("instance-id"), "i-1");
    });

    it("fails with a sentence while it does not work, and works again", async () => {
        const failures = [
            [{ status: 503 }, "gives no token (status 503).", true],
            [{ status: 403 }, "gives no token (status 403).", false],
            ["refuses", "cannot be reached; only root and the agent's user may ask it.", true],
            ["hangs", "does not answer within 2 seconds.", true],
        ] as const;
        for (const [fault, what, retryable] of failures) {
            metadata.fault = fault;
            await assert.rejects(new InstanceMetadata(metadata.url, clock).read("instance-id"), {
                name: "CloudError",
                message: `The metadata service ${what}`,
                retryable,
            });
        }
        metadata.fault = "garbled";
        await assert.rejects(new InstanceMetadata(metadata.url, clock).read("instance-id"), {
            message: "The metadata service's token cannot be understood.",
        });
        await assert.rejects(client.read("instance-id"));
        metadata.fault = undefined;
        assert.equal(await client.read("instance-id"), "i-1");
        metadata.fault = { status: 500 };
        await assert.rejects(client.read("instance-id"), {
            message: "The metadata service answers 500 to instance-id.",
            retryable: true,
        });
    });

    it("is not asked again and again when it takes no token", async () => {
        const server = await ScriptedServer.start(({ method }) =>
            method === "PUT" ? { status: 200, body: "token" } : { status: 401 },
        );
        try {
            await assert.rejects(new InstanceMetadata(server.url, clock).read("instance-id"), {
                message: "The metadata service answers 401 to instance-id.",
            });
            assert.ok(server.received.length <= 4);
        } finally {
            await server.close();
        }
    });

    it("is not read to its end when it has none", async () => {
        metadata.items.set("user-data", "x".repeat(70_000));
        await assert.rejects(client.read("user-data"), { name: "CloudError" });
    });
});
