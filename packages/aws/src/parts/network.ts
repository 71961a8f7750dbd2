import { Network } from "../network";
import type { NetworkReference } from "../network-reference";
import type { Scope } from "../scope";

/** The network of a component that was given none: its own, over three zones. */
export function createNetwork({ parent, name, region, tags }: Scope): NetworkReference {
    return new Network(`${name}-network`, { region, tags }, { parent });
}
