// Bridges in a brewery, as far as its rules go: a client that has joined, with the presence that JVB repeats.
import type { AccountCredential } from "../../src/accounts";
import { outsideAddress, type Brewery } from "./brewery";
import { xml, type SignedIn, type Stanza } from "./xmpp-client";

const COLIBRI = "http://jitsi.org/protocol/colibri";

/** Signs in, joins the brewery and, unless it is focus, says what a bridge says of itself. */
export async function joined(
    brewery: Brewery,
    account: AccountCredential,
    nickname: string,
): Promise<SignedIn> {
    const isBridge = account.user !== brewery.focus.user;
    const client = await brewery.signIn(account, isBridge ? { host: outsideAddress() } : {});
    const refusal = await client.join(brewery.domains.breweryRoom, nickname);
    if (refusal !== undefined) throw new Error(`${nickname} may not join: ${refusal}`);
    if (isBridge) await client.send(presenceOf(brewery, nickname));
    return client;
}

/** The presence of a bridge, with its statistics. */
export function presenceOf(brewery: Brewery, nickname: string, own: Record<string, string> = {}): Stanza {
    const stats = { drain: "false", healthy: "true", stress_level: "0.1", ...own };
    return xml(
        "presence",
        { to: `${brewery.domains.breweryRoom}/${nickname}` },
        xml(
            "stats",
            { xmlns: COLIBRI },
            ...Object.entries(stats).map(([name, value]) => xml("stat", { name, value })),
        ),
    );
}

/** What a presence from this place says of draining: all that it says, should it say it twice. */
export function drainOf(stanza: Stanza, from: string): string | undefined {
    if (!stanza.is("presence") || stanza.attrs["from"] !== from) return undefined;
    const stats = stanza.getChild("stats", COLIBRI)?.getChildElements() ?? [];
    return stats
        .filter(({ attrs }) => attrs["name"] === "drain")
        .map(({ attrs }) => String(attrs["value"]))
        .join();
}
