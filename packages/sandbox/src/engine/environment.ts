/** The environment in which the engine runs without accounts, network or a user's own settings. */
import { mkdirSync } from "node:fs";
import * as path from "node:path";

export interface EngineFolders {
    /** Stack states. */
    readonly backend: string;
    /** The engine's own home: credentials, plugins, workspaces. */
    readonly home: string;
}

/** The folders below one state folder, made if need be. */
export function engineFolders(state: string): EngineFolders {
    const folders = { backend: path.join(state, "backend"), home: path.join(state, "home") };
    mkdirSync(folders.backend, { recursive: true });
    mkdirSync(folders.home, { recursive: true });
    return folders;
}

/** Variables for every call of the engine. */
export function engineEnvironment(folders: EngineFolders): Readonly<Record<string, string>> {
    return {
        // No side files: an engine killed between writing one and its checkpoint would leave a state it cannot read.
        PULUMI_BACKEND_URL: `file://${folders.backend}?metadata=skip`,
        PULUMI_HOME: folders.home,
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        PULUMI_DISABLE_REGISTRY_RESOLVE: "true",
        PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
    };
}
