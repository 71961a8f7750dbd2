import type { ComponentResource, ComponentResourceOptions } from "@pulumi/pulumi";

import { throwProblems } from "../problems";
import {
    problemsWith,
    type CloudPackage,
    type CloudPackages,
    type ComponentKind,
    type MeetComponent,
} from "./clouds";
import type { Federation, FederationMeet, FederationNetwork, FederationPool } from "./types";

/** What the packages handed in make of one kind of component. */
type Made<Clouds extends CloudPackages, Kind extends ComponentKind> = InstanceType<
    Extract<Clouds[keyof Clouds], CloudPackage>[Kind]
>;

/** Everything that was made of a federation, each under its own name. */
export interface DeployedFederation<Clouds extends CloudPackages> {
    readonly networks: Readonly<Record<string, Made<Clouds, "Network">>>;
    readonly meets: Readonly<Record<string, Made<Clouds, "Meet">>>;
    readonly pools: Readonly<Record<string, Made<Clouds, "BridgePool">>>;
}

/**
 * Makes a federation: its networks, then its Meets, then its pools, each under its own name, so that the same
 * resources come of it as of a program that makes each by hand.
 * @param clouds the packages of the clouds it is in: `{ aws }` after `import * as aws from "@bridgepool/aws"`
 * @param opts options of every component
 * @throws ProblemsError with every problem, before anything is made
 */
export function deployFederation<Clouds extends CloudPackages>(
    federation: Federation,
    clouds: Clouds,
    opts?: ComponentResourceOptions,
): DeployedFederation<Clouds> {
    throwProblems("The federation", problemsWith(clouds, federation));

    const make = <Kind extends ComponentKind>(
        kind: Kind,
        name: string,
        row: Row,
        args: object,
    ): Made<Clouds, Kind> => {
        const Component = clouds[row.cloud]?.[kind] as Constructor<Made<Clouds, Kind>>;
        return new Component(name, args, opts);
    };

    const networks = mapRows(federation.networks ?? {}, (name, row) =>
        make("Network", name, row, argumentsOf(row)),
    );
    const meets = mapRows(federation.meets, (name, row) =>
        make("Meet", name, row, { ...argumentsOf(row), ...networkOf(row, networks) }),
    );
    const pools = mapRows(federation.pools, (name, row) =>
        make("BridgePool", name, row, {
            ...argumentsOf(row),
            ...networkOf(row, networks),
            serves: mapRows(row.serves, (key, { meet = key, ...membership }) => ({
                ...membership,
                invitation: (meets[meet] as MeetComponent | undefined)?.invitation(name),
            })),
        }),
    );
    return { networks, meets, pools };
}

type Row = FederationNetwork | FederationMeet | FederationPool;
type Constructor<Component extends ComponentResource> = new (
    name: string,
    args: object,
    opts?: ComponentResourceOptions,
) => Component;

/** The arguments of a row's component: its settings, its region, and the fields of its cloud's own block. */
function argumentsOf(row: Row): object {
    const { cloud, aws, gcp, azure, kubernetes, ...settings } = row;
    return { ...settings, ...{ aws, gcp, azure, kubernetes }[cloud] };
}

function networkOf<Network>(
    { network }: { readonly network?: string },
    networks: Readonly<Record<string, Network>>,
): { readonly network?: Network } {
    return network === undefined ? {} : { network: networks[network] };
}

function mapRows<From, To>(
    rows: Readonly<Record<string, From>>,
    to: (name: string, row: From) => To,
): Record<string, To> {
    return Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, to(name, row)]));
}
