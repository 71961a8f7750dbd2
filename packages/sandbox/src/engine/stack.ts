/** A stack on the sandbox: the engine's commands, with what they printed and did as data. */
import { existsSync, readFileSync, rmSync } from "node:fs";
import * as path from "node:path";
import { withInlineProgram, type Program } from "./inline";
import { run, type Finished } from "./run";

export type { Program } from "./inline";

/** What the engine does to a resource. */
export type StepOp = "create" | "update" | "delete" | "replace" | "same" | "refresh" | (string & {});

/** What the engine did to one resource. */
export interface Step {
    readonly op: StepOp;
    readonly urn: string;
    readonly type: string;
    /** Top-level properties that differ. */
    readonly diffs: readonly string[];
    /** Property paths with what happens to each; present on updates and replacements. */
    readonly detailedDiff: Readonly<
        Record<string, { readonly diffKind: string; readonly inputDiff: boolean }>
    >;
}

/** Something the engine told the user. */
export interface Diagnostic {
    readonly severity: string;
    readonly message: string;
    /** Empty when it is about no resource. */
    readonly urn: string;
}

/** What one operation of the engine did and printed. */
export interface Result {
    readonly succeeded: boolean;
    /** Exit code of the engine. */
    readonly code: number;
    readonly stdout: string;
    readonly stderr: string;
    /** The engine's own event log, one JSON object a line, without debug messages. */
    readonly eventLog: string;
    readonly steps: readonly Step[];
    readonly diagnostics: readonly Diagnostic[];
    /** How many resources met each fate: `{ create: 3, same: 1 }`. */
    readonly changes: Readonly<Record<string, number>>;
}

/** One resource of a {@link Deployment}. */
export interface ExportedResource {
    readonly urn: string;
    readonly type: string;
    readonly id?: string;
    readonly parent?: string;
    readonly provider?: string;
    readonly protect?: boolean;
    readonly inputs?: Readonly<Record<string, unknown>>;
    readonly outputs?: Readonly<Record<string, unknown>>;
    readonly dependencies?: readonly string[];
}

/** A stack's state, as `pulumi stack export` gives it. */
export interface Deployment {
    readonly resources: readonly ExportedResource[];
    /** The document as the engine printed it. */
    readonly text: string;
}

/** How one of the engine's operations runs. */
export interface OperationOptions {
    /** Further flags: `["--target", urn]`. */
    readonly args?: readonly string[];
    /** Throw when the engine fails. Default: true. */
    readonly check?: boolean;
}

export interface StackSettings {
    readonly binary: string;
    readonly env: NodeJS.ProcessEnv;
    /** The folder with Pulumi.yaml. */
    readonly dir: string;
    readonly name: string;
    /** A folder for files of a moment. */
    readonly scratch: string;
    /** The program, when it is a function rather than the folder's. */
    readonly program?: Program;
}

/** One stack on the sandbox. Made by `Sandbox.stack`. */
export class Stack {
    #program: Program | undefined;

    constructor(private readonly settings: StackSettings) {
        this.#program = settings.program;
    }

    get name(): string {
        return this.settings.name;
    }

    /** The folder with Pulumi.yaml. */
    get dir(): string {
        return this.settings.dir;
    }

    /** The state as the file backend keeps it on disk. */
    get stateFile(): string {
        const backend = (this.settings.env.PULUMI_BACKEND_URL ?? "").replace(/^file:\/\/|\?.*$/g, "");
        const [, project = ""] =
            /^name: *(\S+)/m.exec(readFileSync(path.join(this.dir, "Pulumi.yaml"), "utf8")) ?? [];
        return path.join(backend, ".pulumi", "stacks", project, `${this.name}.json`);
    }

    /** Exchanges the program, as an edit of its source would. */
    setProgram(program: Program): void {
        this.#program = program;
    }

    async init(): Promise<void> {
        await this.command(["stack", "init", this.name, "--secrets-provider", "passphrase"], false);
    }

    async setConfig(key: string, value: string, options: { readonly secret?: boolean } = {}): Promise<void> {
        await this.command([
            "config",
            "set",
            options.secret === true ? "--secret" : "--plaintext",
            key,
            "--",
            value,
        ]);
    }

    async preview(options: OperationOptions = {}): Promise<Result> {
        return this.operation("preview", [], options);
    }

    async up(options: OperationOptions = {}): Promise<Result> {
        return this.operation("up", ["--yes", "--skip-preview"], options);
    }

    async refresh(options: OperationOptions = {}): Promise<Result> {
        return this.operation("refresh", ["--yes", "--skip-preview"], options);
    }

    async destroy(options: OperationOptions = {}): Promise<Result> {
        return this.operation("destroy", ["--yes", "--skip-preview"], options);
    }

    /** The deployment without secrets in clear. */
    async export(): Promise<Deployment> {
        const { stdout } = await this.command(["stack", "export"]);
        const document = JSON.parse(stdout) as { deployment: { resources?: readonly ExportedResource[] } };
        return { resources: document.deployment.resources ?? [], text: stdout };
    }

    /** The stack's outputs, secrets in clear. */
    async outputs(): Promise<Readonly<Record<string, unknown>>> {
        const { stdout } = await this.command(["stack", "output", "--json", "--show-secrets"]);
        return JSON.parse(stdout) as Record<string, unknown>;
    }

    /**
     * Any other command of the engine on this stack.
     * @throws when it fails
     */
    async command(args: readonly string[], onStack = true): Promise<Finished> {
        const { binary, dir, env } = this.settings;
        const all = [
            ...args.slice(0, 2),
            "--non-interactive",
            ...(onStack ? ["--stack", this.name] : []),
            ...args.slice(2),
        ];
        const finished = await run(binary, all, { cwd: dir, env });
        if (finished.code !== 0) {
            throw new EngineError(`pulumi ${args.join(" ")}`, finished);
        }
        return finished;
    }

    private async operation(
        verb: string,
        flags: readonly string[],
        options: OperationOptions,
    ): Promise<Result> {
        const { binary, dir, env, scratch } = this.settings;
        const log = path.join(scratch, `events-${verb}-${Math.random().toString(36).slice(2)}.json`);
        const go = (client: readonly string[]) =>
            run(
                binary,
                [
                    verb,
                    "--non-interactive",
                    "--stack",
                    this.name,
                    ...flags,
                    ...client,
                    "--event-log",
                    log,
                    ...(options.args ?? []),
                ],
                { cwd: dir, env: { ...env, PULUMI_DEBUG_COMMANDS: "true" } },
            );
        const program = this.#program;
        let finished: Finished;
        let eventLog: string;
        try {
            finished = await (program === undefined
                ? go([])
                : withInlineProgram(program, (address) => go([`--client=${address}`])));
            eventLog = existsSync(log) ? withoutDebug(readFileSync(log, "utf8")) : "";
        } finally {
            rmSync(log, { force: true });
        }
        const result = { succeeded: finished.code === 0, ...finished, eventLog, ...readEvents(eventLog) };
        if (finished.code !== 0 && options.check !== false) {
            throw new EngineError(`pulumi ${verb}`, finished);
        }
        return result;
    }
}

/** The engine ended with an error; the message has everything it printed. */
export class EngineError extends Error {
    constructor(
        command: string,
        readonly finished: Finished,
    ) {
        super(`${command} ended with code ${finished.code}:\n${finished.stdout}\n${finished.stderr}`);
    }
}

/**
 * Pulumi's SDK sends every registered resource to the engine as a debug message, secrets in clear, and the engine's
 * event log keeps it (@pulumi/pulumi 3.248, runtime/resource.js: "RegisterResource RPC finished").
 */
function withoutDebug(log: string): string {
    return log
        .split("\n")
        .filter((line) => !/"diagnosticEvent":.*"severity":"debug"/.test(line))
        .join("\n");
}

/** Source of the shapes: pulumi sdk/go/common/apitype/events.go, EngineEvent. */
interface EngineEvent {
    readonly resourcePreEvent?: {
        readonly metadata: {
            readonly op: string;
            readonly urn: string;
            readonly type: string;
            readonly diffs?: readonly string[];
            readonly detailedDiff?: Step["detailedDiff"] | null;
        };
    };
    readonly diagnosticEvent?: { readonly urn?: string; readonly message: string; readonly severity: string };
    readonly summaryEvent?: { readonly resourceChanges: Readonly<Record<string, number>> };
}

function readEvents(log: string): Pick<Result, "steps" | "diagnostics" | "changes"> {
    const events = log
        .split("\n")
        .filter((line) => line.trim() !== "")
        .map((line) => JSON.parse(line) as EngineEvent);
    return {
        steps: events.flatMap(({ resourcePreEvent: event }) =>
            event === undefined
                ? []
                : [
                      {
                          op: event.metadata.op,
                          urn: event.metadata.urn,
                          type: event.metadata.type,
                          diffs: event.metadata.diffs ?? [],
                          detailedDiff: event.metadata.detailedDiff ?? {},
                      },
                  ],
        ),
        diagnostics: events.flatMap(({ diagnosticEvent: event }) =>
            event === undefined
                ? []
                : [{ severity: event.severity, message: event.message, urn: event.urn ?? "" }],
        ),
        changes:
            events
                .map(({ summaryEvent }) => summaryEvent?.resourceChanges)
                .find((one) => one !== undefined) ?? {},
    };
}
