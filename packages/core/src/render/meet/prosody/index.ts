import { authModule } from "./auth-module";
import { breweryModule } from "./brewery-module";
import { certificateModule } from "./certificate-module";
import { drainModule } from "./drain-module";
import { gateModule } from "./gate-module";
import { limitsModule } from "./limits-module";

export { renderBreweryConfig } from "./brewery-conf";
export { renderClientConfig, startScript, type ClientConfigSpec } from "./client-conf";

/** A file under the folder that a container sees as `/config`. */
export interface ConfigFile {
    readonly path: string;
    readonly content: string;
}

/** Our modules of the participants' Prosody. */
export function clientModules(): ConfigFile[] {
    return [
        { path: "modules/mod_auth_bridgepool.lua", content: authModule },
        { path: "modules/mod_bridgepool_certificate.lua", content: certificateModule },
    ];
}

/** Our modules of the brewery. */
export function breweryModules(): ConfigFile[] {
    return [
        ...clientModules(),
        { path: "modules/mod_bridgepool_brewery.lua", content: breweryModule },
        { path: "modules/mod_bridgepool_drain.lua", content: drainModule },
        { path: "modules/mod_bridgepool_gate.lua", content: gateModule },
        { path: "modules/mod_bridgepool_limits.lua", content: limitsModule },
    ];
}
