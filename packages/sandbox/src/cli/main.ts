/** `sandbox`: the command line, as bin/sandbox.cjs runs it. */
import { readFileSync } from "node:fs";
import * as path from "node:path";
import {
    DNS_RECORD_ELSEWHERE,
    publishDns,
    publishedDns,
    unpublishDns,
    type DnsRecord,
} from "../dns/elsewhere";
import { readWorldFile } from "../world/file";
import { World, type Selection } from "../world/world";
import { readArguments, type Request } from "./arguments";
import { help } from "./help";
import { openState, type StateFolder } from "./state";
import { describeFault, dnsTable, worldTable } from "./table";

/** The exit code. */
async function main(argv: readonly string[]): Promise<number> {
    const request = readArguments(argv);
    switch (request.do) {
        case "help":
            console.log(help);
            return 0;
        case "version":
            console.log(version());
            return 0;
    }
    const state = openState(request.state, process.cwd(), process.env);
    switch (request.do) {
        case "run": {
            const { runCommand } = await import("./run.js"); // loads the providers: only when they are needed
            return runCommand(request.command, state, process.cwd(), process.env);
        }
        case "world": {
            const { resources, faults } = readWorldFile(state.worldFile);
            const held = resources.filter(({ token }) => token !== DNS_RECORD_ELSEWHERE);
            console.log(worldTable(held, faults, state.dir));
            return 0;
        }
        default:
            console.log(await inWorld(request, state));
            return 0;
    }
}

/** Opens the stand-in cloud, does in it what was asked, and says so. */
async function inWorld(
    request: Exclude<Request, { do: "help" | "version" | "run" | "world" }>,
    state: StateFolder,
): Promise<string> {
    const { providers } = await import("./providers.js");
    const models = providers.flatMap(({ resources }) => resources);
    const world = new World({ file: state.worldFile, passphrase: state.passphrase, models });
    try {
        switch (request.do) {
            case "drift": {
                const selection = selectionOf(world, request.resource);
                world.drift(selection, request.property, request.value);
                const held = world.get(selection);
                return `Changed ${request.property} of ${held.token} ${held.id}. "pulumi refresh" will notice.`;
            }
            case "remove": {
                const held = world.remove(selectionOf(world, request.resource));
                return `Removed ${held.token} ${held.id}. "pulumi refresh" will notice.`;
            }
            case "fail":
                world.fail(request.fault);
                return `Next: ${describeFault(request.fault)}.`;
            case "heal":
                world.clearFaults();
                return "Nothing more will go wrong on purpose.";
            case "dns add": {
                const { name, type, values } = request;
                const records = values.map((value) => publishDns(world, { name, type, value }));
                return `Published: ${told(records)}. The next "pulumi up" will find it.`;
            }
            case "dns list":
                return dnsTable(publishedDns(world));
            case "dns remove":
                return `Removed: ${told(unpublishDns(world, request.name))}.`;
        }
    } finally {
        world.close();
    }
}

function told(records: readonly DnsRecord[]): string {
    return records.map(({ name, type, value }) => [name, type, value].join(" ")).join(", ");
}

/** An id, a URN or a name in the program, whichever finds something. */
function selectionOf(world: World, resource: string): Selection {
    const ways: readonly Selection[] = [{ id: resource }, { urn: resource }, { name: resource }];
    return ways.find((selection) => world.list(selection).length > 0) ?? { name: resource };
}

function version(): string {
    const file = path.join(__dirname, "..", "..", "package.json");
    return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

main(process.argv.slice(2)).then(
    (code) => {
        process.exitCode = code;
    },
    (error: unknown) => {
        console.error(`sandbox: ${error instanceof Error ? error.message : String(error)}`);
        process.exitCode = 1;
    },
);
