import { HostRole, parseRosterMarker, type Invitation } from "@bridgepool/core";
import { Unreadable, waitsFor, type ObservedBridgePool, type ResourceReader } from "@bridgepool/core/testing";
import { readHosts } from "./hosts";
import { readExpiry, readStores } from "./stores";
import { child, TYPES, type Component } from "./types";

/** A pool from its resources. */
export function readBridgePool(component: Component): ObservedBridgePool {
    const { recording, name, region } = component;
    const bucket = child(component, TYPES.bucket, "store");
    const roster = child(component, TYPES.object, "roster");
    const { marker, problems } = parseRosterMarker(roster.text("content"));
    if (!marker || roster.text("bucket") !== bucket.attribute("id")) {
        throw new Unreadable(`${roster.what} is no marker in the pool's bucket: ${JSON.stringify(problems)}`);
    }
    const versions = recording.all(TYPES.secretVersion);
    const early = waitsFor(recording.recording, roster.resource.urn);
    return {
        name,
        region,
        bridges: readHosts(component, HostRole.Bridge, [roster]),
        roster: {
            marker: roster.text("key"),
            says: marker,
            last: versions.every(({ resource }) => early.has(resource.urn)),
            secrets: versions.map((version) => readMembership(component, version)),
        },
        board: readBoard(component),
        stores: readStores(component),
    };
}

function readMembership({ recording, path }: Component, version: ResourceReader) {
    const secret = recording.by(TYPES.secret, "id", version.text("secretId"));
    const name = secret.text("name");
    const start = `${path}/roster/`;
    if (!name.startsWith(start)) throw new Unreadable(`${secret.what} is no secret of the roster`);
    return {
        key: name.slice(start.length),
        secret: name,
        version: version.attribute("versionId"),
        invitation: version.json("secretString").value as unknown as Invitation,
    };
}

function readBoard(component: Component): ObservedBridgePool["board"] {
    const { prefix, days } = readExpiry(component);
    return { prefix, keepDays: days };
}
