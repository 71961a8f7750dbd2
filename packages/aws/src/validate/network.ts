import { MOST_ZONES, networkProblems, validateNetwork, type Problem } from "@bridgepool/core";
import { DEFAULT_CIDR, zoneKeysOf, type NetworkArgs } from "../network-args";
import { networkReferenceProblems } from "../network-reference";
import { regionProblems } from "../region";
import { mergeProblems } from "./merge";

/** Everything wrong with the arguments of a Network: what core finds, and what only AWS would. */
export function networkArgsProblems(name: string, region: string, args: NetworkArgs): Problem[] {
    return mergeProblems(
        validateNetwork(name, args.existing ? {} : args),
        regionProblems(region),
        networkOptionProblems({ ...args, region }),
        args.existing ? [] : networkProblems(args.cidr ?? DEFAULT_CIDR, zoneKeysOf(args)),
    );
}

/** What is wrong with what only AWS knows of a Network. */
export function networkOptionProblems(args: NetworkArgs): Problem[] {
    if (!args.existing) return zoneProblems(args);
    const clashes = (["cidr", "zones", "zoneNames"] as const).filter((key) => args[key] !== undefined);
    return [
        ...networkReferenceProblems("existing", args.existing, 1),
        ...clashes.map((path) => ({
            path,
            reason: "cannot be chosen for a network that exists",
            fix: "leave it out, or leave out existing",
        })),
    ];
}

function zoneProblems({ region = "", zones, zoneNames }: NetworkArgs): Problem[] {
    const problems: Problem[] = [];
    if (zones !== undefined && (!Number.isInteger(zones) || zones < 1 || zones > MOST_ZONES)) {
        const reason = `${zones} is no number of zones; a whole number from 1 to ${MOST_ZONES} is`;
        problems.push({ path: "zones", reason, fix: "use 3, which nearly every region has" });
    }
    if (zones !== undefined && zoneNames !== undefined) {
        const reason = "zones and zoneNames are both given";
        problems.push({ path: "zones", reason, fix: "leave out zones: the names are as many as they are" });
    }
    zoneNames?.forEach((zone, index) => {
        if (zone.slice(0, -1) === region && /[a-p]$/.test(zone)) return;
        const reason = `"${zone}" is no zone of ${region}`;
        problems.push({ path: `zoneNames[${index}]`, reason, fix: `use for instance ${region}a` });
    });
    return problems;
}
