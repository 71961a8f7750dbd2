/**
 * What a stand-in provider must know about a resource type beyond what the installed Pulumi SDK says.
 *
 * Known inputs, required inputs, outputs, secret outputs and their types are read from the SDK package;
 * a model adds what the SDK does not carry: what a change does, what is referred to, names, limits, and
 * the values a cloud computes. A type without a model is refused by name.
 */

/**
 * What the engine sends for a value that a preview cannot know yet.
 * Source: pulumi sdk/go/common/resource/plugin/rpc.go, UnknownStringValue.
 */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A property value as it travels between engine and provider: plain JSON, with {@link UNKNOWN} in previews. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };

/** Properties by name. */
export type Values = { readonly [property: string]: Value };

/** What the real provider does when a property changes on an existing resource. */
export type OnChange = "update" | "replace";

/** How one input property behaves. */
export interface PropertyRule {
    readonly onChange: OnChange;
    /** Where this is documented, short enough for a table: a documentation page or a provider source file. */
    readonly source: string;
    /** The value the provider fills in when the program gives none. */
    readonly default?: Value;
}

/** A property that names another resource, which must exist when this one is created and outlive it. */
export interface Reference {
    /** Path from the inputs, `[]` for every element of a list: `networkInterfaces[].securityGroups[]`. */
    readonly property: string;
    /** Type tokens it may name. */
    readonly to: readonly string[];
    /** The output of the target that the value is compared with: `id`, `arn`, `name`… */
    readonly by: string;
    /** Values that need no target, such as an AWS-managed policy's ARN. */
    readonly except?: RegExp;
    /** False where the real cloud lets the target be deleted first. Default: true. */
    readonly blocksDelete?: boolean;
}

/** How the provider names a resource whose program gives no name. */
export interface NameRule {
    readonly property: string;
    /** The property that, when set, is used as a prefix instead: `namePrefix`. */
    readonly prefixProperty?: string;
    readonly maxLength: number;
    readonly pattern?: RegExp;
    /** Two live resources of this type in one region may not share a name. Default: true. */
    readonly unique?: boolean;
}

/** One reason why the real provider or cloud would refuse these inputs. */
export interface Problem {
    /** Path of the property, or "" for the resource as a whole. */
    readonly property: string;
    /** What is wrong, with the value and what is allowed. */
    readonly reason: string;
}

/** A resource that exists in the stand-in cloud. */
export interface Existing {
    readonly token: string;
    readonly id: string;
    readonly region: string;
    readonly inputs: Values;
    readonly outputs: Values;
}

/** The stand-in cloud as a model may see it. */
export interface CloudView {
    /** The region of this resource: its own `region` input, else its provider's. */
    readonly region: string;
    readonly account: string;
    readonly partition: string;
    find(token: string, by: string, value: Value): Existing | undefined;
    list(token: string): readonly Existing[];
    /** Resources of a type in all regions and accounts, for names that are unique in the whole cloud (S3 buckets). */
    everywhere(token: string): readonly Existing[];
    /** Names that are taken although their resource is deleted (a secret in its recovery window). */
    isReserved(token: string, name: string): boolean;
    reserve(token: string, name: string): void;
    /** Takes along what goes with a resource that is deleted, such as the objects of a bucket. */
    remove(resource: Existing): void;
    /** The sandbox's clock, which tests can move. */
    now(): Date;
    /** `length` hex characters, the same for the same URN in the same world: runs are reproducible. */
    hex(length: number, purpose?: string): string;
}

/** One resource type: its properties, and how it comes into being, changes and ends. */
export interface ResourceModel {
    readonly token: string;
    /** Every input property this project or its users set. One that is absent here is refused as not modelled. */
    readonly properties: Readonly<Record<string, PropertyRule>>;
    readonly references?: readonly Reference[];
    readonly name?: NameRule;
    /** True where two of it cannot exist at once, so that a replacement deletes first. */
    readonly deleteBeforeReplace?: boolean;
    /**
     * Limits and combinations the real provider or cloud refuses. Runs in previews too: an unknown property is
     * absent, an unknown leaf inside a list or an object is {@link UNKNOWN}.
     */
    readonly check?: (inputs: Values, cloud: CloudView) => readonly Problem[];
    /** Refusals that need the cloud's state, at create time only: every input is known. */
    readonly checkCreate?: (inputs: Values, cloud: CloudView) => readonly Problem[];
    readonly id: (inputs: Values, cloud: CloudView) => string;
    /**
     * What the cloud computes; merged over the inputs. Every output property of the SDK type not given here is absent.
     * During an update, `cloud.find(token, "id", id)` still gives the resource as it was.
     */
    readonly outputs: (inputs: Values, id: string, cloud: CloudView) => Values | Promise<Values>;
    /**
     * Output flags that have turned true with time and ask for a replacement although the program has not changed, such
     * as a certificate's `readyForRenewal`. Gets the resource's state and its (new) inputs.
     */
    readonly expired?: (state: Values, inputs: Values, now: Date) => readonly string[];
    /** Of the properties that changed, those whose change replaces the resource in this case only. */
    readonly replaceWhen?: (olds: Values, news: Values) => readonly string[];
    /** Refusals to delete that the references do not say, such as a bucket that is not empty. */
    readonly checkDelete?: (resource: Existing, cloud: CloudView) => readonly Problem[];
    /** Called after a delete, for instance to reserve a name. */
    readonly deleted?: (resource: Existing, cloud: CloudView) => void;
    /**
     * Top-level outputs that an update in place changes, such as a launch template's `latestVersion`: unknown in the
     * preview of an update. Default: none, every computed output keeps its value.
     */
    readonly changesOnUpdate?: readonly string[];
    /**
     * What the cloud has changed by itself since it was last asked, such as a certificate's status once it is issued;
     * merged over the outputs when the resource is read.
     */
    readonly refreshed?: (resource: Existing, cloud: CloudView) => Values;
    /** True where creating what exists already overwrites it, as with an object in S3. Default: it is refused. */
    readonly overwrites?: boolean;
}

/** One function that a program may invoke. */
export interface FunctionModel {
    readonly token: string;
    /** Throws with a message for the user when the arguments are refused or nothing is found. */
    readonly call: (args: Values, cloud: CloudView) => Values;
}

/** One provider package: what the generic server needs to stand in for it. */
export interface ProviderModel {
    /** Pulumi package name: `aws`. */
    readonly name: string;
    /** npm package that carries the SDK: `@pulumi/aws`. */
    readonly sdk: string;
    readonly resources: readonly ResourceModel[];
    readonly functions: readonly FunctionModel[];
    /** Whether the real provider handles secrets itself (kubernetes) or leaves them to the engine (the others). */
    readonly acceptSecrets: boolean;
    /**
     * True for a provider that keeps nothing anywhere but in the engine's state (tls, random): reading a resource
     * gives back what the engine knows. Default: false.
     */
    readonly stateless?: boolean;
    /** Provider configuration keys whose change replaces everything, such as `region`. */
    readonly replaceOnConfig: readonly string[];
}
