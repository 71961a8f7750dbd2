import { invitationOf, type AccountRow, type InvitationOutput, type MeetPlan } from "@bridgepool/core";
import { all, output, secret, type Output, type Resource } from "@pulumi/pulumi";

/**
 * The invitation of each admitted pool. Every value is an output of its own, so that one pool's new password leaves
 * the invitations of the others known and unchanged, and only passwords are secret.
 *
 * @param secrets what the Meet's own host reads: written before a pool hears of a new account or certificate, so that no
 * bridge comes with what the host cannot know yet
 */
export function createInvitations(
    plan: MeetPlan,
    passwords: Readonly<Record<string, Output<string>>>,
    trust: readonly Output<string>[],
    secrets: readonly Resource[],
): Record<string, InvitationOutput> {
    const written = all(secrets.map(({ urn }) => urn));
    const current = plan.accounts.filter((account) => account.current);
    return Object.fromEntries(
        current.map((account) => [
            account.pool,
            createInvitation(plan, account, passwords[account.pool], trust, written),
        ]),
    );
}

function createInvitation(
    { name, domains, bridgePort }: MeetPlan,
    account: AccountRow,
    password: Output<string> | undefined,
    trust: readonly Output<string>[],
    written: Output<unknown>,
): InvitationOutput {
    if (!password) throw new Error(`The account of the pool ${account.pool} at ${name} has no password.`);
    const trusting = (pems: readonly string[]) =>
        invitationOf({ meet: name, domains, port: bridgePort.port, account, password: "", trust: pems });
    const facts = trusting([]);
    return {
        version: output(facts.version),
        meet: output(facts.meet),
        host: output(facts.host),
        port: output(facts.port),
        domain: output(facts.domain),
        mucDomains: output([...facts.mucDomains]),
        user: output(facts.user),
        password: secret(written.apply(() => password)),
        room: output(facts.room),
        trust: all([...trust]).apply((pems) => [...trusting(pems).trust]),
        generation: output(facts.generation),
        ...(facts.notAfter !== undefined && { notAfter: output(facts.notAfter) }),
    };
}
