/** Where a program runs: account, partition, region and its zones. */
import type { FunctionModel } from "../../model";
import { dnsSuffix } from "../kit/arns";
import { regionPlace, zonesOf } from "../kit/regions";
import { text, texts } from "../kit/values";
import { filtersOf, passes } from "./filters";

const ZONE_FILTERS = [
    "group-name",
    "message",
    "opt-in-status",
    "region-name",
    "state",
    "zone-id",
    "zone-name",
    "zone-type",
];

export const getAvailabilityZones: FunctionModel = {
    token: "aws:index/getAvailabilityZones:getAvailabilityZones",
    call: (args, cloud) => {
        const filters = filtersOf(args);
        const unknown = filters.find(({ name }) => !ZONE_FILTERS.includes(name));
        if (unknown !== undefined) {
            throw new Error(
                `fetching Availability Zones: InvalidParameterValue: The filter '${unknown.name}' is invalid; ` +
                    `allowed are ${ZONE_FILTERS.join(", ")}.`,
            );
        }
        const state = text(args.state);
        const [withoutNames, withoutIds] = [texts(args.excludeNames), texts(args.excludeZoneIds)];
        const found = zonesOf(cloud.region)
            .filter(({ name, id }) => !withoutNames.includes(name) && !withoutIds.includes(id))
            .filter(() => state === undefined || state === "available")
            .filter(({ name, id }) =>
                passes(filters, (filter) => {
                    const values: Readonly<Record<string, string>> = {
                        "group-name": `${cloud.region}-zg-1`,
                        // Zones of a region that needs no opt-in need none either; the others come with their region.
                        "opt-in-status": "opt-in-not-required",
                        "region-name": cloud.region,
                        state: "available",
                        "zone-id": id,
                        "zone-name": name,
                        "zone-type": "availability-zone",
                    };
                    return values[filter];
                }),
            );
        return {
            ...args,
            id: cloud.region,
            groupNames: found.length > 0 ? [`${cloud.region}-zg-1`] : [],
            names: found.map(({ name }) => name),
            region: cloud.region,
            zoneIds: found.map(({ id }) => id),
        };
    },
};

export const getCallerIdentity: FunctionModel = {
    token: "aws:index/getCallerIdentity:getCallerIdentity",
    call: (_, cloud) => ({
        accountId: cloud.account,
        arn: `arn:${cloud.partition}:iam::${cloud.account}:user/sandbox`,
        id: cloud.account,
        userId: "AIDASANDBOXSANDBOX000",
    }),
};

export const getPartition: FunctionModel = {
    token: "aws:index/getPartition:getPartition",
    call: (_, cloud) => ({
        dnsSuffix: dnsSuffix(cloud.partition),
        id: cloud.partition,
        partition: cloud.partition,
        reverseDnsPrefix: dnsSuffix(cloud.partition).split(".").reverse().join("."),
    }),
};

export const getRegion: FunctionModel = {
    token: "aws:index/getRegion:getRegion",
    call: (args, cloud) => {
        const endpoint = text(args.endpoint);
        const name =
            text(args.region) ??
            text(args.name) ??
            /^ec2\.([a-z0-9-]+)\.amazonaws\.com$/.exec(endpoint ?? "")?.[1] ??
            cloud.region;
        return {
            description: regionPlace(name),
            endpoint: `ec2.${name}.${dnsSuffix(cloud.partition)}`,
            id: name,
            name,
            region: name,
        };
    },
};
