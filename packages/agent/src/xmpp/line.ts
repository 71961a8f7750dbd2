import { createHash } from "node:crypto";

import type { Element } from "@xmpp/xml";

import type { Invitation } from "@bridgepool/core/shared";

import { openSession } from "./probe";
import type { Session } from "./session";

/** Same key, same connection: everything of an invitation that a sign-in depends on. Not readable, as it has a password in it. */
export function accountKey({ host, port, domain, user, password, trust }: Invitation): string {
    const parts = JSON.stringify([host, port, domain, user, password, trust]);
    return createHash("sha256").update(parts).digest("hex");
}

/** A connection to one Meet with one account, made when it is needed and again when it is broken. */
export class Line {
    /** How many questions there have been. */
    public asked = 0;
    private session: Session | undefined;
    private last: Promise<unknown> = Promise.resolve();

    /** @param limitSeconds longest time for a sign-in, and for one answer */
    public constructor(
        private readonly invitation: Invitation,
        private readonly limitSeconds: number,
    ) {}

    /**
     * Asks the Meet's server, one question after the other: "on" and "off" must not overtake each other.
     *
     * @throws SignInError, or Error with a sentence
     */
    public ask(question: Element): Promise<void> {
        this.asked += 1;
        const answer = this.last.then(() => this.askNow(question));
        this.last = answer.catch(() => undefined);
        return answer;
    }

    public close(): void {
        this.session?.close();
        this.session = undefined;
    }

    private async askNow(question: Element): Promise<void> {
        const old = this.session?.isOpen === true ? await this.outcomeOf(this.session, question) : SILENCE;
        const outcome = old === SILENCE ? await this.askAnew(question) : old;
        if (outcome !== "done") throw new Error(outcome);
    }

    /** There is no connection, or it is broken and nobody had noticed. */
    private async askAnew(question: Element): Promise<string> {
        this.close();
        const { session } = await openSession(this.invitation, this.limitSeconds);
        this.session = session;
        const outcome = await this.outcomeOf(session, question);
        if (outcome === SILENCE) this.close();
        return outcome;
    }

    /** @returns `"done"`, or why not */
    private async outcomeOf(session: Session, question: Element): Promise<string> {
        try {
            await session.ask(this.invitation.domain, "set", question, this.limitSeconds);
            return "done";
        } catch (error) {
            const { name, condition = "" } = error as { name?: string; condition?: string };
            if (name !== "StanzaError") return SILENCE;
            return REFUSALS[condition] ?? `its server refuses: ${condition}`;
        }
    }
}

const SILENCE = "its server does not answer";
const UNKNOWN_REQUEST = "its server does not know the request; bring the Meet to this release";

/** Conditions of RFC 6120 §8.3.3 that mean something to an operator. */
const REFUSALS: Readonly<Record<string, string>> = {
    "service-unavailable": UNKNOWN_REQUEST,
    "feature-not-implemented": UNKNOWN_REQUEST,
    forbidden:
        "its server refuses: that bridge is another pool's, or the Meet's release does not know the request",
};
