/** Small helpers around @grpc/grpc-js: handlers as async functions, and a server on a free local port. */
import * as grpc from "@grpc/grpc-js";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Refusal, Stalled } from "./resources";
import { toStruct } from "./wire";

/** Source: pulumi sdk/go/common/util/rpcutil/serve.go: both sides accept 400 MB. */
const MESSAGE_LIMIT = 400 * 1024 * 1024;

export function newServer(): grpc.Server {
    return new grpc.Server({
        "grpc.max_receive_message_length": MESSAGE_LIMIT,
        "grpc.max_send_message_length": MESSAGE_LIMIT,
    });
}

/**
 * Listens on this machine only.
 * @param port 0 for any free one
 * @throws when the port is taken
 */
export async function listen(server: grpc.Server, port = 0): Promise<number> {
    return new Promise((resolve, reject) => {
        server.bindAsync(`127.0.0.1:${port}`, grpc.ServerCredentials.createInsecure(), (error, bound) => {
            if (error === null) {
                resolve(bound);
            } else {
                reject(
                    new Error(
                        `cannot listen on port ${port} of 127.0.0.1 (${error.message}): choose another port`,
                    ),
                );
            }
        });
    });
}

/** Ends the server at once: the engine that called it has ended already, or is not waited for. */
export function stop(server: grpc.Server): void {
    server.forceShutdown();
}

/** A gRPC handler from an async function; what it throws reaches the engine as a status. */
export function unary<Request, Response>(
    answer: (request: Request, peer: string) => Response | Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
    return (call, callback) => {
        Promise.resolve()
            .then(() => answer(call.request, call.getPeer()))
            .then(
                (response) => {
                    callback(null, response);
                },
                (error: unknown) => {
                    callback(asStatus(error));
                },
            );
    };
}

function asStatus(error: unknown): Partial<grpc.StatusObject> {
    if (error instanceof Refusal) {
        return { code: error.code, details: error.message };
    }
    if (error instanceof Stalled) {
        return stalled(error);
    }
    return { code: grpc.status.INTERNAL, details: error instanceof Error ? error.message : String(error) };
}

/** A status with details, as the engine looks for after a partial failure: pulumi provider_plugin.go, parseError. */
function stalled(error: Stalled): Partial<grpc.StatusObject> {
    const detail = new ErrorResourceInitFailed();
    detail.setId(error.id);
    detail.setProperties(toStruct(error.outputs));
    detail.setInputs(toStruct(error.inputs));
    detail.setReasonsList([error.message]);
    const any = new Any();
    any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const full = new Status();
    full.setCode(grpc.status.UNKNOWN);
    full.setMessage(error.message);
    full.addDetails(any);
    const metadata = new grpc.Metadata();
    metadata.set("grpc-status-details-bin", Buffer.from(full.serializeBinary()));
    return { code: grpc.status.UNKNOWN, details: error.message, metadata };
}
