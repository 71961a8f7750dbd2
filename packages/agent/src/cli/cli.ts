import type { MeetAgentStatus } from "../meet/start";
import { readMonth } from "../meter/read-month";
import { CloudError } from "../ports/cloud";
import { RELEASE } from "../release";
import type { AgentStatus } from "../status";
import { type Command, CommandLineError, parseCommand, type UsageCommand } from "./arguments";
import { askControl, askStatus } from "./ask";
import { HELP } from "./help";
import { meetStatusPage } from "./meet-status-page";
import { readSettings } from "./read-settings";
import { run } from "./run";
import { statusPage } from "./status-page";
import { usagePage } from "./usage-page";
import { CommandError, type World } from "./world";

/** How the process ends. */
export const ExitCode = {
    Fine: 0,
    /** Something could not be done, or is wrong. */
    Failed: 1,
    /** The command line is wrong. */
    Misused: 2,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** Does what the words after `agent` ask for. Says on the standard error, in a sentence, what could not be done. */
export async function cli(words: readonly string[], world: World): Promise<ExitCode> {
    try {
        world.out(await answerTo(parseCommand(words, world.clock.now()), world));
        return ExitCode.Fine;
    } catch (error) {
        if (error instanceof CommandLineError) {
            world.err(`${error.message}\nagent --help says what there is.\n`);
            return ExitCode.Misused;
        }
        if (error instanceof CommandError || error instanceof CloudError) {
            world.err(`${error.message}\n`);
            return ExitCode.Failed;
        }
        throw error;
    }
}

/** Does it, and gives what to print. */
async function answerTo(command: Command, world: World): Promise<string> {
    switch (command.name) {
        case "help":
            return HELP;
        case "version":
            return `${RELEASE}\n`;
        case "run":
            await run(await readSettings(command.settingsFile), world);
            return "";
        case "check":
            await readSettings(command.settingsFile);
            return `${command.settingsFile} is right.\n`;
        case "status": {
            const settings = await readSettings(command.settingsFile);
            const status = await askStatus(settings);
            if (command.json) {
                return status;
            }
            return settings.role === "meet"
                ? meetStatusPage(JSON.parse(status) as MeetAgentStatus)
                : statusPage(JSON.parse(status) as AgentStatus);
        }
        case "drain":
        case "undrain":
            return askControl(await readSettings(command.settingsFile), `/${command.name}`);
        case "usage":
            return usage(command, world);
    }
}

async function usage({ month, format }: UsageCommand, world: World): Promise<string> {
    const { environment, clock } = world;
    const { store } = await world.openCloud({ environment, clock, beside: "bridge" });
    const { figures, remarks } = usagePage(month, await readMonth(store, month), format);
    // Where a program reads the figures, people read the remarks beside them.
    if (format === "csv") {
        world.err(remarks);
        return figures;
    }
    return figures + remarks;
}
