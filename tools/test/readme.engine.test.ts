// What an example's README says to type, typed.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, join } from "node:path";
import { promisify } from "node:util";
import { root } from "./support/flagship";

const run = promisify(execFile);

describe("the README of the example single-organisation", function () {
    this.timeout(300_000);

    let folder: string;
    before(() => {
        folder = join(mkdtempSync(join(tmpdir(), "bridgepool-readme-")), "single-organisation");
        cpSync(join(root, "examples", "single-organisation"), folder, {
            recursive: true,
            filter: (path) =>
                !["node_modules", ".bridgepool"].includes(basename(path)) && !/Pulumi\..+\.yaml/.test(path),
        });
        symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    });
    after(() => rmSync(join(folder, ".."), { recursive: true, force: true }));

    const env = {
        ...process.env,
        PATH: [process.env["PATH"], join(root, ".bridgepool/engine/bin")].join(delimiter),
        PULUMI_SKIP_CONFIRMATIONS: "true", // nobody is there to answer
        PULUMI_NODEJS_TRANSPILE_ONLY: "true", // the types are another test's
    };

    it("can be followed to the letter: records elsewhere, then the real certificate, and all away", async () => {
        const lines = commandsOf(readFileSync(join(folder, "README.md"), "utf8"));
        const printed: string[] = [];
        for (const line of lines) {
            printed.push((await run("sh", ["-c", line], { cwd: folder, env })).stdout);
        }
        const [, first = "", published = "", second = "", destroyed = ""] = printed;
        const [, name = ""] = /dns add (\S+)/.exec(lines[2] ?? "") ?? [];
        assert.ok(
            first.includes(`"${name}."`),
            "the first update prints the record that the README publishes",
        );
        assert.match(published, /^Published: /);
        assert.match(second, /aws:lb:Listener campus-https updated/);
        assert.match(second, /~ 1 updated/);
        assert.match(destroyed, /- \d+ deleted/);
        const world = await run("sh", ["-c", "npx @bridgepool/sandbox world"], { cwd: folder, env });
        assert.match(world.stdout, /^The stand-in cloud is empty/);
    });
});

/** The commands for the sandbox, from the blocks of shell. */
function commandsOf(readme: string): string[] {
    return [...readme.matchAll(/^```sh\n(.*?)^```/gms)]
        .flatMap(([, block = ""]) => block.split("\n"))
        .filter((line) => line.startsWith("npx @bridgepool/sandbox"));
}
