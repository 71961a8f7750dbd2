import { authModule } from "./auth-module";
import { breweryModule } from "./brewery-module";
import { gateModule } from "./gate-module";
import { limitsModule } from "./limits-module";

export { authModule };
export { renderBreweryConfig, type BreweryConfigSpec } from "./brewery-conf";
export { renderClientConfig, startScript, type ClientConfigSpec } from "./client-conf";

/** A file under the folder that a container sees as `/config`. */
export interface ConfigFile {
    readonly path: string;
    readonly content: string;
}

/** Our modules of the brewery. */
export function breweryFolder(): ConfigFile[] {
    return [
        { path: "modules/mod_auth_bridgepool.lua", content: authModule },
        { path: "modules/mod_bridgepool_brewery.lua", content: breweryModule },
        { path: "modules/mod_bridgepool_gate.lua", content: gateModule },
        { path: "modules/mod_bridgepool_limits.lua", content: limitsModule },
    ];
}
