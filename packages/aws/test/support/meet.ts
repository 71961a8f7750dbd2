import { Meet, type MeetArgs } from "@bridgepool/aws";
import { network } from "./pool";

/** A Meet that admits two pools, in a network that exists, with DNS in Route 53. */
export function meet(args: Partial<MeetArgs> = {}): Meet {
    return new Meet("renater", {
        region: "eu-west-3",
        network,
        domain: "rendez-vous.example.fr",
        zoneId: "Z1",
        admits: ["france", "hungary"],
        ...args,
    });
}
