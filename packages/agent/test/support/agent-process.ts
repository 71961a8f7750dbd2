import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { agentProgram } from "../../src/index";

/** The agent as hosts run it: the bundled program, in a process of its own. */
export class AgentProcess {
    private said = "";

    private constructor(
        private readonly child: ChildProcess,
        private readonly folder: string,
        /** Where its metrics, health and status are. */
        public readonly url: string,
    ) {
        child.stdout?.on("data", (text: Buffer) => (this.said += text.toString()));
        child.stderr?.on("data", (text: Buffer) => (this.said += text.toString()));
    }

    /**
     * @param bridge URL of its bridge
     * @param environment lines of `host.env`
     */
    public static async start(bridge: string, environment: Record<string, string>): Promise<AgentProcess> {
        const folder = mkdtempSync(join(tmpdir(), "bridgepool-agent-"));
        const stateFolder = join(folder, "state");
        mkdirSync(stateFolder);
        mkdirSync(join(folder, "trust"));
        const port = await freePort();
        const settings = {
            ...{ version: 1, role: "bridge", component: "france", region: "eu-west-3", cloud: "aws" },
            bridge: { api: bridge, user: process.getuid?.() ?? 0, trustFolder: join(folder, "trust") },
            http: { port },
            state: { folder: stateFolder },
        };
        const config = join(folder, "agent.json");
        writeFileSync(config, JSON.stringify(settings));
        const { file, nodeFlags } = agentProgram("aws");
        const child = spawn(process.execPath, [...nodeFlags, file, "run", "--config", config], {
            // Nothing but what a host has: no PATH, no home, no other credentials.
            env: environment,
            stdio: ["ignore", "pipe", "pipe"],
        });
        return new AgentProcess(child, folder, `http://127.0.0.1:${port}`);
    }

    public get pid(): number {
        if (this.child.pid === undefined) throw new Error("the agent did not start");
        return this.child.pid;
    }

    /** Everything that it has printed. */
    public get output(): string {
        return this.said;
    }

    /** Folder of its trust store. */
    public get trustFolder(): string {
        return join(this.folder, "trust");
    }

    /** Waits until it says that it is ready. @throws Error with its output when it ends before, or after 60 seconds */
    public async ready(): Promise<void> {
        const deadline = Date.now() + 60_000;
        while ((await statusAt(`${this.url}/readyz`)) !== 200) {
            if (this.child.exitCode !== null || Date.now() > deadline) {
                throw new Error(`the agent is not ready:\n${this.said}`);
            }
            await sleep(20);
        }
    }

    /** Ends it as a host does. @returns its exit code */
    public async stop(): Promise<number> {
        const ended = this.child.exitCode === null ? once(this.child, "close") : undefined;
        this.child.kill("SIGTERM");
        await ended;
        rmSync(this.folder, { recursive: true });
        return this.child.exitCode ?? 128;
    }
}

/** The status that a URL answers with, `undefined` when nobody does. */
function statusAt(url: string): Promise<number | undefined> {
    return new Promise((resolve) => {
        get(url, (answer) => resolve(answer.resume().statusCode)).on("error", () => resolve(undefined));
    });
}

async function freePort(): Promise<number> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    return port;
}
