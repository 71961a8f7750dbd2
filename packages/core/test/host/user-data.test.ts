import assert from "node:assert/strict";
import { renderBundle, renderUserData, USER_DATA_LIMIT, type BootSpec } from "@bridgepool/core";
import * as fc from "fast-check";
import { parse } from "yaml";
import { tooling } from "../support/bridge-pool";

const spec: BootSpec = {
    tooling,
    packages: ["curl", "podman"],
    environment: { REGION: "eu-west-3", BUCKET: "paris" },
    bundle: renderBundle([]),
};

interface Written {
    path: string;
    permissions: string;
    content: string;
}
const written = (changes: Partial<BootSpec> = {}) => {
    const text = renderUserData({ ...spec, ...changes });
    const { write_files } = parse(text) as { write_files: Written[] };
    return Object.fromEntries(write_files.map(({ path, content }) => [path, content]));
};

describe("renderUserData", () => {
    it("is cloud-config whose files survive YAML as they were", () => {
        assert.ok(renderUserData(spec).startsWith("#cloud-config\n"));
        fc.assert(
            fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (script) => {
                assert.equal(written({ tooling: { ...tooling, script } })[tooling.path], script);
            }),
        );
    });

    it("tells the host which packages, which program and which bundle", () => {
        assert.deepEqual(JSON.parse(written()["/etc/bridgepool/boot.json"]!), {
            packages: ["curl", "podman"],
            tool: tooling.path,
            bundle: spec.bundle.key,
            sha256: spec.bundle.sha256,
        });
    });

    it("sorts the facts, so that the same host has the same text", () => {
        assert.equal(written()["/etc/bridgepool/host.env"], 'BUCKET="paris"\nREGION="eu-west-3"\n');
    });

    it("refuses facts that would be another line, or no name", () => {
        const refused: Record<string, string>[] = [
            { A: "b\nC=d" },
            { "a b": "c" },
            { lower: "c" },
            { A: "b\r" },
        ];
        for (const environment of refused) {
            assert.throws(() => renderUserData({ ...spec, environment }), /cannot be a line of host\.env/);
        }
    });

    it("leaves three quarters of its room to the cloud's program", () => {
        const script = "#".repeat((USER_DATA_LIMIT * 3) / 4 - 2048);
        assert.ok(
            Buffer.byteLength(renderUserData({ ...spec, tooling: { ...tooling, script } })) <=
                USER_DATA_LIMIT,
        );
    });

    it("refuses to be longer than clouds allow", () => {
        const script = "#".repeat(USER_DATA_LIMIT);
        assert.throws(
            () => renderUserData({ ...spec, tooling: { ...tooling, script } }),
            /^Error: User data may have 12288 bytes and has 1\d{4}: shorten the cloud's program\.$/,
        );
    });
});
