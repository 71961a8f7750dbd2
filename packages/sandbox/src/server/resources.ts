/** The life of a resource in the stand-in cloud: create, read, update, delete, and their previews. */
import { status } from "@grpc/grpc-js";
import { UNKNOWN, type CloudView, type Problem, type ResourceModel, type Values } from "../model";
import type { TypeTable } from "../sdk/package";
import { faultMessage, type Operation } from "../world/faults";
import { nameOf, type Held, type World } from "../world/world";
import { isTaggable, nameProblems, sentence } from "./check";
import type { Instance } from "./instance";
import { dangling, usersOf } from "./references";
import { viewOf } from "./view";
import { known } from "./wire";

/** A refusal, with the gRPC status the engine sees. */
export class Refusal extends Error {
    constructor(
        readonly code: status,
        message: string,
    ) {
        super(message);
    }
}

/** It exists, but the operation did not end well: the engine keeps what is known of it and tries again. */
export class Stalled extends Error {
    constructor(
        readonly id: string,
        readonly outputs: Values,
        readonly inputs: Values,
        message: string,
    ) {
        super(message);
    }
}

/** Everything an operation on one resource needs to know. */
export interface Scope {
    readonly world: World;
    readonly instance: Instance;
    readonly model: ResourceModel;
    readonly table: TypeTable;
    /** Models of all types, to find out who refers to a resource. */
    readonly models: ReadonlyMap<string, ResourceModel>;
    readonly stateless: boolean;
    readonly urn: string;
}

export interface Made {
    readonly id: string;
    readonly outputs: Values;
}

/** The region of a resource: its own, its provider's, or none for a global one. */
export function regionOf(scope: Pick<Scope, "table" | "instance">, inputs: Values): string {
    if (!("region" in scope.table.inputs)) {
        return "";
    }
    const own = inputs.region;
    return typeof own === "string" && own !== UNKNOWN ? own : scope.instance.region;
}

/** Inputs as far as they are known; what the cloud would add is absent, which the SDK takes for unknown. */
export function previewCreate(scope: Scope, inputs: Values): Values {
    return { ...inputs, ...echoed(scope, inputs) };
}

export async function create(scope: Scope, inputs: Values): Promise<Made> {
    const region = regionOf(scope, inputs);
    const generation = scope.world.generations(scope.urn) + 1;
    const cloud = viewFor(scope, region, generation);
    return withFaults(scope, "create", inputs, async () => {
        const effective = withPrefixedName(scope.model, inputs, cloud);
        refuse(scope, [
            ...nameProblems(scope.model, effective),
            ...(scope.model.check?.(effective, cloud) ?? []),
            ...(scope.model.checkCreate?.(effective, cloud) ?? []),
            ...dangling(scope.model, effective, region, scope.world),
            ...taken(scope, effective, region),
        ]);
        const id = scope.model.id(effective, cloud);
        const outputs = await outputsOf(scope, effective, id, cloud);
        if (!scope.stateless) {
            const { urn, world, instance, model } = scope;
            const { account } = instance;
            const same = world.list({ token: model.token, account, region, id });
            if (same.length > 0 && model.overwrites === true) {
                world.remove({ token: model.token, account, region, id });
            } else if (same.length > 0) {
                throw new Refusal(
                    status.ALREADY_EXISTS,
                    `${model.token} ${id} already exists${inRegion(region)}`,
                );
            }
            const stored = withoutWriteOnly(scope.table, inputs);
            world.add({ token: model.token, id, urn, region, account, generation, inputs: stored, outputs });
        }
        return { id, outputs };
    });
}

export interface ReadResult extends Made {
    readonly inputs: Values;
}

/** What exists under this id now; undefined when nothing does. */
export function read(scope: Scope, id: string, state: Values, inputs: Values): ReadResult | undefined {
    const fault = scope.world.meet(attempt(scope, "read"));
    if (fault !== undefined) {
        throw new Refusal(status.UNAVAILABLE, faultMessage(fault, attempt(scope, "read")));
    }
    if (scope.stateless) {
        const expired = (scope.model.expired?.(state, inputs, scope.world.now()) ?? []).map((name) => [
            name,
            true,
        ]);
        return { id, outputs: { ...state, ...(Object.fromEntries(expired) as Values) }, inputs };
    }
    const held = find(scope, id, { ...state, ...inputs });
    const kept = Object.fromEntries(
        Object.entries(inputs).filter(([name]) => isWriteOnly(scope.table, name)),
    );
    if (held === undefined) {
        return undefined;
    }
    const refreshed = scope.model.refreshed?.(held, viewFor(scope, held.region, held.generation));
    return { id, outputs: { ...held.outputs, ...refreshed }, inputs: { ...held.inputs, ...kept } };
}

/** The old state with the new inputs over it, and what the update will change as unknown. */
export function previewUpdate(scope: Scope, olds: Values, oldInputs: Values, news: Values): Values {
    const changing = (scope.model.changesOnUpdate ?? []).map((name) => [name, UNKNOWN]);
    return {
        ...withoutRemoved(olds, oldInputs, news),
        ...withoutWriteOnly(scope.table, news),
        ...echoed(scope, news),
        ...(Object.fromEntries(changing) as Values),
    };
}

export async function update(
    scope: Scope,
    id: string,
    olds: Values,
    oldInputs: Values,
    news: Values,
): Promise<Made> {
    const held = scope.stateless ? undefined : find(scope, id, olds);
    if (held === undefined && !scope.stateless) {
        const where = inRegion(regionOf(scope, olds));
        throw new Refusal(
            status.NOT_FOUND,
            `${scope.model.token} ${id} does not exist${where} any more: run "pulumi refresh", then try again`,
        );
    }
    const region = held?.region ?? "";
    const cloud = viewFor(scope, region, held?.generation ?? 1);
    return withFaults(scope, "update", news, async () => {
        const before = held?.outputs ?? olds;
        const effective = withOldName(scope.model, news, before);
        refuse(scope, [
            ...nameProblems(scope.model, effective),
            ...(scope.model.check?.(effective, cloud) ?? []),
            ...dangling(scope.model, effective, region, scope.world),
        ]);
        // A provider without a cloud has nothing to compute again: a certificate stays the same certificate.
        const computed = scope.stateless
            ? withoutWriteOnly(scope.table, effective)
            : await outputsOf(scope, effective, id, cloud);
        const outputs = { ...withoutRemoved(before, oldInputs, effective), ...computed };
        if (held !== undefined) {
            scope.world.put({ ...held, inputs: withoutWriteOnly(scope.table, news), outputs });
        }
        return { id, outputs };
    });
}

export async function remove(scope: Scope, id: string, state: Values): Promise<void> {
    const held = scope.stateless ? undefined : find(scope, id, state);
    if (held === undefined) {
        return; // gone already: the real providers take that for success
    }
    await withFaults(scope, "delete", state, () => {
        const users = usersOf(held, scope.world, scope.models);
        if (users.length > 0) {
            const message = `DependencyViolation: ${held.token} ${id} cannot be deleted: it is still used by `;
            throw new Refusal(status.FAILED_PRECONDITION, message + users.join(", "));
        }
        const { token, account, region } = held;
        refuse(scope, scope.model.checkDelete?.(held, viewFor(scope, region, held.generation)) ?? []);
        scope.world.remove({ token, account, region, id });
        scope.model.deleted?.(held, viewFor(scope, region, held.generation));
        return Promise.resolve({ id, outputs: held.outputs });
    });
}

/** Runs an operation, unless a fault says otherwise. */
async function withFaults(
    scope: Scope,
    operation: Operation,
    inputs: Values,
    act: () => Promise<Made>,
): Promise<Made> {
    const what = attempt(scope, operation);
    const fault = scope.world.meet(what);
    if (fault === undefined) {
        return act();
    }
    const message = faultMessage(fault, what);
    switch (fault.kind) {
        case "refuse":
            throw new Refusal(status.UNKNOWN, message);
        case "throttle":
            throw new Refusal(status.RESOURCE_EXHAUSTED, message);
        case "lose":
            await act();
            throw new Refusal(status.DEADLINE_EXCEEDED, message);
        case "stall": {
            const { id, outputs } = await act();
            throw new Stalled(id, outputs, inputs, message);
        }
    }
}

function attempt(scope: Scope, operation: Operation) {
    return { operation, type: scope.model.token, name: nameOf(scope.urn) };
}

function viewFor(scope: Scope, region: string, generation: number): CloudView {
    return viewOf(scope.world, scope.instance, { region, seed: `${scope.urn}|${generation}` });
}

function find(scope: Scope, id: string, state: Values): Held | undefined {
    const region = regionOf(scope, state);
    const [held] = scope.world.list({
        token: scope.model.token,
        account: scope.instance.account,
        region,
        id,
    });
    return held;
}

function refuse(scope: Scope, problems: readonly Problem[]): void {
    if (problems.length > 0) {
        const all = problems.map(sentence).join("; ");
        throw new Refusal(status.INVALID_ARGUMENT, `${scope.model.token} "${nameOf(scope.urn)}": ${all}`);
    }
}

async function outputsOf(scope: Scope, inputs: Values, id: string, cloud: CloudView): Promise<Values> {
    return {
        ...withoutWriteOnly(scope.table, inputs),
        ...echoed(scope, inputs),
        ...(await scope.model.outputs(inputs, id, cloud)),
    };
}

/** Outputs that follow from the inputs alone, known even in a preview. */
function echoed(scope: Scope, inputs: Values): Values {
    const region = regionOf(scope, inputs);
    return {
        ...(region === "" || inputs.region === UNKNOWN ? {} : { region }),
        ...(isTaggable(scope.table) ? { tagsAll: inputs.tags ?? {} } : {}),
    };
}

/** Source: terraform-plugin-sdk helper/id: a prefix is followed by 26 digits that never repeat. */
function withPrefixedName(model: ResourceModel, inputs: Values, cloud: CloudView): Values {
    const { property, prefixProperty } = model.name ?? {};
    const prefix = prefixProperty && inputs[prefixProperty];
    if (property === undefined || typeof prefix !== "string" || inputs[property] !== undefined) {
        return inputs;
    }
    return { ...inputs, [property]: prefix + cloud.hex(26, "name") };
}

function withOldName(model: ResourceModel, inputs: Values, outputs: Values): Values {
    const { property } = model.name ?? {};
    const name = property && outputs[property];
    return property === undefined || name === undefined || inputs[property] !== undefined
        ? inputs
        : { ...inputs, [property]: name };
}

/** A name that a living resource of this type already has. */
function taken(scope: Scope, inputs: Values, region: string): readonly Problem[] {
    const { name: rule, token } = scope.model;
    const name = rule && known(inputs)[rule.property];
    if (rule === undefined || rule.unique === false || name === undefined) {
        return [];
    }
    const { account } = scope.instance;
    const other = scope.world
        .list({ token, account, region })
        .find((held) => held.outputs[rule.property] === name);
    return other === undefined
        ? []
        : [
              {
                  property: rule.property,
                  reason: `is ${JSON.stringify(name)}, which already exists${inRegion(region)}`,
              },
          ];
}

/** The state without properties that the program used to set and sets no more. */
function withoutRemoved(state: Values, oldInputs: Values, news: Values): Values {
    return Object.fromEntries(Object.entries(state).filter(([name]) => !(name in oldInputs) || name in news));
}

/** Source: Terraform's write-only arguments: `passwordWo` beside `passwordWoVersion`; sent, never kept. */
export function isWriteOnly(table: TypeTable, name: string): boolean {
    return name.endsWith("Wo") && `${name}Version` in table.inputs;
}

function withoutWriteOnly(table: TypeTable, values: Values): Values {
    return Object.fromEntries(Object.entries(values).filter(([name]) => !isWriteOnly(table, name)));
}

function inRegion(region: string): string {
    return region === "" ? "" : ` in ${region}`;
}
