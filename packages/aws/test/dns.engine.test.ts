import assert from "node:assert/strict";
import { publishDns } from "@bridgepool/sandbox";
import { done, small, withStack } from "./support/engine";

describe("A Meet whose DNS is kept elsewhere", function () {
    this.timeout(300_000);

    it("is made at once, says what to create, and goes on when that is there", async () => {
        await withStack(small(), async (stack, { world }) => {
            await stack.up();
            const { dnsRecords } = await stack.outputs();
            const records = dnsRecords as { name: string; type: string; values: string[] }[];
            assert.deepEqual(
                records.map(({ name, type }) => [name.replace(/^_[0-9a-f]+/, "_proof"), type]),
                [
                    ["_proof.renater.example.org.", "CNAME"],
                    ["renater.example.org", "CNAME"],
                    ["xmpp.renater.example.org", "A"],
                ],
            );
            assert.equal(records[2]?.values.length, 3);
            assert.deepEqual(done(await stack.up()), [], "nothing changes while the records are missing");

            // Somebody creates the record, and AWS issues the certificate.
            const [proof] = records;
            assert.ok(proof?.values[0] !== undefined);
            publishDns(world, { name: proof.name, type: proof.type, value: proof.values[0] });
            assert.deepEqual(done(await stack.up()), ["update Listener renater-https"]);
            const listener = world.get({ token: "aws:lb/listener:Listener", name: "renater-https" });
            assert.equal(
                listener.inputs["certificateArn"],
                world.get({ token: "aws:acm/certificate:Certificate", name: "renater-domain" }).id,
            );
            assert.deepEqual(done(await stack.up()), []);
        });
    });
});
