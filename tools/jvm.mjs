#!/usr/bin/env node
// @ts-check
// Gets Typesafe Config from Maven Central and compiles tools/jvm/Hocon.java against it, into .bridgepool/jvm.
// Tests read HOCON with it through tools/hocon.ts.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureProgram } from "./lib/apt.mjs";
import { runCommand } from "./lib/command.mjs";
import { cacheFolder, prepareFolder, repositoryRoot } from "./lib/paths.mjs";
import { Progress, runTool } from "./lib/progress.mjs";

const sources = join(repositoryRoot, "tools", "jvm");

/**
 * Makes the class path for the JVM, unless these sources have already made it.
 *
 * @returns {Promise<string>} the folder with the library and the compiled program
 * @throws Trouble when there is no JDK or Maven and they cannot be installed
 */
export async function jvmFolder() {
    const folder = join(cacheFolder, "jvm");
    const stamp = createHash("sha256")
        .update(readFileSync(join(sources, "pom.xml")))
        .update(readFileSync(join(sources, "Hocon.java")))
        .digest("hex");
    const stampFile = join(folder, `${stamp}.stamp`);
    if (existsSync(stampFile)) return folder;

    const progress = new Progress("jvm");
    const javac = await ensureProgram("javac", "default-jdk-headless", progress);
    const maven = await ensureProgram("mvn", "maven", progress);
    const unfinished = `${folder}.unfinished-${process.pid}`;
    prepareFolder(unfinished, { gigabytes: 0.2, what: "Typesafe Config" });
    try {
        progress.say("getting Typesafe Config from Maven Central");
        let lines = 0;
        await runCommand(
            maven,
            [
                "--batch-mode",
                "--file",
                sources,
                "dependency:copy-dependencies",
                `-DoutputDirectory=${unfinished}`,
            ],
            { onLine: () => progress.pulse(`Maven, ${(lines += 1)} lines`) },
        );
        await runCommand(javac, ["-cp", `${unfinished}/*`, "-d", unfinished, join(sources, "Hocon.java")]);
        writeFileSync(join(unfinished, `${stamp}.stamp`), "");
        rmSync(folder, { recursive: true, force: true });
        renameSync(unfinished, folder);
    } finally {
        rmSync(unfinished, { recursive: true, force: true });
    }
    progress.say(`ready in ${folder}`);
    return folder;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
    await runTool(async () => {
        await jvmFolder();
    });
}
