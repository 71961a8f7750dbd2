import { BridgePool, type BridgePoolArgs } from "@bridgepool/aws";
import { invite } from "./invitations";

export const network = { vpcId: "vpc-1", subnetIds: { a: "subnet-a", b: "subnet-b", c: "subnet-c" } };

/** A pool that serves one Meet, in a network that exists. */
export function pool(args: Partial<BridgePoolArgs> = {}): BridgePool {
    return new BridgePool("france", {
        region: "eu-west-3",
        network,
        serves: serves("renater"),
        size: { min: 2, max: 20 },
        ...args,
    });
}

/** An invitation of each of these Meets. */
export function serves(...meets: string[]): BridgePoolArgs["serves"] {
    return Object.fromEntries(meets.map((meet) => [meet, { invitation: invite(meet) }]));
}
