import {
    accountsDocument,
    type Invitation,
    INVITATION_VERSION,
    type MeetPlan,
    type MeetSettings,
    planMeet,
    signallingDocument,
} from "@bridgepool/core";
import {
    all,
    ComponentResource,
    type ComponentResourceOptions,
    type Output,
    output,
    secret,
} from "@pulumi/pulumi";

import { makeHosts, pulseOf } from "./hosts";
import { type Flaw, make, type Scope } from "./scope";
import type { Thing } from "./thing";
import { TOOLING } from "./tooling";

export interface MeetArgs extends MeetSettings {
    region: string;
    session: boolean;
    tags: Readonly<Record<string, string>>;
    flaw?: Flaw;
}

/** An in-memory Meet. */
export class Meet extends ComponentResource {
    public readonly invitations: Output<Record<string, Invitation>>;

    public constructor(name: string, args: MeetArgs, opts?: ComponentResourceOptions) {
        const { region, session, tags, flaw, ...settings } = args;
        super("memory:index:Meet", name, {}, opts);
        const scope: Scope = { parent: this, name, region, tags, ...(flaw && { flaw }) };
        const plan = planMeet({ name, region, settings, tooling: TOOLING, session });

        const shelf = make(scope, "Shelf", "shelf", { readers: [], sealed: true, emptied: true });
        const passwords = makeAccounts(scope, plan);
        const trust = makeTrust(scope, plan, settings);
        const web = plan.web && makeHosts(scope, plan.web, { shelf, after: [] });
        const signalling = makeHosts(scope, plan.signalling, {
            shelf,
            after: [...passwords.vaults, trust.vault],
        });
        makeEdge(scope, plan, { web: web ?? signalling, signalling });

        this.invitations = makeInvitations(scope, plan, passwords.values, trust.pems);
        this.registerOutputs({ invitations: this.invitations });
    }
}

/** A password for each account, and what the signalling host needs to check them: one secret for each pool. */
function makeAccounts(
    scope: Scope,
    { accounts }: MeetPlan,
): { values: Record<string, Output<string>>; vaults: Thing[] } {
    const valid = accounts.filter(({ revoked }) => revoked !== true);
    const values = Object.fromEntries(
        valid.map(({ user }) => [user, make(scope, "Password", `account-${user}`, { length: 32 }).value]),
    );
    const kept =
        scope.flaw === "the old account is forgotten" ? valid.filter(({ current }) => current) : valid;
    const vaults = [...new Set(accounts.map(({ pool }) => pool))].map((pool) => {
        const rows = kept.filter((row) => row.pool === pool);
        const revoked = accounts.filter((row) => row.pool === pool && row.revoked === true);
        const value = all(rows.map(({ user }) => values[user] ?? "")).apply((known) =>
            accountsDocument(
                rows.map(({ user, notAfter }, index) => ({
                    user,
                    password: known[index] ?? "",
                    ...(notAfter !== undefined && { notAfter }),
                })),
                revoked.map(({ user }) => user),
            ),
        );
        const path = `${scope.name}/accounts/${pool}`;
        return make(scope, "Vault", `accounts-${pool}`, { path, value: secret(value) });
    });
    return { values, vaults };
}

/** The certificates that bridges trust, and the secret with the key of the one in use. */
function makeTrust(
    scope: Scope,
    { certificates }: MeetPlan,
    { trust = {} }: MeetSettings,
): { pems: Output<string>[]; vault: Thing } {
    const made = certificates.map((row) => ({
        row,
        certificate: make(scope, "Certificate", `certificate-${row.generation}`, {
            generation: row.generation,
            for: row.domain,
            hours: row.validityHours,
            authority: scope.flaw === "the certificate is an authority",
            renews: false,
        }),
    }));
    const used = made.find(({ row }) => row.current)?.certificate;
    const next = made.find(({ row }) => !row.current)?.certificate;
    const focus = make(scope, "Password", "focus", { length: 32 });
    const value = output({
        certificate: used?.pem ?? output(trust.certificatePem ?? ""),
        ...(next && { nextCertificate: next.pem }),
        privateKey: used?.keyPem ?? secret(trust.privateKeyPem ?? ""),
        focusPassword: focus.value,
    }).apply(signallingDocument);
    return {
        pems:
            made.length > 0
                ? made.map(({ certificate }) => certificate.pem)
                : [output(trust.certificatePem ?? "")],
        vault: make(scope, "Vault", "signalling", { path: `${scope.name}/signalling`, value }),
    };
}

function makeEdge(
    scope: Scope,
    { domains, routes, bridgePort }: MeetPlan,
    hosts: { readonly web: Thing; readonly signalling: Thing },
): void {
    const portal = make(scope, "Portal", "portal", {
        doors: [
            { port: 443, tls: "1.2", for: [domains.domain], http2: true },
            scope.flaw === "the portal answers in clear"
                ? { port: 80, tls: "none", for: [], http2: false }
                : { port: 80, sendsTo: "https:443", forEver: true },
        ],
        addresses: ["ipv4", "ipv6"],
        guests: ["0.0.0.0/0", "::/0"],
    });
    routes.forEach(({ name, paths, to, port, protocol, health, ...times }) =>
        make(scope, "Lane", name, {
            portal: portal.id,
            name,
            paths,
            to: to === "web" ? hosts.web.id : hosts.signalling.id,
            role: to,
            by: `${protocol}:${port}`,
            sticky: times.sticky,
            idleMilliseconds: times.idleSeconds * 1000,
            farewellMilliseconds: times.deregistrationSeconds * 1000,
            pulse: pulseOf(health),
        }),
    );
    const quay = make(scope, "Quay", "quay", {
        to: hosts.signalling.id,
        name: bridgePort.name,
        way: `${bridgePort.protocol}:${bridgePort.port}`,
        sources: bridgePort.networks,
        fixed: true,
    });
    make(scope, "Signpost", "people", { name: domains.domain, to: portal.id });
    make(scope, "Signpost", "bridges", { name: domains.xmpp, to: quay.id });
}

function makeInvitations(
    { name, flaw }: Scope,
    { accounts, domains, bridgePort }: MeetPlan,
    passwords: Readonly<Record<string, Output<string>>>,
    trust: readonly Output<string>[],
): Output<Record<string, Invitation>> {
    return output(
        Object.fromEntries(
            accounts
                .filter(({ current }) => current)
                .map(({ pool, user, generation, notAfter }) => [
                    pool,
                    {
                        version: INVITATION_VERSION,
                        meet: name,
                        host: flaw === "the invitation names another host" ? domains.domain : domains.xmpp,
                        port: bridgePort.port,
                        domain: domains.auth,
                        mucDomains: [...domains.mucDomains],
                        user,
                        password: passwords[user] ?? "",
                        room: domains.breweryRoom,
                        trust: [...trust],
                        generation,
                        ...(notAfter !== undefined && { notAfter }),
                    },
                ]),
        ),
    );
}
