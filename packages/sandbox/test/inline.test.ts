/** A program of this process, run by an engine that is only the parts of it that the program talks to. */
import assert from "node:assert/strict";
import { credentials, type Server } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { GetRootResourceResponse, SetRootResourceResponse } from "@pulumi/pulumi/proto/engine_pb";
import { LanguageRuntimeClient } from "@pulumi/pulumi/proto/language_grpc_pb";
import { RunRequest } from "@pulumi/pulumi/proto/language_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import { RegisterResourceResponse, SupportsFeatureResponse } from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { withInlineProgram, type Program } from "../src/engine/inline";
import { listen, newServer, stop, unary } from "../src/server/grpc";

/** Registers whatever it is asked to. */
function monitor(): Server {
    const server = newServer();
    const registered = new RegisterResourceResponse();
    registered.setUrn("urn:pulumi:stack::project::pulumi:pulumi:Stack::project-stack");
    server.addService(ResourceMonitorService, {
        supportsFeature: unary(() => new SupportsFeatureResponse()),
        registerResource: unary(() => registered),
        registerResourceOutputs: unary(() => new Empty()),
        signalAndWaitForShutdown: unary(() => new Empty()),
    });
    return server;
}

function engine(): Server {
    const server = newServer();
    server.addService(EngineService, {
        getRootResource: unary(() => new GetRootResourceResponse()),
        setRootResource: unary(() => new SetRootResourceResponse()),
        log: unary(() => new Empty()),
    });
    return server;
}

async function runWith(program: Program, ports: { monitor: number; engine: number }): Promise<void> {
    await withInlineProgram(program, async (address) => {
        const client = new LanguageRuntimeClient(address, credentials.createInsecure());
        const request = new RunRequest();
        request.setMonitorAddress(`127.0.0.1:${ports.monitor}`);
        request.setArgsList([`127.0.0.1:${ports.engine}`]);
        try {
            await new Promise<void>((resolve, reject) => {
                client.run(request, (error) => {
                    if (error === null) resolve();
                    else reject(error);
                });
            });
        } finally {
            client.close();
        }
    });
}

describe("a program of this process", () => {
    it("is not taken for one that makes nothing when it cannot reach the engine, and reaches the next one at that port", async () => {
        let ran = 0;
        const program = () => {
            ran += 1;
        };
        const resources = monitor();
        const former = engine();
        const ports = { monitor: await listen(resources), engine: await listen(former) };
        stop(former);
        const next = engine();
        try {
            await assert.rejects(runWith(program, ports), /could not reach the engine, so it did not run/);
            assert.equal(ran, 0);

            await listen(next, ports.engine);
            await runWith(program, ports);
            assert.equal(ran, 1);
        } finally {
            stop(next);
            stop(resources);
        }
    });
});
