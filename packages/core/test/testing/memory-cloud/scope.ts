import type { ComponentResource, Inputs, Resource } from "@pulumi/pulumi";

import { type Kind, Thing } from "./thing";

/** What all children of one component share. */
export interface Scope {
    readonly parent: ComponentResource;
    readonly name: string;
    readonly region: string;
    readonly tags: Readonly<Record<string, string>>;
    /** Something that is wrong on purpose. */
    readonly flaw?: Flaw;
}

/** A mistake that a cloud package could make, for seeing that the suite finds it. */
export type Flaw =
    | "a child has no parent"
    | "a child is in another region"
    | "a child is made once a value is known"
    | "a child lacks the user's tags"
    | "an output is not the field"
    | "core is asked for the plan twice"
    | "destroying waits for calls although it may end them"
    | "hosts may read every secret"
    | "hosts start before their bundle is there"
    | "invitations are numbered"
    | "outputs are never registered"
    | "SSH is open"
    | "the alarm's runbook is left out"
    | "the certificate is an authority"
    | "the drain is always an hour"
    | "the group is named after its image"
    | "the invitation names another host"
    | "the largest size is the planned one plus one"
    | "the marker does not wait for its secrets"
    | "the old account is forgotten"
    | "the password is in the boot facts"
    | "the password is not marked secret"
    | "the portal answers in clear"
    | "the settings are changed on their way to core"
    | "the shelf is open to everybody"
    | "the web port is open to the internet"
    | "what serves whom is a fact of the hosts";

/** Makes one child. */
export function make(scope: Scope, kind: Kind, role: string, inputs: Inputs, after: Resource[] = []): Thing {
    const { flaw } = scope;
    const region = flaw === "a child is in another region" && kind === "Item" ? "moon" : scope.region;
    const tags = flaw === "a child lacks the user's tags" && kind === "Gate" ? {} : scope.tags;
    return new Thing(
        kind,
        `${scope.name}-${role}`,
        { region, tags, ...inputs },
        {
            ...(!(flaw === "a child has no parent" && kind === "Gauge") && { parent: scope.parent }),
            ...(after.length > 0 && { dependsOn: after }),
        },
    );
}
