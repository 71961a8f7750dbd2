import assert from "node:assert/strict";
import { startMachine, type Machine } from "../../../../tools/debian";
import { bridgeHost, machineFiles } from "../support/bridge-host";
import { bridgePool } from "../support/bridge-pool";

describe("The files of a host, read by their programs", () => {
    let machine: Machine;
    before(async () => (machine = await bridgeHost()));
    after(() => machine.close());

    it("Quadlet makes a service of the container", async () => {
        const { code, stdout, stderr } = await machine.run(["/usr/libexec/podman/quadlet", "-dryrun"]);
        assert.equal(code, 0, stderr);
        assert.doesNotMatch(stderr, /unsupported|invalid|error|warn/i);
        assert.match(stdout, /^---bridgepool-jvb\.service---$/m);
        assert.match(
            stdout,
            /^ExecStart=\/usr\/bin\/podman run .* --network host .* --read-only .*@sha256:[0-9a-f]{64}$/m,
        );
        // Ours comes first: podman's own ends the container at once.
        const stops = [...stdout.matchAll(/^ExecStop=(\S+)/gm)].map(([, program]) => program);
        assert.deepEqual(stops, ["/usr/local/lib/bridgepool/stop-bridge", "/usr/bin/podman"]);
    });

    it("systemd accepts every unit, with the one that Quadlet makes", async () => {
        const made = "/run/systemd/generator";
        await machine.check(["/usr/lib/systemd/system-generators/podman-system-generator", made, made, made]);
        const own = ["bridgepool.target", "bridgepool-firewall.service", "bridgepool-prepare-bridge.service"];
        const units = [`${made}/bridgepool-jvb.service`, ...own.map((unit) => `/etc/systemd/system/${unit}`)];
        const { code, stderr } = await machine.run(["systemd-analyze", "verify", "--man=no", ...units]);
        assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
    });

    it("shellcheck and Python accept every program", async () => {
        for (const { path, content } of bridgePool().bridges.files.filter(
            ({ mode }) => (mode & 0o111) !== 0,
        )) {
            const program = content.split("\n", 1)[0];
            if (program === "#!/bin/sh") await machine.check(["shellcheck", path]);
            else
                await machine.check([
                    "python3",
                    "-c",
                    "import ast, sys; ast.parse(open(sys.argv[1]).read())",
                    path,
                ]);
        }
    });

    it("apt takes security updates only, and never restarts the host", async () => {
        const settings = await machine.check(["apt-config", "dump", "Unattended-Upgrade"]);
        assert.match(settings, /^Unattended-Upgrade::Automatic-Reboot "false";$/m);
        const { stderr, stdout } = await machine.run(["unattended-upgrade", "--dry-run", "--verbose"]);
        assert.match(
            stdout + stderr,
            /Allowed origins are: origin=Debian,codename=trixie-security,label=Debian-Security\n/,
        );
    });

    it("the kernel knows every setting", async () => {
        const host = await startMachine({
            network: "host",
            files: machineFiles(bridgePool().bridges.files),
        });
        try {
            const file = "/etc/sysctl.d/60-bridgepool-media.conf";
            const { stdout, stderr } = await host.run(["sysctl", "--dry-run", "--load", file]);
            assert.equal(
                stdout,
                "net.core.rmem_max = 10485760\nnet.core.netdev_max_backlog = 100000\n",
                stderr,
            );
        } finally {
            await host.close();
        }
    });
});
