import type { Input } from "@pulumi/pulumi";
import type { Machine } from "./parts/launch-template";

/** The machine that a host runs on. */
export interface HostArgs {
    /** Instance type. @default "c7i.xlarge" for bridges, "c7i.large" for signalling, "t3.small" for pages */
    instanceType?: string;
    /** Machine image of new hosts: Debian 13, or one made from it. @default the Debian 13 that is the newest at the first `up`, and then kept */
    imageId?: Input<string>;
    /** Name of the image's root device. @default "/dev/xvda", as Debian calls it */
    rootDevice?: string;
    /** Size of the disk, in GiB. @default 16 */
    diskGiB?: number;
}

/** The machine with every default filled in. */
export function machineOf(args: HostArgs, instanceType: string): Machine {
    return {
        instanceType: args.instanceType ?? instanceType,
        imageId: args.imageId,
        diskGiB: args.diskGiB ?? 16,
        rootDevice: args.rootDevice ?? "/dev/xvda",
    };
}
