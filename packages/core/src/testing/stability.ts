import type { Adoption, CloudUnderTest } from "./cloud";
import { compare } from "./compare";
import type { Finding } from "./finding";
import { canonical, leavesOf, partsOf, word } from "./plain";
import { isComponent, type RecordedResource, type Recording } from "./recording";
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

/** What one organisation more may change: resources of its own, and updates in place elsewhere. */
export function checkOnboarding(
    cloud: CloudUnderTest,
    subject: Pick<Subject<never>, "hosts">,
    before: Recording,
    after: Recording,
): Finding[] {
    const later = new Map(after.resources.map((resource) => [resource.urn, resource]));
    const changes = before.resources.flatMap((resource): Finding[] => {
        const row = `${resource.type} ${resource.name}`;
        const same = later.get(resource.urn);
        if (!same) {
            return compare("component/stable", row, "kept", "deleted");
        }
        const changed = changedInputs(resource, same);
        return [
            ...(cloud.hostTypes.includes(resource.type)
                ? compare("component/stable", `${row} changes`, [], changed)
                : []),
            ...compare(
                "component/stable",
                `${row} replaced by changes of`,
                [],
                changed.filter((property) => resource.custom && cloud.replaces(resource, property)),
            ),
        ];
    });
    return [...changes, ...compare("component/stable", "hosts", subject.hosts(before), subject.hosts(after))];
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
