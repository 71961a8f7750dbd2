/**
 * A language host for Node, for a `pulumi` binary that was built without one. It does what
 * pulumi sdk/nodejs/cmd/pulumi-language-nodejs does for running programs and plugins; code generation is left out.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { status, type ServerWritableStream } from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { ILanguageRuntimeServer } from "@pulumi/pulumi/proto/language_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/language_pb";
import { PackageDependency, PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { unary } from "../server/grpc";
import { Refusal } from "../server/resources";
import { readOptions } from "./options";
import { dependenciesOf, packageManagerFor, requiredPlugins, resolveSdk } from "./packages";

/** The program has told the user already. Source: @pulumi/pulumi cmd/run/index.ts. */
const EXIT_REPORTED = 32;

/** @param engineAddress where the engine listens, from the command line */
export function languageService(engineAddress: string): ILanguageRuntimeServer {
    let engine = engineAddress;
    const children = new Set<ChildProcess>();
    const start = (
        args: readonly string[],
        options: { cwd: string; env: NodeJS.ProcessEnv; piped: boolean },
    ) => {
        const { piped, ...rest } = options;
        // What a program prints, it prints through this process: the engine reads our output and shows it.
        const child = spawn(process.execPath, args, { ...rest, stdio: ["ignore", ...outputs(piped)] });
        children.add(child);
        child.once("close", () => children.delete(child));
        return child;
    };

    return {
        handshake: unary((request: proto.LanguageHandshakeRequest) => {
            engine = request.getEngineAddress();
            return new proto.LanguageHandshakeResponse();
        }),

        getPluginInfo: unary(() => {
            const info = new PluginInfo();
            info.setVersion("0.1.0");
            return info;
        }),

        getRequiredPlugins: unary(() => new proto.GetRequiredPluginsResponse()),

        getRequiredPackages: unary((request: proto.GetRequiredPackagesRequest) => {
            const response = new proto.GetRequiredPackagesResponse();
            const plugins = requiredPlugins(request.getInfo()?.getProgramDirectory() ?? "");
            response.setPackagesList(
                plugins.map(({ name, version, server }) => {
                    const dependency = new PackageDependency();
                    dependency.setName(name);
                    dependency.setKind("resource");
                    dependency.setVersion(version.replace(/^v?/, "v"));
                    dependency.setServer(server);
                    return dependency;
                }),
            );
            return response;
        }),

        getProgramDependencies: unary((request: proto.GetProgramDependenciesRequest) => {
            const response = new proto.GetProgramDependenciesResponse();
            const dir = request.getInfo()?.getProgramDirectory() ?? request.getPwd();
            response.setDependenciesList(
                dependenciesOf(dir, request.getTransitivedependencies()).map(({ name, version }) => {
                    const dependency = new proto.DependencyInfo();
                    dependency.setName(name);
                    dependency.setVersion(version);
                    return dependency;
                }),
            );
            return response;
        }),

        about: unary(() => {
            const response = new proto.AboutResponse();
            response.setExecutable(process.execPath);
            response.setVersion(process.version);
            return response;
        }),

        run: unary(async (request: proto.RunRequest) => {
            const info = request.getInfo();
            const options = readOptions(info);
            const programDir = info?.getProgramDirectory() ?? request.getPwd();
            const program = [
                resolveSdk(programDir, "cmd/run"),
                ...flag("monitor", request.getMonitorAddress()),
                ...flag("engine", engine),
                ...flag("organization", request.getOrganization()),
                ...flag("project", request.getProject()),
                ...flag("stack", request.getStack()),
                ...flag("root-directory", info?.getRootDirectory() ?? ""),
                ...flag("pwd", request.getPwd()),
                ...flag("parallel", String(request.getParallel())),
                ...(request.getDryrun() ? ["--dry-run"] : []),
                info?.getEntryPoint() ?? ".",
                ...request.getArgsList(),
            ];
            const child = start([...options.nodeargs, ...program], {
                cwd: request.getPwd(),
                piped: false,
                env: {
                    ...process.env,
                    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().getEntryList())),
                    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
                    PULUMI_NODEJS_TYPESCRIPT: String(options.typescript),
                    ...(options.tsconfig === undefined
                        ? {}
                        : { PULUMI_NODEJS_TSCONFIG_PATH: options.tsconfig }),
                },
            });
            return runResponse(await ended(child));
        }),

        runPlugin: (call: ServerWritableStream<proto.RunPluginRequest, proto.RunPluginResponse>) => {
            const { request } = call;
            const info = request.getInfo();
            void answerWith(call, () => {
                const options = readOptions(info);
                const programDir = info?.getProgramDirectory() ?? request.getPwd();
                const runner = request.getKind() === "analyzer" ? "cmd/run-policy-pack" : "cmd/run-plugin";
                const runnerArgs = [resolveSdk(programDir, runner), programDir, ...request.getArgsList()];
                const child = start([...options.nodeargs, ...runnerArgs], {
                    cwd: request.getPwd(),
                    piped: true,
                    env: {
                        ...process.env,
                        ...environmentFrom(request.getEnvList()),
                        PULUMI_NODEJS_TYPESCRIPT: String(options.typescript),
                    },
                });
                call.on("cancelled", () => child.kill());
                child.stdout?.on("data", (chunk: Buffer) =>
                    call.write(new proto.RunPluginResponse().setStdout(chunk)),
                );
                child.stderr?.on("data", (chunk: Buffer) =>
                    call.write(new proto.RunPluginResponse().setStderr(chunk)),
                );
                return ended(child).then(({ code }) => {
                    call.write(new proto.RunPluginResponse().setExitcode(code ?? 1));
                });
            });
        },

        installDependencies: (
            call: ServerWritableStream<proto.InstallDependenciesRequest, proto.InstallDependenciesResponse>,
        ) => {
            const { request } = call;
            void answerWith(call, async () => {
                const { packagemanager } = readOptions(request.getInfo());
                const cwd = request.getDirectory();
                const manager = packagemanager === "auto" ? packageManagerFor(cwd) : packagemanager;
                const child = spawn(manager, ["install"], { cwd, stdio: ["ignore", "pipe", "pipe"] });
                call.on("cancelled", () => child.kill());
                child.stdout.on("data", (chunk: Buffer) =>
                    call.write(new proto.InstallDependenciesResponse().setStdout(chunk)),
                );
                child.stderr.on("data", (chunk: Buffer) =>
                    call.write(new proto.InstallDependenciesResponse().setStderr(chunk)),
                );
                const { code } = await ended(child);
                if (code !== 0) {
                    throw new Error(`"${manager} install" in ${cwd} ended with code ${code}`);
                }
            });
        },

        runtimeOptionsPrompts: unary(() => new proto.RuntimeOptionsResponse()),
        template: unary(() => new proto.TemplateResponse()),

        cancel: unary(() => {
            children.forEach((child) => child.kill());
            return new Empty();
        }),

        generateProgram: unsupported("GenerateProgram"),
        generateProject: unsupported("GenerateProject"),
        generatePackage: unsupported("GeneratePackage"),
        pack: unsupported("Pack"),
        link: unsupported("Link"),
    };
}

interface Ending {
    readonly code: number | null;
    readonly signal: NodeJS.Signals | null;
}

async function ended(child: ChildProcess): Promise<Ending> {
    return new Promise((resolve, reject) => {
        child.once("error", reject);
        child.once("close", (code, signal) => {
            resolve({ code, signal });
        });
    });
}

function runResponse({ code, signal }: Ending): proto.RunResponse {
    const response = new proto.RunResponse();
    if (code === EXIT_REPORTED) {
        response.setBail(true);
    } else if (code !== 0) {
        response.setError(
            code === null
                ? `Program exited unexpectedly: ${signal ?? "no exit code"}`
                : `Program exited with non-zero exit code: ${code}`,
        );
    }
    return response;
}

function flag(name: string, value: string): readonly string[] {
    return value === "" ? [] : [`--${name}`, value];
}

function outputs(piped: boolean): ["pipe", "pipe"] | ["inherit", "inherit"] {
    return piped ? ["pipe", "pipe"] : ["inherit", "inherit"];
}

/** `["A=b"]` as `{ A: "b" }`. */
function environmentFrom(list: readonly string[]): NodeJS.ProcessEnv {
    return Object.fromEntries(list.map((entry) => [entry.replace(/=.*/s, ""), entry.replace(/^[^=]*=/, "")]));
}

/** Ends a stream when the work is done, with an error when it failed. */
async function answerWith<Request, Response>(
    call: ServerWritableStream<Request, Response>,
    work: () => Promise<void>,
): Promise<void> {
    try {
        await work();
        call.end();
    } catch (error) {
        call.destroy(
            Object.assign(error as Error, { code: status.UNKNOWN, details: (error as Error).message }),
        );
    }
}

function unsupported(what: string) {
    return unary((): never => {
        throw new Refusal(
            status.UNIMPLEMENTED,
            `the sandbox's Node language host does not offer ${what}: install the pulumi CLI from pulumi.com for that`,
        );
    });
}
