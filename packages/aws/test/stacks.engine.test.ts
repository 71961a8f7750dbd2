import { BridgePool, Meet, Network } from "@bridgepool/aws";
import { ROSTER_MARKER_KEY, parseRosterMarker, type InvitationArgs } from "@bridgepool/core";
import { StackReference, type Output } from "@pulumi/pulumi";
import type { Program } from "@bridgepool/sandbox";
import assert from "node:assert/strict";
import { done, startSandbox } from "./support/engine";

const region = "eu-west-3";

type Invitations = Record<string, { password: string }>;

/** An organisation of its own: its Meet, and the invitations as one output. */
function organisation(name: string, cidr: string): Program {
    return () => {
        const meet = new Meet(name, {
            region,
            network: new Network(name, { region, cidr }),
            domain: `${name}.example.org`,
            admits: ["france"],
            oneHost: true,
        });
        return { invitations: meet.invitations };
    };
}

/** A pool that serves Meets of other stacks. */
function pool(...meets: string[]): Program {
    return () => {
        const invitation = (name: string) =>
            new StackReference(`organization/${name}/test`)
                .requireOutput("invitations")
                .apply((all: Record<string, InvitationArgs>) => all["france"]) as Output<InvitationArgs>;
        new BridgePool("france", {
            region,
            network: new Network("paris", { region, cidr: "10.9.0.0/16" }),
            serves: Object.fromEntries(meets.map((name) => [name, { invitation: invitation(name) }])),
            size: { min: 1, max: 4 },
        });
        return {};
    };
}

describe("Invitations that cross stacks", function () {
    this.timeout(600_000);

    it("reach a pool from three organisations, and the middle one can leave", async () => {
        const sandbox = await startSandbox();
        try {
            const names = ["alpha", "beta", "gamma"];
            const passwords: string[] = [];
            for (const [index, name] of names.entries()) {
                const program = organisation(name, `10.${index + 1}.0.0/16`);
                const stack = await sandbox.stack({ project: name, program });
                await stack.up();
                const { invitations } = (await stack.outputs()) as { invitations: Invitations };
                passwords.push(invitations["france"]?.password ?? "");
            }
            const stack = await sandbox.stack({ project: "pool", program: pool(...names) });
            await stack.up();
            const served = () => {
                const marker = sandbox.world
                    .list({ token: "aws:s3/bucketObjectv2:BucketObjectv2" })
                    .find(({ inputs }) => inputs["key"] === ROSTER_MARKER_KEY);
                const content = marker?.inputs["content"];
                const text = typeof content === "string" ? content : "";
                return parseRosterMarker(text).marker?.entries.map(({ key }) => key);
            };
            assert.deepEqual(served(), names);

            stack.setProgram(pool("alpha", "gamma"));
            assert.deepEqual(done(await stack.up()), [
                "delete Secret france-roster-beta",
                "delete SecretVersion france-roster-beta",
                "update BucketObjectv2 france-roster",
            ]);
            assert.deepEqual(served(), ["alpha", "gamma"]);
            const { text } = await stack.export();
            for (const password of passwords) {
                assert.match(password, /^[A-Za-z0-9]{32}$/);
                assert.ok(!text.includes(password), "a password of another stack is in clear");
            }
        } finally {
            sandbox.stop();
        }
    });
});
