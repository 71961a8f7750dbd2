import type { FileRow, MeetDomains } from "../../plan/types";
import { preparationUnit, programFile, textFile } from "../host";
import { ACCOUNTS_TIMER, CERTIFICATE_TIMER, configFolder, PREPARE_UNIT } from "./containers";
import { renderJicofoConfig, type JicofoConfigSpec } from "./jicofo-conf";
import { renderEdgeConfig, renderPagesConfig } from "./nginx-conf";
import { renderPageConfig } from "./page-config";
import {
    breweryModules,
    clientModules,
    renderBreweryConfig,
    renderClientConfig,
    startScript,
} from "./prosody";
import {
    ACCOUNTS_PROGRAM,
    accountsScript,
    PREPARE_PROGRAM,
    prepareSignallingScript,
} from "./signalling-scripts";

/** The files of a host that serves pages. */
export function pagesFiles(page: Readonly<Record<string, unknown>> | undefined): FileRow[] {
    const folder = configFolder("web");
    return [
        textFile(`${folder}/custom-config.js`, renderPageConfig(page)),
        textFile(`${folder}/nginx-custom/bridgepool.conf`, renderPagesConfig()),
    ];
}

export interface SignallingFilesSpec extends JicofoConfigSpec {
    readonly domains: MeetDomains;
    readonly region: string;
    readonly clientRegions: Readonly<Record<string, string>>;
    /** Path of the cloud's program. */
    readonly tool: string;
}

/** The files of a signalling host. Which pools are admitted is in none of them: admitting one changes no host. */
export function signallingFiles(spec: SignallingFilesSpec): FileRow[] {
    const prosody = configFolder("prosody");
    const brewery = configFolder("brewery");
    return [
        textFile(`${configFolder("web")}/nginx/site-confs/bridgepool.conf`, renderEdgeConfig(spec)),
        textFile(`${prosody}/bridgepool.cfg.lua`, renderClientConfig(spec)),
        ...clientModules().map(({ path, content }) => textFile(`${prosody}/${path}`, content)),
        programFile(`${prosody}/start`, startScript),
        textFile(`${brewery}/prosody.cfg.lua`, renderBreweryConfig(spec)),
        ...breweryModules().map(({ path, content }) => textFile(`${brewery}/${path}`, content)),
        textFile(`${configFolder("jicofo")}/custom-jicofo.conf`, renderJicofoConfig(spec)),
        programFile(PREPARE_PROGRAM, prepareSignallingScript),
        preparationUnit({
            unit: PREPARE_UNIT,
            description: "Bridgepool secrets of this signalling host",
            command: [PREPARE_PROGRAM, spec.tool],
        }),
        programFile(ACCOUNTS_PROGRAM, accountsScript),
        ...lookingUnits(ACCOUNTS_TIMER, "Bridgepool accounts of pools", [ACCOUNTS_PROGRAM, spec.tool]),
        ...lookingUnits(CERTIFICATE_TIMER, "Bridgepool certificate of this Meet", [
            PREPARE_PROGRAM,
            spec.tool,
            "certificate",
        ]),
    ];
}

/** How long a new account or certificate takes to reach this host, in seconds. */
const LOOK_SECONDS = 30;

/** A program that looks at the cloud's secrets again and again. */
function lookingUnits(timer: string, what: string, command: readonly string[]): FileRow[] {
    return [
        textFile(
            `/etc/systemd/system/${timer.replace(/timer$/, "service")}`,
            `[Unit]
Description=${what}

[Service]
Type=oneshot
ExecStart=${command.join(" ")}
TimeoutStartSec=${LOOK_SECONDS}
# It runs every ${LOOK_SECONDS} seconds: the journal gets what it says, not that it ran.
SyslogLevel=notice
LogLevelMax=notice
`,
        ),
        textFile(
            `/etc/systemd/system/${timer}`,
            `[Unit]
Description=${what}, every ${LOOK_SECONDS} seconds
# The first time, the folders are there.
After=${PREPARE_UNIT}

[Timer]
OnActiveSec=0
OnUnitInactiveSec=${LOOK_SECONDS}
AccuracySec=1
`,
        ),
    ];
}
