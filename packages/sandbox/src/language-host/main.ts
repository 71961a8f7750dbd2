#!/usr/bin/env node
/**
 * The executable `pulumi-language-nodejs`: the engine finds it on PATH, starts it with its own address as the only
 * argument, and reads our port from the first line we print.
 */
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import { listen, newServer } from "../server/grpc";
import { languageService } from "./service";

async function main(): Promise<void> {
    const server = newServer();
    server.addService(LanguageRuntimeService, languageService(process.argv.at(-1) ?? ""));
    process.stdout.write(`${await listen(server)}\n`);
    // Killed, the engine cannot stop us. We stop when it is no longer our parent.
    const engine = process.ppid;
    setInterval(() => {
        if (process.ppid !== engine) {
            process.exit(1);
        }
    }, 1000).unref();
}

main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
});
