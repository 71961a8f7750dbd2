/** What a resource's inputs refer to, and who refers to a resource. */
import { UNKNOWN, type Problem, type Reference, type ResourceModel, type Value, type Values } from "../model";
import { nameOf, type Held, type World } from "../world/world";
import { answersTo } from "./view";
import { isList, isObject } from "../values";

interface Mention {
    /** The concrete path: `networkInterfaces[0].securityGroups[1]`. */
    readonly path: string;
    readonly value: Value;
}

/** Every known value a reference's path leads to. */
export function mentions(inputs: Values, reference: Reference): readonly Mention[] {
    let found: readonly Mention[] = [{ path: "", value: inputs }];
    for (const part of reference.property.split(".")) {
        const each = part.endsWith("[]");
        const name = each ? part.slice(0, -2) : part;
        found = found.flatMap(({ path, value }) => {
            const member = isObject(value) ? value[name] : undefined;
            const at = path === "" ? name : `${path}.${name}`;
            if (member === undefined) {
                return [];
            }
            return each && isList(member)
                ? member.map((one, i) => ({ path: `${at}[${i}]`, value: one }))
                : [{ path: at, value: member }];
        });
    }
    return found.filter(
        ({ value }) =>
            value !== null &&
            value !== UNKNOWN &&
            value !== "" &&
            !(typeof value === "string" && reference.except?.test(value) === true),
    );
}

/** References to things that do not exist where this resource can see them. */
export function dangling(
    model: ResourceModel,
    inputs: Values,
    region: string,
    world: World,
): readonly Problem[] {
    return (model.references ?? []).flatMap((reference) =>
        mentions(inputs, reference)
            .filter(({ value }) => !targets(world, reference, value).some((held) => reaches(region, held)))
            .map(({ path, value }) => ({
                property: path,
                reason: missing(reference, value, region, targets(world, reference, value)),
            })),
    );
}

function missing(reference: Reference, value: Value, region: string, elsewhere: readonly Held[]): string {
    const kinds = reference.to.map(kindOf).join(" or ");
    const what = `${kinds} ${JSON.stringify(value)}`;
    const where = region === "" ? "" : ` in ${region}`;
    const [other] = elsewhere;
    return other === undefined
        ? `refers to ${what}, which does not exist${where}`
        : `refers to ${what}, which does not exist${where}; it is in ${other.region}`;
}

function targets(world: World, reference: Reference, value: Value): readonly Held[] {
    return reference.to.flatMap((token) =>
        world.list({ token }).filter((held) => answersTo(held, reference.by, value)),
    );
}

function reaches(region: string, held: Held): boolean {
    return region === "" || held.region === "" || held.region === region;
}

/** `securityGroup` from `aws:ec2/securityGroup:SecurityGroup`, in words. */
function kindOf(token: string): string {
    const name = token.split(":").at(-1) ?? token;
    return name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
}

/** Who still refers to a resource and keeps it from being deleted: `aws:ec2/subnet:Subnet "a" (vpcId)`. */
export function usersOf(
    held: Held,
    world: World,
    models: ReadonlyMap<string, ResourceModel>,
): readonly string[] {
    return world
        .list()
        .filter((other) => other !== held && reaches(other.region, held))
        .flatMap((other) =>
            (models.get(other.token)?.references ?? [])
                .filter((reference) => reference.blocksDelete !== false && reference.to.includes(held.token))
                .flatMap((reference) =>
                    mentions(other.inputs, reference)
                        .filter(({ value }) => answersTo(held, reference.by, value))
                        .map(({ path }) => `${other.token} "${nameOf(other.urn)}" (${path})`),
                ),
        );
}
