import type { BridgePoolSettings, InvitationArgs, MembershipSettings } from "@bridgepool/core";
import type { Input } from "@pulumi/pulumi";
import type { HostArgs } from "./host-args";
import type { NetworkReference } from "./network-reference";
import type { AlarmsArgs } from "./parts/alarms";

/** What a pool does for one Meet. */
export interface MembershipArgs extends MembershipSettings {
    /** What the Meet handed to this pool: `meet.invitation("<pool>")`, or the output of the Meet's own stack. Required. */
    invitation: Input<InvitationArgs>;
}

/** Bridges at spot prices. They may be taken away within two minutes, calls or not. */
export interface SpotArgs {
    /** How many bridges always run at full price. @default the pool's `size.min` */
    onDemandBase?: number;
    /** Of the bridges over these, how many percent run at full price, from 0 to 100. @default 0 */
    onDemandPercent?: number;
    /** Further instance types to choose from, of the same architecture and at least the same memory. @default none */
    instanceTypes?: string[];
}

/** Parts of your own that a pool uses instead of making them. */
export interface ExistingPoolParts {
    /** Name of a private bucket in the same region. @default one is made */
    bucketName?: Input<string>;
    /** ARN of an instance profile with the rights that `docs/aws-bridge-pool.md` lists. @default one is made */
    instanceProfileArn?: Input<string>;
    /** Security groups that let in UDP 10000 and let out everything. @default one is made */
    securityGroupIds?: Input<string>[];
}

/** Arguments of a `BridgePool`. */
export interface BridgePoolArgs extends BridgePoolSettings, HostArgs {
    /** The Meets that its bridges serve, each under a key of your own: a DNS label that stays the same. Required. */
    serves: Record<string, MembershipArgs>;
    /** The region. Its name is also the one that clients' regions are matched with. @default `aws:region` of the stack's configuration, then `AWS_REGION` */
    region?: string;
    /** The network that its bridges live in. @default one of its own, over three zones */
    network?: NetworkReference;
    /** Memory of the instance type in MiB, for a type that this release does not know. @default from a table of common types */
    memoryMiB?: number;
    /** Run bridges at spot prices. @default not used */
    spot?: SpotArgs;
    /** Let people on call open a session on its bridges, through Session Manager. @default false */
    session?: boolean;
    /** Where its secrets are: secrets are called `<path>/…`. Two pools of one account and region need two. @default "bridgepool/<name>" */
    path?: string;
    /** Parts of your own to use. @default everything is made */
    existing?: ExistingPoolParts;
    /** Who is told when somebody must look. @default alarms are made and show in the console */
    alarms?: AlarmsArgs;
    /** Tags of everything in it, instances, volumes and interfaces too; at most 10. @default only `Name` */
    tags?: Record<string, Input<string>>;
}

/** Instance type of a bridge, unless another is given: its sustained network bandwidth is what limits a bridge. */
export const BRIDGE_INSTANCE_TYPE = "c7i.xlarge";
