import { localUrl } from "../http/address";
import { ListenError, type Served, startServer, stopServer } from "../http/server";
import { BRIDGE_METRICS, metricsPage } from "../http/metrics";
import { createToken } from "../http/token";
import { MEET_METRICS } from "../meet/metrics";
import { startMeetAgent } from "../meet/start";
import { CloudError } from "../ports/cloud";
import type { Log } from "../ports/log";
import { RELEASE } from "../release";
import type { AgentParts } from "../running-agent";
import type { AgentSettings } from "../settings/settings";
import { CommandError, type World } from "./world";

/** Runs the agent until the process is told to end. @throws CommandError when it cannot start */
export async function run(settings: AgentSettings, world: World): Promise<void> {
    const { clock } = world;
    // From now on, so that a signal while it starts ends it as well.
    const end = world.untilEnd();
    const log = world.makeLog(settings.log);
    log.info("starting", { release: RELEASE, role: settings.role, component: settings.component });
    let running: Running | undefined;
    const server = await startServer({
        settings: settings.http,
        served: () => running,
        token: await token(settings),
        log,
    }).catch(toCommandError);
    try {
        running = await start(settings, world, { clock, log });
        log.info("running", { at: localUrl(settings.http) });
        await end;
        log.info("stopping");
        await running.stop();
    } finally {
        await stopServer(server);
    }
}

interface Running extends Served {
    stop(): Promise<void>;
}

async function start(settings: AgentSettings, world: World, parts: AgentParts): Promise<Running> {
    const { environment, clock } = world;
    const cloud = await world.openCloud({ environment, clock, beside: settings.role }).catch(toCommandError);
    if (settings.role === "meet") {
        const agent = startMeetAgent(settings, cloud, parts);
        const metrics = metricsPage(MEET_METRICS, () => agent.status().parts);
        return { agent, metrics, stop: () => agent.stop() };
    }
    const agent = await world.startAgent(settings, cloud, parts);
    const metrics = metricsPage(BRIDGE_METRICS, () => agent.status());
    return { agent, metrics, stop: () => agent.stop() };
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
