import { type HostRole, PortSource, type RouteRow } from "@bridgepool/core";
import {
    type ObservedHosts,
    type ObservedMeet,
    type RecordingReader,
    type ResourceReader,
    Unreadable,
} from "@bridgepool/core/testing";

import { readHosts, readPulse, readWay } from "./hosts";
import { invitationsOf, readAccounts, readCertificates, readSecret } from "./secrets";
import { readStores } from "./stores";
import { componentName, kind, word } from "./words";

export function readMeet(recording: RecordingReader): ObservedMeet {
    const name = componentName(recording);
    const groups = recording.all(kind("Group"));
    const hosts = (role: string): ObservedHosts | undefined => {
        const group = groups.find((reader) => reader.text("role") === role);
        return group && readHosts(recording, group, name);
    };
    const signalling = hosts("signalling");
    if (!signalling || groups.length > 2) {
        throw new Unreadable(`a Meet has a web group and a signalling group, not ${groups.length} groups`);
    }
    const web = hosts("web");
    const portal = recording.one(kind("Portal"));
    const quay = recording.one(kind("Quay"));
    pointsTo(recording, quay, "to", "signalling");
    const doors = portal.objects("doors");
    const ends = { [portal.attribute("id")]: "web", [quay.attribute("id")]: "bridges" } as const;
    return {
        name,
        region: portal.text("region"),
        ...(web && { web }),
        signalling,
        routes: recording.all(kind("Lane")).map((lane) => readLane(recording, portal, lane)),
        edge: {
            tls: doors
                .filter((door) => door.maybe("tls") !== undefined)
                .map((door) => ({ port: door.number("port"), leastVersion: door.text("tls") })),
            redirects: doors
                .filter((door) => door.maybe("tls") === undefined)
                .map((door) => ({
                    port: door.number("port"),
                    to: door.text("sendsTo"),
                    permanent: door.flag("forEver"),
                })),
            certificateFor: doors.flatMap((door) => door.texts("for")),
            http2: doors.some((door) => door.maybe("http2") === true),
            families: portal.texts("addresses"),
            networks: portal.texts("guests"),
        },
        bridgePort: {
            name: quay.text("name"),
            ...readWay(quay.text("way")),
            from: PortSource.Internet,
            networks: quay.texts("sources"),
        },
        fixedAddresses: quay.flag("fixed"),
        names: recording
            .all(kind("Signpost"))
            .map((signpost) => ({ name: signpost.text("name"), leadsTo: word(signpost, "to", ends) })),
        accounts: readAccounts(recording, name),
        invitations: invitationsOf(recording),
        certificates: readCertificates(recording),
        secret: readSecret(recording, name),
        stores: readStores(recording, name),
    };
}

function readLane(recording: RecordingReader, portal: ResourceReader, lane: ResourceReader): RouteRow {
    const [, protocol, port] = /^(http\/[\d.]+):(\d+)$/.exec(lane.text("by")) ?? [];
    if (protocol === undefined || lane.text("portal") !== portal.attribute("id")) {
        throw new Unreadable(`${lane.what} leads from no portal, or by no protocol and port`);
    }
    return {
        name: lane.text("name") as RouteRow["name"],
        paths: lane.texts("paths"),
        to: pointsTo(recording, lane, "to", lane.text("role")),
        port: Number(port),
        protocol: protocol as RouteRow["protocol"],
        idleSeconds: lane.number("idleMilliseconds") / 1000,
        sticky: lane.flag("sticky"),
        deregistrationSeconds: lane.number("farewellMilliseconds") / 1000,
        health: readPulse(lane.object("pulse")),
    };
}

/** The role of the group that a property names, which must be this one. */
function pointsTo(
    recording: RecordingReader,
    reader: ResourceReader,
    property: string,
    role: string,
): HostRole {
    const found = recording.by(kind("Group"), "id", reader.text(property)).text("role");
    if (found !== role) {
        throw new Unreadable(`${reader.what} leads to ${found} instead of ${role}`);
    }
    return found as HostRole;
}
