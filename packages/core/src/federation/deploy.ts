import type { ComponentResource, ComponentResourceOptions } from "@pulumi/pulumi";

import type { CloudPackage, CloudPackages, ComponentKind } from "./clouds";
import type { Federation } from "./types";

/** The components of one kind that the packages handed in can make. */
type Made<Clouds extends CloudPackages, Kind extends ComponentKind> = InstanceType<
    NonNullable<Clouds[keyof Clouds]> extends infer Package
        ? Package extends CloudPackage
            ? Package[Kind]
            : never
        : never
>;

/** Everything that was made of a federation, under the same names. */
export interface DeployedFederation<Clouds extends CloudPackages> {
    readonly networks: Readonly<Record<string, Made<Clouds, "Network">>>;
    readonly meets: Readonly<Record<string, Made<Clouds, "Meet">>>;
    readonly pools: Readonly<Record<string, Made<Clouds, "BridgePool">>>;
}

type Maker = new (name: string, args: unknown, opts?: ComponentResourceOptions) => ComponentResource;
void (0 as unknown as Maker);

/**
 * Makes a federation: its networks, then its Meets, then its pools, each under its own name, so that the same
 * resources come of it as of a program that makes each by hand.
 * @param clouds the packages of the clouds it is in: `{ aws }` after `import * as aws from "@bridgepool/aws"`
 * @throws ProblemsError with every problem, before anything is made
 */
export function deployFederation<Clouds extends CloudPackages>(
    federation: Federation,
    clouds: Clouds,
    opts?: ComponentResourceOptions,
): DeployedFederation<Clouds> {
    throw new Error(`not yet ${typeof federation}${typeof clouds}${typeof opts}`);
}
