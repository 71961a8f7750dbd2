import { HostRole } from "@bridgepool/core";
import type { ObservedMeet, RecordingReader } from "@bridgepool/core/testing";
import { readBridgePort, readEdge, readRoutes } from "./edge";
import { readHosts } from "./hosts";
import { readNames } from "./names";
import { readStores } from "./stores";
import { invitationsOf, readAccounts, readCertificates, readSignallingSecret } from "./trust";
import { roleOf, TYPES, type Component } from "./types";

/** A Meet from its resources. */
export function readMeet(component: Component): ObservedMeet {
    const { recording, name, region } = component;
    const hasWeb = recording.all(TYPES.group).some((group) => roleOf(component, group) === HostRole.Web);
    const ways = [TYPES.listener, TYPES.listenerRule].flatMap((type) => recording.all(type));
    const secrets = [TYPES.secretVersion, TYPES.parameter].flatMap((type) => recording.all(type));
    return {
        name,
        region,
        ...(hasWeb && { web: readHosts(component, HostRole.Web, onEdge(ways)) }),
        signalling: readHosts(component, HostRole.Signalling, [...ways, ...secrets]),
        routes: readRoutes(component),
        edge: readEdge(component),
        ...readBridgePort(component),
        names: readNames(component),
        accounts: readAccounts(component),
        invitations: invitationsOf(component),
        certificates: readCertificates(component),
        secret: readSignallingSecret(component),
        stores: readStores(component),
    };
}

/** Without what leads bridges to the signalling host. */
function onEdge(ways: RecordingReader["resources"]): RecordingReader["resources"] {
    return ways.filter(({ resource }) => !resource.name.endsWith("-jvb"));
}
