import {
    formatProblems,
    parseInvitation,
    rosterMarker,
    type Invitation,
    type InvitationArgs,
    type RosterMembership,
} from "@bridgepool/core";
import { Secret } from "@pulumi/aws/secretsmanager/secret";
import { SecretVersion } from "@pulumi/aws/secretsmanager/secretVersion";
import { all, log, output, secret, unsecret, type Input, type Output, type Resource } from "@pulumi/pulumi";
import { childName, childTags, type Scope } from "../scope";
import { secretName } from "../secret-store";
import { storeText, type Store } from "./bucket";

/** What one pool serves. */
export interface RosterSpec {
    readonly pool: string;
    /** The component's path: `bridgepool/paris`. */
    readonly path: string;
    readonly store: Store;
    /** Key of the marker within the store. */
    readonly markerKey: string;
    readonly memberships: Readonly<
        Record<string, { readonly invitation: Input<InvitationArgs>; readonly share: number }>
    >;
}

/**
 * One secret per membership, and the marker that names their exact versions. Nothing else of a pool knows its
 * memberships, so that onboarding touches these resources only.
 */
export function createRoster(scope: Scope, roster: RosterSpec): Resource {
    const made = Object.entries(roster.memberships).map(([key, { invitation, share }]) =>
        createMembership(scope, roster.path, key, readInvitation(scope, key, invitation), share),
    );
    return storeText(scope, roster.store, {
        role: "roster",
        key: roster.markerKey,
        text: all(made.map(({ entry }) => entry)).apply((entries) => rosterMarker(roster.pool, entries)),
        // Written when every version it names can be read, and taken away before the first of them.
        after: made.map(({ version }) => version),
    });
}

function createMembership(
    scope: Scope,
    path: string,
    key: string,
    invitation: Output<Invitation>,
    share: number,
): { version: SecretVersion; entry: Output<RosterMembership> } {
    const { region } = scope;
    const opts = { parent: scope.parent };
    const name = secretName(path, `roster/${key}`);
    const stored = new Secret(
        childName(scope, "roster", key),
        {
            region,
            name,
            description: `Invitation "${key}" of ${scope.name}`,
            // It can always be made again from the Meet's own state, and its name must be free again at once.
            recoveryWindowInDays: 0,
            tags: childTags(scope, "roster", key),
        },
        opts,
    );
    const version = new SecretVersion(
        childName(scope, "roster", key),
        {
            region,
            secretId: stored.id,
            secretString: secret(invitation.apply((value) => JSON.stringify(value))),
        },
        opts,
    );
    // An invitation from another stack may be secret as a whole; what the marker says of it is not.
    const facts = unsecret(
        invitation.apply(({ host, port, domain, trust, generation }) => ({
            host,
            port,
            domain,
            trust,
            generation,
        })),
    );
    const entry = all([facts, version.versionId]).apply(([known, secretVersion]) => ({
        key,
        secret: name,
        secretVersion,
        share,
        ...known,
    }));
    return { version, entry };
}

/** The invitation, checked as soon as it is known. */
function readInvitation(scope: Scope, key: string, invitation: Input<InvitationArgs>): Output<Invitation> {
    return output(invitation).apply((value): Invitation => {
        const { invitation: read, problems, warnings } = parseInvitation(value);
        const subject = `The invitation "${key}" of BridgePool "${scope.name}"`;
        if (!read) throw new Error(formatProblems(subject, problems));
        if (warnings.length > 0) void log.warn(formatProblems(subject, warnings), scope.parent);
        return read;
    });
}
