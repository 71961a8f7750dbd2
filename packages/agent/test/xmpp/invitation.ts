import type { Invitation } from "@bridgepool/core/shared";

import type { Brewery } from "../../../core/test/support/brewery";

/** An account of a pool, with a password that no message may have in it. */
export const FRANCE = { user: "france-1", password: "the-password-of-france" };

/** An invitation of that pool to a real brewery on this machine. */
export function invitationTo(brewery: Brewery, changes: Partial<Invitation> = {}): Invitation {
    const { domains, port, certificate } = brewery;
    return {
        ...{ version: 1, meet: "renater", generation: 1, ...FRANCE },
        ...{ host: "127.0.0.1", port, trust: [certificate] },
        ...{ domain: domains.auth, mucDomains: domains.mucDomains, room: domains.breweryRoom },
        ...changes,
    };
}
