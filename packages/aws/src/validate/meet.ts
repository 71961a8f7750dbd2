import { validateMeet, type Problem } from "@bridgepool/core";
import type { MeetArgs } from "../meet-args";
import { networkReferenceProblems } from "../network-reference";
import { regionProblems } from "../region";
import { diskProblems, pathProblems, tagProblems } from "./common";
import { mergeProblems } from "./merge";

/** Most characters of a certificate's domain at ACM. Source: https://docs.aws.amazon.com/acm/latest/userguide/acm-certificate-characteristics.html */
const DOMAIN_LIMIT = 64;

/** Everything wrong with the arguments of a Meet: what core finds, and what only AWS would. */
export function meetProblems(name: string, region: string, args: MeetArgs): Problem[] {
    return mergeProblems(
        validateMeet(name, args),
        regionProblems(region),
        // A load balancer for web traffic spans two zones at least.
        args.network ? networkReferenceProblems("network", args.network, 2) : [],
        meetOptionProblems(args),
        domainProblems(args),
        addressProblems(args),
    );
}

/** What is wrong with what only AWS knows of a Meet. */
export function meetOptionProblems(
    args: Pick<MeetArgs, "webHost" | "signallingHost" | "path" | "tags" | "existing" | "oneHost">,
): Problem[] {
    return [
        ...diskProblems(args.webHost?.diskGiB, "webHost.diskGiB"),
        ...diskProblems(args.signallingHost?.diskGiB, "signallingHost.diskGiB"),
        ...pathProblems(args.path),
        ...tagProblems(args.tags),
        ...(args.oneHost === true ? oneHostProblems(args) : []),
    ];
}

/** What is wrong with a domain for which ACM is to give a certificate. */
export function domainProblems({ domain, existing }: Pick<MeetArgs, "domain" | "existing">): Problem[] {
    if (existing?.certificateArn !== undefined || domain.length <= DOMAIN_LIMIT) return [];
    const reason = `"${domain}" has ${domain.length} characters; a certificate of ACM takes ${DOMAIN_LIMIT}`;
    return [{ path: "domain", reason, fix: "take a shorter one, or give existing.certificateArn" }];
}

function addressProblems({ network, existing }: MeetArgs): Problem[] {
    const given = existing?.addressAllocationIds;
    if (!given) return [];
    const path = "existing.addressAllocationIds";
    if (!network) {
        return [
            {
                path,
                reason: "addresses belong to zones of a network, and none is given",
                fix: "give network",
            },
        ];
    }
    const missing = Object.keys(network.subnetIds).filter((zone) => !(zone in given));
    if (missing.length === 0) return [];
    return [
        {
            path,
            reason: `there is none for ${missing.join(", ")}`,
            fix: "give one for each key in network.subnetIds",
        },
    ];
}

function oneHostProblems({ webHost, existing }: Pick<MeetArgs, "webHost" | "existing">): Problem[] {
    const unused = [
        ...(webHost ? ["webHost"] : []),
        ...(existing?.webInstanceProfileArn === undefined ? [] : ["existing.webInstanceProfileArn"]),
        ...(existing?.webSecurityGroupIds === undefined ? [] : ["existing.webSecurityGroupIds"]),
    ];
    return unused.map((path) => ({
        path,
        reason: "there are no web hosts when oneHost is true",
        fix: "leave it out, or leave out oneHost",
    }));
}
