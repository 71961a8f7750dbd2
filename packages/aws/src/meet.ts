import {
    didYouMean,
    planMeet,
    ProblemsError,
    throwProblems,
    type InvitationOutput,
    type MeetPlan,
} from "@bridgepool/core";
import { all, ComponentResource, output, type ComponentResourceOptions, type Output } from "@pulumi/pulumi";
import { hostTooling } from "./host-tool";
import type { MeetArgs } from "./meet-args";
import { logTarget, ownLogs } from "./parts/access-logs";
import { createAccounts } from "./parts/accounts";
import { createBridgeEntry } from "./parts/bridge-entry";
import { createStore } from "./parts/bucket";
import { createPublicCertificate } from "./parts/certificate";
import { createNames, namesToCreate, type DnsRecord } from "./parts/dns";
import { createEdge } from "./parts/edge";
import { createInvitations } from "./parts/invitations";
import { createMeetGuards } from "./parts/meet-guards";
import { createMeetHosts } from "./parts/meet-hosts";
import { createNetwork } from "./parts/network";
import { createTrust, storeSignallingSecret } from "./parts/trust";
import { resolveRegion } from "./region";
import type { Scope } from "./scope";
import { meetProblems } from "./validate/meet";

/**
 * One organisation's meeting service at one domain: a web tier behind a load balancer, a signalling host, and the entry
 * where bridges dial in.
 *
 * The web tier scales over all zones. There is one signalling host: when it changes or fails, the next one begins after it
 * has ended and has the same identity, since all it knows is in secrets. A preview shows that as a change of the tag
 * `bridgepool:release` of its group.
 *
 * Besides its instances it costs about 60 USD a month: two load balancers and their addresses, a secret, and alarms.
 *
 * @example
 * const meet = new Meet("renater", {
 *     region: "eu-west-3",
 *     domain: "rendez-vous.example.fr",
 *     zoneId: zone.zoneId,
 *     admits: ["france"],
 * });
 */
export class Meet extends ComponentResource {
    /** Where people go: `https://meet.example.org`. */
    public readonly url: Output<string>;
    /** The invitation of each admitted pool, by its name; only passwords are secret. */
    public readonly invitations: Record<string, InvitationOutput>;
    /** What somebody has to create where the domain's DNS is kept; empty when `zoneId` is given. */
    public readonly dnsRecords: Output<DnsRecord[]>;
    /** The fixed addresses that bridges dial, for firewalls on their way. */
    public readonly bridgeAddresses: Output<string[]>;

    /** @throws ProblemsError with everything wrong in `args`, before anything is registered. */
    public constructor(name: string, args: MeetArgs, opts?: ComponentResourceOptions) {
        const region = resolveRegion(args.region);
        throwProblems(`Meet "${name}"`, meetProblems(name, region, args));
        const session = args.session ?? false;
        const plan = planMeet({ name, region, settings: args, tooling: hostTooling, session });
        super("bridgepool-aws:index:Meet", name, {}, opts);

        const made = create({ parent: this, name, region, tags: args.tags ?? {} }, plan, args);
        this.url = output(`https://${plan.domains.domain}`);
        this.invitations = made.invitations;
        this.dnsRecords = made.dnsRecords;
        this.bridgeAddresses = made.bridgeAddresses;
        this.registerOutputs({
            url: this.url,
            invitations: this.invitations,
            dnsRecords: this.dnsRecords,
            bridgeAddresses: this.bridgeAddresses,
        });
    }

    /**
     * The invitation for one pool: what its `serves` takes.
     *
     * @throws ProblemsError when the Meet does not admit the pool
     */
    public invitation(pool: string): InvitationOutput {
        const invitation = this.invitations[pool];
        if (invitation) return invitation;
        const reason = `"${pool}" is not among the pools that it admits`;
        const fix = didYouMean(pool, Object.keys(this.invitations), "add it to admits");
        throw new ProblemsError("This Meet", [{ path: "admits", reason, fix }]);
    }
}

function create(scope: Scope, plan: MeetPlan, args: MeetArgs) {
    const { existing = {}, zoneId, deletionProtection = false } = args;
    const { domain, xmpp } = plan.domains;
    const path = args.path ?? `bridgepool/${scope.name}`;
    const network = args.network ?? createNetwork(scope);
    const guards = createMeetGuards(scope, plan, network.vpcId, existing);
    const logs = ownLogs(scope, args.accessLogs);
    const store = createStore(scope, existing.bucketName, logs.expiries, logs.grant);

    const certificate = createPublicCertificate(scope, domain, { ...existing, zoneId });
    const edge = createEdge(scope, {
        routes: plan.routes,
        network,
        guard: guards.edge,
        certificateArn: certificate.arn,
        deletionProtection,
        accessLogs: logTarget(args.accessLogs, store),
    });
    const entry = createBridgeEntry(scope, {
        port: plan.bridgePort,
        network,
        guard: guards.entry,
        deletionProtection,
        allocationIds: existing.addressAllocationIds,
    });
    const names = { domain, xmpp, edge, entry };
    if (zoneId !== undefined) createNames(scope, zoneId, names, network.ipv6 ?? true);

    const trust = createTrust(scope, plan.certificates, args.trust);
    const accounts = createAccounts(scope, path, plan.accounts);
    const secrets = [storeSignallingSecret(scope, path, trust), ...accounts.stored];
    createMeetHosts(scope, { plan, args, path, store, network, guards, edge, entry, secrets });
    return {
        invitations: createInvitations(plan, accounts.passwords, trust.trust, secrets),
        dnsRecords: all(zoneId === undefined ? [...certificate.toCreate, ...namesToCreate(names)] : []),
        bridgeAddresses: all([...entry.addresses]),
    };
}
