import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { runOnDebian, startMachine } from "../../../tools/debian";
import { sessionFiles } from "../src/session";
import { pool } from "./support/pool";
import { textOf, the, up } from "./support/tree";

const files = Object.fromEntries(
    sessionFiles.map(({ path, content, mode, owner }) => [path, { text: content, mode, owner }]),
);

describe("Sessions on hosts", function () {
    this.timeout(120_000);

    it("come with files and rights, and only where they are asked for", async () => {
        const bundle = async (session: boolean) => {
            const recording = await up(() => pool({ session }));
            const text = textOf(the(recording, "BucketObjectv2", "france-bridge-bundle"), "content");
            return [
                text.includes("bridgepool-session.service"),
                textOf(the(recording, "RolePolicy", "france-bridge"), "policy").includes("ssmmessages:"),
            ];
        };
        assert.deepEqual(await bundle(true), [true, true]);
        assert.deepEqual(await bundle(false), [false, false]);
    });

    it("begin by a script that shellcheck has nothing to say of", () => {
        const input = sessionFiles[0]?.content ?? "";
        const { stdout } = spawnSync("shellcheck", ["--shell=bash", "--exclude=SC1091,SC2154", "-"], {
            input,
            encoding: "utf8",
        });
        assert.equal(stdout, "");
    });

    it("begin by a unit that systemd reads", async () => {
        const unit = "/etc/systemd/system/bridgepool-session.service";
        const { code, stderr } = await runOnDebian(["systemd-analyze", "verify", unit], { files });
        assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
    });

    it("bring the agent of the host's architecture from its region, once", async () => {
        const machine = await startMachine({
            files: {
                ...files,
                "/etc/bridgepool/host.env":
                    'AWS_REGION="eu-west-3"\nS3_URL="https://s3.eu-west-3.amazonaws.com"\n',
                // What would reach the network or the service manager notes what it is asked instead.
                ...Object.fromEntries(
                    ["curl", "apt-get", "systemctl"].map((name) => [
                        `/opt/notes/${name}`,
                        { text: `#!/bin/bash\necho "${name} $*" >>/tmp/notes\n`, mode: 0o755 },
                    ]),
                ),
            },
        });
        try {
            const env = { PATH: "/opt/notes:/usr/sbin:/usr/bin:/sbin:/bin" };
            await machine.check(["/usr/local/lib/bridgepool/session"], { env });
            const notes = await machine.check(["cat", "/tmp/notes"]);
            assert.match(
                notes,
                /^curl .* https:\/\/s3\.eu-west-3\.amazonaws\.com\/amazon-ssm-eu-west-3\/latest\/debian_amd64\/amazon-ssm-agent\.deb\napt-get .* install --yes \/tmp\/.*\/agent\.deb\nsystemctl enable --now amazon-ssm-agent\.service\n$/,
            );
        } finally {
            await machine.close();
        }
    });
});
