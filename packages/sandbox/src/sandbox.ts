/** The sandbox for tests: stand-in providers and the real engine, in a temporary folder of their own. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { engineEnvironment, engineFolders } from "./engine/environment";
import { findEngine } from "./engine/locate";
import { Stack, type Program } from "./engine/stack";
import { provideLanguageHost } from "./language-host/install";
import type { ProviderModel } from "./model";
import { serveProviders, type Served } from "./server/start";
import { World } from "./world/world";

/** What a {@link Sandbox} stands in for, and what it keeps. */
export interface SandboxOptions {
    /** The providers to stand in for. */
    readonly providers: readonly ProviderModel[];
    /** Where the SDK packages are installed, and where a search for the engine starts. Default: the working directory. */
    readonly projectDir?: string;
    /** Keeps the stand-in cloud in this file, sealed with the passphrase. Default: in memory only. */
    readonly worldFile?: string;
    /** Of the stacks and of the world file. Default: `sandbox`. */
    readonly passphrase?: string;
    /** What the stand-in cloud takes for now. Default: the machine's clock. */
    readonly clock?: () => Date;
}

/** A new stack: its program and its configuration. */
export interface StackOptions {
    /** Stack name. Default: `test`. */
    readonly stack?: string;
    /** Project name, for a program that is a function. Default: `sandbox`. */
    readonly project?: string;
    /** The program, as a function of this process. */
    readonly program?: Program;
    /** A project folder with Pulumi.yaml, in place of a function. Stack configuration is written there. */
    readonly dir?: string;
    /** Stack configuration, in clear: `{ "aws:region": "eu-west-3" }`. */
    readonly config?: Readonly<Record<string, string>>;
}

/** A stand-in cloud in this process, with the real engine on it. Stop it when the test is done. */
export class Sandbox {
    private constructor(
        /** The stand-in cloud. */
        readonly world: World,
        /** The environment for calls of the engine. */
        readonly env: NodeJS.ProcessEnv,
        private readonly projectDir: string,
        private readonly folder: string,
        private readonly served: Served,
    ) {}

    /** @throws when the world file cannot be used */
    static async start(options: SandboxOptions): Promise<Sandbox> {
        const { passphrase = "sandbox", projectDir = process.cwd() } = options;
        const world = new World({
            file: options.worldFile,
            passphrase,
            clock: options.clock,
            models: options.providers.flatMap((provider) => provider.resources),
        });
        const served = await serveProviders(options.providers, world, projectDir);
        const folder = mkdtempSync(path.join(tmpdir(), "sandbox-"));
        const env: NodeJS.ProcessEnv = {
            ...process.env,
            ...engineEnvironment(engineFolders(folder)),
            PULUMI_DEBUG_PROVIDERS: served.attach,
            PULUMI_CONFIG_PASSPHRASE: passphrase,
            NO_COLOR: "1",
        };
        return new Sandbox(world, env, projectDir, folder, served);
    }

    /**
     * A new stack.
     * @throws when there is no engine
     */
    async stack(options: StackOptions): Promise<Stack> {
        const { stack: name = "test", project = "sandbox", program, config = {} } = options;
        const binary = findEngine(this.projectDir, this.env);
        const dir = options.dir ?? this.newProject(project);
        provideLanguageHost(binary, engineFolders(this.folder).home);
        const stack = new Stack({
            binary,
            env: this.env,
            dir,
            name,
            scratch: this.folder,
            ...(program && { program }),
        });
        await stack.init();
        for (const [key, value] of Object.entries(config)) {
            await stack.setConfig(key, value);
        }
        return stack;
    }

    private newProject(project: string): string {
        const dir = mkdtempSync(path.join(this.folder, "project-"));
        writeFileSync(path.join(dir, "Pulumi.yaml"), `name: ${project}\nruntime: nodejs\n`);
        return dir;
    }

    /** Ends the providers and removes the temporary folder; a world file stays. */
    stop(): void {
        this.served.stop();
        this.world.close();
        rmSync(this.folder, { recursive: true, force: true });
    }
}
