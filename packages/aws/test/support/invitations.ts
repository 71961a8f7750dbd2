import { meetDomains, type Invitation, type InvitationArgs } from "@bridgepool/core";
import { testCertificate } from "@bridgepool/core/testing";
import { secret } from "@pulumi/pulumi";

/** The password in the invitation of this Meet, by which tests follow it. */
export function canary(meet: string): string {
    return `canary-of-the-invitation-to-${meet}`;
}

/** An invitation as another stack would hand it over. */
export function invitationTo(meet: string, generation = 1): Invitation {
    const domains = meetDomains(`${meet}.example.org`);
    return {
        version: 1,
        meet,
        host: domains.xmpp,
        port: 6222,
        domain: domains.auth,
        mucDomains: domains.mucDomains,
        user: `pool-${generation}`,
        password: canary(meet),
        room: domains.breweryRoom,
        trust: [
            testCertificate(domains.auth, "1").certificatePem,
            testCertificate(domains.auth, "2").certificatePem,
        ],
        generation,
    };
}

/** The same with its password as a secret, as `meet.invitation(…)` gives it. */
export function invite(meet: string, generation = 1): InvitationArgs {
    const invitation = invitationTo(meet, generation);
    return {
        ...invitation,
        mucDomains: [...invitation.mucDomains],
        trust: [...invitation.trust],
        password: secret(invitation.password),
    };
}
