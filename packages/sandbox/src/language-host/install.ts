/** Gives an engine without a Node language host ours. */
import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { isExecutable } from "../engine/locate";

const NAME = "pulumi-language-nodejs";
const ON_WINDOWS = process.platform === "win32";

/**
 * Makes sure that an engine can run Node programs: when no host lies beside it, ours goes into its home, where it looks
 * next. (Hosts on PATH do not count: the sandbox tells the engine to ignore plugins there, so that no real provider
 * slips in.)
 */
export function provideLanguageHost(engine: string, home: string): void {
    const names = ON_WINDOWS ? [`${NAME}.exe`, `${NAME}.cmd`] : [NAME];
    if (!names.some((name) => isExecutable(path.join(path.dirname(engine), name)))) {
        // The engine takes any version of a language host, but the folder's name must have one.
        installLanguageHost(path.join(home, "plugins", "language-nodejs-v0.1.0"));
    }
}

/** Writes a starter for the language host of this package, which runs it under this very Node. */
export function installLanguageHost(folder: string): void {
    const command = [process.execPath, ...loader(), path.join(__dirname, `main${path.extname(__filename)}`)];
    mkdirSync(folder, { recursive: true });
    if (ON_WINDOWS) {
        writeFileSync(
            path.join(folder, `${NAME}.cmd`),
            `@${command.map((word) => `"${word}"`).join(" ")} %*\r\n`,
        );
    } else {
        const words = command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
        writeFileSync(path.join(folder, NAME), `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 });
    }
}

/** Run from TypeScript sources, as in this repository's tests, the host needs the loader that runs this file. */
function loader(): readonly string[] {
    return __filename.endsWith(".ts") ? ["--import", pathToFileURL(require.resolve("tsx")).href] : [];
}
