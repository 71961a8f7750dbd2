import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { renderBundle, renderUserData } from "@bridgepool/core";
import { renderContainer } from "../../src/render/host";
import { machineFiles } from "../support/bridge-host";
import { BootedMachine } from "../support/booted-machine";
import { bridgePool, cloudFiles, facts, tooling } from "../support/bridge-pool";
import { makeStandIn, STAND_IN, type Findings } from "../support/stand-in-bridge";

const { files, packages } = bridgePool({
    settings: { size: { min: 1, max: 2 }, images: { jvb: STAND_IN } },
}).bridges;
const bundle = renderBundle(files);
const environment = { PLACE: "here", TRICKY: `"quoted" 'quoted' $HOME \`id\` \\n %n #` };
const userData = renderUserData({ tooling, packages, environment, bundle });

/** Cloud-init reads our user data as on any cloud, and runs the modules that it uses. */
const cloudInit = {
    "/var/lib/cloud/seed/nocloud/user-data": userData,
    "/var/lib/cloud/seed/nocloud/meta-data": "instance-id: one\n",
    "/etc/cloud/cloud.cfg.d/99-test.cfg": `datasource_list: [NoCloud]
cloud_init_modules: [write_files]
cloud_config_modules: [runcmd]
cloud_final_modules: [scripts_user]
`,
};

/** What differs from a host in a cloud: a disk that is an overlay already, and less patience. */
const settings = {
    "/etc/containers/storage.conf": `[storage]
driver = "vfs"
runroot = "/run/containers/storage"
graphroot = "/var/lib/containers/storage"
`,
    ...Object.fromEntries(
        ["bridgepool-boot", "bridgepool-prepare-bridge", "bridgepool-jvb"].map((unit) => [
            `/etc/systemd/system/${unit}.service.d/test.conf`,
            "[Service]\nRestartSec=0.5\nRestartSteps=0\n",
        ]),
    ),
};

describe("The first start of a host, by real cloud-init, systemd, nftables and Podman", function () {
    this.timeout(120_000);
    let machine: BootedMachine;
    let waiting: { bridge: string; boot: string };

    const call = (path: string, body?: string) => {
        const data = body === undefined ? [] : ["--data", body];
        return machine.succeeds("curl", "--silent", "--fail", ...data, `http://127.0.0.1:8080${path}`);
    };
    const bridgeRuns = async () => {
        await machine.check(["systemctl", "start", "bridgepool.target"]);
        await machine.until("the bridge answers", () => call("/about/health"));
    };
    const bridgeHasEnded = () =>
        machine.until(
            "the bridge has ended",
            async () => (await machine.state("bridgepool-jvb")) === "inactive",
        );
    const occurrences = async (unit: string, text: string) =>
        (await machine.journal(unit)).split(text).length - 1;

    before(async () => {
        machine = await BootedMachine.boot({ ...cloudInit, ...settings, ...cloudFiles(facts) });
        // The bucket cannot be read yet; then it holds something else; then all is right but the host's address.
        await machine.says("bridgepool-boot", "No such file or directory");
        await machine.write(cloudFiles({}, { [bundle.key]: bundle.text.replace("eu-west-3", "eu-west-4") }));
        await machine.says("bridgepool-boot", "so it is not this host's bundle");
        await makeStandIn(machine);
        await machine.write(cloudFiles({}, { [bundle.key]: bundle.text }));
        await machine.says("bridgepool-prepare-bridge", "private-ipv4 10.1.2.3 is no address of this host");
        waiting = {
            bridge: await machine.state("bridgepool-jvb"),
            boot: await machine.state("bridgepool-boot"),
        };
        await machine.check(["ip", "address", "add", "10.1.2.3/32", "dev", "lo"]);
        await bridgeRuns();
    });
    after(() => machine.close());

    it("is what cloud-init's schema allows", async () => {
        const { code, stdout, stderr } = await machine.run([
            "cloud-init",
            "schema",
            "--config-file",
            "/var/lib/cloud/seed/nocloud/user-data",
        ]);
        assert.equal(code, 0, stdout + stderr);
        assert.match(stdout, /^Valid schema/m);
    });

    it("is tried again when the bundle cannot be read or is another, and says so", async () => {
        const log = await machine.journal("bridgepool-boot");
        assert.match(log, /returned non-zero exit status 1/);
        assert.match(log, /has the SHA-256 digest [0-9a-f]{64}, so it is not this host's bundle/);
        assert.equal(await machine.read("/var/lib/bridgepool/booted"), `${bundle.sha256}\n`);
    });

    it("writes every file whole, with its owner and mode, and leaves nothing else", async () => {
        for (const { path, mode, owner, content } of files) {
            assert.equal(await machine.read(path), content);
            const found = await machine.check(["stat", "--format", "%a %U:%G", path]);
            assert.equal(found, `${mode.toString(8)} ${owner}\n`, path);
        }
        const left = await machine.check(["find", "/etc", "/usr/local", "-name", "*.new"]);
        assert.equal(left, "");
        assert.equal(await machine.check(["stat", "--format", "%a", tooling.path]), "755\n");
    });

    it("leaves facts that a shell and systemd read alike", async () => {
        const print = ["sh", "-c", '. /etc/bridgepool/host.env; printf %s "$TRICKY"'];
        assert.equal(await machine.check(print), environment.TRICKY);
        const unit = "EnvironmentFile=/etc/bridgepool/host.env\nExecStart=printenv PLACE TRICKY";
        await machine.write({ "/etc/systemd/system/facts.service": `[Service]\nType=oneshot\n${unit}\n` });
        await machine.check(["systemctl", "daemon-reload"]);
        await machine.check(["systemctl", "start", "facts"]);
        const lines = (await machine.journal("facts")).split("\n");
        assert.ok(lines.includes(environment.PLACE) && lines.includes(environment.TRICKY), lines.join("\n"));
    });

    it("happens once", async () => {
        const began = await occurrences("bridgepool-boot", "bridgepool-boot: fetch");
        await machine.check(["systemctl", "start", "bridgepool-boot"]);
        assert.equal(await occurrences("bridgepool-boot", "bridgepool-boot: fetch"), began);
        const enabled = await machine.check([
            "systemctl",
            "is-enabled",
            "bridgepool.target",
            "bridgepool-firewall",
        ]);
        assert.equal(enabled, "enabled\nenabled\n");
    });

    it("leaves a healthy system, with no word of a key that systemd does not know", async () => {
        await bridgeRuns();
        assert.equal(
            await machine.check(["systemctl", "list-units", "--failed", "--plain", "--no-legend"]),
            "",
        );
        const log = await machine.check(["journalctl", "--output", "cat"]);
        assert.doesNotMatch(log, /Unknown (key|section)|Failed to parse|ignoring:/);
        await machine.check(["nft", "list", "table", "inet", "bridgepool"]);
    });

    it("keeps the bridge waiting, without failing it, until the host's facts are there", async () => {
        assert.deepEqual(waiting, { bridge: "inactive", boot: "inactive" });
        assert.doesNotMatch(await machine.check(["journalctl", "--output", "cat"]), /Dependency failed/);
    });

    it("gives the container little: its user, no capabilities, memory to write in, its configuration", async () => {
        const [line] = /(?<=^findings ).*/m.exec(await machine.journal("bridgepool-jvb")) ?? [];
        const { config, environment, ...rest } = JSON.parse(line ?? "null") as Findings;
        assert.deepEqual(rest, {
            user: 1000,
            capabilities: "0000000000000000",
            noNewPrivileges: true,
            writable: ["/run", "/tmp"],
            executable: ["/run"],
        });
        assert.equal(environment["JVB_DISABLE_XMPP"], "1");
        assert.equal(environment["VIDEOBRIDGE_MAX_MEMORY"], "4096m");
        assert.deepEqual(Object.keys(config).sort(), ["custom-jvb.conf", "host.conf"]);
        assert.match(config["host.conf"]!, /"i-0123456789abcdef0"/);
    });

    it("takes every word of a container literally", async () => {
        const words = [
            "two words",
            `"double" 'single'`,
            "$HOME ${HOME} $$",
            "%n %% 100%",
            "back\\slash",
            "a;b #c",
        ];
        const print = 'import json, os, sys; print(json.dumps([sys.argv[1:], os.environ["WORDS"]]))';
        const { path, content } = renderContainer({
            name: "words",
            image: STAND_IN,
            environment: { WORDS: words.join("|") },
            mounts: [],
            command: ["python3.13", "-c", print, ...words],
            after: [],
            restart: "on-failure",
            stopSeconds: 1,
        });
        await machine.write({ [path]: content });
        await machine.check(["systemctl", "daemon-reload"]);
        await machine.check(["systemctl", "start", "words"]);
        await machine.says("words", JSON.stringify([words, words.join("|")]).replaceAll(",", ", "));
    });

    it("stops the bridge by asking it, and lets it end by itself", async () => {
        await bridgeRuns();
        const asked = await occurrences("bridgepool-jvb", "/colibri/shutdown");
        await machine.check(["systemctl", "stop", "bridgepool.target"]);
        await bridgeHasEnded();
        const log = await machine.journal("bridgepool-jvb");
        assert.equal(log.split('/colibri/shutdown {"graceful-shutdown": true}').length - 1, asked + 1);
        const result = await machine.check(["systemctl", "show", "--property", "Result", "bridgepool-jvb"]);
        assert.equal(result, "Result=success\n");
    });

    it("does not start a bridge again that has ended well", async () => {
        await bridgeRuns();
        await call("/colibri/shutdown", '{"graceful-shutdown": true}');
        await bridgeHasEnded();
        await sleep(1500);
        assert.equal(await machine.state("bridgepool-jvb"), "inactive");
    });

    it("starts a bridge again that has crashed, with fresh facts", async () => {
        await bridgeRuns();
        await machine.write(cloudFiles({ "instance-id": "i-fresh" }));
        await call("/crash", "");
        await machine.until("it has started again", async () =>
            (await machine.journal("bridgepool-jvb")).includes('\\"i-fresh\\"'),
        );
        await machine.write(cloudFiles(facts));
    });
});

describe("A later start of a host", function () {
    this.timeout(120_000);
    let machine: BootedMachine;

    before(async () => {
        machine = await BootedMachine.boot(
            {
                ...settings,
                ...cloudFiles(facts),
                ...machineFiles(files),
                [tooling.path]: { text: tooling.script, mode: 0o755 },
                "/var/lib/bridgepool/booted": `${bundle.sha256}\n`,
            },
            ["bridgepool-firewall.service", "bridgepool.target"],
        );
        await machine.check(["ip", "address", "add", "10.1.2.3/32", "dev", "lo"]);
        await machine.says("bridgepool-prepare-bridge", "Finished");
    });
    after(() => machine.close());

    it("loads the packet filter before there is a network, and in no circle of units", async () => {
        assert.equal(await machine.state("bridgepool-firewall"), "active");
        const log = await machine.check(["journalctl", "--output", "cat"]);
        assert.doesNotMatch(log, /ordering cycle/);
        const [filter, network] = ["Finished bridgepool-firewall", "Reached target network-pre"].map((text) =>
            log.indexOf(text),
        );
        assert.ok(filter! > 0 && filter! < network!, log);
    });

    it("finds the host's facts again, and starts the bridge", async () => {
        await machine.check(["test", "-s", "/run/bridgepool/jvb/host.conf"]);
        // There is no image on this machine: what Podman says of that is how far it can come.
        await machine.says("bridgepool-jvb", STAND_IN);
    });
});
