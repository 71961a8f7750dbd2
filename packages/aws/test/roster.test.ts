import assert from "node:assert/strict";
import { parseRosterMarker } from "@bridgepool/core";
import { secret, type Output } from "@pulumi/pulumi";
import { canary, invitationTo, type invite } from "./support/invitations";
import { leaves } from "./support/leaves";
import { pool as make, serves } from "./support/pool";
import { textOf, the, up } from "./support/tree";

describe("The roster of a BridgePool", () => {
    it("is a secret per membership and a marker that names exact versions, without secrets", async () => {
        const recording = await up(() => make({ serves: serves("renater", "shared") }));
        const marker = the(recording, "BucketObjectv2", "france-roster");
        assert.deepEqual(marker.secrets, []);
        const { marker: read, problems } = parseRosterMarker(textOf(marker, "content"));
        assert.deepEqual(problems, []);
        assert.deepEqual(
            read?.entries.map(({ key, secret: name, secretVersion, share }) => [
                key,
                name,
                secretVersion,
                share,
            ]),
            ["renater", "shared"].map((key) => [
                key,
                `bridgepool/france/roster/${key}`,
                the(recording, "SecretVersion", `france-roster-${key}`).attributes["versionId"],
                1,
            ]),
        );
    });

    it("keeps each password in its own secret only, marked", async () => {
        const recording = await up(() => make({ serves: serves("renater", "shared") }));
        const found = recording.resources.flatMap(({ name, type, inputs, secrets }) =>
            leaves(inputs)
                .filter(([, value]) => value.includes("canary-"))
                .map(([path]) => [type.split(":").at(-1), name, path, secrets.includes(path)]),
        );
        assert.deepEqual(found, [
            ["SecretVersion", "france-roster-renater", "secretString", true],
            ["SecretVersion", "france-roster-shared", "secretString", true],
        ]);
    });

    it("takes an invitation that another stack gives as one whole secret", async () => {
        const whole = secret(invitationTo("renater")) as unknown as Output<ReturnType<typeof invite>>;
        const recording = await up(() => make({ serves: { renater: { invitation: whole } } }));
        assert.deepEqual(the(recording, "BucketObjectv2", "france-roster").secrets, []);
        const version = the(recording, "SecretVersion", "france-roster-renater");
        assert.equal(
            (JSON.parse(textOf(version, "secretString")) as { password: string }).password,
            canary("renater"),
        );
    });

    it("takes one Meet more with two resources and another marker, and nothing else", async () => {
        const before = await up(() => make());
        const after = await up(() => make({ serves: serves("renater", "shared") }));
        const known = new Map(
            before.resources.map((row) => [row.urn, JSON.stringify([row.inputs, row.options])]),
        );
        const changed = after.resources.filter(
            ({ urn, inputs, options }) => known.get(urn) !== JSON.stringify([inputs, options]),
        );
        assert.deepEqual(
            changed.map(({ type, name }) => `${type.split(":").at(-1) ?? ""} ${name}`),
            [
                "BucketObjectv2 france-roster",
                "Secret france-roster-shared",
                "SecretVersion france-roster-shared",
            ],
        );
        assert.equal(before.resources.length + 2, after.resources.length);
    });

    it("can be taken out and put back under the same name", async () => {
        const { inputs } = the(await up(() => make()), "Secret", "france-roster-renater");
        assert.equal(inputs["recoveryWindowInDays"], 0);
    });

    it("refuses what is no invitation", async () => {
        const invitation = { ...invitationTo("renater"), version: 2 } as unknown as ReturnType<typeof invite>;
        await assert.rejects(
            up(() => make({ serves: { renater: { invitation } } })),
            /The invitation "renater" of BridgePool "france" has 1 problem:/,
        );
    });
});
