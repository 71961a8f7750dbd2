import { zoneKeys, type NetworkSettings } from "@bridgepool/core";
import type { Input } from "@pulumi/pulumi";
import type { NetworkReference } from "./network-reference";

/** Arguments of a `Network`. */
export interface NetworkArgs extends NetworkSettings {
    /** The region. @default `aws:region` of the stack's configuration, then `AWS_REGION` */
    region?: string;
    /** How many zones it spans: the first ones of the region. 1 to 16. @default 3 */
    zones?: number;
    /**
     * The zones by name instead of their number: `["eu-west-3a", "eu-west-3c"]`. The last letter of a name is the
     * zone's key and decides its range. @default the first `zones` of the region, as they are at the first `up`
     */
    zoneNames?: string[];
    /** A network of your own to use: nothing is created. Excludes `cidr`, `zones` and `zoneNames`. @default one is created */
    existing?: NetworkReference;
    /** Tags of everything in it. @default only `Name` */
    tags?: Record<string, Input<string>>;
}

/** Range of a network, unless another is given. */
export const DEFAULT_CIDR = "10.0.0.0/16";

const DEFAULT_ZONES = 3;

/** Keys of the zones that are asked for. */
export function zoneKeysOf(args: NetworkArgs): string[] {
    return args.zoneNames?.map((name) => name.slice(-1)) ?? zoneKeys(args.zones ?? DEFAULT_ZONES);
}
