import type { MeetDomains } from "../../plan/types";

/** The names that follow from a Meet's domain, as Jitsi's own packages choose them. */
export function meetDomains(domain: string): MeetDomains {
    const auth = `auth.${domain}`;
    const internal = `internal.${auth}`;
    const conference = `conference.${domain}`;
    return {
        domain,
        auth,
        internal,
        breweryRoom: `jvbbrewery@${internal}`,
        conference,
        mucDomains: [conference, `breakout.${domain}`],
        xmpp: `xmpp.${domain}`,
    };
}
