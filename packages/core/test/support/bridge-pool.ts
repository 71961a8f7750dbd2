import { planBridgePool, type BridgePoolPlan, type BridgePoolSpec, type HostTooling } from "@bridgepool/core";

/** A cloud whose program answers from files: see {@link cloudFiles}. */
export const tooling: HostTooling = {
    path: "/usr/local/lib/bridgepool/cloud",
    script: `#!/bin/sh
# A cloud in a folder: facts and objects are files, and what is not there fails as a cloud fails.
case $1 in
    metadata) exec cat "/srv/cloud/metadata/$2" ;;
    object) exec cat "/srv/cloud/objects/$2" ;;
    *) echo "no such subcommand: $1" >&2; exit 2 ;;
esac
`,
    packages: ["jq"],
    metadataAddresses: ["169.254.169.254", "fd00:ec2::254"],
};

/** The facts that the cloud gives of one host. */
export const facts = {
    "instance-id": "i-0123456789abcdef0",
    "private-ipv4": "10.1.2.3",
    "public-ipv4": "8.8.4.4",
};

/** The files in which that program finds facts and objects. */
export function cloudFiles(
    metadata: Readonly<Record<string, string>>,
    objects: Readonly<Record<string, string>> = {},
): Record<string, string> {
    const below = (folder: string, entries: Readonly<Record<string, string>>): [string, string][] =>
        Object.entries(entries).map(([name, text]) => [`/srv/cloud/${folder}/${name}`, text]);
    return Object.fromEntries([...below("metadata", metadata), ...below("objects", objects)]);
}

/** An ordinary pool, changed as a test wants it. */
export function bridgePool(changes: Partial<BridgePoolSpec> = {}): BridgePoolPlan {
    return planBridgePool({
        name: "paris",
        region: "eu-west-3",
        settings: { size: { min: 2, max: 20 } },
        tooling,
        memoryMiB: 8192,
        session: false,
        ...changes,
    });
}
