import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { readFile } from "node:fs/promises";
import * as path from "node:path";

import { writeWhole } from "../state/keeper";

/**
 * The file with the password of the running agent, which only root and the agent's user may read. Anybody on the host
 * can reach a loopback address, the bridge's container as well; who may drain it is who may read this.
 */
export function tokenFile(stateFolder: string): string {
    return path.join(stateFolder, "control-token");
}

/** Makes a new password for this run of the agent, and leaves it where {@link readToken} finds it. */
export async function createToken(stateFolder: string): Promise<string> {
    const token = randomBytes(32).toString("base64url");
    await writeWhole(tokenFile(stateFolder), token);
    return token;
}

export function readToken(stateFolder: string): Promise<string> {
    return readFile(tokenFile(stateFolder), "utf8");
}

/** Whether a request's `Authorization` header has the password, in a time that tells nothing of it. */
export function isAuthorised(header: string | undefined, token: string): boolean {
    return timingSafeEqual(digest(header ?? ""), digest(`Bearer ${token}`));
}

function digest(text: string): Buffer {
    return createHash("sha256").update(text).digest();
}
