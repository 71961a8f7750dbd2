import { compare } from "./compare";
import type { Finding } from "./finding";
import type { Plain } from "./plain";
import { checkSecrets } from "./secrets";
import { isComponent, type RecordedResource, type Recording } from "./recording";

/** What every component must keep, read from its recording alone. */
export interface ComponentFacts {
    /** The name that the user gave it. */
    readonly name: string;
    readonly region: string;
    readonly tags: Readonly<Record<string, string>>;
    /** Names of the providers that it was given, by package. */
    readonly providers: Readonly<Record<string, string>>;
    /** Secrets that were handed to it, such as the passwords of invitations. */
    readonly secrets: readonly string[];
}

/** What a cloud says of its resources, for the rules that read recordings without its help. */
export interface ResourceFacts {
    /** The region that a resource is in; `global` for kinds that have none. */
    regionOf(resource: RecordedResource): string;
    /** Every set of tags of a resource, those of what it makes in turn included; none where its kind has no tags. */
    tagsOf(resource: RecordedResource): readonly Readonly<Record<string, Plain>>[];
    /** Inputs that store a secret or sign with it, as `type property`, each with its reason. */
    readonly secretInputs: Readonly<Record<string, string>>;
}

export function checkComponent(facts: ComponentFacts, cloud: ResourceFacts, recording: Recording): Finding[] {
    return [
        ...recording.resources.flatMap((resource) => [
            ...checkPlace(facts, recording, resource),
            ...(resource.custom ? checkResource(facts, cloud, resource) : []),
        ]),
        ...checkSecrets(recording, facts.secrets, cloud.secretInputs),
        ...checkOutputs(recording),
    ];
}

function checkPlace({ name }: ComponentFacts, recording: Recording, resource: RecordedResource): Finding[] {
    if (isComponent(recording, resource)) {
        return compare("component/children", `${resource.urn} name`, name, resource.name);
    }
    const named = resource.name.startsWith(`${name}-`);
    return [
        ...compare("component/children", `${rowOf(resource)} parent`, true, descends(recording, resource)),
        ...compare("component/children", `${rowOf(resource)} name begins with ${name}-`, true, named),
    ];
}

function descends(recording: Recording, resource: RecordedResource): boolean {
    const parent = recording.resources.find(({ urn }) => urn === resource.parent);
    return parent !== undefined && (isComponent(recording, parent) || descends(recording, parent));
}

function checkResource(facts: ComponentFacts, cloud: ResourceFacts, resource: RecordedResource): Finding[] {
    const region = cloud.regionOf(resource);
    return [
        ...compare("component/region", `${rowOf(resource)} provider`, true, hasProvider(facts, resource)),
        ...(region === "global"
            ? []
            : compare("component/region", `${rowOf(resource)} region`, facts.region, region)),
        ...cloud
            .tagsOf(resource)
            .flatMap((tags) =>
                Object.entries(facts.tags).flatMap(([key, value]) =>
                    compare("component/tags", `${rowOf(resource)} tags ${key}`, value, tags[key]),
                ),
            ),
    ];
}

/** Whether a resource is made by the provider that the component was given for its package. */
function hasProvider({ providers }: ComponentFacts, resource: RecordedResource): boolean {
    const name = providers[resource.type.split(":")[0] ?? ""];
    return name !== undefined && resource.provider.includes(`::${name}::`);
}

function checkOutputs(recording: Recording): Finding[] {
    return [
        ...compare("component/outputs", "registerOutputs calls", 1, recording.registrations),
        ...compare("component/outputs", "outputs", recording.fields, recording.outputs),
    ];
}

function rowOf(resource: RecordedResource): string {
    return `${resource.type} ${resource.name}`;
}
