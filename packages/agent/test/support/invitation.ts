import type { Invitation } from "@bridgepool/core/shared";

/** An invitation of a Meet that is not there. */
export function invitation(facts: Partial<Invitation> = {}): Invitation {
    const { domain = "auth.meet.example.org", generation = 1 } = facts;
    return {
        version: 1,
        meet: "example",
        host: "xmpp.meet.example.org",
        port: 6222,
        domain,
        mucDomains: ["conference.meet.example.org"],
        user: `france-${generation}`,
        password: "the-password-of-a-pool-that-is-a-secret",
        room: `jvbbrewery@internal.${domain}`,
        trust: [],
        generation,
        ...facts,
    };
}
