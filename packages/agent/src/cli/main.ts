import { once } from "node:events";

import { systemClock } from "../clock";
import { createLog } from "../log";
import type { OpenCloud } from "../ports/cloud";
import type { Log } from "../ports/log";
import type { StartAgent } from "../running-agent";
import type { LogSettings } from "../settings/settings";
import { cli } from "./cli";
import { logCrash } from "./run";

/** The program, for one cloud. */
export function main(openCloud: OpenCloud, startAgent: StartAgent): void {
    const makeLog = (settings: LogSettings): Log => createLog(settings, systemClock);
    const crash = (error: unknown): never => {
        logCrash(makeLog({ level: "error" }), error);
        process.exit(1);
    };
    process.on("uncaughtException", crash);
    process.on("unhandledRejection", crash);
    void cli(process.argv.slice(2), {
        environment: process.env,
        clock: systemClock,
        makeLog,
        out: (text) => void process.stdout.write(text),
        err: (text) => void process.stderr.write(text),
        untilEnd: () => Promise.race([once(process, "SIGTERM"), once(process, "SIGINT")]),
        openCloud,
        startAgent,
    }).then((code) => {
        process.exitCode = code;
    });
}
