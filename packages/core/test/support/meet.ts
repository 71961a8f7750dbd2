import {
    planMeet,
    type HostTooling,
    type MeetPlan,
    type MeetSettings,
    type MeetSpec,
} from "@bridgepool/core";

/** A cloud whose program answers from files under /srv/cloud, and fails when it is said to be away. */
export const tooling: HostTooling = {
    path: "/usr/local/lib/bridgepool/cloud",
    script: `#!/bin/sh
test ! -e /srv/cloud/away || { echo "the cloud is away" >&2; exit 1; }
case $1 in
    secret) exec cat "/srv/cloud/secrets/$2" ;;
    secrets) exec cat "/srv/cloud/$2.json" ;;
    *) echo "no such subcommand: $1" >&2; exit 2 ;;
esac
`,
    packages: ["jq"],
    metadataAddresses: ["169.254.169.254", "fd00:ec2::254"],
};

/** An ordinary Meet, changed as a test wants it. */
export function meet(settings: Partial<MeetSettings> = {}, changes: Partial<MeetSpec> = {}): MeetPlan {
    return planMeet({
        name: "shared",
        region: "eu-west-3",
        settings: { domain: "meet.example.org", admits: ["france", "hungary"], ...settings },
        tooling,
        session: false,
        ...changes,
    });
}
