/** The state folder of a project: stacks, the stand-in cloud, and the passphrase that seals both. */
import { randomBytes } from "node:crypto";
import {
    accessSync,
    constants,
    existsSync,
    mkdirSync,
    readFileSync,
    readdirSync,
    writeFileSync,
} from "node:fs";
import * as path from "node:path";
import { Trouble } from "./trouble";

export interface StateFolder {
    readonly dir: string;
    readonly worldFile: string;
    readonly passphrase: string;
}

/** @throws Trouble when the folder cannot be used */
export function openState(given: string | undefined, cwd: string, env: NodeJS.ProcessEnv): StateFolder {
    const dir = path.resolve(cwd, given ?? path.join(projectFolder(cwd) ?? cwd, ".bridgepool"));
    try {
        mkdirSync(dir, { recursive: true, mode: 0o700 });
        accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK);
    } catch (error) {
        const why = (error as Error).message;
        throw new Trouble(`The state folder ${dir} cannot be used (${why}): choose another one with --state`);
    }
    return { dir, worldFile: path.join(dir, "world.json"), passphrase: passphraseOf(dir, cwd, env) };
}

/** The folder of the nearest Pulumi.yaml, from here upwards. */
function projectFolder(from: string): string | undefined {
    if (["Pulumi.yaml", "Pulumi.yml"].some((name) => existsSync(path.join(from, name)))) {
        return from;
    }
    const parent = path.dirname(from);
    return parent === from ? undefined : projectFolder(parent);
}

function passphraseOf(dir: string, cwd: string, env: NodeJS.ProcessEnv): string {
    if (env.PULUMI_CONFIG_PASSPHRASE !== undefined) {
        return env.PULUMI_CONFIG_PASSPHRASE;
    }
    if (env.PULUMI_CONFIG_PASSPHRASE_FILE !== undefined) {
        return read(path.resolve(cwd, env.PULUMI_CONFIG_PASSPHRASE_FILE));
    }
    const file = path.join(dir, "passphrase");
    if (!existsSync(file)) {
        warnOfOtherPassphrases(cwd, dir);
        writeFileSync(file, `${randomBytes(24).toString("base64url")}\n`, { mode: 0o600 });
    }
    return read(file);
}

function read(file: string): string {
    try {
        return readFileSync(file, "utf8").trim();
    } catch (error) {
        throw new Trouble(`The passphrase file ${file} cannot be read (${(error as Error).message})`);
    }
}

/** A new passphrase opens no stack settings that were sealed before. */
function warnOfOtherPassphrases(cwd: string, dir: string): void {
    const project = projectFolder(cwd) ?? cwd;
    const sealed = readdirSync(project).filter(
        (name) =>
            /^Pulumi\..+\.ya?ml$/.test(name) &&
            /^encryptionsalt:/m.test(readFileSync(path.join(project, name), "utf8")),
    );
    if (sealed.length > 0) {
        console.error(
            `sandbox: ${sealed.join(", ")} in ${project} was sealed with another passphrase than the new one of ${dir}. ` +
                `If its stack cannot be opened, set PULUMI_CONFIG_PASSPHRASE, or delete the line "encryptionsalt".`,
        );
    }
}
