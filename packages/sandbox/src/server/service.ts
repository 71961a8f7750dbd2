/** The gRPC service through which the engine talks to one stand-in provider. */
import { status } from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import type { FunctionModel, Problem, ProviderModel, ResourceModel, Values } from "../model";
import type { SdkPackage, TypeTable } from "../sdk/package";
import { nearest, validateInputs } from "../sdk/validate";
import { nameOf, type Call, type World } from "../world/world";
import { checkInputs } from "./check";
import { diffInputs, type Change } from "./diff";
import { unary } from "./grpc";
import { decodeConfig, instanceOf, type Instance } from "./instance";
import { autonamingOf, diffResponse, failure } from "./messages";
import * as resources from "./resources";
import { Refusal, type Scope } from "./resources";
import { viewOf } from "./view";
import { fromStruct, hasUnknown, known, toStruct } from "./wire";

/** Keys the engine itself adds to a provider's configuration. */
const engineOwned: ReadonlySet<string> = new Set(["version", "pluginDownloadURL", "__internal"]);

export interface Backend {
    readonly model: ProviderModel;
    /** Opened when first needed: a project need not install the SDK of a provider it does not use. */
    readonly sdk: () => SdkPackage;
    readonly world: World;
    /** Resource models of all providers, by token. */
    readonly models: ReadonlyMap<string, ResourceModel>;
}

export function providerService(backend: Backend): IResourceProviderServer {
    const { model, world } = backend;
    const own = new Map(model.resources.map((resource) => [resource.token, resource]));
    const functions = new Map(model.functions.map((one) => [one.token, one]));
    // Requests do not say which provider instance they are for, but every instance has its own connection.
    const instances = new Map<string, Instance>();

    const instanceAt = (peer: string): Instance => {
        const instance = instances.get(peer);
        if (instance === undefined) {
            throw new Refusal(
                status.FAILED_PRECONDITION,
                `provider ${model.name} was used before it was configured`,
            );
        }
        return instance;
    };

    const lookUp = (token: string): { table: TypeTable; resource: ResourceModel } | Problem => {
        const table = backend.sdk().resource(token);
        if (table === undefined) {
            const { name, version } = backend.sdk();
            return { property: "", reason: `${token} is not a resource type of ${name} ${version}` };
        }
        const resource = own.get(token);
        return resource === undefined
            ? { property: "", reason: `${token} is not modelled by the sandbox${suggestion(token, own)}` }
            : { table, resource };
    };

    const scopeFor = (token: string, urn: string, peer: string): Scope => {
        const found = lookUp(token);
        if ("reason" in found) {
            throw new Refusal(status.UNIMPLEMENTED, found.reason);
        }
        return {
            world,
            instance: instanceAt(peer),
            model: found.resource,
            table: found.table,
            models: backend.models,
            stateless: model.stateless === true,
            urn,
        };
    };

    const record = (call: Call) => {
        world.calls.push(call);
    };

    return {
        handshake: unary(() => {
            const response = new proto.ProviderHandshakeResponse();
            response.setAcceptSecrets(model.acceptSecrets);
            response.setSupportsAutonamingConfiguration(true);
            return response;
        }),

        attach: unary(() => new Empty()),

        cancel: unary(() => new Empty()),

        getPluginInfo: unary(() => {
            const info = new PluginInfo();
            info.setVersion(backend.sdk().version);
            return info;
        }),

        checkConfig: unary((request: proto.CheckRequest) => {
            const response = new proto.CheckResponse();
            const config = decodeConfig(fromStruct(request.getNews()));
            const settings = Object.fromEntries(
                Object.entries(config).filter(([name]) => !engineOwned.has(name)),
            );
            const problems = validateInputs(backend.sdk(), backend.sdk().provider(), settings);
            response.setInputs(request.getNews());
            response.setFailuresList(problems.map(failure));
            return response;
        }),

        diffConfig: unary((request: proto.DiffRequest) => {
            const rules = model.replaceOnConfig.map((name) => [
                name,
                { onChange: "replace" as const, source: "" },
            ]);
            const changes = diffInputs(
                { properties: Object.fromEntries(rules) as ResourceModel["properties"] },
                fromStruct(request.getOldInputs() ?? request.getOlds()),
                fromStruct(request.getNews()),
                request.getIgnorechangesList(),
                engineOwned,
            );
            return diffResponse(changes, false);
        }),

        configure: unary((request: proto.ConfigureRequest, peer) => {
            const config = decodeConfig(known(fromStruct(request.getArgs())));
            const instance = instanceOf(model, config);
            instances.set(peer, instance);
            record({
                method: "configure",
                token: request.getType() ?? "",
                urn: request.getUrn() ?? "",
                region: instance.region,
                preview: false,
                inputs: config,
            });
            const response = new proto.ConfigureResponse();
            response.setAcceptsecrets(model.acceptSecrets);
            response.setSupportspreview(true);
            response.setSupportsAutonamingConfiguration(true);
            return response;
        }),

        check: unary((request: proto.CheckRequest, peer) => {
            const response = new proto.CheckResponse();
            const [news, olds] = [fromStruct(request.getNews()), fromStruct(request.getOlds())];
            const [token, urn] = [request.getType(), request.getUrn()];
            const found = lookUp(token);
            if ("reason" in found) {
                response.setInputs(request.getNews());
                response.setFailuresList([failure(found)]);
                return response;
            }
            const instance = instanceAt(peer);
            const region = resources.regionOf({ table: found.table, instance }, news);
            record({ method: "check", token, urn, region, preview: false, inputs: news });
            const checked = checkInputs(backend.sdk(), found.table, found.resource, {
                news,
                olds,
                logicalName: nameOf(urn),
                autonaming: autonamingOf(request),
                randomSeed: request.getRandomseed_asU8(),
                defaultTags: instance.defaultTags,
                cloud: viewOf(world, instance, { region, seed: `${urn}|check` }),
            });
            response.setInputs(toStruct(checked.inputs));
            response.setFailuresList([...noRegion(found.table, region), ...checked.problems].map(failure));
            return response;
        }),

        diff: unary((request: proto.DiffRequest, peer) => {
            const scope = scopeFor(request.getType(), request.getUrn(), peer);
            const [state, news] = [fromStruct(request.getOlds()), fromStruct(request.getNews())];
            const silent = Object.keys(news).filter((name) => resources.isWriteOnly(scope.table, name));
            const changes = diffInputs(
                scope.model,
                fromStruct(request.getOldInputs()),
                news,
                request.getIgnorechangesList(),
                new Set(silent),
            );
            const expired = (scope.model.expired?.(state, news, world.now()) ?? []).map((path): Change => ({
                path,
                kind: "update",
                replace: true,
            }));
            return diffResponse([...changes, ...expired], scope.model.deleteBeforeReplace === true, expired);
        }),

        create: unary(async (request: proto.CreateRequest, peer) => {
            const scope = scopeFor(request.getType(), request.getUrn(), peer);
            const inputs = fromStruct(request.getProperties());
            record(callOf("create", scope, inputs, request.getPreview()));
            const response = new proto.CreateResponse();
            if (request.getPreview()) {
                response.setProperties(toStruct(resources.previewCreate(scope, inputs), scope.table.secrets));
                return response;
            }
            const { id, outputs } = await resources.create(scope, inputs);
            response.setId(id);
            response.setProperties(toStruct(outputs, scope.table.secrets));
            return response;
        }),

        read: unary((request: proto.ReadRequest, peer) => {
            const scope = scopeFor(request.getType(), request.getUrn(), peer);
            const [state, inputs] = [fromStruct(request.getProperties()), fromStruct(request.getInputs())];
            record(callOf("read", scope, inputs, false));
            const response = new proto.ReadResponse();
            const found = resources.read(scope, request.getId(), state, inputs);
            if (found !== undefined) {
                response.setId(found.id);
                response.setProperties(toStruct(found.outputs, scope.table.secrets));
                response.setInputs(toStruct(found.inputs));
            }
            return response;
        }),

        update: unary(async (request: proto.UpdateRequest, peer) => {
            const scope = scopeFor(request.getType(), request.getUrn(), peer);
            const [olds, oldInputs] = [fromStruct(request.getOlds()), fromStruct(request.getOldInputs())];
            const news = fromStruct(request.getNews());
            record(callOf("update", scope, news, request.getPreview()));
            const outputs = request.getPreview()
                ? resources.previewUpdate(scope, olds, oldInputs, news)
                : (await resources.update(scope, request.getId(), olds, oldInputs, news)).outputs;
            const response = new proto.UpdateResponse();
            response.setProperties(toStruct(outputs, scope.table.secrets));
            return response;
        }),

        delete: unary(async (request: proto.DeleteRequest, peer) => {
            const scope = scopeFor(request.getType(), request.getUrn(), peer);
            const state = fromStruct(request.getProperties());
            record(callOf("delete", scope, fromStruct(request.getOldInputs()), false));
            await resources.remove(scope, request.getId(), state);
            return new Empty();
        }),

        invoke: unary((request: proto.InvokeRequest, peer) => {
            const token = request.getTok();
            const args = fromStruct(request.getArgs());
            const result = invoke(backend, functions, instanceAt(peer), token, args, record);
            const response = new proto.InvokeResponse();
            if ("problems" in result) {
                response.setFailuresList(result.problems.map(failure));
            } else {
                response.setReturn(toStruct(result.values));
            }
            return response;
        }),

        call: unsupported(model, "methods of resources (Call)"),
        construct: unsupported(model, "components inside a provider (Construct)"),
        parameterize: unsupported(model, "parameters (Parameterize)"),
        getSchema: unsupported(model, "a schema: use the real provider for code generation"),
        getMapping: unsupported(model, "mappings for converters"),
        getMappings: unsupported(model, "mappings for converters"),
        list: (call) => {
            call.destroy(new Error(`the sandbox's ${model.name} provider does not offer List`));
        },
    };
}

function invoke(
    backend: Backend,
    functions: ReadonlyMap<string, FunctionModel>,
    instance: Instance,
    token: string,
    args: Values,
    record: (call: Call) => void,
): { values: Values } | { problems: readonly Problem[] } {
    const found = functions.get(token);
    const members = backend.sdk().invocation(token);
    if (found === undefined || members === undefined) {
        const { name, version } = backend.sdk();
        const why =
            members === undefined
                ? `is not a function of ${name} ${version}`
                : `is not modelled by the sandbox`;
        throw new Refusal(status.NOT_FOUND, `${token} ${why}${suggestion(token, functions)}`);
    }
    const region = typeof args.region === "string" ? args.region : instance.region;
    record({ method: "invoke", token, urn: "", region, preview: false, inputs: args });
    const problems = validateInputs(backend.sdk(), members, args);
    if (problems.length > 0) {
        return { problems };
    }
    if (hasUnknown(args)) {
        throw new Refusal(
            status.INVALID_ARGUMENT,
            `${token} was called with an argument that is not known yet`,
        );
    }
    const cloud = viewOf(backend.world, instance, { region, seed: token });
    return { values: found.call(args, cloud) };
}

function noRegion(table: TypeTable, region: string): readonly Problem[] {
    return "region" in table.inputs && region === ""
        ? [
              {
                  property: "region",
                  reason: `is not set: set it on the resource, on its provider, or with "pulumi config set aws:region eu-west-3"`,
              },
          ]
        : [];
}

function callOf(method: Call["method"], scope: Scope, inputs: Values, preview: boolean): Call {
    const region = resources.regionOf(scope, inputs);
    return { method, token: scope.model.token, urn: scope.urn, region, preview, inputs };
}

function suggestion(token: string, known: ReadonlyMap<string, unknown>): string {
    const near = nearest(token, [...known.keys()]);
    return near === undefined || near === token ? "" : `; did you mean ${near}?`;
}

function unsupported(model: ProviderModel, what: string) {
    return unary((): never => {
        throw new Refusal(
            status.UNIMPLEMENTED,
            `the sandbox's ${model.name} provider does not offer ${what}`,
        );
    });
}
