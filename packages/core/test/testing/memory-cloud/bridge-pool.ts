import { type BridgePoolSettings, type Invitation, planBridgePool, rosterMarker } from "@bridgepool/core";
import {
    all,
    ComponentResource,
    type ComponentResourceOptions,
    type Output,
    output,
    secret,
} from "@pulumi/pulumi";

import { makeHosts } from "./hosts";
import { type Flaw, make, type Scope } from "./scope";
import { TOOLING } from "./tooling";

export interface BridgePoolArgs extends BridgePoolSettings {
    region: string;
    session: boolean;
    tags: Readonly<Record<string, string>>;
    serves: Readonly<Record<string, { readonly invitation: Invitation; readonly share?: number }>>;
    /** Id of a shelf to use instead of making one. */
    shelfId?: string;
    flaw?: Flaw;
}

/** An in-memory pool of bridges. */
export class BridgePool extends ComponentResource {
    public readonly serves: Output<readonly string[]>;

    public constructor(name: string, args: BridgePoolArgs, opts?: ComponentResourceOptions) {
        const { region, session, tags, serves, shelfId, flaw, ...settings } = args;
        super("memory:index:BridgePool", name, {}, opts);
        const scope: Scope = { parent: this, name, region, tags, ...(flaw && { flaw }) };
        const spec = { name, region, settings, tooling: TOOLING, memoryMiB: 4096, session };
        const plan = planBridgePool(
            flaw === "the settings are changed on their way to core"
                ? { ...spec, settings: { size: settings.size } }
                : spec,
        );
        if (flaw === "core is asked for the plan twice") {
            planBridgePool(spec);
        }
        const { board, roster } = plan;
        const shelf =
            shelfId === undefined
                ? make(scope, "Shelf", "shelf", {
                      readers: flaw === "the shelf is open to everybody" ? ["everybody"] : [],
                      sealed: true,
                      emptied: true,
                      forgets: { beneath: board.prefix, afterDays: board.keepDays },
                  })
                : { id: output(shelfId) };
        const memberships = Object.entries(serves).map(([key, { invitation, share = 1 }], index) => {
            const text = JSON.stringify(invitation);
            const vault = make(
                scope,
                "Vault",
                `roster-${flaw === "invitations are numbered" ? index : key}`,
                {
                    path: `${name}/roster/${key}`,
                    value: flaw === "the password is not marked secret" ? text : secret(text),
                },
            );
            return { vault, entry: { ...invitation, key, share } };
        });
        const blind = flaw === "the marker does not wait for its secrets";
        const versions = all(memberships.map(({ vault }) => (blind ? "1" : vault.version)));
        const marker = versions.apply((known) =>
            rosterMarker(
                name,
                memberships.map(({ entry }, index) => ({
                    ...entry,
                    secret: `roster/${entry.key}`,
                    secretVersion: known[index] ?? "",
                })),
            ),
        );
        const group = makeHosts(scope, plan.bridges, {
            shelf,
            after: [],
            facts: {
                ...(flaw === "what serves whom is a fact of the hosts" && {
                    SERVES: Object.keys(serves).join(),
                }),
                ...(flaw === "the password is in the boot facts" && {
                    PASSWORD: memberships.map(({ entry }) => entry.password).join(),
                }),
            },
        });
        make(scope, "Item", "marker", { shelf: shelf.id, key: roster.marker, text: marker });
        this.serves = output(Object.keys(serves));
        if (flaw === "a child is made once a value is known") {
            versions.apply(() => make(scope, "Gauge", "late", { of: group.id, measures: "cpu" }));
        }
        if (flaw !== "outputs are never registered") {
            this.registerOutputs({ serves: flaw === "an output is not the field" ? [] : this.serves });
        }
    }
}
