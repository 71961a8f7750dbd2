import type { Input, Resource } from "@pulumi/pulumi";

/** Tags by key: the keys are plain, since they decide how many tags there are. */
export type Tags = Readonly<Record<string, Input<string>>>;

/** What all children of one component share. */
export interface Scope {
    /** The component. */
    readonly parent: Resource;
    /** The name of the component: every child's name begins with it. */
    readonly name: string;
    /** Every regional child gets it explicitly, so that one provider serves many regions. */
    readonly region: string;
    readonly tags: Tags;
}

/** Logical name of a child: identity for ever, so a role and at most the user's own key, never a position. */
export function childName(scope: Scope, ...roleAndKey: string[]): string {
    return [scope.name, ...roleAndKey].join("-");
}

/** Tags of a child: the user's own, and the name that the console shows. */
export function childTags(scope: Scope, ...roleAndKey: string[]): Record<string, Input<string>> {
    return { Name: childName(scope, ...roleAndKey), ...scope.tags };
}
