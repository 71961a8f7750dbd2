/** The Node language host, asked as the engine asks it. */
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { LanguageRuntimeClient } from "@pulumi/pulumi/proto/language_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/language_pb";
import { installLanguageHost } from "../src/language-host/install";
import { readOptions, splitArguments } from "../src/language-host/options";
import { dependenciesOf, packageManagerFor, requiredPlugins } from "../src/language-host/packages";

describe("runtime options", () => {
    const info = (options: Record<string, string | boolean>) => {
        const program = new proto.ProgramInfo();
        program.setOptions(Struct.fromJavaScript(options));
        return program;
    };

    it("have the defaults of Pulumi's own host", () => {
        assert.deepEqual(readOptions(undefined), {
            typescript: true,
            tsconfig: undefined,
            nodeargs: [],
            packagemanager: "auto",
        });
    });

    it("are read, and refused when they cannot be right", () => {
        const { nodeargs, typescript } = readOptions(
            info({ typescript: false, nodeargs: "--import 'a b' -x" }),
        );
        assert.deepEqual(nodeargs, ["--import", "a b", "-x"]);
        assert.equal(typescript, false);
        assert.throws(
            () => readOptions(info({ packagemanager: "pip" })),
            /runtime.options.packagemanager is "pip"; auto, npm, yarn, pnpm or bun is expected/,
        );
    });

    it("split arguments as a shell does", () => {
        assert.deepEqual(splitArguments(` --a="b c" 'd'"e" `), ["--a=b c", "de"]);
        assert.deepEqual(splitArguments(""), []);
    });
});

describe("a program's folder", () => {
    let dir: string;
    beforeEach(() => {
        dir = mkdtempSync(path.join(tmpdir(), "packages-"));
        const install = (name: string, manifest: object) => {
            const folder = path.join(dir, "node_modules", name);
            mkdirSync(folder, { recursive: true });
            writeFileSync(path.join(folder, "package.json"), JSON.stringify({ name, ...manifest }));
        };
        install("@pulumi/cloud", {
            version: "1.2.3",
            pulumi: { resource: true, name: "cloud", server: "https://s" },
        });
        install("@pulumi/pulumi", { version: "3.0.0", dependencies: { inner: "^1.0.0" } });
        install("inner", { version: "1.0.1" });
        writeFileSync(path.join(dir, "package.json"), '{"dependencies": {"@pulumi/pulumi": "^3.0.0"}}');
    });
    afterEach(() => rmSync(dir, { recursive: true, force: true }));

    it("tells which plugins its packages need, from below too", () => {
        mkdirSync(path.join(dir, "program"));
        assert.deepEqual(
            requiredPlugins(path.join(dir, "program")).filter(({ name }) => name === "cloud"),
            [{ name: "cloud", version: "1.2.3", server: "https://s" }],
        );
    });

    it("tells what is installed", () => {
        const direct = [{ name: "@pulumi/pulumi", version: "3.0.0" }];
        assert.deepEqual(dependenciesOf(dir, false), direct);
        assert.deepEqual(dependenciesOf(dir, true), [...direct, { name: "inner", version: "1.0.1" }]);
    });

    it("tells who installs there", () => {
        assert.equal(packageManagerFor(dir), "npm");
        writeFileSync(path.join(dir, "pnpm-lock.yaml"), "");
        assert.equal(packageManagerFor(dir), "pnpm");
    });
});

describe("the language host's executable", () => {
    let dir: string;
    let host: ChildProcess;
    let client: LanguageRuntimeClient;
    before(async () => {
        dir = mkdtempSync(path.join(tmpdir(), "host-"));
        symlinkSync(path.resolve(__dirname, "../../../node_modules"), path.join(dir, "node_modules"));
        installLanguageHost(path.join(dir, "bin"));
        host = spawn(path.join(dir, "bin", "pulumi-language-nodejs"), ["127.0.0.1:1"], {
            stdio: ["ignore", "pipe", "inherit"],
        });
        const port = await new Promise<string>((resolve, reject) => {
            host.once("error", reject);
            host.stdout?.once("data", (chunk: Buffer) => resolve(chunk.toString().trim()));
        });
        client = new LanguageRuntimeClient(`127.0.0.1:${port}`, credentials.createInsecure());
    });
    after(() => {
        client.close();
        host.kill();
        rmSync(dir, { recursive: true, force: true });
    });

    it("prints its port and tells its Node", async () => {
        const about = await new Promise<proto.AboutResponse>((resolve, reject) => {
            client.about(new proto.AboutRequest(), (error, response) =>
                error ? reject(error) : resolve(response),
            );
        });
        assert.equal(about.getExecutable(), process.execPath);
        assert.equal(about.getVersion(), process.version);
    });

    it("runs a component package as a plugin, until it is cancelled", async () => {
        const plugin = path.join(dir, "component");
        mkdirSync(plugin);
        writeFileSync(
            path.join(plugin, "package.json"),
            '{"name": "component", "version": "1.0.0", "main": "index.js"}',
        );
        writeFileSync(
            path.join(plugin, "index.js"),
            `const { ComponentResource } = require("@pulumi/pulumi");
             console.error("plugin " + process.env.FLAVOUR);
             exports.Thing = class Thing extends ComponentResource {};
             setInterval(() => {}, 1000);`,
        );
        const program = new proto.ProgramInfo();
        program.setRootDirectory(plugin);
        program.setProgramDirectory(plugin);
        program.setEntryPoint(".");
        program.setOptions(Struct.fromJavaScript({ typescript: false }));
        const request = new proto.RunPluginRequest();
        request.setInfo(program);
        request.setPwd(plugin);
        request.setKind("resource");
        request.setArgsList(["127.0.0.1:1"]);
        request.setEnvList(["FLAVOUR=vanilla=bean"]);
        const call = client.runPlugin(request);
        const said = await new Promise<string>((resolve, reject) => {
            let text = "";
            call.on("data", (response: proto.RunPluginResponse) => {
                text += Buffer.from(response.getStderr_asU8()).toString();
                if (text.includes("vanilla=bean")) {
                    resolve(text);
                }
            });
            call.on("error", reject);
            call.on("end", () => reject(new Error(`ended: ${text}`)));
        });
        assert.match(said, /plugin vanilla=bean/);
        call.on("error", () => undefined);
        await new Promise<void>((resolve, reject) => {
            client.cancel(new Empty(), (error) => (error ? reject(error) : resolve()));
        });
        await new Promise((resolve) => call.on("close", resolve));
    });

    it("says what it leaves to Pulumi's own host", async () => {
        const error = await new Promise<ServiceError | null>((resolve) => {
            client.generatePackage(new proto.GeneratePackageRequest(), resolve);
        });
        assert.match(error?.details ?? "", /does not offer GeneratePackage: install the pulumi CLI/);
    });

    it("says when the SDK is not installed", async () => {
        const program = new proto.ProgramInfo();
        program.setProgramDirectory(tmpdir());
        program.setEntryPoint(".");
        const request = new proto.RunRequest();
        request.setInfo(program);
        request.setPwd(tmpdir());
        const error = await new Promise<ServiceError | null>((resolve) => {
            client.run(request, resolve);
        });
        assert.match(error?.details ?? "", /@pulumi\/pulumi is not installed in .*: run "npm install" there/);
    });
});
