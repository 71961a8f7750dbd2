import { validateBridgePool, type Problem } from "@bridgepool/core";
import {
    BRIDGE_INSTANCE_TYPE,
    type BridgePoolArgs,
    type MembershipArgs,
    type SpotArgs,
} from "../bridge-pool-args";
import { architectureOf, memoryProblems } from "../instance-type";
import { networkReferenceProblems } from "../network-reference";
import { regionProblems } from "../region";
import { diskProblems, pathProblems, tagProblems } from "./common";
import { mergeProblems } from "./merge";

/** Everything wrong with the arguments of a BridgePool: what core finds, and what only AWS would. */
export function bridgePoolProblems(name: string, region: string, args: BridgePoolArgs): Problem[] {
    return mergeProblems(
        validateBridgePool(name, args),
        regionProblems(region),
        args.network ? networkReferenceProblems("network", args.network, 1) : [],
        bridgePoolOptionProblems(args),
        invitationProblems(args),
    );
}

/** What is wrong with what only AWS knows of a BridgePool. */
export function bridgePoolOptionProblems(
    args: Pick<BridgePoolArgs, "instanceType" | "memoryMiB" | "diskGiB" | "path" | "tags" | "spot">,
): Problem[] {
    const instanceType = args.instanceType ?? BRIDGE_INSTANCE_TYPE;
    return [
        ...memoryProblems("instanceType", instanceType, args.memoryMiB),
        ...diskProblems(args.diskGiB),
        ...pathProblems(args.path),
        ...tagProblems(args.tags),
        ...spotProblems(instanceType, args.spot),
    ];
}

function spotProblems(instanceType: string, spot: SpotArgs = {}): Problem[] {
    const architecture = architectureOf(instanceType);
    const { onDemandBase = 0, onDemandPercent = 0, instanceTypes = [] } = spot;
    const others = instanceTypes.flatMap((type, index) =>
        architectureOf(type) === architecture
            ? []
            : [
                  {
                      path: `spot.instanceTypes[${index}]`,
                      reason: `"${type}" is ${architectureOf(type)}, and "${instanceType}" is ${architecture}`,
                      fix: "give types of one architecture: they all start from one image",
                  },
              ],
    );
    return [
        ...others,
        ...(Number.isInteger(onDemandBase) && onDemandBase >= 0
            ? []
            : [
                  {
                      path: "spot.onDemandBase",
                      reason: `${onDemandBase} is no number of bridges`,
                      fix: "give a whole number from 0",
                  },
              ]),
        ...(onDemandPercent >= 0 && onDemandPercent <= 100
            ? []
            : [
                  {
                      path: "spot.onDemandPercent",
                      reason: `${onDemandPercent} is no percentage`,
                      fix: "give a number from 0 to 100",
                  },
              ]),
    ];
}

function invitationProblems({ serves }: BridgePoolArgs): Problem[] {
    return Object.entries(serves as Record<string, Partial<MembershipArgs>>).flatMap(
        ([key, { invitation }]) =>
            invitation === undefined
                ? [
                      {
                          path: `serves.${key}.invitation`,
                          reason: "there is no invitation",
                          fix: 'give meet.invitation("<this pool>"), or the output of the stack of the Meet',
                      },
                  ]
                : [],
    );
}
