import { nameFault } from "../names";
import { formatPath, parsePath, type Path } from "../paths";
import type { Problem } from "../problems";
import type { BridgePoolSettings, MeetSettings, NetworkSettings } from "../settings";

/**
 * Everything wrong with the name and the settings of a Meet, whether they came from code or from a file. Values that
 * are not known yet (Pulumi outputs) are not judged, properties it does not know are left alone. Never throws.
 * @param path where the settings stand, for the report: `meets.shared`; nothing for the arguments of a component
 */
export function validateMeet(name: string, settings: MeetSettings, path?: string): Problem[] {
    void settings;
    return nameProblems(name, start(path));
}

/** Everything wrong with the name and the settings of a BridgePool, its `serves` included: see {@link validateMeet}. */
export function validateBridgePool(name: string, settings: BridgePoolSettings, path?: string): Problem[] {
    void settings;
    return nameProblems(name, start(path));
}

/** Everything wrong with the name and the settings of a Network: see {@link validateMeet}. */
export function validateNetwork(name: string, settings: NetworkSettings, path?: string): Problem[] {
    void settings;
    return nameProblems(name, start(path));
}

function nameProblems(name: string, path: Path): Problem[] {
    const fault = nameFault(name);
    return fault === undefined ? [] : [{ path: formatPath(path), ...fault }];
}

function start(path: string | undefined): Path {
    return path === undefined ? [] : parsePath(path);
}
