import { localUrl } from "../http/address";
import { ListenError, startServer, stopServer } from "../http/server";
import { BRIDGE_METRICS, metricsPage } from "../http/metrics";
import { createToken } from "../http/token";
import { CloudError } from "../ports/cloud";
import type { Log } from "../ports/log";
import { RELEASE } from "../release";
import type { AgentParts, RunningAgent } from "../running-agent";
import type { AgentSettings } from "../settings/settings";
import { CommandError, type World } from "./world";

/** Runs the agent until the process is told to end. @throws CommandError when it cannot start */
export async function run(settings: AgentSettings, world: World): Promise<void> {
    const { clock } = world;
    // From now on, so that a signal while it starts ends it as well.
    const end = world.untilEnd();
    const log = world.makeLog(settings.log);
    log.info("starting", { release: RELEASE, role: settings.role, component: settings.component });
    let agent: RunningAgent | undefined;
    const server = await startServer({
        settings: settings.http,
        agent: () => agent,
        metrics: metricsPage(BRIDGE_METRICS, () => running(agent).status()),
        token: await token(settings),
        log,
    }).catch(toCommandError);
    try {
        agent = await start(settings, world, { clock, log });
        log.info("running", { at: localUrl(settings.http) });
        await end;
        log.info("stopping");
        await agent.stop();
    } finally {
        await stopServer(server);
    }
}

async function start(settings: AgentSettings, world: World, parts: AgentParts): Promise<RunningAgent> {
    const { environment, clock } = world;
    const cloud = await world.openCloud({ environment, clock, beside: settings.role }).catch(toCommandError);
    return world.startAgent(settings, cloud, parts);
}

function running(agent: RunningAgent | undefined): RunningAgent {
    if (agent === undefined) {
        throw new Error("asked for metrics before the agent was there");
    }
    return agent;
}

async function token({ state: { folder } }: AgentSettings): Promise<string> {
    try {
        return await createToken(folder);
    } catch (error) {
        const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
        throw new CommandError(
            `The state folder ${folder} cannot be written (${code}); make it and give it to the agent's user.`,
        );
    }
}

function toCommandError(error: unknown): never {
    if (error instanceof ListenError || error instanceof CloudError) {
        throw new CommandError(error.message);
    }
    throw error;
}

/** The last line of an agent that fails in a way that nobody foresaw: where it was, and not its message, which might quote anything. */
export function logCrash(log: Log, error: unknown): void {
    const at =
        error instanceof Error ? (error.stack ?? "").split("\n").filter((line) => /^ {4}at /.test(line)) : [];
    log.error("crashed", {
        error: error instanceof Error ? error.name : typeof error,
        at: at.map((line) => line.trim()).join(" < "),
    });
}
