import { didYouMean } from "../names";
import { formatPath } from "../paths";
import type { Problem } from "../problems";
import { isRecord, show } from "../show";
import { cidrFault, rangesOverlap, readRange, regionFault, type AddressRange } from "../validate/formats";
import { namesOf, rowsOf, type Row } from "./rows";
import { Cloud } from "./types";

const CLOUDS: readonly string[] = Object.values(Cloud);

/** Everything wrong with where things are: clouds, regions, networks. */
export function placeProblems(data: unknown): Problem[] {
    const networks = rowsOf(data, "networks");
    const placed = [...networks, ...rowsOf(data, "meets"), ...rowsOf(data, "pools")];
    return [
        ...placed.flatMap(otherClouds),
        ...placed.flatMap((row) => networkReference(row, networks, namesOf(data, "networks"))),
        ...spellings(placed),
        ...rowsOf(data, "meets").flatMap((meet) => regionReferences(meet, placed)),
        ...overlaps(networks),
    ];
}

/** A block of a cloud in which the row is not. */
function otherClouds({ section, name, row }: Row): Problem[] {
    const { cloud } = row;
    if (typeof cloud !== "string" || !CLOUDS.includes(cloud)) {
        return [];
    }
    return CLOUDS.filter((other) => other !== cloud && row[other] !== undefined).map((other) => ({
        path: formatPath([section, name, other]),
        reason: `this row is in ${show(cloud)}, so nothing reads what is for ${show(other)}`,
        fix: `move it into ${show(cloud)}, or take it away`,
    }));
}

/** The network that a Meet or pool names exists, and is where the Meet or pool is. */
function networkReference({ section, name, row }: Row, networks: readonly Row[], names: string[]): Problem[] {
    const { network } = row;
    if (typeof network !== "string" || section === "networks") {
        return [];
    }
    const path = formatPath([section, name, "network"]);
    if (!names.includes(network)) {
        const reason = `there is no network ${show(network)} in networks`;
        return [{ path, reason, fix: didYouMean(network, names, "add it to networks") }];
    }
    const found = networks.find((candidate) => candidate.name === network);
    return (["cloud", "region"] as const).flatMap((place) => {
        const [there, here] = [found?.row[place], row[place]];
        if (typeof there !== "string" || typeof here !== "string" || there === here) {
            return [];
        }
        const reason = `the network ${show(network)} is in the ${place} ${show(there)}, this is in ${show(here)}`;
        return [{ path, reason, fix: `name a network in ${show(here)}, or correct the ${place}` }];
    });
}

/** One region of one cloud, written in two ways: nothing would recognise it as the same. */
function spellings(placed: readonly Row[]): Problem[] {
    const first = new Map<string, string>();
    return placed.flatMap(({ section, name, row: { cloud, region } }) => {
        if (typeof region !== "string" || typeof cloud !== "string") {
            return [];
        }
        const identity = `${cloud} ${region.toLowerCase().replace(/[^a-z0-9]/g, "")}`;
        const known = first.get(identity);
        if (known === undefined || known === region) {
            // One that is written against the rules has been reported and is no example for the others.
            if (regionFault(region) === undefined) {
                first.set(identity, region);
            }
            return [];
        }
        return [
            {
                path: formatPath([section, name, "region"]),
                reason: `${show(region)} is written ${show(known)} elsewhere; regions are compared letter by letter`,
                fix: `write each as ${cloud} does`,
            },
        ];
    });
}

/**
 * The regions that a Meet sends its clients to, or says to be near one another: each is that of something in the
 * federation, or at least known to the other list.
 */
function regionReferences({ name, row }: Row, placed: readonly Row[]): Problem[] {
    const { clientRegions, regionGroups } = row;
    const ofClients = Object.entries(isRecord(clientRegions) ? clientRegions : {}).map(
        ([network, region]) => ({
            region,
            at: ["meets", name, "clientRegions", network],
        }),
    );
    const ofGroups = (Array.isArray(regionGroups) ? regionGroups : []).flatMap((group: unknown, index) =>
        (Array.isArray(group) ? group : []).map((region: unknown, position) => ({
            region,
            at: ["meets", name, "regionGroups", index, position],
        })),
    );
    const places = placed.map((other) => other.row["region"]);
    const check = (references: typeof ofGroups, others: typeof ofGroups): Problem[] =>
        references.flatMap(({ region, at }) => {
            const known = [...places, ...others.map((other) => other.region)];
            if (typeof region !== "string" || known.includes(region)) {
                return [];
            }
            const regions = places.filter((place): place is string => typeof place === "string");
            return [
                {
                    path: formatPath(at),
                    reason: `nothing in this federation is in the region ${show(region)}`,
                    fix: didYouMean(region, regions, "take it away"),
                },
            ];
        });
    return [...check(ofClients, ofGroups), ...check(ofGroups, ofClients)];
}

function overlaps(networks: readonly Row[]): Problem[] {
    const stated = networks.flatMap(({ name, row: { cidr } }) =>
        typeof cidr === "string" && cidrFault(cidr) === undefined
            ? [{ name, cidr, range: readRange(cidr) }]
            : [],
    );
    return stated.flatMap(({ name, cidr, range }, index) =>
        stated
            .slice(0, index)
            .filter((other) => rangesOverlap(range, other.range))
            .map((other) => ({
                path: formatPath(["networks", name, "cidr"]),
                reason: `${show(cidr)} overlaps with ${show(other.cidr)} of the network ${show(other.name)}; overlapping networks can never be connected`,
                fix: freeRange(stated.map((network) => network.range)),
            })),
    );
}

function freeRange(taken: readonly AddressRange[]): string {
    const free = Array.from({ length: 256 }, (_, second) => `10.${second}.0.0/16`).find((candidate) => {
        const range = readRange(candidate);
        return taken.every((other) => !rangesOverlap(range, other));
    });
    return free === undefined ? "give it a range of its own" : `give it a range of its own, such as ${free}`;
}
