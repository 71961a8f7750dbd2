/** Names for resources whose program gives none. */
import type { NameRule, Values } from "../model";
import { hex } from "./view";

/** What the engine's `pulumi:autonaming` setting asks for. */
export interface Autonaming {
    readonly proposed: string;
    /** `propose`: a start; `enforce`: exactly this; `disable`: no name at all. */
    readonly mode: "propose" | "enforce" | "disable";
}

export interface NameRequest {
    /** The resource's name in the program. */
    readonly logicalName: string;
    /** The inputs of the existing resource, if any: a name once given stays. */
    readonly olds: Values;
    readonly autonaming: Autonaming | undefined;
    readonly randomSeed: Uint8Array;
}

/** Source: pulumi-terraform-bridge pkg/tfbridge/names.go: the logical name, a dash and seven hex digits. */
const SUFFIX_LENGTH = 7;

/** The inputs with a name filled in, unless they have a name, a prefix, or none is wanted. */
export function withName(rule: NameRule | undefined, inputs: Values, request: NameRequest): Values {
    if (rule === undefined || isGiven(inputs, rule.property) || isGiven(inputs, rule.prefixProperty)) {
        return inputs;
    }
    const name = autoname(rule, request);
    return name === undefined ? inputs : { ...inputs, [rule.property]: name };
}

function autoname(rule: NameRule, request: NameRequest): string | undefined {
    const { autonaming, logicalName } = request;
    const old = request.olds[rule.property];
    if (autonaming?.mode === "disable") {
        return undefined;
    }
    if (autonaming?.mode === "enforce") {
        return autonaming.proposed;
    }
    if (autonaming !== undefined) {
        return typeof old === "string" ? old : fit(rule, autonaming.proposed.slice(0, rule.maxLength));
    }
    const stem = `${logicalName.slice(0, rule.maxLength - SUFFIX_LENGTH - 1)}-`;
    if (typeof old === "string" && isOurs(old, stem)) {
        return old;
    }
    return fit(
        rule,
        stem + hex(SUFFIX_LENGTH, `${logicalName}|${Buffer.from(request.randomSeed).toString("hex")}`),
    );
}

/** Whether a name is one we gave, rather than one the program used to give and gives no more. */
function isOurs(name: string, stem: string): boolean {
    return name.toLowerCase().startsWith(stem.toLowerCase()) && /^[0-9a-f]{7}$/.test(name.slice(stem.length));
}

/** Where upper case is not allowed, the real providers lower it (S3 buckets); other characters stay and are refused. */
function fit(rule: NameRule, name: string): string {
    const fits = rule.pattern?.test(name) ?? true;
    return fits ? name : name.toLowerCase();
}

function isGiven(inputs: Values, property: string | undefined): boolean {
    return property !== undefined && inputs[property] !== undefined && inputs[property] !== null;
}
