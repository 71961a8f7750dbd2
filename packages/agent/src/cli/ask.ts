import { localUrl } from "../http/address";
import { tokenFile } from "../http/token";
import type { AgentSettings } from "../settings/settings";
import { readText } from "./read-settings";
import { CommandError } from "./world";

/** How long a running agent may take to answer, in milliseconds. */
const ANSWER_MS = 10_000;

/** What the running agent believes, as JSON. @throws CommandError */
export function askStatus(settings: AgentSettings): Promise<string> {
    return ask(settings, "/status", {});
}

/** Asks the running agent to drain or not to drain. @returns its answer, in a sentence @throws CommandError */
export async function askControl(settings: AgentSettings, path: "/drain" | "/undrain"): Promise<string> {
    const token = await readText(tokenFile(settings.state.folder), "The token of the running agent");
    return ask(settings, path, { method: "POST", headers: { authorization: `Bearer ${token}` } });
}

async function ask({ http }: AgentSettings, path: string, request: RequestInit): Promise<string> {
    const url = localUrl(http);
    let response: Response;
    let text: string;
    try {
        response = await fetch(url + path, { ...request, signal: AbortSignal.timeout(ANSWER_MS) });
        text = await response.text();
    } catch {
        throw new CommandError(`No agent answers at ${url}: is it running? Its log says why not.`);
    }
    if (!response.ok) {
        throw new CommandError(text.trim());
    }
    return text;
}
