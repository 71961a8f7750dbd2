import assert from "node:assert/strict";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { Sandbox } from "../src/sandbox";
import { smallAws } from "./models";

const modules = path.resolve(__dirname, "../../../node_modules");

/** A project folder that sees this repository's packages. */
function project(files: Readonly<Record<string, string>>): string {
    const dir = mkdtempSync(path.join(tmpdir(), "project-"));
    symlinkSync(modules, path.join(dir, "node_modules"));
    for (const [name, text] of Object.entries(files)) {
        writeFileSync(path.join(dir, name), text);
    }
    return dir;
}

describe("the Node language host", () => {
    let sandbox: Sandbox;
    let dir: string | undefined;
    before(async () => {
        sandbox = await Sandbox.start({ providers: [smallAws] });
    });
    after(() => {
        sandbox.stop();
    });
    afterEach(() => {
        if (dir !== undefined) {
            rmSync(dir, { recursive: true, force: true });
        }
    });

    it("runs a TypeScript project, with its configuration and its output", async () => {
        dir = project({
            "Pulumi.yaml": "name: typed\nruntime: {name: nodejs, options: {tsconfig: tsconfig.json}}\n",
            "tsconfig.json": `{"compilerOptions": {"strict": true, "noCheck": true, "types": ["node"]}}`,
            "index.ts": `
                import * as pulumi from "@pulumi/pulumi";
                import { Vpc } from "@pulumi/aws/ec2/vpc";
                const config = new pulumi.Config();
                console.log("hello from the program");
                const vpc: Vpc = new Vpc("net", { cidrBlock: config.require("cidr") });
                export const id: pulumi.Output<string> = vpc.id;
            `,
        });
        const stack = await sandbox.stack({
            dir,
            stack: "typed",
            config: { "aws:region": "eu-west-3", "typed:cidr": "10.9.0.0/16" },
        });
        const up = await stack.up();
        assert.deepEqual(up.changes, { create: 2 });
        assert.match(up.stdout, /hello from the program/);
        assert.equal(sandbox.world.get({ name: "net" }).inputs.cidrBlock, "10.9.0.0/16");
    });

    it("says what a failing program said, once", async () => {
        dir = project({
            "Pulumi.yaml": "name: failing\nruntime: {name: nodejs, options: {typescript: false}}\n",
            // Without a stack: Node 20 needs half a minute to print the frames of SDK 3.248 (pulumi/pulumi#20567).
            "index.js": `throw Object.assign(new Error("the cup is empty"), { stack: undefined });`,
        });
        const stack = await sandbox.stack({ dir, stack: "failing" });
        const up = await stack.up({ check: false });
        assert.equal(up.succeeded, false);
        const said = up.diagnostics.filter(({ message }) => message.includes("the cup is empty"));
        assert.equal(said.length, 1, up.stdout);
    });
}).timeout(180_000);
