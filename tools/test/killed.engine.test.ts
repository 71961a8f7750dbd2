// `npm start` is killed in the middle, and started again: in a copy of the tools, with a small program of its own.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./support/flagship";

const BUCKETS = 12;
/** One after the other, so that those before the one just made are surely recorded. */
const program = `
const { Bucket } = require("@pulumi/aws/s3/bucket");
let last;
for (let i = 0; i < ${BUCKETS}; i += 1) {
    last = new Bucket("bucket-" + i, { region: "eu-west-3" }, { dependsOn: last });
}
exports.meets = exports.pools = {};
`;

describe("npm start after a kill -9", function () {
    this.timeout(300_000);

    it("goes on from what was made, and neither loses nor doubles anything", async () => {
        const folder = mkdtempSync(join(tmpdir(), "bridgepool-killed-"));
        try {
            copyTo(folder);
            const killed = await start(folder, "bucket-3 created");
            assert.equal(killed.code, null, `it is killed before it ends:\n${killed.said}`);
            asIfKilledWhileRecording(folder);

            const { code, said } = await start(folder);
            assert.equal(code, 0, said);
            assert.match(said, /The last run was killed in the middle/);
            const { recorded, made } = whatIs(folder);
            assert.equal(made.length, BUCKETS);
            assert.deepEqual(made, recorded);
        } finally {
            rmSync(folder, { recursive: true });
        }
    });
});

function copyTo(folder: string): void {
    for (const name of ["tools", "Pulumi.yaml", "package-lock.json"]) {
        cpSync(join(root, name), join(folder, name), { recursive: true });
    }
    for (const name of ["node_modules", "packages"]) symlinkSync(join(root, name), join(folder, name));
    // The packages are built already.
    writeFileSync(join(folder, "tsconfig.build.json"), '{ "files": ["nothing.d.ts"] }');
    writeFileSync(join(folder, "nothing.d.ts"), "");
    const example = join(folder, "examples", "national-plus-shared");
    mkdirSync(example, { recursive: true });
    writeFileSync(join(example, "index.js"), program);
    writeFileSync(join(example, "package.json"), '{ "main": "index.js" }');
}

/** Runs it to its end, or kills it and all of its children when it says something. */
async function start(folder: string, killAt?: string): Promise<{ code: number | null; said: string }> {
    const child = spawn(process.execPath, [join(folder, "tools", "start.mjs")], {
        cwd: folder,
        detached: true,
    });
    let said = "";
    const listen = (text: string) => {
        said += text;
        if (killAt !== undefined && said.includes(killAt)) process.kill(-(child.pid ?? 0), "SIGKILL");
    };
    child.stdout.setEncoding("utf8").on("data", listen);
    child.stderr.setEncoding("utf8").on("data", listen);
    const code = await new Promise<number | null>((resolve, reject) => {
        child.on("error", reject);
        child.on("close", resolve);
    });
    return { code, said };
}

interface State {
    checkpoint: {
        latest: {
            resources: { urn: string; id?: string; custom: boolean; type: string }[];
            pending_operations?: object[];
        };
    };
}

function stateFile(folder: string): string {
    const stacks = join(folder, ".bridgepool", "sandbox", "backend", ".pulumi", "stacks");
    return join(stacks, "national-plus-shared", "try.json");
}

/** The moment between the cloud's answer and the engine's note of it, which a kill at random seldom meets. */
function asIfKilledWhileRecording(folder: string): void {
    const state = JSON.parse(readFileSync(stateFile(folder), "utf8")) as State;
    const { latest } = state.checkpoint;
    const bucket = latest.resources.findLast(({ type }) => type === "aws:s3/bucket:Bucket");
    assert.ok(bucket, "something is recorded");
    latest.resources = latest.resources.filter((resource) => resource !== bucket);
    latest.pending_operations = [
        ...(latest.pending_operations ?? []),
        { type: "creating", resource: { ...bucket, id: undefined } },
    ];
    writeFileSync(stateFile(folder), JSON.stringify(state));
}

/** URN and id of each resource that the state knows, and of each that is in the stand-in cloud. */
function whatIs(folder: string): { recorded: string[]; made: string[] } {
    const { checkpoint } = JSON.parse(readFileSync(stateFile(folder), "utf8")) as State;
    const world = JSON.parse(readFileSync(join(folder, ".bridgepool", "sandbox", "world.json"), "utf8")) as {
        resources: { urn: string; id: string }[];
    };
    const shown = ({ urn, id = "" }: { urn: string; id?: string }) => `${urn} ${id}`;
    return {
        recorded: checkpoint.latest.resources
            .filter(({ type }) => type.startsWith("aws:"))
            .map(shown)
            .sort(),
        made: world.resources.map(shown).sort(),
    };
}
