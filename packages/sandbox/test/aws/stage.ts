/** A very small stand-in cloud for tests of single models: no engine, no server. */
import { createHash } from "node:crypto";
import type { CloudView, Existing, FunctionModel, Problem, ResourceModel, Values } from "../../src/model";
import { aws } from "../../src/aws";

export const ACCOUNT = "123456789012";

export function modelOf(token: string): ResourceModel {
    const found = aws.resources.find((model) => model.token === token);
    if (found === undefined) {
        throw new Error(`no model for ${token}`);
    }
    return found;
}

export class Stage {
    private readonly existing: Existing[] = [];
    private readonly reserved = new Set<string>();
    private made = 0;

    constructor(readonly region = "eu-west-3") {}

    view(seed = String(this.made)): CloudView {
        const answers = ({ id, outputs }: Existing, by: string, value: unknown): boolean =>
            (by === "id" ? id : outputs[by]) === value;
        return {
            region: this.region,
            account: ACCOUNT,
            partition: "aws",
            find: (token, by, value) => this.list(token).find((one) => answers(one, by, value)),
            list: (token) => this.list(token),
            everywhere: (token) => this.list(token),
            isReserved: (token, name) => this.reserved.has(`${token} ${name}`),
            reserve: (token, name) => void this.reserved.add(`${token} ${name}`),
            remove: (resource) => void this.existing.splice(this.existing.indexOf(resource), 1),
            now: () => new Date("2026-11-21T12:00:00Z"),
            hex: (length, purpose = "") =>
                createHash("sha512").update(`${seed} ${purpose}`).digest("hex").slice(0, length),
        };
    }

    list(token: string): readonly Existing[] {
        return this.existing.filter((one) => one.token === token);
    }

    /** Everything a create of these inputs would be refused for. */
    refusals(token: string, given: Values): readonly Problem[] {
        const model = modelOf(token);
        const inputs = { ...defaultsOf(model), ...given };
        return [
            ...(model.check?.(inputs, this.view()) ?? []),
            ...(model.checkCreate?.(inputs, this.view()) ?? []),
        ];
    }

    create(token: string, given: Values): Existing {
        const problems = this.refusals(token, given);
        if (problems.length > 0) {
            throw new Error(`${token}: ${problems.map((one) => `${one.property} ${one.reason}`).join("; ")}`);
        }
        this.made += 1;
        const model = modelOf(token);
        const inputs = { ...defaultsOf(model), ...given };
        const cloud = this.view();
        const id = model.id(inputs, cloud);
        const made: Existing = {
            token,
            id,
            region: this.region,
            inputs,
            outputs: outputsOf(model, inputs, id, cloud),
        };
        this.existing.push(made);
        return made;
    }

    update(old: Existing, given: Values): Existing {
        const model = modelOf(old.token);
        const inputs = { ...defaultsOf(model), ...given };
        const outputs = outputsOf(model, inputs, old.id, this.view());
        const next: Existing = { ...old, inputs, outputs };
        this.existing.splice(this.existing.indexOf(old), 1, next);
        return next;
    }

    /** Removes it, or says why the cloud would not. */
    remove(old: Existing): readonly Problem[] {
        const model = modelOf(old.token);
        const problems = model.checkDelete?.(old, this.view()) ?? [];
        if (problems.length === 0) {
            this.existing.splice(this.existing.indexOf(old), 1);
            model.deleted?.(old, this.view());
        }
        return problems;
    }

    /** Something that no model makes. */
    put(one: Existing): void {
        this.existing.push(one);
    }
}

export function functionOf(token: string): FunctionModel["call"] {
    const found = aws.functions.find((model) => model.token === token);
    if (found === undefined) {
        throw new Error(`no model for ${token}`);
    }
    return found.call;
}

/** An output that is a string. */
export function outputText({ token, outputs }: Existing, name: string): string {
    const value = outputs[name];
    if (typeof value !== "string") {
        throw new Error(`${token} has no string ${name}`);
    }
    return value;
}

function defaultsOf(model: ResourceModel): Values {
    return Object.fromEntries(
        Object.entries(model.properties).flatMap(([name, rule]) =>
            rule.default === undefined ? [] : [[name, rule.default]],
        ),
    );
}

function outputsOf(model: ResourceModel, inputs: Values, id: string, cloud: CloudView): Values {
    const outputs = model.outputs(inputs, id, cloud);
    if (outputs instanceof Promise) {
        throw new Error(`${model.token} computes slowly; no AWS model does`);
    }
    return { ...inputs, ...outputs };
}
