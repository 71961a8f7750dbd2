import type { FileRow, MeetDomains } from "../../plan/types";
import { preparationUnit, programFile, textFile } from "../host";
import { ACCOUNTS_TIMER, configFolder, PREPARE_UNIT } from "./containers";
import { renderJicofoConfig, type JicofoConfigSpec } from "./jicofo-conf";
import { renderEdgeConfig, renderPagesConfig } from "./nginx-conf";
import { renderPageConfig } from "./page-config";
import { authModule, breweryFolder, renderBreweryConfig, renderClientConfig, startScript } from "./prosody";
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
    readonly certificateGeneration: number;
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
        textFile(`${prosody}/modules/mod_auth_bridgepool.lua`, authModule),
        programFile(`${prosody}/start`, startScript),
        textFile(`${brewery}/prosody.cfg.lua`, renderBreweryConfig(spec)),
        ...breweryFolder().map(({ path, content }) => textFile(`${brewery}/${path}`, content)),
        textFile(`${configFolder("jicofo")}/custom-jicofo.conf`, renderJicofoConfig(spec)),
        programFile(PREPARE_PROGRAM, prepareSignallingScript),
        preparationUnit({
            unit: PREPARE_UNIT,
            description: "Bridgepool secrets of this signalling host",
            command: [PREPARE_PROGRAM, spec.tool],
        }),
        programFile(ACCOUNTS_PROGRAM, accountsScript),
        ...accountsUnits(spec.tool),
    ];
}

/** How long a new or a retired account takes to reach the brewery, in seconds. */
const ACCOUNTS_SECONDS = 30;

function accountsUnits(tool: string): FileRow[] {
    const service = ACCOUNTS_TIMER.replace(/timer$/, "service");
    return [
        textFile(
            `/etc/systemd/system/${service}`,
            `[Unit]
Description=Bridgepool accounts of pools

[Service]
Type=oneshot
ExecStart=${ACCOUNTS_PROGRAM} ${tool}
TimeoutStartSec=${ACCOUNTS_SECONDS}
# It runs every ${ACCOUNTS_SECONDS} seconds: the journal gets what it says, not that it ran.
SyslogLevel=notice
LogLevelMax=notice
`,
        ),
        textFile(
            `/etc/systemd/system/${ACCOUNTS_TIMER}`,
            `[Unit]
Description=Bridgepool accounts of pools, every ${ACCOUNTS_SECONDS} seconds
# The first time, the folders are there.
After=${PREPARE_UNIT}

[Timer]
OnActiveSec=0
OnUnitInactiveSec=${ACCOUNTS_SECONDS}
AccuracySec=1
`,
        ),
    ];
}
