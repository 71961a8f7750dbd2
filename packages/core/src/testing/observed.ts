import type { Invitation } from "../invitation";
import type {
    AccountRow,
    AlarmRow,
    CertificateRow,
    ContainerRow,
    DrainPlan,
    FileRow,
    GrantRow,
    HealthRow,
    HostRole,
    MetricRow,
    PortRow,
    ReplacementPlan,
    RouteRow,
    ScalingPlan,
    SecretRow,
} from "../plan/types";
import type { RosterMarker } from "../roster";
import type { SignallingSecret } from "../signalling";

/**
 * What a cloud package has really made, read back from the recorded resources into the plan's own words. Rows have the
 * plan's types, so that a field added to a plan does not compile until every cloud's readers know where to find it.
 */

/** One group of hosts, as its resources would make it. */
export interface ObservedHosts {
    readonly role: HostRole;
    /** What a new host is started with. */
    readonly boot: ObservedBoot;
    /** Containers that the cloud runs by itself. Absent: hosts run them from the unit files in `files`. */
    readonly containers?: readonly ContainerRow[];
    /** Every file that a host has from its plan. */
    readonly files: readonly FileRow[];
    /** Packages it installs at first boot. */
    readonly packages: readonly string[];
    /** Every way in that the cloud leaves open; one row for each port and source, whatever it is made of. */
    readonly ports: readonly PortRow[];
    /** Secrets that its identity may read, by name within the component's path; anything else by its full name. */
    readonly secrets: readonly SecretRow["name"][];
    /** What else its identity may do, in the contract's words. */
    readonly grants: readonly ObservedGrant[];
    /** What its identity may do that the contract has no word for, each as `<the cloud's action> on <resource>`. */
    readonly otherRights: readonly string[];
    /** Who else may take its identity. */
    readonly sharedIdentity: readonly string[];
    readonly health?: HealthRow;
    readonly scaling: ScalingPlan;
    readonly drain: DrainPlan;
    readonly replacement: ReplacementPlan;
    /** What is measured of it. */
    readonly metrics: readonly MetricRow["measures"][];
    readonly alarms: readonly AlarmRow[];
    readonly machine: ObservedMachine;
}

export type ObservedGrant = Pick<GrantRow, "grant" | "prefix">;

/** How a host comes up: see {@link readUserData}. */
export interface ObservedBoot {
    /** Bytes of its user data; 0 where the cloud needs none. */
    readonly bytes: number;
    /** Whether the user data is, to the byte, what core renders from the facts in it. */
    readonly rendered: boolean;
    /** Digest of the bundle that it will accept. */
    readonly expects: string;
    /** Digest of the bundle that lies where it looks. */
    readonly finds: string;
    /** What it needs at boot, and may come later than it or go earlier: the bundle, rights, secrets. */
    readonly late: readonly string[];
    /** Names of facts that it is told and that nobody asked for, or that are not true. */
    readonly strayFacts: readonly string[];
}

/** What the contract asks of every host, whatever its plan says. */
export interface ObservedMachine {
    /** Its disks are encrypted. */
    readonly encryptedDisks: boolean;
    /** Its metadata service answers only to a session token, and not to containers a hop away. */
    readonly guardedMetadata: boolean;
    /** Somebody's key is installed for signing in. */
    readonly signInKeys: boolean;
    readonly publicIpv4: boolean;
    readonly publicIpv6: boolean;
    /** They can reach everything by IPv4 and IPv6, for images, secrets and media. */
    readonly reachesOut: boolean;
    /** Zones that hosts may be in, and zones of the network. */
    readonly zones: { readonly used: number; readonly all: number };
}

/** A store of the component. */
export interface ObservedStore {
    /** `objects`, or the name of a secret within the component's path: `signalling`, `accounts/france`. */
    readonly name: string;
    /** Somebody outside the account may read it. */
    readonly open: boolean;
    readonly encrypted: boolean;
    /** It is deleted with the component, whatever is in it. */
    readonly leaves: boolean;
}

/** A name that people or bridges look up: in DNS by the component itself, or as a record that it asks the user to make. */
export interface ObservedName {
    readonly name: string;
    readonly leadsTo: "web" | "bridges";
}

/** The side of the Meet that faces people. */
export interface ObservedEdge {
    /** Ports that take TLS, and the least version they take. */
    readonly tls: readonly { readonly port: number; readonly leastVersion: string }[];
    /** Ports that only send people to another address, and where to. */
    readonly redirects: readonly {
        readonly port: number;
        readonly to: string;
        readonly permanent: boolean;
    }[];
    /** Names that its certificate is for. */
    readonly certificateFor: readonly string[];
    readonly http2: boolean;
    /** `ipv4`, `ipv6`. */
    readonly families: readonly string[];
    /** Networks that may reach it. */
    readonly networks: readonly string[];
}

export interface ObservedMeet {
    readonly name: string;
    /** Where its hosts are. */
    readonly region: string;
    readonly web?: ObservedHosts;
    readonly signalling: ObservedHosts;
    readonly routes: readonly RouteRow[];
    readonly edge: ObservedEdge;
    /** Where bridges dial in, seen from outside. */
    readonly bridgePort: PortRow;
    /** Whether its addresses stay the same for ever. */
    readonly fixedAddresses: boolean;
    readonly names: readonly ObservedName[];
    readonly accounts: readonly ObservedAccount[];
    /** By pool. */
    readonly invitations: Readonly<Record<string, Invitation>>;
    readonly certificates: readonly ObservedCertificate[];
    /** What the signalling host reads as its secret. */
    readonly secret: SignallingSecret;
    readonly stores: readonly ObservedStore[];
}

export interface ObservedAccount extends AccountRow {
    /** Whether the Meet's host holds a verifier that the account's own password satisfies. */
    readonly signsIn: boolean;
}

export interface ObservedCertificate extends Omit<CertificateRow, "current"> {
    readonly selfSigned: boolean;
    /** Whether it may sign other certificates. */
    readonly authority: boolean;
    /** Whether it renews itself in whichever change happens to come. */
    readonly renewsItself: boolean;
    /** Itself, PEM. */
    readonly certificate: string;
    /** Its private key, PEM. */
    readonly privateKey: string;
}

export interface ObservedBridgePool {
    readonly name: string;
    readonly region: string;
    readonly bridges: ObservedHosts;
    readonly roster: {
        /** Key of the marker. */
        readonly marker: string;
        /** What it says. */
        readonly says: RosterMarker;
        /** Whether it is written after every secret that it names, and so taken away before them. */
        readonly last: boolean;
        /** The secrets that hold an invitation each. */
        readonly secrets: readonly ObservedMembership[];
    };
    readonly board: {
        readonly prefix: string;
        readonly keepDays: number;
    };
    readonly stores: readonly ObservedStore[];
}

export interface ObservedMembership {
    /** Key of the membership, as the secret is named. */
    readonly key: string;
    /** How the marker must name the secret. */
    readonly secret: string;
    /** The version that the secret is at. */
    readonly version: string;
    readonly invitation: Invitation;
}
