import { INVITATION_VERSION } from "../invitation";
import type { BridgePoolPlan, HostPlan, MeetPlan } from "../plan/types";
import { HostRole } from "../plan/types";

import { renderContainer, USER_DATA_LIMIT } from "../render/host";
import { compare } from "./compare";
import type { Finding } from "./finding";
import type { ObservedBridgePool, ObservedHosts, ObservedMeet, ObservedStore } from "./observed";

type Check<Plan, Observed> = (planned: Plan, observed: Observed, at: string) => Finding[];

/** Every field of a plan has its check, or the package does not compile. */
type Checks<Plan, Observed> = { readonly [Field in keyof Plan]-?: Check<Plan, Observed> };

/** What is not as a Meet's plan says. Pure. */
export function checkMeet(plan: MeetPlan, observed: ObservedMeet): Finding[] {
    return run(MEET, plan, observed, "");
}

/** What is not as a pool's plan says. Pure. */
export function checkBridgePool(plan: BridgePoolPlan, observed: ObservedBridgePool): Finding[] {
    return run(BRIDGE_POOL, plan, observed, "");
}

function run<Plan, Observed>(
    checks: Checks<Plan, Observed>,
    plan: Plan,
    observed: Observed,
    at: string,
): Finding[] {
    return Object.values<Check<Plan, Observed>>(checks).flatMap((check) => check(plan, observed, at));
}

const HOSTS: Checks<HostPlan, ObservedHosts> = {
    role: ({ role }, observed, at) => [
        ...compare("hosts/machine", `${at}.role`, role, observed.role),
        ...checkMachine(role, observed, at),
    ],
    files: (plan, { boot, files }, at) => [
        ...compare("hosts/files", `${at}.files`, plan.files, files),
        ...(boot.bytes === 0 ? [] : checkBoot(boot, at)),
    ],
    containers: ({ containers }, observed, at) =>
        observed.containers
            ? compare("hosts/containers", `${at}.containers`, containers, observed.containers)
            : containers.flatMap((row) => {
                  const unit = renderContainer(row);
                  const made = observed.files.find((file) => file.path === unit.path);
                  return compare("hosts/containers", `${at}.containers[${row.name}]`, unit, made);
              }),
    packages: (plan, { packages }, at) =>
        compare("hosts/packages", `${at}.packages`, plan.packages, packages),
    ports: (plan, { ports }, at) => compare("hosts/ports", `${at}.ports`, plan.ports, ports),
    secrets: (plan, observed, at) => [
        ...compare(
            "hosts/identity",
            `${at}.secrets`,
            plan.secrets.map(({ name }) => name),
            observed.secrets,
        ),
        ...compare("hosts/identity", `${at}.otherRights`, [], observed.otherRights),
        ...compare("hosts/identity", `${at}.sharedIdentity`, [], observed.sharedIdentity),
    ],
    grants: (plan, { grants }, at) =>
        compare(
            "hosts/identity",
            `${at}.grants`,
            plan.grants.map(({ grant, prefix }) => ({ grant, prefix })),
            grants,
        ),
    health: (plan, { health }, at) => compare("hosts/health", `${at}.health`, plan.health, health),
    scaling: (plan, { scaling }, at) => compare("hosts/scaling", `${at}.scaling`, plan.scaling, scaling),
    drain: (plan, { drain }, at) => compare("hosts/drain", `${at}.drain`, plan.drain, drain),
    replacement: (plan, { replacement }, at) =>
        compare("hosts/replacement", `${at}.replacement`, plan.replacement, replacement),
    metrics: ({ metrics }, observed, at) =>
        metrics.flatMap(({ name, measures }) =>
            compare("hosts/metrics", `${at}.metrics[${name}]`, true, observed.metrics.includes(measures)),
        ),
    alarms: (plan, { alarms }, at) => compare("hosts/alarms", `${at}.alarms`, plan.alarms, alarms),
};

function checkBoot(boot: ObservedHosts["boot"], at: string): Finding[] {
    const tooLong: Finding = {
        rule: "hosts/boot",
        row: `${at}.boot.bytes`,
        expected: `at most ${USER_DATA_LIMIT}`,
        found: String(boot.bytes),
    };
    return [
        ...(boot.bytes > USER_DATA_LIMIT ? [tooLong] : []),
        ...compare("hosts/boot", `${at}.boot.rendered`, true, boot.rendered),
        ...compare("hosts/boot", `${at}.boot.expects`, boot.finds, boot.expects),
        ...compare("hosts/order", `${at}.boot.late`, [], boot.late),
        ...compare("hosts/boot", `${at}.boot.strayFacts`, [], boot.strayFacts),
    ];
}

function checkMachine(role: HostRole, { machine }: ObservedHosts, at: string): Finding[] {
    const { publicIpv4, publicIpv6, zones, ...safety } = machine;
    return [
        ...compare(
            "hosts/machine",
            `${at}.machine`,
            { encryptedDisks: true, guardedMetadata: true, signInKeys: false, reachesOut: true },
            safety,
        ),
        ...(role === HostRole.Bridge
            ? compare(
                  "hosts/machine",
                  `${at}.machine`,
                  { publicIpv4: true, publicIpv6: true },
                  { publicIpv4, publicIpv6 },
              )
            : []),
        ...compare("hosts/machine", `${at}.machine.zones`, zones.all, zones.used),
    ];
}

function checkHosts(plan: HostPlan | undefined, observed: ObservedHosts | undefined, at: string): Finding[] {
    return plan && observed
        ? run(HOSTS, plan, observed, at)
        : compare("component/plan", at, plan && "a group of hosts", observed && "a group of hosts");
}

const MEET: Checks<MeetPlan, ObservedMeet> = {
    name: ({ name }, observed) => compare("component/children", "name", name, observed.name),
    web: ({ web }, observed) => checkHosts(web, observed.web, "web"),
    signalling: ({ signalling }, observed) => checkHosts(signalling, observed.signalling, "signalling"),
    routes: ({ routes }, observed) => compare("meet/routes", "routes", routes, observed.routes),
    bridgePort: ({ bridgePort }, observed) => [
        ...compare("meet/bridge-port", "bridgePort", bridgePort, observed.bridgePort),
        ...compare("meet/bridge-port", "fixedAddresses", true, observed.fixedAddresses),
    ],
    domains: ({ domains }, observed) => [
        ...compare(
            "meet/edge",
            "edge",
            {
                tls: [{ port: 443, leastVersion: "1.2" }],
                redirects: [{ port: 80, to: "https:443", permanent: true }],
                certificateFor: [domains.domain],
                http2: true,
                families: ["ipv4", "ipv6"],
                networks: ["0.0.0.0/0", "::/0"],
            },
            observed.edge,
        ),
        ...compare(
            "meet/names",
            "names",
            [
                { name: domains.domain, leadsTo: "web" },
                { name: domains.xmpp, leadsTo: "bridges" },
            ],
            observed.names,
        ),
        ...checkStores(observed.stores),
    ],
    accounts: (plan, observed) => [
        ...compare(
            "meet/accounts",
            "accounts",
            plan.accounts.map(({ revoked = false, ...row }) => ({
                ...row,
                ...(revoked && { revoked }),
                signsIn: !revoked,
            })),
            observed.accounts,
        ),
        ...checkInvitations(plan, observed),
    ],
    certificates: ({ certificates }, { certificates: made, secret }) =>
        compare(
            "meet/certificates",
            "certificates",
            certificates.map((row) => ({
                ...row,
                next: !row.current,
                selfSigned: true,
                authority: false,
                renewsItself: false,
            })),
            made.map(({ certificate, privateKey, ...row }) => ({
                ...row,
                // In use is the one that the host has with its key.
                current: secret.certificate === certificate && secret.privateKey === privateKey,
                // And it knows the next one, without a key.
                next: secret.nextCertificate === certificate,
            })),
        ),
};

/** Passwords are compared with the verifiers on the host, as `signsIn`. */
function checkInvitations(plan: MeetPlan, observed: ObservedMeet): Finding[] {
    const { domains, bridgePort, accounts, certificates } = plan;
    const planned = accounts
        .filter(({ current }) => current)
        .map(({ pool, user, generation, notAfter }) => [
            pool,
            {
                version: INVITATION_VERSION,
                meet: plan.name,
                host: domains.xmpp,
                port: bridgePort.port,
                domain: domains.auth,
                mucDomains: domains.mucDomains,
                user,
                room: domains.breweryRoom,
                generation,
                notAfter,
                // Of a certificate of the user's own nothing is planned.
                ...(certificates.length > 0 && {
                    trust: observed.certificates.map(({ certificate }) => certificate.trim()),
                }),
            },
        ]);
    const made = Object.entries(observed.invitations).map(([pool, { password: _, trust, ...rest }]) => [
        pool,
        { ...rest, ...(certificates.length > 0 && { trust: trust.map((pem) => pem.trim()) }) },
    ]);
    return compare("meet/invitations", "invitations", Object.fromEntries(planned), Object.fromEntries(made));
}

const BRIDGE_POOL: Checks<BridgePoolPlan, ObservedBridgePool> = {
    name: ({ name }, observed) => [
        ...compare("component/children", "name", name, observed.name),
        ...compare("pool/roster", "roster.says.pool", name, observed.roster.says.pool),
    ],
    region: ({ region }, observed) => compare("component/region", "region", region, observed.region),
    bridges: ({ bridges }, observed) => checkHosts(bridges, observed.bridges, "bridges"),
    roster: ({ roster }, observed) => [
        ...compare("pool/roster", "roster.marker", roster.marker, observed.roster.marker),
        ...compare("pool/roster", "roster.last", true, observed.roster.last),
        ...compare(
            "pool/roster",
            "roster.says.entries",
            observed.roster.secrets.map(({ key, secret, version }) => ({
                key,
                secret,
                secretVersion: version,
            })),
            observed.roster.says.entries.map(({ key, secret, secretVersion }) => ({
                key,
                secret,
                secretVersion,
            })),
        ),
    ],
    board: ({ board }, observed) => [
        ...compare("pool/board", "board", board, observed.board),
        ...checkStores(observed.stores),
    ],
};

function checkStores(stores: readonly ObservedStore[]): Finding[] {
    return stores.flatMap(({ name, ...store }) =>
        compare("component/stores", `stores[${name}]`, { open: false, encrypted: true, leaves: true }, store),
    );
}
