import { type Invitation, parseRosterMarker } from "@bridgepool/core";
import { type ObservedBridgePool, type RecordingReader, Unreadable } from "@bridgepool/core/testing";

import { readHosts } from "./hosts";
import { readStores } from "./stores";
import { componentName, kind } from "./words";

export function readBridgePool(recording: RecordingReader): ObservedBridgePool {
    const name = componentName(recording);
    const shelf = recording.one(kind("Shelf"));
    const item = recording.one(kind("Item"), (reader) => !reader.text("key").startsWith("bundle/"));
    const { marker, problems } = parseRosterMarker(item.text("text"));
    if (!marker || item.text("shelf") !== shelf.attribute("id")) {
        throw new Unreadable(`the marker is not on the shelf, or no marker: ${JSON.stringify(problems)}`);
    }
    const vaults = recording
        .all(kind("Vault"))
        .filter((vault) => vault.text("path").startsWith(`${name}/roster/`));
    const waits = new Set(Object.values(item.resource.uses).flat());
    return {
        name,
        region: recording.one(kind("Group")).text("region"),
        bridges: readHosts(recording, recording.one(kind("Group")), name),
        roster: {
            marker: item.text("key"),
            says: marker,
            last: vaults.every(({ resource }) => waits.has(resource.urn)),
            secrets: vaults.map((vault) => ({
                key: vault.text("path").slice(`${name}/roster/`.length),
                secret: vault.text("path").slice(name.length + 1),
                version: vault.attribute("version"),
                invitation: vault.json("value").value as unknown as Invitation,
            })),
        },
        board: { prefix: shelf.text("forgets", "beneath"), keepDays: shelf.number("forgets", "afterDays") },
        stores: readStores(recording, name),
    };
}
