import { KEY_LIMIT, labelFault, nameFault } from "../names";
import { parsePath, type Path } from "../paths";
import type { Fault, Problem } from "../problems";
import type { BridgePoolSettings, MeetSettings, MembershipSettings, NetworkSettings } from "../settings";
import { isRecord } from "../show";
import { meetRules } from "./meet";
import { withKnownTrust } from "./outputs";
import { groupRules } from "./scaling";
import { structureProblems } from "./structure";

/**
 * Everything wrong with the name and the settings of a Meet, whether they came from code or from a file: all problems at
 * once, never an exception. Properties it does not know are left alone, since a cloud's component has more of them;
 * outputs of other resources are not known yet and not judged.
 * @param path where the settings stand, for the report, such as `meets.shared`; left out for the arguments of a component
 */
export function validateMeet(name: string, settings: MeetSettings, path?: string): Problem[] {
    const at = start(path);
    return [
        ...nameProblems(name, path),
        ...structureProblems("#/$defs/MeetSettings", withKnownTrust(settings), at),
        ...meetRules(settings, at),
    ];
}

/** What {@link validateBridgePool} judges: the settings of a pool and, of what it serves, whatever needs no cloud. */
export interface BridgePoolInput extends BridgePoolSettings {
    serves?: Record<string, MembershipSettings>;
}

/** Everything wrong with the name and the settings of a BridgePool, its `serves` included: see {@link validateMeet}. */
export function validateBridgePool(name: string, settings: BridgePoolInput, path?: string): Problem[] {
    const at = start(path);
    const serves: unknown = isRecord(settings) ? settings.serves : undefined;
    return [
        ...nameProblems(name, path),
        ...structureProblems("#/$defs/BridgePoolSettings", settings, at),
        ...(serves === undefined ? [] : structureProblems("#/$defs/Memberships", serves, [...at, "serves"])),
        ...(isRecord(serves) ? Object.entries(serves) : []).flatMap(([key, membership]) =>
            structureProblems("#/$defs/MembershipSettings", membership, [...at, "serves", key]),
        ),
        ...groupRules("bridges", settings, at),
    ];
}

/** Everything wrong with the name and the settings of a Network: see {@link validateMeet}. */
export function validateNetwork(name: string, settings: NetworkSettings, path?: string): Problem[] {
    return [
        // No load balancer is named after it, and a component names its own network after itself.
        ...nameProblems(name, path, networkNameFault),
        ...structureProblems("#/$defs/NetworkSettings", settings, start(path)),
    ];
}

function networkNameFault(name: string): Fault | undefined {
    return labelFault(name, KEY_LIMIT, "");
}

function nameProblems(name: string, path: string | undefined, judge = nameFault): Problem[] {
    const fault = judge(name);
    return fault === undefined ? [] : [{ path: path ?? "name", ...fault }];
}

function start(path: string | undefined): Path {
    return path === undefined ? [] : parsePath(path);
}
