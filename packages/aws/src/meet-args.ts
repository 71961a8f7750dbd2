import type { MeetSettings } from "@bridgepool/core";
import type { Input } from "@pulumi/pulumi";
import type { HostArgs } from "./host-args";
import type { NetworkReference } from "./network-reference";
import type { AlarmsArgs } from "./parts/alarms";

/** Where the load balancer for web traffic notes each request. */
export interface AccessLogsArgs {
    /** Name of a bucket of your own that load balancers may write to. @default the Meet's own bucket */
    bucketName?: Input<string>;
    /** How long the Meet's own bucket keeps them, in days. @default 30 */
    keepDays?: number;
}

/** Parts of your own that a Meet uses instead of making them. */
export interface ExistingMeetParts {
    /** ARN of a certificate for the domain, issued in the same region. @default one is asked for at ACM */
    certificateArn?: Input<string>;
    /** Name of a private bucket in the same region. @default one is made */
    bucketName?: Input<string>;
    /** ARN of an instance profile for web hosts, with the rights that `docs/aws-meet.md` lists. @default one is made */
    webInstanceProfileArn?: Input<string>;
    /** ARN of an instance profile for the signalling host, with the rights that `docs/aws-meet.md` lists. @default one is made */
    signallingInstanceProfileArn?: Input<string>;
    /** Security groups of the load balancer for web traffic, which let in TCP 443 and 80. @default one is made */
    edgeSecurityGroupIds?: Input<string>[];
    /** Security groups of the load balancer for bridges, which let in TCP 6222. @default one is made */
    bridgesSecurityGroupIds?: Input<string>[];
    /** Security groups of web hosts, which let in TCP 8443 from the load balancer for web traffic. @default one is made */
    webSecurityGroupIds?: Input<string>[];
    /** Security groups of the signalling host, which let in TCP 8444 from one load balancer and 6222 from the other. @default one is made */
    signallingSecurityGroupIds?: Input<string>[];
    /** Allocations of elastic IP addresses that bridges dial, one for each key in the network's `subnetIds`. @default one is made for each zone */
    addressAllocationIds?: Record<string, Input<string>>;
}

/** Arguments of a `Meet`. */
export interface MeetArgs extends MeetSettings {
    /** The region. @default `aws:region` of the stack's configuration, then `AWS_REGION` */
    region?: string;
    /** The network that it lives in, over two zones at least. @default one of its own, over three zones */
    network?: NetworkReference;
    /** Id of the Route 53 zone that the domain is in. @default DNS is kept elsewhere: the output `dnsRecords` says what to create there */
    zoneId?: Input<string>;
    /** The machine of each web host. @default t3.small with the newest Debian 13 */
    webHost?: HostArgs;
    /** The machine of the signalling host. @default c7i.large with the newest Debian 13 */
    signallingHost?: HostArgs;
    /** Let people on call open a session on its hosts, through Session Manager. @default false */
    session?: boolean;
    /** Where its secrets are: secrets are called `<path>/…`. Two Meets of one account and region need two. @default "bridgepool/<name>" */
    path?: string;
    /** Refuse to delete its load balancers, until this is taken back. @default false */
    deletionProtection?: boolean;
    /** Note each web request. @default not noted */
    accessLogs?: AccessLogsArgs;
    /** Parts of your own to use. @default everything is made */
    existing?: ExistingMeetParts;
    /** Who is told when somebody must look. @default alarms are made and show in the console */
    alarms?: AlarmsArgs;
    /** Tags of everything in it, instances, volumes and interfaces too; at most 10. @default only `Name` */
    tags?: Record<string, Input<string>>;
}

/** Instance type of a web host, unless another is given: it serves files. */
export const WEB_INSTANCE_TYPE = "t3.small";

/** Instance type of a signalling host, unless another is given: Prosody uses one processor, and Jicofo the other. */
export const SIGNALLING_INSTANCE_TYPE = "c7i.large";
