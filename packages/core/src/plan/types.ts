/**
 * The narrow waist: what core asks of a cloud, as plain data with named rows, free of any cloud's words.
 * `docs/contract.md` says what a cloud package must make of each row.
 */

/** The kinds of host a plan can ask for. */
export const HostRole = { Bridge: "bridge", Web: "web", Signalling: "signalling" } as const;
export type HostRole = (typeof HostRole)[keyof typeof HostRole];

/** A file on the host, before its containers start. */
export interface FileRow {
    /** Absolute path on the host. */
    readonly path: string;
    /** Permission bits: 0o644. */
    readonly mode: number;
    /** Owner as `user:group`, names or numbers. */
    readonly owner: string;
    /** The whole text. Never a secret: secrets reach the host by {@link SecretRow}. */
    readonly content: string;
}

/** A container that the host runs. */
export interface ContainerRow {
    /** Its name, and that of its unit: `bridgepool-jvb`. */
    readonly name: string;
    /** Full image reference with digest. */
    readonly image: string;
    /** Environment; never a secret. */
    readonly environment: Readonly<Record<string, string>>;
    /** Host path → container path. */
    readonly mounts: readonly MountRow[];
    /** Program and arguments instead of the image's own. Absent: the image's own. */
    readonly command?: readonly string[];
    /** Folders in memory that it may write; the rest of its file system is read-only. Absent: none. */
    readonly memory?: readonly MemoryRow[];
    /** Linux capabilities it keeps, such as `CAP_NET_BIND_SERVICE`. Absent: none. */
    readonly capabilities?: readonly string[];
    /** Units that must be done before this one starts. */
    readonly after: readonly string[];
    /** `always`, or `on-failure`: an end with exit code 0 was meant, and is final. Absent: `always`. */
    readonly restart?: "always" | "on-failure";
    /** Program and arguments, on the host, that ask it to end and wait until it has. Absent: it gets SIGTERM. */
    readonly stopCommand?: readonly string[];
    /** Longest clean stop, in seconds. */
    readonly stopSeconds: number;
}

/** A folder of a container that lives in memory and is empty at every start. */
export interface MemoryRow {
    readonly path: string;
    /** Most it may hold, in MiB. */
    readonly sizeMiB: number;
    /** Permission bits: 0o1777. */
    readonly mode: number;
    /** Whether programs may be run from it. */
    readonly executable: boolean;
}

/** A path of the host that a container sees. */
export interface MountRow {
    readonly host: string;
    readonly container: string;
    readonly writable: boolean;
}

/** Who may reach a port. */
export const PortSource = {
    /** Any address of the internet, or the row's `networks`. */
    Internet: "internet",
    /** The Meet's own load balancer for web traffic. */
    LoadBalancer: "load-balancer",
} as const;
export type PortSource = (typeof PortSource)[keyof typeof PortSource];

/** A port that is open; every other one is closed. Ports on loopback are not rows. */
export interface PortRow {
    /** `media`, `bridges`, `pages`, `xmpp`. */
    readonly name: string;
    readonly protocol: "tcp" | "udp";
    readonly port: number;
    readonly from: PortSource;
    /** Networks in CIDR notation, IPv4 and IPv6, for `internet`. */
    readonly networks: readonly string[];
}

/** A secret that a host reads with its own identity, at the path `<component path>/<name>`. */
export interface SecretRow {
    /** `signalling`, `accounts/*`, `roster/*`: a trailing `*` stands for entries that come and go with no change of role. */
    readonly name: string;
    /** What it is for, for people. */
    readonly purpose: string;
}

/** What else the host's identity may do, within its own component. */
export const Grant = {
    /** Read the objects of its own bucket under the row's prefix. */
    ReadObjects: "read-objects",
    /** Write objects of its own bucket under the row's prefix. */
    WriteObjects: "write-objects",
    /** Be reached by the cloud's own session service, for people on call. */
    Session: "session",
} as const;
export type Grant = (typeof Grant)[keyof typeof Grant];

/** One thing that a component's identity may do, within the component's own paths. */
export interface GrantRow {
    readonly grant: Grant;
    /** Object prefix within the component's bucket: `bundle/`, `roster/`, `board/`. Empty for `session`. */
    readonly prefix: string;
    readonly purpose: string;
}

/** How to see from outside that a host works. */
export interface HealthRow {
    readonly protocol: "tcp" | "http" | "https";
    readonly port: number;
    /** Path for http and https. */
    readonly path?: string;
    readonly intervalSeconds: number;
    readonly healthyThreshold: number;
    readonly unhealthyThreshold: number;
    /** Time from launch in which a host need not answer. */
    readonly graceSeconds: number;
}

/** When the group changes size. Every default is filled in. */
export interface ScalingPlan {
    readonly min: number;
    readonly max: number;
    /** Exactly one rule decides from measurements; none for a group of one. */
    readonly rule?: ScalingRule;
    readonly schedules: readonly ScheduleRow[];
    readonly predictive?: {
        readonly targetPercent: number;
        readonly forecastOnly: boolean;
        readonly leadSeconds: number;
    };
    /** How long a new host's own figures are left out. */
    readonly warmUpSeconds: number;
}

/** The measurement that decides a group's size; exactly one per group. */
export type ScalingRule =
    | { readonly kind: "cpu"; readonly targetPercent: number }
    | { readonly kind: "requests"; readonly perHost: number }
    | { readonly kind: "utilisation"; readonly target: number }
    | {
          readonly kind: "steps";
          readonly outPercent: number;
          readonly inPercent: number;
          readonly add: number;
          readonly remove: number;
          readonly periodSeconds: number;
          readonly outPeriods: number;
          readonly inPeriods: number;
      };

/** New limits of a group's size from a moment on, again and again. */
export interface ScheduleRow {
    readonly key: string;
    readonly cron: string;
    readonly timeZone: string;
    readonly min: number;
    readonly max: number;
}

/** What happens between "this host goes" and "it is gone". */
export interface DrainPlan {
    /** How long it may go on for its calls. */
    readonly limitSeconds: number;
    /** At the limit: go on to the end (`continue`), or keep the host outside the group until it is empty (`retain`). */
    readonly atLimit: "continue" | "retain";
    /** Whether taking the component away may end calls. */
    readonly endCallsOnDestroy: boolean;
}

/** How hosts of a group are replaced by new ones. */
export interface ReplacementPlan {
    /** `roll`: when the plan changes, by the cloud. `drain`: never by the cloud; new hosts get the new plan, old ones leave when empty. */
    readonly kind: "roll" | "drain";
    /** Healthy hosts to keep meanwhile, in percent of the size. */
    readonly minHealthyPercent: number;
    /** Hosts to have at most meanwhile, in percent of the size. 100: never a second of a group of one. */
    readonly maxHealthyPercent: number;
}

/** A measurement of the group that people and alarms look at. */
export interface MetricRow {
    /** `bridges`, `web-hosts`, `signalling-hosts`: how many are in service. */
    readonly name: string;
    readonly measures: "hosts-in-service" | "hosts-desired" | "healthy-targets" | "cpu";
}

/** When somebody must look. */
export interface AlarmRow {
    readonly name: string;
    readonly metric: MetricRow["measures"];
    readonly comparison: "below" | "at-least";
    readonly threshold: number;
    readonly periodSeconds: number;
    readonly periods: number;
    /** What a missing measurement means. */
    readonly missing: "breaching" | "not-breaching";
    /** What to do, for the one on call. */
    readonly runbook: string;
}

/** One group of like hosts. */
export interface HostPlan {
    readonly role: HostRole;
    /** Container parts. */
    readonly containers: readonly ContainerRow[];
    /** Every file of the bundle: units, configuration, scripts. */
    readonly files: readonly FileRow[];
    /** Debian packages to install at first boot, where the image has not. */
    readonly packages: readonly string[];
    readonly ports: readonly PortRow[];
    readonly secrets: readonly SecretRow[];
    readonly grants: readonly GrantRow[];
    readonly health?: HealthRow;
    readonly scaling: ScalingPlan;
    readonly drain: DrainPlan;
    readonly replacement: ReplacementPlan;
    readonly metrics: readonly MetricRow[];
    readonly alarms: readonly AlarmRow[];
}

/** A rule of the Meet's web load balancer: which requests go to which hosts, and how. */
export interface RouteRow {
    readonly name: "pages" | "xmpp";
    /** Path patterns; `/*` is the default route. */
    readonly paths: readonly string[];
    readonly to: HostRole;
    /** The port row of that role. */
    readonly port: number;
    /** Protocol between load balancer and host, always over TLS. */
    readonly protocol: "http/2" | "http/1.1";
    /** How long a request or web socket may be idle. */
    readonly idleSeconds: number;
    /** Keep one browser on one host. */
    readonly sticky: boolean;
    /** How long open requests may go on at a host that leaves, in seconds. */
    readonly deregistrationSeconds: number;
    readonly health: HealthRow;
}

/** Names that follow from a Meet's domain, the same everywhere. */
export interface MeetDomains {
    /** `meet.example.org` */
    readonly domain: string;
    /** `auth.meet.example.org`: bridges, focus and recorders sign in here. */
    readonly auth: string;
    /** `internal.auth.meet.example.org`: the component of the brewery room. */
    readonly internal: string;
    /** `jvbbrewery@internal.auth.meet.example.org` */
    readonly breweryRoom: string;
    /** `conference.meet.example.org`: meetings. */
    readonly conference: string;
    /** Every domain conferences can be in. */
    readonly mucDomains: readonly string[];
    /** `xmpp.meet.example.org`: what bridges dial. */
    readonly xmpp: string;
}

/** A Meet, ready to be made. */
export interface MeetPlan {
    readonly name: string;
    readonly domains: MeetDomains;
    /** Absent when both tiers share one host. */
    readonly web?: HostPlan;
    readonly signalling: HostPlan;
    readonly routes: readonly RouteRow[];
    /**
     * Where bridges dial in: a TCP port passed through to the signalling host, at fixed addresses. The host must see
     * each caller's own address: it limits strangers by that.
     */
    readonly bridgePort: PortRow;
    readonly accounts: readonly AccountRow[];
    readonly certificates: readonly CertificateRow[];
}

/** One account of one pool, in one generation. */
export interface AccountRow {
    readonly pool: string;
    readonly generation: number;
    /** `france-1` */
    readonly user: string;
    /** The one that the invitation names. */
    readonly current: boolean;
    readonly notAfter?: string;
    /** Its sessions end at once: it has no password, and never signs in. Absent: it may sign in. */
    readonly revoked?: boolean;
}

/** One self-signed certificate of the Meet, in one generation. */
export interface CertificateRow {
    readonly generation: number;
    /** In use now; the other one is trusted already, for the next generation. */
    readonly current: boolean;
    /** The XMPP domain it names. */
    readonly domain: string;
    readonly validityHours: number;
}

/** A pool, ready to be made. */
export interface BridgePoolPlan {
    readonly name: string;
    readonly region: string;
    readonly bridges: HostPlan;
    /** Prefixes in the pool's bucket. */
    readonly roster: { readonly marker: string };
    readonly board: { readonly prefix: string; readonly keepDays: number };
}
