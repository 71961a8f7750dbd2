import type { Adoption, CloudUnderTest } from "./cloud";
import { compare } from "./compare";
import type { Finding } from "./finding";
import { canonical, leavesOf, partsOf, word } from "./plain";
import { isComponent, type RecordedResource, type Recording } from "./recording";
import type { RuleId } from "./rules";
import type { Subject } from "./subject";

/** A preview must show every resource, also those whose inputs are not known yet. */
export function checkPreview(known: Recording, unknown: Recording): Finding[] {
    return compare(
        "component/preview",
        "resources",
        unknown.resources.map(urnOf),
        known.resources.map(urnOf),
    );
}

/** The same program must give the same resources. */
export function checkSame(first: Recording, second: Recording): Finding[] {
    return compare("component/stable", "resources", texts(first), texts(second));
}

/** What one organisation more may change: resources of its own, and updates in place elsewhere, but nothing of hosts. */
export function checkOnboarding(
    cloud: CloudUnderTest,
    subject: Pick<Subject<never>, "hosts">,
    before: Recording,
    after: Recording,
): Finding[] {
    const ofHosts = changesBetween(before, after).filter(({ resource }) =>
        cloud.hostTypes.includes(resource.type),
    );
    return [
        ...checkReplaced(cloud, "component/stable", {}, before, after),
        ...ofHosts.flatMap(({ row, changed }) => compare("component/stable", `${row} changes`, [], changed)),
        ...compare("component/stable", "hosts", subject.hosts(before), subject.hosts(after)),
    ];
}

/** What other hosts may change: everything in place, and what is renewed because nobody misses the old one. */
export function checkChange(cloud: CloudUnderTest, before: Recording, after: Recording): Finding[] {
    return checkReplaced(cloud, "component/change", cloud.renewed, before, after);
}

/** Resources that are deleted or replaced although their kind is not among those that may be. */
function checkReplaced(
    cloud: CloudUnderTest,
    rule: RuleId,
    mayBe: Readonly<Record<string, string>>,
    before: Recording,
    after: Recording,
): Finding[] {
    return changesBetween(before, after)
        .filter(({ resource }) => resource.custom && !(resource.type in mayBe))
        .flatMap(({ row, resource, deleted, changed }) => [
            ...compare(rule, `${row} deleted`, false, deleted),
            ...compare(
                rule,
                `${row} replaced by changes of`,
                [],
                changed.filter((property) => cloud.replaces(resource, property)),
            ),
        ]);
}

interface Change {
    readonly row: string;
    readonly resource: RecordedResource;
    readonly deleted: boolean;
    /** Inputs that differ. */
    readonly changed: readonly string[];
}

function changesBetween(before: Recording, after: Recording): Change[] {
    const later = new Map(after.resources.map((resource) => [resource.urn, resource]));
    return before.resources.map((resource) => {
        const same = later.get(resource.urn);
        return {
            row: `${resource.type} ${resource.name}`,
            resource,
            deleted: same === undefined,
            changed: same ? changedInputs(resource, same) : [],
        };
    });
}

function changedInputs(before: RecordedResource, after: RecordedResource): string[] {
    const properties = new Set(
        [...partsOf(before.inputs), ...partsOf(after.inputs)].map(([key]) => String(key)),
    );
    return [...properties].filter((key) => canonical(before.inputs[key]) !== canonical(after.inputs[key]));
}

/** What is adopted is used, and nothing of its kind is made. */
export function checkAdoption({ uses, insteadOf }: Adoption, recording: Recording): Finding[] {
    const made = recording.resources.filter(({ type }) => insteadOf.includes(type)).map(urnOf);
    const used = recording.resources.some(
        (resource) =>
            !isComponent(recording, resource) &&
            leavesOf(resource.inputs).some(({ value }) => word(value).includes(uses)),
    );
    return [
        ...compare("component/adoption", `resources instead of ${uses}`, [], made),
        ...compare("component/adoption", `${uses} is used`, true, used),
    ];
}

function texts(recording: Recording): string[] {
    return recording.resources.map(({ urn, inputs, options }) => canonical([urn, inputs, options]));
}

function urnOf({ urn }: RecordedResource): string {
    return urn;
}
