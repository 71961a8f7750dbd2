/** What the agent costs the host it runs on. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { agentProgram } from "@bridgepool/agent";
import { makeCertificate } from "../../packages/core/test/support/self-signed";
import { AgentProcess } from "../../packages/agent/test/support/agent-process";
import { AwsPool } from "../../packages/agent/test/support/aws-pool";
import { BridgeDouble } from "../../packages/agent/test/support/bridge-double";
import { invitation } from "../../packages/agent/test/support/invitation";
import { ScriptedServer } from "../../packages/agent/test/support/scripted-server";
import { report, type Figure } from "./measure";

/** How many organisations the pool serves where memory is looked at: many more than any pool has now. */
const ORGANISATIONS = 200;

/** How many of a pool's Meets may well be away for hours. */
const AWAY = 5;

/** How long the agent runs before it is looked at, and while it is. */
const SETTLE_SECONDS = 60;
const WATCH_SECONDS = 30;

interface Seen {
    readonly readySeconds: number;
    /** Processor time until it was ready: what is left of the above on a machine with nothing else to do. */
    readonly workSeconds: number;
    readonly mebibytes: number;
    readonly busyPercent: number;
}

/** The agent as hosts run it, beside a Node that only serves HTTP. */
export async function agent(): Promise<boolean> {
    const { motoFolder } = await import("../moto.mjs");
    await motoFolder();
    const bare = await startBareServer();
    try {
        const few = await watch(AWAY);
        const many = await watch(ORGANISATIONS);
        return report("agent", figures(few, many, mebibytes(bare.pid ?? 0)));
    } finally {
        bare.kill();
    }
}

function figures(few: Seen, many: Seen, bare: number): Figure[] {
    const { bytes } = agentProgram("aws");
    const work = `${many.workSeconds.toFixed(2)} s of processor time`;
    const from = `${many.mebibytes.toFixed(0)} MiB against ${bare.toFixed(0)} MiB`;
    return [
        { name: "program for aws", value: bytes / 1e6, limit: 3, unit: "MB" },
        { name: `memory, ${ORGANISATIONS} Meets away`, value: many.mebibytes, limit: 96, unit: "MiB" },
        {
            name: "the same, against a bare Node server",
            value: many.mebibytes / bare,
            limit: 2.2,
            unit: "×",
            from,
        },
        { name: `processor, ${AWAY} Meets away`, value: few.busyPercent, limit: 1, unit: "%" },
        { name: `processor, ${ORGANISATIONS} Meets away`, value: many.busyPercent, unit: "%" },
        { name: `ready, ${ORGANISATIONS} Meets`, value: many.readySeconds, limit: 2, unit: "s", from: work },
    ];
}

/** Runs an agent that leads a pool of one bridge, whose Meets are all away: those are more work than those it has joined. */
async function watch(organisations: number): Promise<Seen> {
    const { certificate } = await makeCertificate({ names: ["auth.meet.example.org"] });
    const keys = Array.from({ length: organisations }, (_, n) => `meet-${n}`);
    const serves = Object.fromEntries(
        keys.map((key) => {
            // Nobody is at that port.
            const away = { host: "localhost", port: 1, trust: [certificate] };
            return [key, invitation({ domain: `auth.${key}.example.org`, ...away })];
        }),
    );
    const pool = await AwsPool.start(1, serves);
    const secrets = await startSecrets(serves);
    const bridge = await BridgeDouble.start({ trustStore: "/nowhere" });
    const [host] = pool.hosts;
    if (host === undefined) throw new Error("the pool has no host");
    const started = performance.now();
    const environment = { ...pool.environment(host), SECRETS_URL: secrets.url };
    const program = await AgentProcess.start(bridge.url, environment);
    try {
        await program.ready();
        const readySeconds = (performance.now() - started) / 1000;
        const workSeconds = cpuSeconds(program.pid);
        await sleep(SETTLE_SECONDS * 1000);
        const before = cpuSeconds(program.pid);
        await sleep(WATCH_SECONDS * 1000);
        const busyPercent = ((cpuSeconds(program.pid) - before) / WATCH_SECONDS) * 100;
        return { readySeconds, workSeconds, mebibytes: mebibytes(program.pid), busyPercent };
    } finally {
        await program.stop();
        await bridge.kill();
        await secrets.close();
        await pool.close();
    }
}

/** Secrets Manager, as quick as it is: moto takes longer for two hundred secrets than an agent may take to be ready. */
function startSecrets(serves: Readonly<Record<string, unknown>>): Promise<ScriptedServer> {
    return ScriptedServer.start(({ body }) => {
        const { SecretId, VersionId } = JSON.parse(body) as Record<string, string>;
        const SecretString = JSON.stringify(serves[basename(SecretId ?? "")]);
        return { status: 200, body: JSON.stringify({ Name: SecretId, VersionId, SecretString }) };
    });
}

async function startBareServer(): Promise<ChildProcess> {
    const script = `require("node:http").createServer((_, response) => response.end("ok")).listen(0, () => console.log("up"))`;
    const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    return child;
}

/** Resident memory of a process now. */
function mebibytes(pid: number): number {
    const found = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return Number(found) / 1024;
}

/** Processor time that a process has used. */
function cpuSeconds(pid: number): number {
    // After the name, which may have anything in it: the 12th and 13th field, in ticks of a hundredth of a second.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
        .replace(/^.*\) /, "")
        .split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
}
