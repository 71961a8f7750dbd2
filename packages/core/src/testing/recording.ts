import { setImmediate, setTimeout } from "node:timers/promises";

import { ComponentResource, CustomResource, output, Output, type Resource, runtime } from "@pulumi/pulumi";

import { formatPath, type Path } from "../paths";
import { asPlain, isList, isPlainObject, type Plain, type PlainObject } from "./plain";

/** One resource, as the engine would have been told of it. */
export interface RecordedResource {
    readonly urn: string;
    /** Type token: `aws:ec2/securityGroup:SecurityGroup`. */
    readonly type: string;
    readonly name: string;
    /** False for components. */
    readonly custom: boolean;
    /** URN of its parent; empty: the stack itself. */
    readonly parent: string;
    /** Reference of an explicit provider; empty: the default one. */
    readonly provider: string;
    /** Inputs with every secret opened; `secrets` says where they were. */
    readonly inputs: PlainObject;
    /** Paths within `inputs` of values that are secret. */
    readonly secrets: readonly string[];
    /** What the stand-in provider answered: computed attributes, the id among them. */
    readonly attributes: PlainObject;
    /** URNs of the resources that a property was made from, by property. */
    readonly uses: Readonly<Record<string, readonly string[]>>;
    /** URNs it waits for by `dependsOn` alone. */
    readonly waitsFor: readonly string[];
    /** Options other than their default. */
    readonly options: PlainObject;
    /** Computed attributes that the SDK, or the package, says are secret. */
    readonly secretAttributes: readonly string[];
}

/** All resources of one component, the component itself among them, and what it handed back. */
export interface Recording {
    readonly component: string;
    readonly resources: readonly RecordedResource[];
    /** What the component registered as its outputs, with every secret opened. */
    readonly outputs: PlainObject;
    /** Paths within `outputs` of values that are secret. */
    readonly secretOutputs: readonly string[];
    /** How often it registered outputs. Only the first time counts. */
    readonly registrations: number;
    /** The component's own public fields that are data. */
    readonly fields: PlainObject;
}

/** What a stand-in provider answers. */
export interface Attributes {
    /** Id of the resource. */
    readonly id: string;
    /** Computed properties beside its inputs. Secret ones need no mark: the SDK's own list decides. */
    readonly [property: string]: unknown;
}

/** How resources and functions answer while a program is recorded. */
export interface Answers {
    /** Attributes of a new resource, distinct for each type and name. */
    attributes(type: string, name: string, inputs: PlainObject): Attributes;
    /** Result of a provider function; throws for one that it does not know. */
    invoke(token: string, args: PlainObject): Record<string, unknown>;
}

// The message types are not part of the SDK's public entry; these are the parts of them that are read here.
interface Message {
    toJavaScript(): Record<string, unknown>;
}
interface Registration {
    toObject(): Record<string, unknown>;
    getObject(): Message | undefined;
    getAdditionalsecretoutputsList(): string[];
}
interface OutputRegistration {
    getUrn(): string;
    getOutputs(): Message | undefined;
}
type Callback = (
    error: unknown,
    response: { getUrn(): string; getObject(): Message | undefined; getId(): string },
) => void;
interface Monitor {
    registerResource(request: Registration, callback: Callback): unknown;
    registerResourceOutputs(request: OutputRegistration, callback: unknown): unknown;
}

/**
 * Runs `program` under Pulumi's mocks and records what it registers: the very requests that the engine would get, after the
 * SDK has resolved every input, inherited every option and collected every dependency. (A `transformations`
 * recorder sees the same tree earlier, before any of that.) `preview` leaves every computed attribute unknown.
 *
 * Recordings share the SDK's global state: one at a time.
 */
export async function record(
    answers: Answers,
    program: () => Resource,
    mode: { readonly preview: boolean } = { preview: false },
): Promise<Recording> {
    const resources: RecordedResource[] = [];
    const outputs = new Map<string, Opened[]>();
    const failed = failure();
    let current: Registration | undefined;

    await runtime.setMocks(
        {
            // The SDK waits for ever for a function that throws.
            call: ({ token, inputs }) => {
                try {
                    return answers.invoke(token, open(inputs).value as PlainObject);
                } catch (error) {
                    failed.fail(error);
                    throw error;
                }
            },
            newResource: ({ type, name, inputs, custom }) => {
                const known = inputs as Record<string, unknown>;
                if (mode.preview || custom === false || isProvider(type)) {
                    return { id: undefined, state: known };
                }
                const { id, ...computed } = answers.attributes(type, name, open(inputs).value as PlainObject);
                // What the engine does with the SDK's list of secret outputs, which mocks leave undone.
                const secret = new Set(current?.getAdditionalsecretoutputsList());
                const state = Object.entries(computed).map(([key, value]) => [
                    key,
                    secret.has(key) ? { [SIGNATURE]: SECRET, value } : value,
                ]);
                return { id, state: { ...known, ...(Object.fromEntries(state) as Record<string, unknown>) } };
            },
        },
        "project",
        "stack",
        mode.preview,
    );

    const monitor = runtime.getMonitor() as unknown as Monitor;
    const register = monitor.registerResource.bind(monitor);
    monitor.registerResource = (request, callback) => {
        current = request;
        return register(request, (error, response) => {
            if (error) {
                failed.fail(error);
            } else {
                resources.push(recorded(request, response));
            }
            callback(error, response);
        });
    };
    const registerOutputs = monitor.registerResourceOutputs.bind(monitor);
    monitor.registerResourceOutputs = (request, callback) => {
        const given = open(request.getOutputs()?.toJavaScript() ?? {});
        outputs.set(request.getUrn(), [...(outputs.get(request.getUrn()) ?? []), given]);
        return registerOutputs(request, callback);
    };

    const settled = async (): Promise<void> => {
        await runtime.disconnect();
        // Node tells of a rejection that nobody handles only when it has nothing else to do.
        await setImmediate();
    };
    const recording = async (component: Resource): Promise<Recording> => {
        const urn = await resolved(component.urn);
        const registered = outputs.get(urn) ?? [];
        return {
            component: urn,
            // Providers are the user's own.
            resources: resources
                .filter(({ type }) => !isProvider(type))
                .sort((a, b) => (a.urn < b.urn ? -1 : 1)),
            outputs: (registered[0]?.value ?? {}) as PlainObject,
            secretOutputs: (registered[0]?.secrets ?? []).map(formatPath),
            registrations: registered.length,
            fields: mode.preview ? {} : await fieldsOf(component),
        };
    };

    try {
        const component = program();
        // Reading the outputs of what failed would handle its errors after Node has told of them, which Node warns of.
        await Promise.race([settled(), failed.promise]);
        return await Promise.race([recording(component), failed.promise]);
    } catch (error) {
        // What was begun must not end within the next recording. An `apply` that failed leaves calls that never end.
        await Promise.race([runtime.disconnect(), setTimeout(DRAIN_MILLISECONDS)]);
        throw error;
    } finally {
        failed.forget();
    }
}

const DRAIN_MILLISECONDS = 200;

/** The component's public fields: outputs and plain data, without resources and what the SDK keeps for itself. */
async function fieldsOf(component: Resource): Promise<PlainObject> {
    const own = Object.entries(component).filter(
        ([name, value]) => !name.startsWith("__") && name !== "urn" && !holdsResource(value),
    );
    return asPlain(await resolved(output(Object.fromEntries(own)))) as PlainObject;
}

function holdsResource(value: unknown): boolean {
    return (
        CustomResource.isInstance(value) ||
        ComponentResource.isInstance(value) ||
        (typeof value === "object" &&
            value !== null &&
            !Output.isInstance(value) &&
            Object.values(value).some(holdsResource))
    );
}

function resolved<Value>(value: Output<Value>): Promise<Value> {
    return new Promise((resolve) => void value.apply(resolve));
}

function isProvider(type: string): boolean {
    return type.startsWith("pulumi:providers:");
}

/** URNs of everything that a resource waits for, at whatever remove: made before it, and taken away after it. */
export function waitsFor(recording: Recording, urn: string, seen = new Set<string>()): ReadonlySet<string> {
    const resource = recording.resources.find((other) => other.urn === urn);
    [...(resource?.waitsFor ?? []), ...Object.values(resource?.uses ?? {}).flat()]
        .filter((other) => !seen.has(other))
        .forEach((other) => waitsFor(recording, other, seen.add(other)));
    return seen;
}

/** Whether a resource is the recorded component itself. */
export function isComponent(recording: Recording, resource: RecordedResource): boolean {
    return resource.urn === recording.component;
}

/** The recording with one resource changed, or without it. */
export function withResource(
    recording: Recording,
    urn: string,
    change: (resource: RecordedResource) => RecordedResource | undefined,
): Recording {
    return {
        ...recording,
        resources: recording.resources.flatMap((resource) => {
            const changed = resource.urn === urn ? change(resource) : resource;
            return changed ? [changed] : [];
        }),
    };
}

/**
 * The first thing that goes wrong after the program has returned: in an `apply`, or in an answer. The SDK lets such
 * errors end the process, as unhandled rejections, and waits for ever where nothing ends it.
 */
function failure(): { promise: Promise<never>; fail: (error: unknown) => void; forget: () => void } {
    let fail: (error: unknown) => void = () => undefined;
    const promise = new Promise<never>((_, reject) => (fail = reject));
    promise.catch(() => undefined);
    process.on("unhandledRejection", fail);
    return { promise, fail, forget: () => process.off("unhandledRejection", fail) };
}

// How the SDK marks a secret on its way to the engine: sdk/nodejs/runtime/rpc.ts, specialSigKey and specialSecretSig.
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

function recorded(request: Registration, response: Parameters<Callback>[1]): RecordedResource {
    const message = request.toObject();
    const inputs = open(request.getObject()?.toJavaScript() ?? {});
    const attributes = open(response.getObject()?.toJavaScript() ?? {}).value as PlainObject;
    const uses = Object.fromEntries(
        (message.propertydependenciesMap as [string, { urnsList: string[] }][]).map(
            ([property, { urnsList }]) => [property, [...urnsList].sort()],
        ),
    );
    const used = new Set(Object.values(uses).flat());
    return {
        urn: response.getUrn(),
        type: String(message.type),
        name: String(message.name),
        custom: message.custom === true,
        parent: String(message.parent),
        provider: String(message.provider),
        inputs: inputs.value as PlainObject,
        secrets: inputs.secrets.map(formatPath),
        attributes: { ...attributes, id: response.getId() },
        uses,
        waitsFor: (message.dependenciesList as string[]).filter((urn) => !used.has(urn)).sort(),
        options: options(message),
        secretAttributes: message.additionalsecretoutputsList as string[],
    };
}

/** The options that a cloud package may set and that change what the engine does. */
function options(message: Record<string, unknown>): PlainObject {
    const given: Record<string, unknown> = {
        protect: message.protect,
        retainOnDelete: message.retainondelete,
        deleteBeforeReplace:
            message.deletebeforereplacedefined === true ? message.deletebeforereplace : undefined,
        ignoreChanges: message.ignorechangesList,
        replaceOnChanges: message.replaceonchangesList,
        customTimeouts: renamed(message.customtimeouts as Record<string, string> | undefined),
        deletedWith: message.deletedwith,
        import: message.importid,
    };
    return Object.fromEntries(
        Object.entries(given).filter(
            ([, value]) =>
                value !== undefined &&
                value !== "" &&
                value !== false &&
                !(typeof value === "object" && Object.keys(value as object).length === 0),
        ),
    ) as PlainObject;
}

/** `delete` is a reserved word, which the generated message calls `pb_delete`. */
function renamed(timeouts: Record<string, string> = {}): Record<string, string> {
    const { create = "", update = "", pb_delete: end = "" } = timeouts;
    return Object.fromEntries(
        Object.entries({ create, update, delete: end }).filter(([, value]) => value !== ""),
    );
}

/** A value with every secret within it opened, and where they were. */
interface Opened {
    readonly value: Plain;
    readonly secrets: readonly Path[];
}

function open(value: unknown, path: Path = []): Opened {
    if (isList(value)) {
        const parts = value.map((part, index) => open(part, [...path, index]));
        return { value: parts.map((part) => part.value), secrets: parts.flatMap((part) => part.secrets) };
    }
    if (!isPlainObject(value)) {
        return { value: (value ?? null) as Plain, secrets: [] };
    }
    if (value[SIGNATURE] === SECRET) {
        return { value: open(value.value, path).value, secrets: [path] };
    }
    const parts = Object.entries(value).map(([key, part]) => [key, open(part, [...path, key])] as const);
    return {
        value: Object.fromEntries(parts.map(([key, part]) => [key, part.value])),
        secrets: parts.flatMap(([, part]) => part.secrets),
    };
}
