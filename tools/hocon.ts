// Reads HOCON in tests with the library that the bridge and Jicofo use. `node tools/jvm.mjs` gets it.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const jvm = join(__dirname, "..", ".bridgepool", "jvm");

/**
 * Parses a HOCON text, follows its includes, resolves its substitutions.
 *
 * @param text - the file that the program reads
 * @param included - other files by the path, relative to that file, that its includes name
 * @param env - the environment that `${?NAME}` sees. Default: empty
 * @returns the configuration as plain data
 * @throws the library's own message, with line numbers, when it refuses the text
 */
export async function readHocon(
    text: string,
    included: Readonly<Record<string, string>> = {},
    env: Readonly<Record<string, string>> = {},
): Promise<unknown> {
    if (!existsSync(jvm)) throw new Error("Typesafe Config is not here. Run 'node tools/jvm.mjs' first.");
    const folder = await mkdtemp(join(tmpdir(), "bridgepool-hocon-"));
    try {
        for (const [name, content] of Object.entries({ ...included, "main.conf": text })) {
            const file = join(folder, name);
            await mkdir(dirname(file), { recursive: true });
            await writeFile(file, content);
        }
        const { stdout } = await promisify(execFile)(
            "java",
            ["-cp", `${jvm}:${jvm}/*`, "Hocon", join(folder, "main.conf")],
            {
                env: { PATH: process.env["PATH"] ?? "", ...env },
            },
        );
        return JSON.parse(stdout);
    } finally {
        await rm(folder, { recursive: true });
    }
}
