import { BridgePool, Meet, Network, type BridgePoolArgs, type MeetArgs } from "@bridgepool/aws";
import { aws, random, Sandbox, tls, type Program, type Result, type Stack } from "@bridgepool/sandbox";
import * as path from "node:path";

const root = path.join(__dirname, "..", "..", "..", "..");

/** A sandbox with every provider that the package uses. */
export function startSandbox(): Promise<Sandbox> {
    return Sandbox.start({ providers: [aws, random, tls], projectDir: root });
}

/** Runs `use` with a stack of its own sandbox, which is gone afterwards. */
export async function withStack(
    program: Program,
    use: (stack: Stack, sandbox: Sandbox) => Promise<void>,
): Promise<void> {
    const sandbox = await startSandbox();
    try {
        await use(await sandbox.stack({ program }), sandbox);
    } finally {
        sandbox.stop();
    }
}

/** What was done, one line per resource that was not left alone: `create LaunchTemplate france-bridge-amd64`. */
export function done({ steps }: Result): string[] {
    return steps
        .filter(({ op }) => !["same", "read", "discard"].includes(op))
        .map(({ op, type, urn }) => `${op} ${type.split(":").at(-1) ?? ""} ${urn.split("::").at(-1) ?? ""}`)
        .sort();
}

/** What one small deployment may differ in. */
export interface Small {
    /** Names of its Meets, all served by its pool. */
    readonly meets?: readonly string[];
    readonly meet?: Partial<MeetArgs>;
    readonly pool?: Partial<BridgePoolArgs>;
}

/** A network, Meets on one host each, and a pool that serves them. */
export function small({ meets = ["renater"], meet = {}, pool = {} }: Small = {}): Program {
    return () => {
        const region = "eu-west-3";
        const network = new Network("paris", { region });
        const made = meets.map(
            (name) =>
                new Meet(name, {
                    region,
                    network,
                    domain: `${name}.example.org`,
                    admits: ["france"],
                    oneHost: true,
                    ...meet,
                }),
        );
        new BridgePool("france", {
            region,
            network,
            serves: Object.fromEntries(
                made.map((one, index) => [meets[index] ?? "", { invitation: one.invitation("france") }]),
            ),
            size: { min: 2, max: 20 },
            ...pool,
        });
        return { invitations: made[0]?.invitations, dnsRecords: made[0]?.dnsRecords, url: made[0]?.url };
    };
}
