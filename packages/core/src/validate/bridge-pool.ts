import type { Path } from "../paths";
import type { Problem } from "../problems";
import { groupRules } from "./scaling";

/** Rules between the parts of a pool's settings. What has the wrong type is left to the structure check. */
export function bridgePoolRules(settings: unknown, at: Path): Problem[] {
    return groupRules("bridges", settings, at);
}
