import { CustomResource, type CustomResourceOptions, type Inputs, type Output } from "@pulumi/pulumi";

/** The kinds of resource that the made-up provider knows, each with what it computes. */
export const KINDS = {
    /** Who hosts are, and what they may do. */
    Badge: [],
    /** An alarm. */
    Bell: [],
    Certificate: ["pem", "keyPem"],
    /** A change of size by the clock. */
    Clock: [],
    /** A way in. */
    Gate: [],
    /** A measurement. */
    Gauge: [],
    /** Hosts that are alike. */
    Group: [],
    /** An object on a shelf. */
    Item: [],
    /** A route from the portal to hosts. */
    Lane: [],
    Password: ["value"],
    /** A load balancer. */
    Portal: [],
    /** Addresses that stay. */
    Quay: [],
    /** What decides the size of a group. */
    Rule: [],
    /** A store of objects. */
    Shelf: [],
    /** A name in DNS. */
    Signpost: [],
    /** A secret. */
    Vault: ["version"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Kind = keyof typeof KINDS;

const SECRET_OUTPUTS = ["keyPem", "value"];

/** A resource of the made-up provider. */
export class Thing extends CustomResource {
    declare public readonly pem: Output<string>;
    declare public readonly keyPem: Output<string>;
    declare public readonly value: Output<string>;
    declare public readonly version: Output<string>;

    public constructor(kind: Kind, name: string, inputs: Inputs, opts: CustomResourceOptions) {
        const computed = Object.fromEntries(KINDS[kind].map((property) => [property, undefined]));
        const secret = KINDS[kind].filter((property) => SECRET_OUTPUTS.includes(property));
        super(
            `memory:index:${kind}`,
            name,
            { ...computed, ...inputs },
            {
                ...opts,
                ...(secret.length > 0 && { additionalSecretOutputs: secret }),
            },
        );
    }
}
