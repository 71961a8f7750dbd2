/** Serves a program that is a function of this process to the engine, as the Automation API does. */
import { LanguageRuntimeService, type ILanguageRuntimeServer } from "@pulumi/pulumi/proto/language_grpc_pb";
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
    const language = new automation.LanguageServer(program);
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
