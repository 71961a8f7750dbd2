/** Serves a program that is a function of this process to the engine, as the Automation API does. */
import { LanguageRuntimeService, type ILanguageRuntimeServer } from "@pulumi/pulumi/proto/language_grpc_pb";
import type { RunRequest } from "@pulumi/pulumi/proto/language_pb";
import { listen, newServer, stop } from "../server/grpc";

/** A Pulumi program; what it returns, or promises, are the stack's outputs. */
export type Program = () => unknown;

/** Not a literal, because the module is published without types. */
const SERVER: string = "@pulumi/pulumi/automation/server.js";

/** Runs `act` with the address to give to the engine's `--client` option. */
export async function withInlineProgram<T>(
    program: Program,
    act: (address: string) => Promise<T>,
): Promise<T> {
    // Loads the whole Pulumi SDK (0.5 s), so only here.
    const automation = (await import(SERVER)) as {
        LanguageServer: new (program: Program) => ILanguageRuntimeServer;
    };
    let began = false;
    const language = new automation.LanguageServer(() => {
        began = true;
        return program();
    });
    const run = language.run.bind(language);
    language.run = (call, callback) => {
        giveOwnConnections(call.request);
        run(call, (error, ...answer) => {
            // The SDK ends in peace when it cannot reach the engine, which would then delete all that the program makes.
            callback(error ?? (began ? null : new Error(NOT_RUN)), ...answer);
        });
    };
    const removeNewListeners = rememberListeners(["uncaughtException", "unhandledRejection"]);
    const server = newServer();
    server.addService(LanguageRuntimeService, language);
    try {
        return await act(`127.0.0.1:${await listen(server)}`);
    } finally {
        stop(server);
        // The language server leaves its own behind when the engine breaks a program off.
        removeNewListeners();
    }
}

const NOT_RUN = "the program could not reach the engine, so it did not run: run the same command again";

let runs = 0;

/**
 * gRPC shares connections among all clients of a process that name the same server. The engine of a later run may get a
 * port that an earlier one had, and its program would then meet a connection that is known to be broken. So each run
 * names its servers in its own way: with a name server, another one each time, that no numeric address ever asks.
 * Source: gRPC name resolution, `dns:[//authority/]host[:port]`; grpc-js, subchannel-pool.ts.
 */
function giveOwnConnections(request: RunRequest): void {
    runs = (runs % 65_535) + 1;
    const own = (address: string) => `dns://127.0.0.1:${runs}/${address}`;
    request.setMonitorAddress(own(request.getMonitorAddress()));
    const [engine, ...others] = request.getArgsList();
    if (engine !== undefined) {
        request.setArgsList([own(engine), ...others]);
    }
}

function rememberListeners(events: readonly string[]): () => void {
    const emitter: Pick<NodeJS.EventEmitter, "listeners" | "off"> = process;
    const known = new Set(events.flatMap((event) => emitter.listeners(event)));
    return () => {
        for (const event of events) {
            for (const listener of emitter.listeners(event)) {
                if (!known.has(listener)) emitter.off(event, listener as () => void);
            }
        }
    };
}
