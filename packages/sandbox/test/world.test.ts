import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { setTimeout } from "node:timers/promises";
import { consult, type Fault } from "../src/world/faults";
import { readWorldFile } from "../src/world/file";
import { World, type Held } from "../src/world/world";

const SECRET = "correct horse battery staple";

function held(id: string, more: Partial<Held> = {}): Held {
    return {
        token: "aws:ec2/vpc:Vpc",
        id,
        urn: `urn:pulumi:dev::project::aws:ec2/vpc:Vpc::${id}::x`,
        region: "eu-west-3",
        account: "123456789012",
        generation: 1,
        inputs: { password: SECRET },
        outputs: { password: SECRET, arn: "arn" },
        ...more,
    };
}

describe("a world", () => {
    it("holds resources by type, account, region and id", () => {
        const world = new World();
        world.add(held("a"));
        world.add(held("a", { region: "eu-central-1" }));
        assert.equal(world.list().length, 2);
        assert.equal(world.list({ region: "eu-west-3" }).length, 1);
        assert.equal(world.list({ name: "a::x" }).length, 2);
        assert.throws(() => world.get({ id: "a" }), /2 resources match .*eu-west-3.*eu-central-1/);
        assert.throws(() => world.get({ id: "b" }), /nothing in the stand-in cloud matches/);
        world.remove({ id: "a", region: "eu-west-3" });
        assert.equal(world.get({ id: "a" }).region, "eu-central-1");
    });

    it("drifts where a resource has the property, or could", () => {
        const model = {
            token: "aws:ec2/vpc:Vpc",
            properties: { tags: { onChange: "update", source: "test" } },
            id: () => "",
            outputs: () => ({}),
        } as const;
        const world = new World({ models: [model] });
        world.add(held("a", { inputs: {} }));
        world.drift({ id: "a" }, "tags", { x: "y" });
        world.drift({ id: "a" }, "arn", "other");
        assert.deepEqual(world.get({ id: "a" }).inputs, { tags: { x: "y" } });
        assert.equal(world.get({ id: "a" }).outputs.arn, "other");
        assert.throws(
            () => world.drift({ id: "a" }, "tag", "x"),
            /has no property "tag"; it has arn, password, tags/,
        );
    });
});

describe("faults", () => {
    const create = { operation: "create", type: "t", name: "n" } as const;

    it("hit the operation they are meant for, as often as they say", () => {
        const fault: Fault = { kind: "refuse", type: "t", skip: 1, times: 2 };
        let faults: readonly Fault[] = [fault];
        const met: boolean[] = [];
        for (let i = 0; i < 5; i++) {
            const verdict = consult(faults, create);
            faults = verdict.faults;
            met.push(verdict.hit !== undefined);
        }
        assert.deepEqual(met, [false, true, true, false, false]);
        assert.deepEqual(faults, []);
    });

    it("leave others alone", () => {
        const faults: readonly Fault[] = [
            { kind: "refuse", type: "other" },
            { kind: "refuse", name: "other" },
            { kind: "refuse", operation: "delete" },
        ];
        assert.deepEqual(consult(faults, create), { hit: undefined, faults });
    });
});

describe("a world file", () => {
    let folder: string;
    let file: string;
    beforeEach(() => {
        folder = mkdtempSync(path.join(tmpdir(), "world-"));
        file = path.join(folder, "world.json");
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    const open = (passphrase = "one") => new World({ file, passphrase });

    it("brings everything back", () => {
        const first = open();
        first.add(held("a"));
        first.reserve({ token: "t", account: "1", region: "r", name: "n" });
        first.fail({ kind: "lose", skip: 3 });
        first.close();
        const second = open();
        assert.deepEqual(second.list(), [held("a")]);
        assert.ok(second.isReserved({ token: "t", account: "1", region: "r", name: "n" }));
        assert.deepEqual(second.faults, [{ kind: "lose", skip: 3 }]);
        assert.equal(second.generations(held("a").urn), 1);
        second.close();
        assert.deepEqual(readdirSync(folder), ["world.json"]);
    });

    it("shows what exists and hides what it holds", () => {
        const world = open();
        world.add(held("a"));
        world.close();
        const text = readFileSync(file, "utf8");
        assert.ok(
            !text.includes(SECRET) && !text.includes(Buffer.from(SECRET).toString("base64").slice(0, -2)),
        );
        assert.equal(readWorldFile(file).resources[0]?.id, "a");
    });

    it("is opened by its passphrase only", () => {
        const world = open();
        world.add(held("a"));
        world.close();
        assert.throws(() => open("two"), /sealed with another passphrase: set PULUMI_CONFIG_PASSPHRASE/);
        open().close(); // the failed attempt has left no lock
    });

    it("is one process's at a time", () => {
        const world = open();
        assert.throws(() => open(), new RegExp(`in use by process ${process.pid}.*--state`));
        world.close();
        open().close();
    });

    it("is taken over from a process that is gone, or was killed while it took the lock", () => {
        const { pid } = spawnSync(process.execPath, ["-e", ""]);
        for (const holder of [String(pid), ""]) {
            writeFileSync(`${file}.lock`, holder);
            open().close();
        }
    });

    if (process.platform === "linux") {
        it("is taken over from a dead process that nobody has taken note of, and when its number has gone to another", async () => {
            // A shell takes note of its children; what it becomes here does not.
            const mother = spawn("sh", ["-c", "sleep 60 & echo $!; exec sleep 60"]);
            const until = async (file: string, text: string) => {
                while (!readFileSync(file, "utf8").includes(text)) await setTimeout(10);
            };
            try {
                const [printed] = (await once(mother.stdout, "data")) as [Buffer];
                const zombie = printed.toString().trim();
                await until(`/proc/${mother.pid}/comm`, "sleep");
                process.kill(Number(zombie), "SIGKILL");
                await until(`/proc/${zombie}/stat`, ") Z ");
                const started = readFileSync(`/proc/${zombie}/stat`, "utf8").split(" ")[21];
                for (const holder of [`${zombie} ${started}`, `${process.pid} 1`]) {
                    writeFileSync(`${file}.lock`, holder);
                    open().close();
                }
            } finally {
                mother.kill();
            }
        });
    }

    it("says what to do when it is broken", () => {
        writeFileSync(file, "{");
        assert.throws(() => open(), /cannot be read .*start afresh by deleting the whole folder/);
        writeFileSync(file, "{}");
        assert.throws(() => open(), /is not a world file/);
    });
});
