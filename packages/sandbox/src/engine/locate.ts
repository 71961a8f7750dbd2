/** Where the real Pulumi engine is. */
import { accessSync, constants } from "node:fs";
import * as path from "node:path";

const EXECUTABLES = process.platform === "win32" ? ["pulumi.exe", "pulumi.cmd"] : ["pulumi"];

/**
 * The absolute path of the `pulumi` binary: the one that `BRIDGEPOOL_PULUMI` names, else the one on PATH, else one built
 * into `.bridgepool/engine/bin` of the project or a folder above it.
 * @throws when there is none
 */
export function findEngine(projectDir: string, env: NodeJS.ProcessEnv = process.env): string {
    const named = env.BRIDGEPOOL_PULUMI;
    if (named !== undefined && named !== "") {
        if (!isExecutable(named)) {
            throw new Error(`BRIDGEPOOL_PULUMI is ${named}, which is not an executable file`);
        }
        return path.resolve(named);
    }
    const found = findOnPath(env) ?? findBuilt(projectDir);
    if (found === undefined) {
        throw new Error(
            `no Pulumi engine found: install the pulumi CLI (https://www.pulumi.com/docs/install/) so that "pulumi" is ` +
                `on PATH, or set BRIDGEPOOL_PULUMI to the path of its binary`,
        );
    }
    return found;
}

function findOnPath(env: NodeJS.ProcessEnv): string | undefined {
    return (env.PATH ?? "")
        .split(path.delimiter)
        .filter((folder) => folder !== "")
        .flatMap((folder) => EXECUTABLES.map((name) => path.resolve(folder, name)))
        .find(isExecutable);
}

function findBuilt(from: string): string | undefined {
    const built = EXECUTABLES.map((name) => path.join(from, ".bridgepool", "engine", "bin", name)).find(
        isExecutable,
    );
    const parent = path.dirname(from);
    return built ?? (parent === from ? undefined : findBuilt(parent));
}

export function isExecutable(file: string): boolean {
    try {
        accessSync(file, constants.X_OK);
        return true;
    } catch {
        return false;
    }
}
