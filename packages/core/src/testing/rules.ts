/** How far a rule binds. */
export type Need = "mandatory" | "optional" | { readonly mandatoryIf: string };

export interface Rule {
    readonly need: Need;
    /** The rule in one sentence; its section in `docs/contract.md` says the rest. */
    readonly text: string;
    /** How the suite checks it. */
    readonly check: string;
}

/** The version of the contract: raised when a cloud package that kept the last one may break the next one. */
export const CONTRACT_VERSION = 1;

const ROWS = "rows compared field by field; a mutant of each field of each row is found";
const RECORDING = "read from every recorded resource; mutants of each input and option are found";

/**
 * The contract between core and a cloud package, rule by rule: the table of `docs/contract.md`.
 */
export const RULES = {
    "component/plan": {
        need: "mandatory",
        text: "A component asks core for its plan once, with the settings it was given, unchanged.",
        check: "core's planner is watched while the component is made",
    },
    "component/children": {
        need: "mandatory",
        text: "Every resource has the component as its ancestor and carries its name; the component is alone at the top.",
        check: RECORDING,
    },
    "component/region": {
        need: "mandatory",
        text: "Every regional resource is in the component's region, through the component's provider.",
        check: RECORDING,
    },
    "component/tags": {
        need: "mandatory",
        text: "The user's tags are on everything that can carry tags.",
        check: RECORDING,
    },
    "component/secrets": {
        need: "mandatory",
        text: "A secret is in no input but those that store it or sign with it, and there it is marked secret.",
        check: "every secret of a recording is searched for in every input of every resource",
    },
    "component/stores": {
        need: "mandatory",
        text: "Stores are closed to the outside, encrypted, and go with their component.",
        check: RECORDING,
    },
    "component/preview": {
        need: "mandatory",
        text: "The resources are the same whether or not computed values are known.",
        check: "a recording with every computed value unknown has the same resources",
    },
    "component/outputs": {
        need: "mandatory",
        text: "Outputs are registered once, and are the component's own fields.",
        check: "the registration is compared with the fields",
    },
    "component/stable": {
        need: "mandatory",
        text: "The same settings give the same resources; an admitted pool or a served Meet more adds and updates, and leaves hosts alone.",
        check: "two recordings compared: nothing taken away, nothing replaced, hosts observed alike",
    },
    "component/change": {
        need: "mandatory",
        text: "Other hosts come by changes in place: the component keeps its groups, stores, names and addresses.",
        check: "two recordings compared: nothing taken away, nothing replaced but what is named by its content",
    },
    "component/adoption": {
        need: { mandatoryIf: "the component can take existing resources instead of making them" },
        text: "What is adopted is used and not made again.",
        check: "a recording with each adopted resource: its id is used, its kind is not made",
    },
    "hosts/boot": {
        need: { mandatoryIf: "hosts boot from user data" },
        text: "User data is what core renders, at most 12 KiB, says no more than it has to, and names the bundle by the digest of what is stored.",
        check: "rendered again from the facts in it and compared to the byte",
    },
    "hosts/order": {
        need: "mandatory",
        text: "Bundle, rights and secrets are there before the first host, and go after the last one.",
        check: "read from dependencies",
    },
    "hosts/files": {
        need: "mandatory",
        text: "Every planned file is on the host, and no other.",
        check: ROWS,
    },
    "hosts/containers": {
        need: "mandatory",
        text: "Every planned container runs, from its unit file or by the cloud itself.",
        check: ROWS,
    },
    "hosts/packages": {
        need: { mandatoryIf: "hosts boot from user data" },
        text: "Every planned package is installed at first boot.",
        check: ROWS,
    },
    "hosts/ports": {
        need: "mandatory",
        text: "Every planned port is open to whom the plan says, and everything else is closed.",
        check: ROWS,
    },
    "hosts/identity": {
        need: "mandatory",
        text: "Hosts have an identity of their own, which reads the planned secrets, has the planned grants, and nothing else without a stated reason.",
        check: ROWS,
    },
    "hosts/health": { need: "mandatory", text: "Hosts are judged by the planned health check.", check: ROWS },
    "hosts/scaling": {
        need: "mandatory",
        text: "The group has the planned limits, rule, schedules and forecast.",
        check: ROWS,
    },
    "hosts/drain": { need: "mandatory", text: "A host that goes gets the planned time.", check: ROWS },
    "hosts/replacement": {
        need: "mandatory",
        text: "Hosts give way to new ones as planned, and a group of one never has two.",
        check: ROWS,
    },
    "hosts/metrics": { need: "mandatory", text: "Every planned measurement is taken.", check: ROWS },
    "hosts/alarms": { need: "mandatory", text: "Every planned alarm is set, with its runbook.", check: ROWS },
    "hosts/machine": {
        need: "mandatory",
        text: "Disks are encrypted, metadata is guarded, nobody's key signs in, and hosts spread over the network's zones; bridges have public IPv4 and IPv6.",
        check: RECORDING,
    },
    "meet/routes": {
        need: "mandatory",
        text: "Every planned route leads from the edge to its hosts.",
        check: ROWS,
    },
    "meet/edge": {
        need: "mandatory",
        text: "People arrive by TLS 1.2 or later at 443, by HTTP/2, for the Meet's domain; 80 redirects; nothing else answers.",
        check: RECORDING,
    },
    "meet/bridge-port": {
        need: "mandatory",
        text: "Bridges reach the planned port at fixed addresses, from the planned networks.",
        check: ROWS,
    },
    "meet/names": {
        need: { mandatoryIf: "the component keeps the DNS zone" },
        text: "The Meet's domain leads to the edge, and `domains.xmpp` to the bridge port.",
        check: ROWS,
    },
    "meet/accounts": {
        need: "mandatory",
        text: "Every planned account, and no other, can sign in with its own password, until its end; revoked ones are named, and cannot.",
        check: ROWS,
    },
    "meet/certificates": {
        need: "mandatory",
        text: "Every planned certificate is made, self-signed, no authority, never renewed by itself; the current one's key alone is on the host, with the next certificate.",
        check: ROWS,
    },
    "meet/invitations": {
        need: "mandatory",
        text: "Each admitted pool gets an invitation that says what the plan says, with only its password secret.",
        check: "invitations compared with the plan",
    },
    "pool/roster": {
        need: "mandatory",
        text: "Each membership's invitation is a secret of its own under its key; the marker names their exact versions, is written last and taken away first.",
        check: "the marker is parsed and compared; the order is read from dependencies",
    },
    "pool/board": {
        need: "mandatory",
        text: "The Board is in the pool's own store, and what is old leaves it.",
        check: ROWS,
    },
} as const satisfies Readonly<Record<string, Rule>>;

export type RuleId = keyof typeof RULES;
